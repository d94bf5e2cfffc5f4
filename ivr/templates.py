"""Words with `${...}` in them: what is spoken or sent as a text message."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ivr.expressions import ExprError, Expression, Read, Value, parse

#: A value from outside, such as a customer's name. Source: security.md C7.
MAX_VALUE_CHARACTERS = 200
#: A whole prompt: below the 4,096 characters that the phone network's speech takes.
MAX_CHARACTERS = 4000

_PLACE = re.compile(r'\$\{((?:[^"}]|"[^"]*")*)\}')
#: What XML 1.0 cannot carry, the C1 controls, and the marks that turn the direction of writing.
_UNFIT = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"[\t\n\r\f\v\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Parsed words. names: every dotted name they may read; parts: words and expressions in order."""

    text: str
    names: frozenset[str]
    parts: tuple[str | Expression, ...]

    def render(self, read: Read) -> str:
        """Put the values in; a missing one leaves nothing. At most MAX_CHARACTERS, fit for XML."""
        if not self.names and len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        words = (part if isinstance(part, str) else _shown(part.value(read)) for part in self.parts)
        return "".join(words)[:MAX_CHARACTERS].strip()


def parse_template(text: str) -> Template:
    """Parse words with `${...}`. Raises ExprError with the position in `text`."""
    parts: list[str | Expression] = []
    names: set[str] = set()
    position = 0
    for place in _PLACE.finditer(text):
        parts.append(_words(text[position : place.start()], position))
        expression = _expression(place[1], place.start(1))
        names |= expression.names
        parts.append(expression)
        position = place.end()
    parts.append(_words(text[position:], position))
    kept = tuple(part for part in parts if part != "")
    if all(isinstance(part, str) for part in kept):
        kept = ("".join(map(str, kept))[:MAX_CHARACTERS].strip(),)
    return Template(text=text, names=frozenset(names), parts=kept)


def clean(text: str, limit: int) -> str:
    """Keep what a voice and an XML document can carry: composed, without controls, at most `limit` long."""
    spaced = _SPACE.sub(" ", text[: limit * 4])
    return unicodedata.normalize("NFC", _UNFIT.sub("", spaced))[:limit]


def _expression(text: str, position: int) -> Expression:
    try:
        return parse(text)
    except ExprError as error:
        raise ExprError(error.why, position + error.position) from None


def _words(text: str, position: int) -> str:
    if "${" in text:
        raise ExprError('"${" has no closing "}"', position + text.index("${"))
    return clean(text, MAX_CHARACTERS)


def _shown(value: Value) -> str:
    """Show a value as people write it: 45.0 is 45, and no value is nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case _:
            return clean(str(value), MAX_VALUE_CHARACTERS)
