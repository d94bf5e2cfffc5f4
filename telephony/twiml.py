"""Verbs to TwiML. Only words from the flow reach the caller: nothing is added here.

The SDK writes the XML. What it wrote is kept by verbs, with marks where a call's own addresses go, since most
callers hear the same few documents (a menu costs 25 us to write and 1 us to fill in).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import assert_never
from urllib.parse import quote

from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import Gather as GatherVerb
from twilio.twiml.voice_response import VoiceResponse

from ivr.verbs import Confer, Dial, Gather, HangUp, NextTurn, Pause, Play, Record, Say, Verb
from telephony.texting import clean

#: One voice a language; others speak in Twilio's default voice of the language.
VOICES = {"en-GB": "Polly.Amy-Neural", "en-US": "Polly.Joanna-Neural", "de-DE": "Polly.Vicki-Neural"}
#: A leg is ended after this long (Twilio's default, said aloud).
TIME_LIMIT_S = 14_400
#: Of every seat in a conference: nobody's leave ends it, and its events are told, whoever came first.
_SEAT: Mapping[str, object] = MappingProxyType(
    {
        "end_conference_on_exit": False,
        "beep": False,
        "status_callback_event": "start end join leave",
        "status_callback_method": "POST",
    }
)
#: Stands before an address that is filled in later. A character of private use that no text keeps
#: (telephony.texting leaves it out), so that nothing a caller or a customer's name brings along is ever taken
#: for a mark.
_MARK = "\ue000"
_MARKED = re.compile(r"\ue000([a-z]+)(?:/([A-Za-z0-9_./%-]*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """The addresses of one turn. Each is absolute."""

    #: What the next turn hears of: "gather", "dial", "record", "next" -> where Twilio is to ask.
    turn: Callable[[str], str]
    #: What the answerer of a Dial hears, and where the end of a recording is told.
    whisper: str
    recording: str
    #: A piece of audio by its name.
    audio: Callable[[str], str]
    #: What is heard while nobody else is in a conference, and where its events are told.
    waiting: str = ""
    conference: str = ""
    #: Where the recording of a conference is told of.
    talk: str = ""
    #: What somebody on call hears who is rung by a page, by the person, made fit for an address.
    page: Callable[[str], str] = str


def render(verbs: tuple[Verb, ...], urls: Urls) -> str:
    """Write the document of one turn."""

    def fill(mark: re.Match[str]) -> str:
        kind, name = mark[1], mark[2]
        match kind:
            case "turn":
                return urls.turn(name)
            case "whisper":
                return urls.whisper
            case "page":
                return urls.page(name)
            case "recording":
                return urls.recording
            case "waiting":
                return urls.waiting
            case "conference":
                return urls.conference
            case "talk":
                return urls.talk
            case _:
                return urls.audio(name)

    return _MARKED.sub(fill, _written(verbs))


#: Words of a whisper that is said twice: with more, a voicemail would keep the caller from the next person
#: for longer than 25 s (reliability.md F28).
_SAID_TWICE = 25
#: Nothing more on an answerer's leg: the carrier bridges it to the caller.
BRIDGE = str(VoiceResponse())
#: Nothing more for this leg.
HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>'


def whisper(text: str, language: str, *, accept_url: str) -> str:
    """Write what an answerer hears before the bridge: the words, twice where they are few; no key hangs up.

    A key is taken at any moment of it.
    """
    response = VoiceResponse()
    gather = GatherVerb(
        input="dtmf", num_digits=1, finish_on_key="", timeout=5, action=accept_url, method="POST"
    )
    _say(gather, text, language)
    if len(text.split()) <= _SAID_TWICE:
        gather.pause(length=1)
        _say(gather, text, language)
    response.append(gather)
    response.hangup()
    return str(response)


@lru_cache(maxsize=4_096)
def _written(verbs: tuple[Verb, ...]) -> str:
    response = VoiceResponse()
    for verb in verbs:
        match verb:
            case Say(text=text, language=language):
                _say(response, text, language)
            case Play(audio=audio):
                response.play(f"{_MARK}audio/{audio}")
            case Pause(seconds=seconds):
                response.pause(length=seconds)
            case Gather():
                response.append(_gather(verb))
                # Nothing came, or the carrier does not know actionOnEmptyResult: go on all the same.
                response.redirect(f"{_MARK}turn/gather", method="POST")
            case Record(max_s=max_s, finish_on=finish_on, silence_s=silence_s):
                response.record(
                    action=f"{_MARK}turn/record",
                    method="POST",
                    max_length=max_s,
                    finish_on_key=finish_on,
                    timeout=silence_s,
                    play_beep=True,
                    recording_status_callback=f"{_MARK}recording",
                    recording_status_callback_event="completed absent",
                )
            case Dial():
                response.append(_dial(verb))
            case Confer():
                response.append(_confer(verb))
            case NextTurn():
                response.redirect(f"{_MARK}turn/next", method="POST")
            case HangUp():
                response.hangup()
            case _:
                assert_never(verb)
    return str(response)


def _gather(verb: Gather) -> GatherVerb:
    kinds = [name for name, wanted in (("dtmf", verb.keys), ("speech", verb.speech)) if wanted]
    options: dict[str, object] = {
        "input": " ".join(kinds),
        "timeout": verb.wait_s,
        "action": f"{_MARK}turn/gather",
        "method": "POST",
        "action_on_empty_result": True,
    }
    if verb.keys:
        # A single key may be * or #, so nothing ends the entry but the key itself.
        options["finish_on_key"] = "" if verb.digits == 1 else verb.finish_on
    if verb.keys and verb.digits:
        options["num_digits"] = verb.digits
    if verb.speech:
        options["language"] = verb.language
        options["speech_timeout"] = "auto"
    if verb.speech and verb.hints:
        options["hints"] = clean(",".join(verb.hints))
    gather = GatherVerb(**options)
    for prompt in verb.prompts:
        match prompt:
            case Say(text=text, language=language):
                _say(gather, text, language)
            case Play(audio=audio):
                gather.play(f"{_MARK}audio/{audio}")
            case Pause(seconds=seconds):
                gather.pause(length=seconds)
            case _:
                assert_never(prompt)
    return gather


def _dial(verb: Dial) -> DialVerb:
    dial = DialVerb(
        action=f"{_MARK}turn/dial",
        method="POST",
        timeout=verb.ring_s,
        time_limit=TIME_LIMIT_S,
        caller_id=verb.caller_id,
    )
    for at, number in enumerate(verb.numbers):
        if verb.page:
            dial.number(number, url=f"{_MARK}page/{quote(verb.page[at], safe='')}", method="POST")
        elif verb.whisper:
            dial.number(number, url=f"{_MARK}whisper", method="POST")
        else:
            dial.number(number)
    return dial


def _confer(verb: Confer) -> DialVerb:
    """Put a caller into a conference that only an agent starts, and that only the server ends."""
    dial = DialVerb(action=f"{_MARK}turn/dial", method="POST", time_limit=TIME_LIMIT_S)
    dial.conference(
        verb.room,
        **_SEAT,
        **_recorded(f"{_MARK}talk" if verb.recorded else ""),
        start_conference_on_enter=False,
        wait_url=f"{_MARK}waiting",
        wait_method="POST",
        participant_label=verb.label,
        status_callback=f"{_MARK}conference",
    )
    return dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One of our own in a conference. label: names the leg; coaches: the one leg that hears it, or ""."""

    room: str
    label: str
    #: Where the conference's events are told, and its recording; "": it is not recorded.
    told: str
    talk: str = ""
    muted: bool = False
    coaches: str = ""


