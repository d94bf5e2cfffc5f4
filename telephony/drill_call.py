"""The call of a drill: REST rings one of our own lines, and the leg that it makes waits."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from telephony.rest import Rest

#: A drill that nobody takes ends by itself, whatever becomes of whoever watches it.
LASTS_S = 300


def ring_line(rest: Rest, *, line: str, from_: str) -> str:
    """Ring a line of ours, from the number for drills (both E.164). Returns that leg's SID."""
    waits = VoiceResponse()
    waits.pause(length=LASTS_S)
    with rest.asking(f"ring {line} from {from_}"):
        made = rest.client.calls.create(to=line, from_=from_, twiml=str(waits), time_limit=LASTS_S)
        return str(made.sid)


def end(rest: Rest, call: str) -> None:
    """End that leg, if it still lives. Raises CarrierError."""
    with rest.asking("end the drill's call"):
        rest.client.calls(call).update(status="completed")
