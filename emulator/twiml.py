"""Reads one TwiML document: what it says to do, and what is wrong with it.

The bad part is left out of what is to do, as Twilio carries on after a warning. An ERROR makes the whole
document unusable. Source: twilio.md sections 1, 1.1, 6 and 13.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.etree import ElementTree as ET

from emulator.grammar import ATTRIBUTES, CHILDREN, CODES, MAY_HOLD_TEXT, value_code

Context = Literal["call", "whisper", "wait"]
MOST_BYTES = 64 * 1024
MOST_SPOKEN = 4096  #: characters of one Say
_SCHEMA = 12200
_WORD_S = 60 / 165  #: a spoken word lasts this long

#: The verbs that a document may use which is not a call's own (twilio.md 1.1), and the code of any other.
_NARROW: dict[Context, tuple[frozenset[str], int]] = {
    "whisper": (frozenset({"Play", "Say", "Gather", "Hangup"}), _SCHEMA),
    "wait": (frozenset({"Play", "Say", "Pause", "Redirect"}), 13238),
}
_BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.0}


class Element:
    """One verb or noun: its attributes as written, its words, how long silence inside them lasts."""

    __slots__ = ("attrs", "children", "name", "pause_s", "text")

    def __init__(self, name: str, attrs: dict[str, str], text: str, children: "tuple[Element, ...]") -> None:
        self.name = name
        self.attrs = attrs
        self.text = text
        self.children = children
        self.pause_s = 0.0

    @property
    def spoken_s(self) -> float:
        """How long a voice takes for the words: 165 a minute, and the breaks."""
        return len(self.text.split()) * _WORD_S + self.pause_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    code: int
    message: str

    @property
    def is_error(self) -> bool:
        return CODES[self.code][0] == "ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    verbs: tuple[Element, ...] = ()
    violations: tuple[Violation, ...] = ()

    @property
    def error(self) -> Violation | None:
        """The first violation that makes the document unusable."""
        return next((one for one in self.violations if one.is_error), None)


_VERSION = re.compile(rb"<\?xml\s+version\s*=\s*[\"']([^\"']*)[\"']")


@lru_cache(maxsize=4096)
def read(body: bytes, context: Context = "call") -> Document:
    """Read a document; never raises: what is wrong stands in `violations`, in the order found."""
    if len(body) > MOST_BYTES:
        return _unusable(11750, f"TwiML response body too large: {len(body)} bytes")
    if not body:
        return _unusable(11770, "Empty response body")
    version = _VERSION.match(body)
    if version and version[1] != b"1.0":
        return _unusable(12101, CODES[12101][1])
    try:
        root = ET.fromstring(body)  # noqa: S314 - the body is the tested service's own, and at most 64 kB
    except ET.ParseError as error:
        return _unusable(12100, f"Error parsing the document: {error}")
    if root.tag != "Response":
        return _unusable(12102, f"The root element must be Response, not {root.tag}")
    wrong: list[Violation] = []
    verbs = _read_element(root, wrong).children
    if context in _NARROW:
        verbs = tuple(_narrowed(verbs, context, wrong))
    return Document(verbs=verbs, violations=tuple(wrong))


def _unusable(code: int, message: str) -> Document:
    return Document(violations=(Violation(code=code, message=message),))


def _narrowed(verbs: tuple[Element, ...], context: Context, wrong: list[Violation]) -> Iterator[Element]:
    allowed, code = _NARROW[context]
    for verb in verbs:
        if verb.name in allowed:
            yield verb
        elif context == "whisper" and verb.name == "Dial":
            wrong.append(Violation(code=13201, message="Cannot Dial out from a Dial Call Segment"))
        else:
            wrong.append(Violation(code=code, message=f"{verb.name} is not allowed in this document"))


def _read_element(node: ET.Element, wrong: list[Violation]) -> Element:
    name = node.tag
    children = tuple(_read_children(node, name, wrong)) if len(node) else ()
    if name == "Dial":
        children = _unmixed(children, wrong)
    attrs = _read_attributes(node, name, wrong) if node.attrib else {}
    text = "".join(node.itertext()) if name in MAY_HOLD_TEXT or name == "Response" else ""
    if name not in MAY_HOLD_TEXT and _stray_text(node):
        wrong.append(Violation(code=_SCHEMA, message=f"Element '{name}' cannot have character content."))
    element = Element(name, attrs, text, children)
    if name == "Say":
        _read_speech(node, element, wrong)
    return element


def _stray_text(node: ET.Element) -> bool:
    return bool((node.text and node.text.strip()) or any(child.tail and child.tail.strip() for child in node))


def _read_children(node: ET.Element, name: str, wrong: list[Violation]) -> Iterator[Element]:
    allowed = CHILDREN[name]
    for child in node:
        tag = child.tag
        if tag in allowed:
            yield _read_element(child, wrong)
        else:
            found = f"Invalid content was found starting with element '{tag}'. "
            message = found + f"One of '{{{', '.join(sorted(allowed))}}}' is expected."
            wrong.append(Violation(code=_SCHEMA, message=message))


def _read_attributes(node: ET.Element, name: str, wrong: list[Violation]) -> dict[str, str]:
    allowed = ATTRIBUTES[name]
    attrs: dict[str, str] = {}
    for key, value in node.attrib.items():
        check = allowed.get(key)
        if check is None:
            message = f"Attribute '{key}' is not allowed to appear in element '{name}'."
            wrong.append(Violation(code=_SCHEMA, message=message))
        elif not check(value):
            code = value_code(name, key)
            message = f"{CODES[code][1]}: '{value}' is not valid for attribute '{key}' of element '{name}'."
            wrong.append(Violation(code=code, message=message))
        else:
            attrs[key] = value
    return attrs


def _unmixed(children: tuple[Element, ...], wrong: list[Violation]) -> tuple[Element, ...]:
    """Keep the Numbers of a Dial that mixes them with a Conference (13000)."""
    kinds = {child.name for child in children}
    if "Conference" in kinds and len(kinds) > 1:
        wrong.append(Violation(code=13000, message=CODES[13000][1]))
        return tuple(child for child in children if child.name != "Conference")
    return children


def _read_speech(node: ET.Element, say: Element, wrong: list[Violation]) -> None:
    """Take the words to be spoken: an alias instead of what it stands for, breaks as seconds."""
    if len(node):
        say.text = "".join(_spoken_parts(node))
        say.pause_s = sum(_break_s(one) for one in node.iter("break"))
    say.text = " ".join(say.text.split())
    if not say.text:
        wrong.append(Violation(code=13520, message="Say: Invalid text: there is none"))
    elif len(say.text) > MOST_SPOKEN:
        wrong.append(
            Violation(code=13521, message=f"Say: {len(say.text)} characters, {MOST_SPOKEN} are the limit")
        )
        say.text = say.text[:MOST_SPOKEN]


def _spoken_parts(node: ET.Element) -> Iterator[str]:
    yield node.get("alias", "") if node.tag == "sub" and node.get("alias") else node.text or ""
    for child in node:
        yield " " if child.tag in {"break", "p", "s"} else ""
        yield from _spoken_parts(child)
        yield child.tail or ""


def _break_s(node: ET.Element) -> float:
    time = node.get("time")
    if time is None:
        return _BREAKS.get(node.get("strength") or "medium", 0.5)
    return float(time[:-2]) / 1000 if time.endswith("ms") else float(time.rstrip("s"))
