"""The smallest parts of the language: each turns text into a value, or says what to write instead.

YAML hands over text only (callflows.source); each part also carries its JSON Schema, for editors.
"""

from __future__ import annotations

import re
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, LiteralString

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ivr.expressions import ExprError, Expression, parse
from ivr.templates import Template, parse_template
from routing.hours import Span

MAX_CHARACTERS = 4000
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DURATION = r"^[0-9]{1,6}[smhd]$"
_SPAN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)( reduced)?$"
_RANGE = r"^[0-9]{1,2}(-[0-9]{1,2})?$"
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def refuse(text: str, rule: LiteralString = "bad-value", position: int | None = None) -> PydanticCustomError:
    """Make the error of a value; position: characters into it where known, else None."""
    return PydanticCustomError(rule, "{text}", {"text": text, "position": position})


def read_text(value: Any) -> str:
    """Read text that is not empty. pydantic hands over anything at all."""
    if not isinstance(value, str):
        raise refuse(f"text is expected here, not a {'list' if isinstance(value, list) else 'map'}")
    if not value.strip():
        raise refuse("this is empty")
    if len(value) > MAX_CHARACTERS:
        raise refuse(f"longer than {MAX_CHARACTERS} characters")
    return value


def matching(pattern: str, remedy: str) -> tuple[PlainValidator, WithJsonSchema]:
    """Read text that matches a pattern as a whole."""
    compiled = re.compile(pattern, re.ASCII)

    def read(value: Any) -> str:
        text = read_text(value)
        if not compiled.fullmatch(text):
            raise refuse(f'"{shortened(text)}": {remedy}')
        return text

    return PlainValidator(read), WithJsonSchema({"type": "string", "pattern": pattern})


def shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def read_duration(value: Any) -> int:
    """Return seconds."""
    text = read_text(value)
    if not re.fullmatch(_DURATION, text):
        raise refuse(f'"{shortened(text)}" is no duration: write 30s, 15m, 2h or 7d')
    return int(text[:-1]) * _SECONDS[text[-1]]


def read_flag(value: Any) -> bool:
    text = read_text(value)
    if text not in {"true", "false"}:
        raise refuse(f'"{shortened(text)}": write true or false')
    return text == "true"


def read_range(value: Any) -> tuple[int, int]:
    """Read `6` or `8-12`, both ends in it."""
    text = read_text(value)
    if not re.fullmatch(_RANGE, text):
        raise refuse(f'"{shortened(text)}" is no range: write a number, or two such as 8-12')
    low, _, high = text.partition("-")
    if int(high or low) < int(low):
        raise refuse(f'"{text}" goes backwards: write {high}-{low}')
    return int(low), int(high or low)


def read_span(value: Any) -> Span:
    """Read `08:00-20:00`, or `10:00-16:00 reduced`."""
    text = read_text(value)
    if not re.fullmatch(_SPAN, text):
        raise refuse(f'"{shortened(text)}": write closed, 08:00-20:00, or 10:00-16:00 reduced')
    opens, _, closes = text.removesuffix(" reduced").partition("-")
    try:
        return Span(
            opens=time.fromisoformat(opens),
            closes=None if closes == "24:00" else time.fromisoformat(closes),
            reduced=text.endswith(" reduced"),
        )
    except ValueError as error:
        raise refuse(str(error)) from None


def _spans(value: Any) -> Any:
    if isinstance(value, str):
        return [] if value == "closed" else [value]
    return value


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    for earlier, later in pairwise(spans):
        if earlier.closes is None or later.opens < earlier.closes:
            raise refuse(f"{later.opens:%H:%M} begins before the span before it ends: put them in order")
    return spans


def read_days(value: Any) -> tuple[int, ...]:
    """Read `mon` or `mon-fri` as weekdays, 0 for Monday."""
    text = read_text(value)
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise refuse(f'"{shortened(text)}" is no day: write mon, or mon-fri')
    low, high = DAYS.index(first), DAYS.index(last or first)
    if high < low:
        raise refuse(f'"{text}" goes over the end of the week: write two lines')
    return tuple(range(low, high + 1))


def read_date(value: Any) -> date:
    text = read_text(value)
    try:
        if len(text) != len("2026-12-26"):
            raise ValueError  # noqa: TRY301  # one place says what to write
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(f'"{shortened(text)}" is no date: write "2026-12-26", quoted') from None


