"""Conferences from inside: a leg takes its seat, hears the wait document, talks, leaves (twilio.md 9)."""

from typing import TYPE_CHECKING

from emulator import recordings
from emulator.leg import GoneError, Key, Leg, MovedError, Signal, Steps
from emulator.model import Bridge, Callback, Conference, Participant
from emulator.record import callback_of as recording_callback_of
from emulator.room_events import participant_event, room_event
from emulator.source import FatalError, Fetch
from emulator.targets import callback_of

if TYPE_CHECKING:
    from emulator.exchange import Exchange
    from emulator.script import Script
    from emulator.twiml import Element

DEFAULT_MUSIC = "default hold music"


class Seat:
    """One leg's place in one conference, and what it is to hear there besides the others."""

    def __init__(self, leg: Leg, room: Conference, participant: Participant, wait: Fetch | None) -> None:
        self.leg = leg
        self.room = room
        self.participant = participant
        self.wait = wait
        self.hold: Fetch | None = None
        self.announcement: Fetch | None = None
        self.taken = True
        self.kicked = False
        self.reason = ""  #: why it was given up, when the leg itself did not
        self.talks: dict[str, Bridge] = {}

    def wants(self) -> Fetch | None:
        """What it is to hear now: an announcement, the hold document, the wait document, or nothing."""
        if self.announcement is not None:
            return self.announcement
        if self.participant.hold:
            return self.hold
        return self.wait if self.room.status == "init" else None

    def hearers(self) -> list[Leg]:
        """The legs that hear this one now."""
        mine = self.participant
        if self.room.status != "in-progress" or mine.muted or mine.hold:
            return []
        others = [seat for seat in seats_of(self.leg.exchange, self.room) if seat is not self]
        if mine.coaching:
            others = [seat for seat in others if seat.participant.call_sid == mine.call_sid_to_coach]
        return [seat.leg for seat in others if not seat.participant.hold]

    def others(self) -> "list[Leg]":
        """The legs that are in the talk besides this one, as far as it may know: nobody who coaches."""
        if self.room.status != "in-progress":
            return []
        seats = seats_of(self.leg.exchange, self.room)
        return [seat.leg for seat in seats if seat is not self and not seat.participant.coaching]

    def give_up(self, reason: str) -> None:
        self.taken = False
        self.reason = self.reason or reason
        self.leg.wake()


def seats_of(exchange: "Exchange", room: Conference) -> list[Seat]:
    """The seats taken, in order of arrival."""
    legs = [exchange.legs[sid] for sid in room.participants]
    return [leg.seat for leg in legs if leg.seat is not None and leg.seat.room is room]


def join(script: "Script", verb: "Element", noun: "Element") -> "Steps[bool]":
    """Take part until the leg leaves or is made to. False: it could not join, and goes on to the next verb.

    Raises GoneError and MovedError, after the seat has been given up.
    """
    room = _room(script, noun)
    seat = _sit(script, room, noun)
    if seat is None:
        return False
    try:
        yield from _stay(script, verb, seat)
    except (GoneError, MovedError) as error:
        moved = isinstance(error, MovedError)
        seat.reason = seat.reason or ("participant_updated_via_api" if moved else "participant_hung_up")
        _stand_up(script.exchange, seat)
        raise
    _stand_up(script.exchange, seat)
    return True


def _room(script: "Script", noun: "Element") -> Conference:
    """Find the live conference of this name, or open it; who opens it sets its callback."""
    exchange, name = script.exchange, " ".join(noun.text.split())
    for room in exchange.conferences.values():
        if room.name == name and room.status != "completed":
            return room
    room = Conference(
        sid=exchange.new_sid("CF"),
        name=name,
        region=noun.attrs.get("region", "us1"),
        created=exchange.now,
        updated=exchange.now,
        callback=Callback(),
        max_participants=int(noun.attrs.get("maxParticipants", "250")),
    )
    if "statusCallbackEvent" in noun.attrs:
        room.callback = callback_of(script, noun, "statusCallback")
    room.recorded = noun.attrs.get("record") == "record-from-start"
    room.recording_callback = recording_callback_of(script, noun)
    exchange.conferences[room.sid] = room
    return room


def _sit(script: "Script", room: Conference, noun: "Element") -> Seat | None:
    exchange, leg, attrs = script.exchange, script.leg, noun.attrs
    label = attrs.get("participantLabel", "")
    if len(room.participants) >= room.max_participants:
        exchange.alert(16020, "", url=script.url, call_sid=leg.call.sid)
        return None
    if label and any(one.label == label for one in room.participants.values()):
        exchange.alert(16025, "", url=script.url, call_sid=leg.call.sid)
        return None
    coached = attrs.get("coach", "")
    if coached and coached not in room.participants:
        raise FatalError(13240)
    participant = Participant(
        call_sid=leg.call.sid,
        conference_sid=room.sid,
        label=label,
        muted=attrs.get("muted") == "true",
        coaching=bool(coached),
        call_sid_to_coach=coached,
        start_on_enter=attrs.get("startConferenceOnEnter", "true") == "true",
        end_on_exit=attrs.get("endConferenceOnExit") == "true",
        created=exchange.now,
        updated=exchange.now,
    )
    leg.seat = Seat(leg, room, participant, _wait_of(script, noun, room))
    room.participants[leg.call.sid] = participant
    participant_event(exchange, room, participant, "participant-join")
    _start_if_ready(exchange, room)
    _note_talks(exchange, room)
    return leg.seat


