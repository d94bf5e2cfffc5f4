"""The status callbacks of a conference (twilio.md 3.4)."""

from typing import TYPE_CHECKING

from emulator.model import Conference, Participant
from emulator.params import rfc2822

if TYPE_CHECKING:
    from emulator.exchange import Exchange

#: event -> the word by which it is subscribed
WORDS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


def room_event(exchange: "Exchange", room: Conference, event: str, extra: dict[str, str]) -> None:
    """Tell the conference's callback of this event, if it asked for it."""
    callback = room.callback
    exchange.tell("conference", room)
    if not callback.url or WORDS[event] not in callback.events:
        return
    sent = {
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "AccountSid": exchange.account.sid,
        "SequenceNumber": str(callback.sent),
        "Timestamp": rfc2822(exchange.now),
        "StatusCallbackEvent": event,
    }
    callback.sent += 1
    exchange.call_back("conference", callback, sent | extra, call_sid=extra.get("CallSid", ""))


def participant_event(
    exchange: "Exchange", room: Conference, who: Participant, event: str, extra: dict[str, str] | None = None
) -> None:
    """An event of one participant: with the state it is in afterwards."""
    state = {
        "CallSid": who.call_sid,
        "Muted": str(who.muted).lower(),
        "Hold": str(who.hold).lower(),
        "Coaching": str(who.coaching).lower(),
        "EndConferenceOnExit": str(who.end_on_exit).lower(),
        "StartConferenceOnEnter": str(who.start_on_enter).lower(),
    }
    if who.label:
        state["ParticipantLabel"] = who.label
    if who.call_sid_to_coach:
        state["CallSidToCoach"] = who.call_sid_to_coach
    room_event(exchange, room, event, state | (extra or {}))
