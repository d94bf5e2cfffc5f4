"""What a leg of a bridge hears as it comes in, as TwiML."""

from __future__ import annotations

from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, VoiceResponse

from telephony.twiml import TIME_LIMIT_S, VOICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """told: where its events are told, the same for every leg; waiting: what is heard while one is alone."""

    name: str
    told: str
    waiting: str


def comes_in(words: str, language: str, room: Room) -> str:
    """Come into the room, and start it. Nobody's leaving ends it for the others; with it, the leg ends."""
    response = VoiceResponse()
    voice = {"voice": VOICES[language]} if language in VOICES else {}
    response.say(words, language=language, **voice)
    dial = Dial(time_limit=TIME_LIMIT_S)
    dial.conference(
        room.name,
        beep=False,
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        wait_url=room.waiting,
        wait_method="POST",
        status_callback=room.told,
        status_callback_event="start end join leave",
        status_callback_method="POST",
    )
    response.append(dial)
    response.hangup()
    return str(response)
