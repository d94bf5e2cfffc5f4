"""What REST may ask of a conference: mute, hold, coach, announce, kick, end (twilio.md 2, 7, 9)."""

from typing import TYPE_CHECKING

from emulator.model import Conference, Method, Participant, RefusalError
from emulator.orders import ParticipantChange
from emulator.room_events import participant_event
from emulator.rooms import DEFAULT_MUSIC, Seat, close_room, seats_of
from emulator.source import Fetch

if TYPE_CHECKING:
    from emulator.exchange import Exchange


def _find_room(exchange: "Exchange", room_sid: str) -> Conference:
    room = exchange.conferences.get(room_sid)
    if room is None:
        raise RefusalError(20404, f"The requested resource {room_sid} was not found", status=404)
    return room


def find_participant(exchange: "Exchange", room_sid: str, who: str) -> Participant:
    """Find who is in the conference now, by call SID or label. Raises RefusalError (20404)."""
    room = _find_room(exchange, room_sid)
    for participant in room.participants.values():
        if who in {participant.call_sid, participant.label}:
            return participant
    raise RefusalError(20404, f"The requested resource {who} was not found", status=404)


def _seat(exchange: "Exchange", room_sid: str, who: str) -> Seat:
    participant = find_participant(exchange, room_sid, who)
    seat = exchange.legs[participant.call_sid].seat
    if seat is None:
        raise RefusalError(20404, f"The requested resource {who} was not found", status=404)
    return seat


def update_participant(
    exchange: "Exchange", room_sid: str, who: str, change: ParticipantChange
) -> Participant:
    """Change what is given. Raises RefusalError: CallSidToCoach is not there (16028)."""
    seat = _seat(exchange, room_sid, who)
    participant = seat.participant
    if change.muted is not None and change.muted != participant.muted:
        participant.muted = change.muted
        event = "participant-mute" if change.muted else "participant-unmute"
        participant_event(exchange, seat.room, participant, event)
    if change.hold is not None:
        _hold(exchange, seat, change)
    if change.announce_url:
        extra = {"ConferenceSid": room_sid}
        seat.announcement = Fetch(
            kind="announce", url=change.announce_url, method=change.announce_method, extra=extra
        )
    _modify(exchange, seat, change)
    participant.updated = exchange.now
    seat.leg.wake()
    return participant


def _hold(exchange: "Exchange", seat: Seat, change: ParticipantChange) -> None:
    participant = seat.participant
    participant.hold = bool(change.hold)
    seat.hold = None
    if change.hold and change.hold_url:
        extra = {"ConferenceSid": seat.room.sid}
        seat.hold = Fetch(kind="hold", url=change.hold_url, method=change.hold_method, extra=extra)
    if change.hold and not change.hold_url:
        seat.leg.hear("play", DEFAULT_MUSIC, 0.0)
    event = "participant-hold" if change.hold else "participant-unhold"
    participant_event(exchange, seat.room, participant, event)


def _modify(exchange: "Exchange", seat: Seat, change: ParticipantChange) -> None:
    if change.coaching is None and change.end_on_exit is None:
        return
    participant = seat.participant
    if change.coaching:
        if change.call_sid_to_coach not in seat.room.participants:
            raise RefusalError(16028, "Participant to be whispered is not present in the conference")
        participant.call_sid_to_coach = change.call_sid_to_coach
    if change.coaching is not None:
        participant.coaching = change.coaching
    if change.end_on_exit is not None:
        participant.end_on_exit = change.end_on_exit
    participant_event(exchange, seat.room, participant, "participant-modify")


def kick(exchange: "Exchange", room_sid: str, who: str) -> None:
    """Take somebody out; the leg goes on with its own document."""
    seat = _seat(exchange, room_sid, who)
    seat.kicked = True
    seat.give_up("participant_updated_via_api")


def end_conference(exchange: "Exchange", room_sid: str) -> Conference:
    """End it for everybody. Raises RefusalError (20404) for one that is unknown; ending twice is harmless."""
    room = _find_room(exchange, room_sid)
    if room.status != "completed":
        close_room(exchange, room, "conference-ended-via-api")
    return room


def announce(exchange: "Exchange", room_sid: str, url: str, method: Method) -> Conference:
    """Let everybody in it hear a document, once."""
    room = _find_room(exchange, room_sid)
    for seat in seats_of(exchange, room):
        seat.announcement = Fetch(kind="announce", url=url, method=method, extra={"ConferenceSid": room_sid})
        seat.leg.wake()
    return room