def join(seat: Seat) -> str:
    """Write the document of an agent's, a supervisor's or an outside party's leg; its end hangs up."""
    response = VoiceResponse()
    dial = DialVerb(time_limit=TIME_LIMIT_S)
    more: dict[str, object] = {"muted": True} if seat.muted else {}
    if seat.coaches:
        more |= {"coach": seat.coaches}
    dial.conference(
        seat.room,
        **_SEAT,
        **_recorded(seat.talk),
        **more,
        start_conference_on_enter=True,
        wait_url="",
        participant_label=seat.label,
        status_callback=seat.told,
    )
    response.append(dial)
    response.hangup()
    return str(response)


def _recorded(told: str) -> dict[str, object]:
    """Have the conference recorded once two are in it; told: where of. Who is first sets it, so each says it.

    REST has no way to begin the recording of a conference (twilio_api_v2010.json), only to pause it.
    """
    if not told:
        return {}
    return {
        "record": "record-from-start",
        "recording_status_callback": told,
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": "in-progress completed absent",
    }


def goodbye(text: str, language: str) -> str:
    """Say why there is nothing more to do, and hang up."""
    response = VoiceResponse()
    _say(response, text, language)
    response.hangup()
    return str(response)


def music(pieces: tuple[str, ...], again: str) -> str:
    """Write what is heard on hold: these pieces, over and over. again: this document. All are addresses."""
    response = VoiceResponse()
    for piece in pieces:
        response.play(piece)
    response.redirect(again, method="POST")
    return str(response)


def _say(response: VoiceResponse | GatherVerb, text: str, language: str) -> None:
    words = clean(text)
    if not words:
        return
    if language in VOICES:
        response.say(words, language=language, voice=VOICES[language])
    else:
        response.say(words, language=language)
