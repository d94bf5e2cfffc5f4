"""How the values of a flow compare, and which of them count as yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

#: What a name or an expression stands for. None: there is no value. Durations are seconds.
Value = str | int | float | bool | None
#: Give the value of a dotted name.
Read = Callable[[str], Value]

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
#: Text that counts as no: connectors answer in text.
_NO = frozenset({"", "0", "false", "no"})


def is_true(value: Value) -> bool:
    """Whether a value counts as yes: not missing, not 0, and not the text "", "0", "false" or "no"."""
    return value.lower() not in _NO if isinstance(value, str) else bool(value)


def number_of(value: Value) -> int | float | None:
    """Return a number, or text that is one, as a number; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
        return float(value) if "." in value else int(value)
    return value


def same(one: Value, other: Value) -> bool:
    """Two texts are the same letter by letter; a number is the same as text that says it; yes is "true"."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    if isinstance(one, bool) or isinstance(other, bool):
        return _word(one) == _word(other)
    return number_of(one) == number_of(other)


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _differs(one: Value, other: Value) -> bool:
    return not same(one, other)


def _ordered(one: Value, other: Value) -> int | None:
    """Say which is greater (1, 0 or -1): as numbers if both are, by letters if both are text, else None."""
    first, second = number_of(one), number_of(other)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    return None


#: Sign -> whether it holds between two values that are there.
COMPARE: Mapping[str, Callable[[Value, Value], bool]] = MappingProxyType(
    {
        "==": same,
        "!=": _differs,
        "<": lambda one, other: _ordered(one, other) == -1,
        ">": lambda one, other: _ordered(one, other) == 1,
        "<=": lambda one, other: _ordered(one, other) in {-1, 0},
        ">=": lambda one, other: _ordered(one, other) in {0, 1},
    }
)
