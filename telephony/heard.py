"""Webhooks to events: what Twilio's parameters say was done. Every value is hostile until it has passed here.

A value of the wrong shape counts as absent: a call is never lost to one odd parameter.
Source: twilio.md 3.1 and 3.2; security.md C1, C4, C17.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.events import DialEnded, Event, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.masking import mask_cards, mask_keys

#: An entry is cut here before anything looks at it (flow-language 4).
LONGEST_ENTRY = 64
_SID = re.compile(r"[A-Za-z]{2}[0-9a-f]{32}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_KEYS = re.compile(r"[0-9A-D*#]+")
_SECONDS = re.compile(r"[0-9]+")
#: No carrier's recording lasts longer.
_MOST_SECONDS = 14_400
#: Characters of a speech that are looked at: so many more than an entry has that no card number in words,
#: said after other card numbers, is cut in two before it is masked.
_LONGEST_SPEECH = 4_000
_ERROR = re.compile(r"[0-9]{1,6}")
#: The path of an http address, as far as it is plain.
_PATH = re.compile(r"^https?://[^/?#]+(/[\w./-]{0,120})")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_CLIENT = re.compile(r"client:([A-Za-z0-9_]{1,64})")
_ROOM_EVENTS = frozenset({"participant-join", "participant-leave"})
#: A recording that failed is told of as absent or as failed (twilio.md 13).
_RECORDING_STATES = {"in-progress": "on", "completed": "off", "absent": "off", "failed": "off"}
_LONGEST_LABEL = 128
_COUNT = re.compile(r"[0-9]{1,9}")
#: Callers without a number: Twilio's stand-in, and words that carriers send.
_WITHHELD = "+266696687"
_DIAL_ENDS = frozenset({"completed", "answered", "busy", "no-answer", "failed", "canceled"})
#: Twilio's own word on it; old accounts, and a whisper that hangs up, may send none (twilio.md 3.2).
_BRIDGED = {"true": True, "false": False}
_CALL_ENDS = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class Form(Protocol):
    """A form whose names may repeat (werkzeug's MultiDict)."""

    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Whose leg a webhook speaks of. number: "" when withheld or not E.164; verdicts: StirVerstat as sent."""

    call_id: str
    number: str
    dialled: str
    status: str
    verdicts: tuple[str, ...]
    outbound: bool


def leg(form: Form) -> Leg | None:
    """Read the standard set. None: there is no CallSid to speak of."""
    call_id = _one(form, "CallSid")
    if not _SID.fullmatch(call_id):
        return None
    return Leg(
        call_id=call_id,
        number=number_of(_one(form, "From")),
        dialled=number_of(_one(form, "To")),
        status=_one(form, "CallStatus"),
        verdicts=tuple(form.getlist("StirVerstat")),
        outbound=_one(form, "Direction").startswith("outbound"),
    )


def gathered(form: Form) -> Event:
    """Read what a Gather brought: keys, words, or nothing. `#` alone is an entry of its own."""
    keys = _one(form, "Digits")[:LONGEST_ENTRY]
    if _KEYS.fullmatch(keys):
        return Pressed(digits=mask_keys(keys))
    if _one(form, "FinishedOnKey") == "#":
        return Pressed(digits="#")
    words = " ".join(_CONTROL.sub("", _one(form, "SpeechResult")[:_LONGEST_SPEECH]).split())
    if words:
        return Spoke(text=mask_cards(words)[:LONGEST_ENTRY], confidence=_share(_one(form, "Confidence")))
    return HungUp() if over(form) else StayedSilent()


def keys(form: Form) -> str:
    """The keys alone, as an answerer presses them; "" for none."""
    pressed = _one(form, "Digits")[:LONGEST_ENTRY]
    return pressed if _KEYS.fullmatch(pressed) else ""


def dial_ended(form: Form) -> Event:
    """Read how a Dial ended. A caller who has gone is gone, whatever the dialled leg did.

    Whether somebody pressed 1 is not for the form to say: the switchboard knows. Twilio knows whether it has
    made a bridge, and no whisper of ours ends in one without that key.
    """
    bridged = _BRIDGED.get(_one(form, "DialBridged"))
    if over(form):
        return HungUp(bridged=bridged)
    status = _one(form, "DialCallStatus")
    return DialEnded(status=status if status in _DIAL_ENDS else "failed", bridged=bridged)


def recording_ended(form: Form) -> RecordingEnded:
    """Read what a Record brought; it is asked for after a hang-up too. A short one counts as none."""
    recording = _one(form, "RecordingSid")
    seconds = _one(form, "RecordingDuration")
    if not _SID.fullmatch(recording) or not _SECONDS.fullmatch(seconds):
        return RecordingEnded(recording="", seconds=0)
    long = len(seconds) > len(str(_MOST_SECONDS))
    return RecordingEnded(
        recording=recording, seconds=_MOST_SECONDS if long else min(int(seconds), _MOST_SECONDS)
    )


def status_ended(form: Form) -> HungUp | None:
    """Read a status callback; None while the call goes on."""
    return HungUp(status=_one(form, "CallStatus")) if over(form) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCame:
    """An inbound message. body is cut at 1,600 characters, Twilio's own limit."""

    message_id: str
    number: str
    dialled: str
    body: str


def text_came(form: Form) -> TextCame | None:
    message_id = _one(form, "MessageSid")
    if not _SID.fullmatch(message_id):
        return None
    return TextCame(
        message_id=message_id,
        number=number_of(_one(form, "From")),
        dialled=number_of(_one(form, "To")),
        body=mask_cards(_one(form, "Body")[:1_600]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a fallback is asked. code: Twilio's error, "" when it is none; path: of the address that failed.

    The address's query is left out: it may hold a key that a caller pressed.
    """

    code: str
    path: str


def failure(form: Form) -> Failure:
    """Read what a fallback is told beside the standard set (twilio.md 3.8)."""
    code = _one(form, "ErrorCode")
    path = _PATH.search(_one(form, "ErrorUrl"))
    return Failure(code=code if _ERROR.fullmatch(code) else "", path=path[1] if path else "")


def identity(form: Form) -> str:
    """Whose softphone calls, as its token says; "" when it is no softphone of ours."""
    found = _CLIENT.fullmatch(_one(form, "From"))
    return found[1] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNews:
    """A leg has come into a conference, or left it. room: its name, a call SID; label: of the leg.

    sequence: from 1, by the carrier's count in this conference; 0 when it does not say.
    """

    event: str
    conference: str
    room: str
    leg: str
    label: str
    sequence: int


def room_news(form: Form) -> RoomNews | None:
    """Read a conference's event; None for one that is not of a leg, or of no conference of ours."""
    event = _one(form, "StatusCallbackEvent")
    conference, room, leg_id = (_one(form, name) for name in ("ConferenceSid", "FriendlyName", "CallSid"))
    if event not in _ROOM_EVENTS or not all(map(_SID.fullmatch, (conference, room, leg_id))):
        return None
    number = _one(form, "SequenceNumber")
    return RoomNews(
        event=event,
        conference=conference,
        room=room,
        leg=leg_id,
        label=_one(form, "ParticipantLabel")[:_LONGEST_LABEL],
        sequence=int(number) + 1 if _COUNT.fullmatch(number) else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkNews:
    """The recording of a conference has begun (on), or is over (off). seconds: 0 where nothing is kept."""

    recording: str
    conference: str
    state: str
    seconds: int


def talk_news(form: Form) -> TalkNews | None:
    """Read what is told of a conference's recording; None for anything else."""
    recording, conference = _one(form, "RecordingSid"), _one(form, "ConferenceSid")
    state = _RECORDING_STATES.get(_one(form, "RecordingStatus"))
    if state is None or not all(map(_SID.fullmatch, (recording, conference))):
        return None
    is_kept = _one(form, "RecordingStatus") == "completed"
    seconds = recording_ended(form).seconds if is_kept else 0
    return TalkNews(recording=recording, conference=conference, state=state, seconds=seconds)


def over(form: Form) -> bool:
    """Whether the leg a webhook speaks of has ended."""
    return _one(form, "CallStatus") in _CALL_ENDS


def _one(form: Form, name: str) -> str:
    """The value of a parameter that came once. Repeated ones are not to be trusted: absent."""
    values = form.getlist(name)
    return values[0] if len(values) == 1 else ""


def number_of(text: str) -> str:
    """Read a number as Twilio writes it; "" withheld or not E.164."""
    return text if _E164.fullmatch(text) and text != _WITHHELD else ""


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        return 0.0
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 1.0)
