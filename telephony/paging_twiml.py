"""What is heard on the legs of a page that goes on by REST, as TwiML."""

from __future__ import annotations

from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from telephony.twiml import TIME_LIMIT_S, VOICES

#: How long a caller's phone rings who is called back.
BACK_RING_S = 40
#: Seconds for a key after a question.
KEY_S = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A call back. number: the caller's; from_: the line they dialled; over, reached: where that is told."""

    number: str
    from_: str
    over: str
    reached: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a caller and whoever has accepted meet. told: its comings; over: where a leg goes on after it.

    wait: what is heard there alone.
    """

    name: str
    told: str
    over: str
    wait: str


def calls_back(words: str, language: str, back: Back) -> str:
    """Ring the caller from the leg of whoever has accepted; the caller is connected as they pick up."""
    response = VoiceResponse()
    _say(response, words, language)
    dial = Dial(
        action=back.over,
        method="POST",
        timeout=BACK_RING_S,
        time_limit=TIME_LIMIT_S,
        caller_id=back.from_,
    )
    dial.number(back.number, url=back.reached, method="POST")
    response.append(dial)
    return str(response)


def asks(words: str, language: str, answer: str) -> str:
    """Ask for one key. No key is an answer too."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        finish_on_key="",
        timeout=KEY_S,
        action=answer,
        method="POST",
        action_on_empty_result=True,
    )
    _say(gather, words, language)
    response.append(gather)
    response.redirect(answer, method="POST")
    return str(response)


def meets(words: str, language: str, room: Room, *, caller: bool) -> str:
    """Come into the room. Only whoever has accepted starts it; either one's leaving ends it for both."""
    response = VoiceResponse()
    _say(response, words, language)
    dial = Dial(action=room.over, method="POST", time_limit=TIME_LIMIT_S)
    dial.conference(
        room.name,
        beep=False,
        start_conference_on_enter=not caller,
        end_conference_on_exit=True,
        wait_url=room.wait,
        wait_method="POST",
        status_callback=room.told,
        status_callback_event="join",
        status_callback_method="POST",
    )
    response.append(dial)
    return str(response)


def looks_again(words: str, language: str, seconds: int, again: str) -> str:
    """Wait, and ask for the next document there."""
    response = VoiceResponse()
    _say(response, words, language)
    response.pause(length=seconds)
    response.redirect(again, method="POST")
    return str(response)


def _say(response: VoiceResponse | Gather, words: str, language: str) -> None:
    if words:
        voice = {"voice": VOICES[language]} if language in VOICES else {}
        response.say(words, language=language, **voice)
