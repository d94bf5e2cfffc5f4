"""What TwiML allows: the grammar file, mended by hand, with the ranges and codes it does not say.

Source: facts/twiml_voice_grammar.json, facts/error_codes.json, twilio.md sections 1, 1.1, 1.2 and 6.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

FACTS = Path(__file__).parent / "facts"
_GRAMMAR = json.loads((FACTS / "twiml_voice_grammar.json").read_text("utf-8"))

#: code -> (level, message)
CODES: dict[int, tuple[Literal["ERROR", "WARNING"], str]] = {
    row["code"]: ("ERROR" if row["log_level"] == "ERROR" else "WARNING", row["message"])
    for row in json.loads((FACTS / "error_codes.json").read_text("utf-8"))
}
ROOT_VERBS = frozenset(_GRAMMAR["root"]["Response"])
CHILDREN: dict[str, frozenset[str]] = {
    name: frozenset(element["children"]) for name, element in _GRAMMAR["elements"].items()
} | {"Response": ROOT_VERBS}
MAY_HOLD_TEXT = frozenset(name for name, element in _GRAMMAR["elements"].items() if element["text"])
_METHOD = frozenset({"GET", "POST"})
_SCHEMA = 12200

#: The code of a bad value, where Twilio has one of its own; any other is 12200.
VALUE_CODES: dict[tuple[str, str], int] = {
    ("Dial", "method"): 13210,
    ("Dial", "timeout"): 13212,
    ("Dial", "hangupOnStar"): 13213,
    ("Dial", "timeLimit"): 13216,
    ("Dial", "record"): 13217,
    ("Dial", "sequential"): 13218,
    ("Dial", "answerOnBridge"): 13219,
    ("Number", "method"): 13221,
    ("Number", "sendDigits"): 13222,
    ("Conference", "muted"): 13230,
    ("Conference", "endConferenceOnExit"): 13231,
    ("Conference", "startConferenceOnEnter"): 13232,
    ("Conference", "waitMethod"): 13234,
    ("Conference", "beep"): 13235,
    ("Conference", "trim"): 13239,
    ("Conference", "participantLabel"): 16023,
    ("Gather", "finishOnKey"): 13310,
    ("Gather", "method"): 13312,
    ("Gather", "timeout"): 13313,
    ("Gather", "numDigits"): 13314,
    ("Gather", "input"): 13326,
    ("Gather", "speechTimeout"): 13327,
    ("Gather", "maxSpeechTime"): 13328,
    ("Gather", "partialResultCallbackMethod"): 13329,
    ("Gather", "language"): 13331,
    ("Gather", "bargeIn"): 13332,
    ("Gather", "profanityFilter"): 13333,
    ("Gather", "actionOnEmptyResult"): 13338,
    ("Play", "loop"): 13410,
    ("Play", "digits"): 13430,
    ("Say", "loop"): 13510,
    ("Say", "voice"): 13511,
    ("Say", "language"): 13512,
    ("Record", "method"): 13610,
    ("Record", "timeout"): 13611,
    ("Record", "maxLength"): 13612,
    ("Record", "finishOnKey"): 13613,
    ("Record", "transcribe"): 13614,
    ("Record", "playBeep"): 13616,
    ("Record", "trim"): 13699,
    ("Record", "recordingStatusCallbackEvent"): 13621,
    ("Redirect", "method"): 13710,
    ("Reject", "reason"): 13810,
    ("Pause", "length"): 13910,
    ("Sms", "method"): 14104,
}

#: Whole numbers, least and most (twilio.md 1.2; where it names no bound, what a phone could bear).
_RANGES: dict[tuple[str, str], tuple[int, int]] = {
    ("Dial", "timeout"): (5, 600),
    ("Dial", "timeLimit"): (1, 14400),
    ("Gather", "timeout"): (0, 86400),
    ("Gather", "numDigits"): (1, 1_000_000),
    ("Gather", "maxSpeechTime"): (1, 60),
    ("Record", "timeout"): (0, 86400),
    ("Record", "maxLength"): (2, 14400),
    ("Conference", "maxParticipants"): (2, 250),
    ("Pause", "length"): (0, 86400),
    ("Say", "loop"): (0, 1000),
    ("Play", "loop"): (0, 1000),
    ("Number", "machineDetectionTimeout"): (3, 60),
    ("Number", "machineDetectionSpeechThreshold"): (1000, 6000),
    ("Number", "machineDetectionSpeechEndThreshold"): (500, 5000),
    ("Number", "machineDetectionSilenceTimeout"): (2000, 10000),
}

_PATTERNS: dict[tuple[str, str], re.Pattern[str]] = {
    ("Gather", "finishOnKey"): re.compile(r"[0-9*#]?"),
    ("Gather", "speechTimeout"): re.compile(r"auto|[1-9]\d{0,3}"),
    ("Gather", "language"): re.compile(r"[a-z]{2,3}(-[A-Za-z]{3,4})?(-[A-Z]{2}|-\d{3})?(-[a-z]+)?"),
    ("Record", "finishOnKey"): re.compile(r"[0-9*#]*"),
    ("Number", "sendDigits"): re.compile(r"[0-9A-Da-d#*wW]+"),
    ("Play", "digits"): re.compile(r"[0-9A-Da-d#*wW]+"),
    ("Say", "voice"): re.compile(r"man|woman|alice|(Polly|Google|Amazon)\.[A-Za-z0-9.-]+"),
    ("Say", "language"): re.compile(r"[a-z]{2,3}(-[A-Za-z]{3,4})?(-[A-Z]{2}|-\d{3})?"),
    ("Conference", "participantLabel"): re.compile(r"(?!CA[0-9a-f]{32}$)[^/]{1,128}"),
    ("Dial", "callReason"): re.compile(r".{1,50}", re.DOTALL),
    ("break", "time"): re.compile(r"\d+(\.\d+)?(s|ms)"),
}

Check = Callable[[str], bool]


def _in_range(least: int, most: int) -> Check:
    return lambda value: value.isascii() and value.isdigit() and least <= int(value) <= most


def _one_of(values: frozenset[str], *, several: bool) -> Check:
    if several:
        return lambda value: bool(value.split()) and values.issuperset(value.split())
    return values.__contains__


def _anything(_value: str) -> bool:
    return True


def _check(element: str, attribute: str, kind: dict[str, object]) -> Check:
    """Choose what judges one attribute's value: a range, a pattern, a list, or nothing."""
    key = (element, attribute)
    if key in _RANGES:
        return _in_range(*_RANGES[key])
    if key in _PATTERNS:
        return lambda value: _PATTERNS[key].fullmatch(value) is not None
    if attribute.lower().endswith("method"):
        return _METHOD.__contains__
    if kind.get("type") == "boolean":
        return frozenset({"true", "false"}).__contains__
    values = kind.get("enum")
    if isinstance(values, list):
        listed = frozenset(values) | (
            frozenset({"true", "false"}) if key == ("Dial", "record") else frozenset()
        )
        return _one_of(listed, several=bool(kind.get("space_separated_list")))
    return _anything


#: element -> attribute -> is this value allowed?
ATTRIBUTES: dict[str, dict[str, Check]] = {
    name: {
        attribute: _check(name, attribute, element["types"].get(attribute, {}))
        for attribute in element["attrs"]
    }
    for name, element in _GRAMMAR["elements"].items()
} | {"Response": {}}
ATTRIBUTES["Dial"]["callReason"] = _check("Dial", "callReason", {})


def value_code(element: str, attribute: str) -> int:
    return VALUE_CODES.get((element, attribute), _SCHEMA)
