"""What the caller hears or does next. telephony.twiml turns these into TwiML; nothing is added there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence. uninterrupted: a key does not stop it (urgent prompts)."""

    text: str
    language: str
    uninterrupted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A piece of recorded audio, by name; telephony knows its address."""

    audio: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Collect keys, speech or both, while prompts are heard; the answer, or silence, is the next turn."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    language: str
    #: Seconds of silence after the prompts before giving up.
    wait_s: int = 5
    keys: bool = True
    speech: bool = False
    #: Take exactly this many keys; 0: until `finish_on` or silence.
    digits: int = 0
    finish_on: str = "#"
    #: Words the recogniser should expect.
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Record the caller after a tone; the end of the recording is the next turn."""

    max_s: int
    finish_on: str = "#"
    silence_s: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Ring one number (E.164), or up to ten at once; its end is the next turn.

    whisper: what the answerer hears before pressing 1 ("" connects whoever picks up); then only 1 connects.
    page: the people on call whose numbers they are; each hears what the page step has for them.
    """

    numbers: tuple[str, ...]
    ring_s: int
    caller_id: str
    whisper: str = ""
    language: str = ""
    page: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confer:
    """Take part in a conference, with music until somebody else is there; its end is the next turn.

    recorded: the conference is, from when the second party comes; label: names the leg in it.
    """

    room: str
    recorded: bool = False
    label: str = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTurn:
    """Come back at once: a round of waiting is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End the call."""


Verb = Say | Play | Pause | Gather | Record | Dial | Confer | NextTurn | HangUp
