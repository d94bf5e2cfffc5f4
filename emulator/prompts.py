"""Say, Play and Pause: what is heard, and how long it lasts."""

import struct
from typing import TYPE_CHECKING

from emulator.leg import Signal, Steps
from emulator.source import FatalError

if TYPE_CHECKING:
    from emulator.fetch import Reply
    from emulator.script import Script
    from emulator.source import Outcome
    from emulator.twiml import Element

FOREVER = 1000  #: loop="0"
MP3_BYTES_A_SECOND = 16_000  #: the rule for MP3: taken as 128 kbit/s, whatever its frames say
DIGIT_S = 0.25
_SOUND_TYPES = ["mpeg", "mp3", "wav", "wave", "x-wav", "aiff", "x-aifc", "x-aiff", "x-gsm", "gsm", "ulaw"]
_SOUNDS = frozenset(f"audio/{one}" for one in _SOUND_TYPES)


def say(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    yield from say_heard(script, verb)
    return None


def play(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    yield from play_heard(script, verb, wrong_type=13420)
    return None


def pause(script: "Script", verb: "Element") -> "Steps[Outcome | None]":
    """Wait; as the first verb, before the call is picked up."""
    yield from script.leg.sleep(int(verb.attrs.get("length", "1")))
    script.leg.answer()
    return None


def prompt(script: "Script", verb: "Element") -> "Steps[Signal | None]":
    """Let a prompt nested in a Gather be heard. Input stops it and is returned."""
    if verb.name == "Say":
        return (yield from say_heard(script, verb))
    if verb.name == "Play":
        return (yield from play_heard(script, verb, wrong_type=13325))
    until = script.exchange.clock.elapsed + int(verb.attrs.get("length", "1"))
    while script.exchange.clock.elapsed < until:
        signal = yield until
        if script.takes(signal):
            return signal
    return None


def say_heard(script: "Script", verb: "Element") -> "Steps[Signal | None]":
    for _ in range(int(verb.attrs.get("loop", "1")) or FOREVER):
        signal = yield from script.utter("say", verb.text, verb.spoken_s)
        if signal is not None:
            return signal
    return None


def play_heard(script: "Script", verb: "Element", *, wrong_type: int) -> "Steps[Signal | None]":
    """Let a sound be heard, for as long as its file lasts. Raises FatalError when there is no such sound."""
    digits = verb.attrs.get("digits", "")
    if digits:
        return (yield from script.utter("tone", digits, DIGIT_S * len(digits)))
    url = script.url_of(verb.text)
    seconds = script.exchange.sound_s.get(url)
    if seconds is None:
        seconds = yield from _fetched(script, url, wrong_type)
    for _ in range(int(verb.attrs.get("loop", "1")) or FOREVER):
        signal = yield from script.utter("play", url, seconds)
        if signal is not None:
            return signal
    return None


def _fetched(script: "Script", url: str, wrong_type: int) -> "Steps[float]":
    """Get the sound by GET; its length is kept if it has an ETag or a Last-Modified (twilio.md 5).

    A failure is an ERROR, or by a switch silence with an alert.
    """
    reply = yield from script.sound(url, wrong_type)
    if reply is None:
        return 0.0
    seconds = length_s(reply)
    if {"etag", "last-modified"} & set(reply.headers):
        script.exchange.sound_s[url] = seconds
    return seconds


def refuse_other_than_sound(reply: "Reply", code: int, url: str) -> None:
    if reply.content_type not in _SOUNDS:
        raise FatalError(code, f"Content-Type {reply.content_type or 'none'} is no sound", url=url)


def length_s(reply: "Reply") -> float:
    """How long a sound lasts: a WAV by its header, anything else by its size at 128 kbit/s."""
    body = reply.body
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        rate, at = 0, 12
        while at + 8 <= len(body):
            name, size = body[at : at + 4], struct.unpack("<I", body[at + 4 : at + 8])[0]
            if name == b"fmt ":
                rate = struct.unpack("<I", body[at + 16 : at + 20])[0]
            if name == b"data" and rate:
                return float(min(size, len(body) - at - 8)) / rate
            at += 8 + size + size % 2
    return len(body) / MP3_BYTES_A_SECOND
