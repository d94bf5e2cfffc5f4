"""Conditions and values in a flow: a small closed grammar, parsed once, then run as closures.

    either    both ("or" both)*
    both      test ("and" test)*
    test      "not"* operand ([== != < > <= >=] operand | "in" "[" operand ("," operand)* "]")?
    operand   name | "text" | number | duration | "(" either ")"

No calls, indexing or regular expressions. Source: flow-language 4, security.md C11.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ivr.values import COMPARE, Read, Value, is_true, number_of, same

__all__ = ["ExprError", "Expression", "Read", "Value", "parse"]

_Run = Callable[[Read], Value]

MAX_NODES = 200
MAX_BYTES = 4096
#: Brackets within brackets: far past what anybody reads, far from Python's own recursion limit.
MAX_DEPTH = 20

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*")
    | (?P<duration>\d{1,9}[smhd](?!\w))
    | (?P<number>-?\d{1,15}(?:\.\d{1,9})?(?![\w.]))
    | (?P<name>[a-zA-Z_]\w*(?:\.\w+)*)
    | (?P<sign>==|!=|<=|>=|<|>|[()\[\],])
    )""",
    re.VERBOSE | re.ASCII,
)
#: What may stand between two parts.
_BLANK = " \t\n\r\f\v"
_KEYWORDS = frozenset({"and", "or", "not", "in"})


class ExprError(ValueError):
    """The text is no expression. position: characters before the place, from 0."""

    def __init__(self, why: str, position: int) -> None:
        super().__init__(why)
        self.why = why
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A parsed expression. names: every dotted name it may read."""

    text: str
    names: frozenset[str]
    run: _Run

    def value(self, read: Read) -> Value:
        return self.run(read)

    def holds(self, read: Read) -> bool:
        return is_true(self.run(read))


def parse(text: str) -> Expression:
    """Parse one expression. Raises ExprError, which says where and how to mend it."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ExprError(f"longer than {MAX_BYTES} bytes", 0)
    parser = _Parser(_tokens(text), len(text))
    run = parser.either(0)
    parser.end()
    return Expression(text=text, names=frozenset(parser.names), run=run)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip(_BLANK))
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            start = position + len(text[position:]) - len(text[position:].lstrip(_BLANK))
            raise ExprError(_remedy(text[start:]), start)
        kind = str(found.lastgroup)
        word = found[kind]
        tokens.append(_Token("keyword" if word in _KEYWORDS else kind, word, found.start(kind)))
        position = found.end()
    return tokens


def _remedy(rest: str) -> str:
    if rest[0] == '"':
        return "the text has no closing double quote"
    if rest[0] == "'":
        return "write text in double quotes"
    if rest[0] == "=":
        return 'write "==" to compare'
    if rest[0].isdigit() or rest[0] == "-":
        return "not a number or a duration such as 30s, 15m, 2h or 7d"
    return f'"{rest[0]}" is no part of an expression'


class _Parser:
    """Turns tokens into closures, from the loosest binding to the tightest."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self.tokens = tokens
        self.length = length
        self.place = 0
        self.nodes = 0
        self.names: set[str] = set()

    def either(self, depth: int) -> _Run:
        runs = [self._both(depth)]
        while self._takes("or"):
            runs.append(self._both(depth))
        return runs[0] if len(runs) == 1 else self._node(_any(tuple(runs)))

    def end(self) -> None:
        if self.place < len(self.tokens):
            token = self.tokens[self.place]
            raise ExprError(f'"{token.text}" is not expected here', token.position)

    def _both(self, depth: int) -> _Run:
        runs = [self._test(depth)]
        while self._takes("and"):
            runs.append(self._test(depth))
        return runs[0] if len(runs) == 1 else self._node(_all(tuple(runs)))

    def _test(self, depth: int) -> _Run:
        negations = 0
        while self._takes("not"):
            negations += 1
        run = self._comparison(depth)
        for _ in range(min(negations, 2 - negations % 2)):
            run = self._node(_not(run))
        return run

    def _comparison(self, depth: int) -> _Run:
        left = self._operand(depth)
        sign = self._next()
        if sign is not None and sign.text in COMPARE and sign.kind == "sign":
            self.place += 1
            return self._node(_compared(COMPARE[sign.text], left, self._operand(depth)))
        if self._takes("in"):
            return self._node(_among(left, self._list(depth)))
        return left

    def _list(self, depth: int) -> tuple[_Run, ...]:
        self._needs("[", 'a list follows "in", such as ["premium", "enterprise"]')
        runs = [self._operand(depth)]
        while self._takes(","):
            runs.append(self._operand(depth))
        self._needs("]", 'the list has no closing "]"')
        return tuple(runs)

    def _operand(self, depth: int) -> _Run:
        token = self._next()
        if token is None:
            raise ExprError("the expression ends too early", self.length)
        self.place += 1
        match token.kind:
            case "text":
                return self._node(_literal(token.text[1:-1]))
            case "number":
                return self._node(_literal(number_of(token.text)))
            case "duration":
                return self._node(_literal(int(token.text[:-1]) * _SECONDS[token.text[-1]]))
            case "name":
                self.names.add(token.text)
                return self._node(_named(token.text))
            case _:
                return self._bracketed(token, depth)

    def _bracketed(self, token: _Token, depth: int) -> _Run:
        if token.text != "(":
            raise ExprError(f'a value is expected here, not "{token.text}"', token.position)
        if depth == MAX_DEPTH:
            raise ExprError(f"more than {MAX_DEPTH} brackets within each other", token.position)
        run = self.either(depth + 1)
        self._needs(")", 'the bracket has no closing ")"')
        return run

    def _next(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _takes(self, text: str) -> bool:
        """Pass over a keyword or sign, if it is next. A text "and" has its quotes, so it is none."""
        token = self._next()
        if token is None or token.text != text:
            return False
        self.place += 1
        return True

    def _needs(self, text: str, why: str) -> None:
        token = self._next()
        if not self._takes(text):
            raise ExprError(why, token.position if token else self.length)

    def _node(self, run: _Run) -> _Run:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ExprError(f"more than {MAX_NODES} parts", 0)
        return run


def _literal(value: Value) -> _Run:
    return lambda _: value


def _named(name: str) -> _Run:
    return lambda read: read(name)


def _not(run: _Run) -> _Run:
    return lambda read: not is_true(run(read))


def _all(runs: tuple[_Run, ...]) -> _Run:
    return lambda read: all(is_true(run(read)) for run in runs)


def _any(runs: tuple[_Run, ...]) -> _Run:
    return lambda read: any(is_true(run(read)) for run in runs)


def _compared(compare: Callable[[Value, Value], bool], left: _Run, right: _Run) -> _Run:
    """Compare two values; a missing one makes every comparison false, `!=` and `in` among them."""

    def run(read: Read) -> bool:
        one, other = left(read), right(read)
        return one is not None and other is not None and compare(one, other)

    return run


def _among(left: _Run, runs: tuple[_Run, ...]) -> _Run:
    def run(read: Read) -> bool:
        one = left(read)
        others = (run(read) for run in runs)
        return one is not None and any(other is not None and same(one, other) for other in others)

    return run
