"""Patterns of `ask`: ordinary regular expressions, held to those that cannot run for long on 64 characters.

Source: security.md C11 (a pattern that backtracks without end stops every caller).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from callflows.schema.scalars import read_text, refuse

MAX_CHARACTERS = 100
#: Repeats of changing length, groups written out: 64 characters are shared among four in under 700,000 ways.
MAX_REPEATS = 4
MAX_ALTERNATIVES = 8

_PART = re.compile(
    r"""(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\]) | (?P<escape>\\[dwsDWS.+*?()\[\]{}|^$/-])
    | (?P<open>\((?!\?)|\(\?:) | (?P<close>\)) | (?P<or>\|)
    | (?P<repeat>[*+?]|\{\d{1,2}(?:,\d{0,2})?\}) | (?P<other>[^\\\[(){}*+?|])""",
    re.VERBOSE | re.ASCII,
)


def read_pattern(value: Any) -> str:
    """Read a pattern that compiles and ends in time."""
    text = read_text(value)
    if len(text) > MAX_CHARACTERS:
        raise refuse(f"a pattern of more than {MAX_CHARACTERS} characters")
    try:
        re.compile(text)
    except re.error as error:
        raise refuse(f"no pattern: {error.msg}", "bad-value", error.pos) from None
    if _repeats(text) > MAX_REPEATS or text.count("|") > MAX_ALTERNATIVES:
        raise refuse("the pattern has too many ways to match; use fewer of * + ? { and |")
    return text


def _repeats(text: str) -> int:
    """Count the repeats of changing length, those of a group once for each time that it may come."""
    inner = [0]
    either = [0]
    last = 0
    position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise refuse("of patterns, [..] (..) | * + ? {..} and \\d are understood", "bad-value", position)
        position = part.end()
        match part.lastgroup:
            case "open":
                inner.append(0)
                either.append(0)
                last = 0
            case "close":
                last = inner.pop()
                inner[-1] += last
                last += either.pop()
            case "or":
                either[-1] += 1
            case "repeat":
                inner[-1] += _cost(part["repeat"], last)
                last = 0
            case _:
                last = 0
    return inner[0]


def _cost(repeat: str, within: int) -> int:
    """Return what a repeat adds, of something that itself has `within`."""
    low, comma, high = repeat.strip("{}").partition(",")
    if repeat in {"*", "+"} or (comma and not high):
        return 1 if not within else MAX_REPEATS + 1
    times = 1 if repeat == "?" else int(high or low)
    changing = comma or repeat == "?"
    return max(times - 1, 0) * within + (1 if changing and not within else 0)


Pattern = Annotated[str, PlainValidator(read_pattern), WithJsonSchema({"type": "string"})]
