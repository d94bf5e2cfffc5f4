"""What a condition comes to where only some of its names have a known value: true, false, or either.

The conditions are valid already (ivr.expressions parses them first), so nothing is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import cache

from ivr.values import COMPARE, Value, is_true, number_of, same


class Unknown(Enum):
    """Stands for a value that may be anything, a missing one among them."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
Known = Value | Unknown
#: Give what is known of a dotted name.
Knows = Callable[[str], Known]
_Run = Callable[[Knows], Known]

_TOKEN = re.compile(r'"[^"]*"|==|!=|<=|>=|[<>()\[\],]|-?[\w.]+', re.ASCII)
_DURATION = re.compile(r"[0-9]+[smhd]", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def outcome_of(text: str, knows: Knows) -> bool | None:
    """Say whether a condition holds; None: that depends on what is not known."""
    return _truth(_compiled(text)(knows))


@cache
def _compiled(text: str) -> _Run:
    return _Reader(_TOKEN.findall(text)).either()


class _Reader:
    """Reads tokens by the grammar of ivr.expressions."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [*tokens, ""]
        self.place = 0

    def either(self) -> _Run:
        runs = [self._both()]
        while self._takes("or"):
            runs.append(self._both())
        return runs[0] if len(runs) == 1 else _joined(tuple(runs), settles=True)

    def _both(self) -> _Run:
        runs = [self._test()]
        while self._takes("and"):
            runs.append(self._test())
        return runs[0] if len(runs) == 1 else _joined(tuple(runs), settles=False)

    def _test(self) -> _Run:
        if self._takes("not"):
            return _not(self._test())
        left = self._operand()
        sign = self.tokens[self.place]
        if sign in COMPARE:
            self.place += 1
            return _compared(COMPARE[sign], left, self._operand())
        if not self._takes("in"):
            return left
        self._takes("[")
        runs = [_compared(same, left, self._operand())]
        while self._takes(","):
            runs.append(_compared(same, left, self._operand()))
        self._takes("]")
        return _joined(tuple(runs), settles=True)

    def _operand(self) -> _Run:
        if self._takes("("):
            run = self.either()
            self._takes(")")
            return run
        token = self.tokens[self.place]
        self.place += 1
        if token.startswith('"'):
            return lambda _: token[1:-1]
        if _DURATION.fullmatch(token):
            return lambda _: int(token[:-1]) * _SECONDS[token[-1]]
        number = number_of(token)
        return (lambda knows: knows(token)) if number is None else lambda _: number

    def _takes(self, token: str) -> bool:
        taken = self.tokens[self.place] == token
        self.place += taken
        return taken


def _truth(value: Known) -> bool | None:
    return None if isinstance(value, Unknown) else is_true(value)


def _not(run: _Run) -> _Run:
    def denied(knows: Knows) -> Known:
        truth = _truth(run(knows))
        return UNKNOWN if truth is None else not truth

    return denied


def _joined(runs: tuple[_Run, ...], *, settles: bool) -> _Run:
    """Join by "or" (one that is true settles it) or by "and" (one that is false does)."""

    def joined(knows: Knows) -> Known:
        truths = [_truth(run(knows)) for run in runs]
        if settles in truths:
            return settles
        return UNKNOWN if None in truths else not settles

    return joined


def _compared(compare: Callable[[Value, Value], bool], left: _Run, right: _Run) -> _Run:
    """Compare; a missing value makes it false whatever the other one is."""

    def compared(knows: Knows) -> Known:
        one, other = left(knows), right(knows)
        if one is None or other is None:
            return False
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return UNKNOWN
        return compare(one, other)

    return compared