def read_number(value: Any) -> str:
    """Read a phone number in E.164 that the world's numbering plans know."""
    text = read_text(value)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", text):
        raise refuse(
            f'"{shortened(text)}" is no number: write "+442071234567", plus and country first', "bad-number"
        )
    try:
        valid = phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        valid = False
    if not valid:
        raise refuse(f"{text} is no number of any country's numbering plan", "bad-number")
    return text


def read_expression(value: Any) -> Expression:
    text = read_text(value)
    try:
        return parse(text)
    except ExprError as error:
        raise refuse(f"in the expression: {error.why}", "bad-expression", error.position) from None


def read_words(value: Any) -> Template:
    text = read_text(value)
    try:
        return parse_template(text)
    except ExprError as error:
        raise refuse(f"in the words: {error.why}", "bad-expression", error.position) from None


def by_language(value: Any) -> Any:
    """Put a prompt that is text under "": all languages."""
    return {"": value} if isinstance(value, str) else value


def _by_outcome(value: Any) -> Any:
    return {"else": value} if isinstance(value, str) else value


def whole(low: int, high: int) -> tuple[PlainValidator, WithJsonSchema]:
    """Read a whole number from `low` to `high`."""

    def read(value: Any) -> int:
        text = read_text(value)
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise refuse(f'"{shortened(text)}": write a whole number from {low} to {high}')
        return int(text)

    return PlainValidator(read), WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})


_TEXT = {"type": ["string", "number", "boolean"]}
_WORDS = {"type": "string", "maxLength": MAX_CHARACTERS}
_RANGE_SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": _RANGE}]}

Text = Annotated[str, PlainValidator(read_text), WithJsonSchema(_TEXT)]
Name = Annotated[str, *matching(r"^[a-z][a-z0-9_-]{0,63}$", "a name has small letters, digits, _ and -")]
StepId = Annotated[str, *matching(r"^[a-z][a-z0-9_]{0,63}$", "a step id has small letters, digits and _")]
FlowName = Annotated[
    str, *matching(r"^[a-z][a-z0-9-]{0,63}$", "a flow's name has small letters, digits and -")
]
Dotted = Annotated[str, *matching(r"^[a-z]\w*(\.\w+)*$", "a name has letters, digits, _ and dots")]
Language = Annotated[str, *matching(r"^[a-z]{2,3}(-[A-Z]{2})?$", "write a language such as en-GB")]
Key = Annotated[
    str, *matching(r"^[0-9]{1,4}$", 'write a quoted digit such as "1"; * always repeats and # ends an entry')
]
AnywhereKey = Annotated[str, *matching(r"^([0-9]{1,4}|[*])$", 'write a quoted digit such as "0", or "*"')]
Target = Annotated[
    str, *matching(r"^([a-z][a-z0-9_]{0,63}|return\.[a-z]\w*)$", "write a step id, end or return.<name>")
]
Duration = Annotated[
    int, PlainValidator(read_duration), WithJsonSchema({"type": "string", "pattern": _DURATION})
]
Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Range = Annotated[tuple[int, int], PlainValidator(read_range), WithJsonSchema(_RANGE_SCHEMA)]
OneSpan = Annotated[Span, PlainValidator(read_span), WithJsonSchema({"type": "string", "pattern": _SPAN})]
_OneOrMore = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string", "pattern": f"^closed$|{_SPAN}"},
            {"type": "array", "items": {"type": "string", "pattern": _SPAN}},
        ]
    }
)
Spans = Annotated[tuple[OneSpan, ...], BeforeValidator(_spans), AfterValidator(_in_order), _OneOrMore]
Days = Annotated[tuple[int, ...], PlainValidator(read_days), WithJsonSchema({"type": "string"})]
Day = Annotated[date, PlainValidator(read_date), WithJsonSchema({"type": "string"})]
Number = Annotated[
    str, PlainValidator(read_number), WithJsonSchema({"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"})
]
Condition = Annotated[
    Expression, PlainValidator(read_expression), WithJsonSchema({"type": ["string", "number"]})
]
Words = Annotated[Template, PlainValidator(read_words), WithJsonSchema(_WORDS)]
PromptLanguage = Annotated[str, *matching(r"^([a-z]{2,3}(-[A-Z]{2})?)?$", "write a language such as en-GB")]
Prompt = Annotated[
    dict[str, Words],
    BeforeValidator(by_language),
    WithJsonSchema({"anyOf": [_WORDS, {"type": "object", "additionalProperties": _WORDS}]}),
]
Next = Annotated[
    dict[str, Target],
    BeforeValidator(_by_outcome),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
            ]
        }
    ),
]