def _wait_of(script: "Script", noun: "Element", room: Conference) -> Fetch | None:
    """What is heard before the start: the wait document, silence (waitUrl=""), or Twilio's own music."""
    url = noun.attrs.get("waitUrl")
    if url is None:
        script.leg.hear("play", DEFAULT_MUSIC, 0.0)
    if not url:
        return None
    return Fetch(
        kind="wait",
        url=script.url_of(url),
        method="GET" if noun.attrs.get("waitMethod") == "GET" else "POST",
        extra={"ConferenceSid": room.sid},
    )


def _start_if_ready(exchange: "Exchange", room: Conference) -> None:
    """Two are there, and one of them starts it."""
    people = room.participants.values()
    if room.status != "init" or len(people) < 2 or not any(one.start_on_enter for one in people):
        return
    room.status = "in-progress"
    room.updated = exchange.now
    room_event(exchange, room, "conference-start", {})
    if room.recorded:
        recording = recordings.begin(
            exchange, "", "Conference", room.recording_callback, conference_sid=room.sid
        )
        room.recording_sid = recording.sid
    for seat in seats_of(exchange, room):
        seat.leg.wake()


def _note_talks(exchange: "Exchange", room: Conference) -> None:
    """Write into the ledger who can hear whom from now on."""
    if room.status != "in-progress":
        return
    seats = seats_of(exchange, room)
    for at, seat in enumerate(seats):
        for other in seats[at + 1 :]:
            one, two = seat.leg.call.sid, other.leg.call.sid
            if two not in seat.talks:
                bridge = Bridge(one=one, other=two, since=exchange.now, room=room.sid)
                exchange.bridges.append(bridge)
                seat.talks[two] = other.talks[one] = bridge


def _stay(script: "Script", verb: "Element", seat: Seat) -> "Steps[None]":
    """Hear what is to be heard, until the seat is given up, by whoever."""
    clock = script.exchange.clock
    limit = clock.elapsed + int(verb.attrs.get("timeLimit", "14400"))
    playing: Fetch | None = None
    sound: Steps[object] | None = None
    signal: Signal | None = None
    while seat.taken and clock.elapsed < limit:
        wanted = seat.wants()
        if wanted is not playing:
            _quieten(script.leg, wanted)
            playing, signal = wanted, None
            sound = script.beside(wanted) if wanted is not None else None
        until: float | None = None
        if sound is not None:
            try:
                until = sound.send(signal)
            except StopIteration:
                sound = None
                _has_been_heard(script.exchange, seat, playing)
                continue
            except FatalError as error:
                sound = None
                if _has_failed(script, seat, playing, error):
                    return
                continue
        signal = yield min(limit, until if until is not None else limit)
        if verb.attrs.get("hangupOnStar") == "true" and isinstance(signal, Key) and signal.digit == "*":
            return


def _quieten(leg: Leg, wanted: Fetch | None) -> None:
    """Stop what is heard: before a document all of it, before none the document but nobody's voice."""
    if wanted is not None or (leg.heard and leg.heard[-1].kind != "voice"):
        leg.cut_short()


def _has_been_heard(exchange: "Exchange", seat: Seat, heard: Fetch | None) -> None:
    """An announcement has ended; a wait or hold document is followed by silence."""
    if heard is not None and heard is seat.announcement:
        seat.announcement = None
        participant_event(
            exchange, seat.room, seat.participant, "announcement-end", {"AnnounceUrl": heard.url}
        )


def _has_failed(script: "Script", seat: Seat, heard: Fetch | None, error: FatalError) -> bool:
    """Log it. True: the leg leaves, because its wait document failed before the start."""
    sid = script.leg.call.sid
    script.exchange.alert(error.code, error.detail, url=error.url or script.url, call_sid=sid)
    if heard is not None and heard is seat.announcement:
        seat.announcement = None
        extra = {"AnnounceUrl": heard.url, "ReasonAnnouncementFailed": error.detail}
        participant_event(script.exchange, seat.room, seat.participant, "announcement-fail", extra)
    return heard is seat.wait and heard is not None


def _stand_up(exchange: "Exchange", seat: Seat) -> None:
    """Give the seat up: tell, and end the conference when it was the last or an ending one."""
    room, participant, leg = seat.room, seat.participant, seat.leg
    leg.seat = None
    leg.cut_short()
    for bridge in seat.talks.values():
        bridge.until = bridge.until or exchange.now
    room.participants.pop(leg.call.sid, None)
    room.gone.append(participant)
    participant.status = "complete"
    participant.updated = exchange.now
    reason = seat.reason or "participant_hung_up"
    extra = {"ParticipantCallStatus": leg.call.status, "ReasonParticipantLeft": reason}
    participant_event(exchange, room, participant, "participant-leave", extra)
    how = "kicked" if seat.kicked else "left"
    if room.status == "completed":
        return
    if participant.end_on_exit:
        close_room(exchange, room, f"participant-with-end-conference-on-exit-{how}", participant)
    elif not room.participants:
        close_room(exchange, room, f"last-participant-{how}", participant)


def close_room(exchange: "Exchange", room: Conference, reason: str, by: Participant | None = None) -> None:
    """End a conference; whoever is still in it goes on with the own document."""
    room.status = "completed"
    room.ended = room.updated = exchange.now
    room.reason_ended = reason
    room.call_sid_ending = by.call_sid if by else ""
    why = "conference_ended_via_api" if by is None else "moderator_ended_conference"
    for seat in seats_of(exchange, room):
        seat.give_up(why)
    recording = exchange.recordings.get(room.recording_sid)
    if recording is not None:
        recordings.end(exchange, recording, recordings.length_s(exchange, recording))
    extra = {"ReasonConferenceEnded": reason, "Reason": reason.replace("-", " ")}
    if by is not None:
        extra |= {"CallSidEndingConference": by.call_sid}
        extra |= {"ParticipantLabelEndingConference": by.label} if by.label else {}
    room_event(exchange, room, "conference-end", extra)
