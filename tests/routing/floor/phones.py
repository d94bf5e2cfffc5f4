"""What the phone network knows to be true, and the requests to it that are under way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from routing.floor.conversation import Conversation
from routing.floor.events import CallerGone, Event, Joined, Left, Unreachable
from routing.floor.network_news import PartySeen, RecordingTold
from routing.floor.orders import SetParty, SetRecording
from routing.floor.wanted import differing, wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """A phone that we ring. who: agent id or number; offer: "" outside, and to bring an agent back."""

    call: str
    who: str
    offer: str
    is_agent: bool
    ends_ms: int

    def unanswered(self, cause: str = "no_answer") -> Unreachable:
        who = self.who if self.is_agent else ""
        return Unreachable(call=self.call, agent=who, offer=self.offer, cause=cause)


@dataclass(slots=True, kw_only=True)
class Phones:
    """What the phone network knows to be true: who is in which room, what rings, and news on the way."""

    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    ringing: dict[str, Ringing] = field(default_factory=dict)
    #: Legs of desk phones in a room: their end is told twice, by the room and by themselves.
    rung: dict[str, Ringing] = field(default_factory=dict)
    news: list[Event] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    sequence: int = 0
    #: By leg, of who is in a room: as it is held, muted, coaching, once anything of it was asked for.
    parts: dict[str, SetParty] = field(default_factory=dict)

    def enter(self, call: str, who: str, leg: str) -> None:
        if leg in self.rooms.setdefault(call, {}):
            return
        self.rooms[call][leg] = who
        self.parts.pop(leg, None)
        self.sequence += 1
        self.news.append(Joined(call=call, who=who, leg=leg, conference=f"CF-{call}", sequence=self.sequence))

    def leave(self, call: str, leg: str) -> None:
        if self.rooms.get(call, {}).pop(leg, None) is None:
            return
        self.sequence += 1
        self.news.append(Left(call=call, leg=leg, conference=f"CF-{call}", sequence=self.sequence))
        if leg in self.rung:
            self.news.append(self.rung.pop(leg).unanswered())

    def is_in_a_room(self, leg: str) -> bool:
        return any(leg in room for room in self.rooms.values())

    def close(self, call: str) -> None:
        for leg in list(self.rooms.get(call, {})):
            self.leave(call, leg)

    def end(self, leg: str) -> None:
        """End a leg, wherever it is; one that is over already is left alone."""
        if leg in self.ringing:
            self.stops(leg, "cancelled")
        for call in list(self.rooms):
            self.leave(call, leg)

    def stops(self, leg: str, cause: str) -> None:
        """Let a phone ring no more."""
        rang = self.ringing.pop(leg)
        if rang.is_agent:
            self.news.append(rang.unanswered(cause))

    def hang_up(self, call: str) -> None:
        if call not in self.gone:
            self.gone.add(call)
            self.leave(call, call)
            self.news.append(CallerGone(call=call, why="hung_up"))


@dataclass(slots=True, kw_only=True, eq=False)
class Request:
    """One that a worker has sent. is_done: it had its effect, and its answer is on the way."""

    call: str
    order: SetParty | SetRecording
    is_done: bool = False


@dataclass(slots=True, kw_only=True)
class Requests:
    """Requests that may overtake each other, and what they have made of parties and recordings."""

    phones: Phones
    under_way: list[Request] = field(default_factory=list)
    paused: set[str] = field(default_factory=set)

    def sends(self, call: str, order: SetParty | SetRecording) -> None:
        self.under_way.append(Request(call=call, order=order))

    def arrives(self, request: Request) -> None:
        """Let a request have its effect, once."""
        order = request.order
        if request.is_done:
            return
        request.is_done = True
        if isinstance(order, SetRecording):
            (self.paused.add if order.paused else self.paused.discard)(request.call)
        elif order.leg in self.phones.rooms.get(request.call, {}):
            part = self.part(request.call, order.leg)
            held = part.held if order.held is None else order.held
            muted = part.muted if order.muted is None else order.muted
            coaches = part.coaches if order.coaches is None else order.coaches
            self.phones.parts[order.leg] = replace(part, held=held, muted=muted, coaches=coaches)

    def answered(self, request: Request, call: Conversation | None) -> Event | None:
        """Let the worker have the answer: as switchboard.parties and switchboard.undone take it."""
        self.arrives(request)
        self.under_way.remove(request)
        order = request.order
        if isinstance(order, SetRecording):
            state = "paused" if order.paused else "on"
            return RecordingTold(call=request.call, state=state, order=order.number)
        anew = None if call is None else differing(call, order)
        if anew is not None:
            self.sends(request.call, anew)
        return None

    def begins_anew(self, call: str) -> None:
        """Record in another conference: what is under way for the one before has no effect on it."""
        self.paused.discard(call)
        for request in self.under_way:
            request.is_done = request.is_done or (
                request.call == call and isinstance(request.order, SetRecording)
            )

    def part(self, call: str, leg: str) -> SetParty:
        """Say how a leg takes part; who has just come in is neither held nor muted."""
        came = SetParty(conference=f"CF-{call}", leg=leg, held=False, muted=False, coaches="")
        return self.phones.parts.get(leg, came)

    def seen(self, call: str) -> list[PartySeen]:
        """What a look into the room tells of everybody there."""
        parts = [self.part(call, leg) for leg in self.phones.rooms.get(call, {})]
        return [PartySeen(call=call, found=part) for part in parts]

    def otherwise(self, call: Conversation) -> list[SetParty]:
        """Name who takes part otherwise than the floor has it."""
        there = [leg for leg in self.phones.rooms.get(call.id, {}) if wanted(call, leg)]
        parts = [self.part(call.id, leg) for leg in there]
        return [part for part in parts if differing(call, part) is not None]
