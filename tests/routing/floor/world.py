"""A whole floor in small: a store, callers, phones, and a network that is late or loses orders."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

from routing.floor import match
from routing.floor.conversation import Conversation
from routing.floor.events import (
    Accepted,
    CallerGone,
    DeskRings,
    Due,
    Event,
    Joined,
    Left,
    Offered,
    OutsideRings,
    Unreachable,
)
from routing.floor.facts import FloorFact
from routing.floor.needs import Demand, Needs
from routing.floor.obey import obey
from routing.floor.orders import (
    BringCaller,
    CloseRoom,
    DropLeg,
    Order,
    RingDesk,
    RingOutside,
    SetParty,
    SetRecording,
    Timer,
)
from routing.floor.outcome import Floor, Outcome
from routing.floor.people import Agent, Profile
from tests.routing.floor.phones import Phones, Request, Requests, Ringing

SETTLED_ROUNDS = 60
#: What a request to the phone network may take; whatever takes longer has failed.
REQUEST_MS = 2_000


@dataclass(slots=True, kw_only=True)
class World:
    """now_ms moves by `passes`; orders are carried out unless the worker crashed after its commit."""

    now_ms: int
    profiles: dict[str, Profile]
    agents: dict[str, Agent] = field(default_factory=dict)
    calls: dict[str, Conversation] = field(default_factory=dict)
    waiting: dict[str, Needs] = field(default_factory=dict)
    timers: dict[tuple[str, str], Timer] = field(default_factory=dict)
    facts: list[tuple[str, FloorFact]] = field(default_factory=list)
    phones: Phones = field(default_factory=Phones)
    requests: Requests = field(init=False)
    #: Calls of which orders were lost, so that only a look finds what is not so.
    crashed: set[str] = field(default_factory=set)
    numbers: int = 0
    #: Whether the phone network takes orders; its news come all the same.
    takes_orders: bool = True

    def __post_init__(self) -> None:
        self.requests = Requests(phones=self.phones)

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def happens(self, event: Event, call: str, *, crash: bool = False) -> Outcome:
        """Read, decide, commit, carry out the orders."""
        floor = Floor(agents=dict(self.agents), conversation=self.calls.get(call))
        outcome = obey(floor, event, self.now_ms)
        if outcome.claimed and call not in self.waiting:
            return Outcome(refused="The claim failed: the call does not wait.")
        self._commit(outcome, call)
        if outcome.orders and (crash or not self.takes_orders):
            self.crashed.add(call)
        for order in () if crash else outcome.orders:
            (self._carry_out if self.takes_orders else self._fails)(order, call)
        return outcome

    def _commit(self, outcome: Outcome, call: str) -> None:
        for agent in outcome.agents:
            self.agents[agent.id] = Agent.from_json(agent.to_json())
        if outcome.conversation is not None:
            if outcome.conversation.recording == "starting":
                self.requests.begins_anew(call)
            self.calls[call] = Conversation.from_json(outcome.conversation.to_json())
        self.facts.extend((call, fact) for fact in outcome.facts)
        for timer in outcome.timers:
            self.timers.pop((timer.kind, timer.id), None)
            if timer.due_ms:
                self.timers[timer.kind, timer.id] = timer
        if outcome.claimed or outcome.taken:
            self.waiting.pop(call, None)
        if outcome.waits_again:
            self.waiting[call] = self.calls[call].needs

    def _carry_out(self, order: Order, call: str) -> None:
        match order:
            case BringCaller(again=True) if not self.phones.is_in_a_room(call):
                self.phones.news.append(Left(call=call, leg=call, inferred=True))
            case BringCaller():
                self.caller_turns(call)
            case DropLeg(leg=leg):
                self.phones.end(leg)
                self.phones.news.append(Left(call=call, leg=leg, inferred=True))
            case CloseRoom():
                self.phones.close(call)
            case RingDesk() | RingOutside():
                self._ring(order)
            case SetParty() | SetRecording():
                self.requests.sends(call, order)
            case _:
                assert_never(order)

    def _fails(self, order: Order, call: str) -> None:
        """As switchboard.undone; what failed in another way is as if it was never asked."""
        match order:
            case RingDesk(agent=agent, offer=offer):
                self.phones.news.append(Unreachable(call=call, agent=agent, offer=offer))
            case RingOutside():
                self.phones.news.append(Unreachable(call=call))
            case _:
                pass

    def _ring(self, order: RingDesk | RingOutside) -> None:
        """Ring a phone; the news of it comes when its turn comes, and `picks_up` is somebody's."""
        ends_ms = self.now_ms + order.ring_s * 1000
        if isinstance(order, RingOutside):
            leg = f"leg{self.number()}-outside"
            rings = Ringing(call=order.call, who=order.number, offer="", is_agent=False, ends_ms=ends_ms)
            self.phones.news.append(OutsideRings(call=order.call, number=order.number, leg=leg))
        else:
            leg = f"leg{self.number()}-{order.agent}"
            rings = Ringing(
                call=order.call, who=order.agent, offer=order.offer, is_agent=True, ends_ms=ends_ms
            )
            profile = self.profiles[order.agent]
            self.phones.news.append(DeskRings(agent=profile, offer=order.offer, leg=leg))
        self.phones.ringing[leg] = rings

    def picks_up(self, leg: str, *, presses: bool, crash: bool = False) -> None:
        """Somebody, or a voicemail that presses nothing, picks up (switchboard.desk_phone)."""
        rang = self.phones.ringing[leg]
        if presses and (self._takes(rang, leg, crash=crash) if rang.is_agent else self._is_kept(rang, leg)):
            self.phones.ringing.pop(leg, None)
            self.phones.enter(rang.call, rang.who, leg)
            if rang.is_agent:
                self.phones.rung[leg] = rang
        elif leg in self.phones.ringing:
            self._unanswered(leg, "no_answer")

    def _takes(self, rang: Ringing, leg: str, *, crash: bool) -> bool:
        call = self.calls.get(rang.call)
        party = call.party(rang.who) if call is not None else None
        if party is not None and party.state == "dropped" and not rang.offer:
            return True
        accepted = Accepted(agent=self.profiles[rang.who], offer=rang.offer, leg=leg)
        return not self.happens(accepted, self.agents[rang.who].call, crash=crash).refused

    def _is_kept(self, rang: Ringing, leg: str) -> bool:
        call = self.calls.get(rang.call)
        party = call.party(rang.who) if call is not None else None
        return party is not None and party.leg == leg and party.state in ("expected", "dropped")

    def _unanswered(self, leg: str, cause: str) -> None:
        """Let a phone that rings stop by itself: of an outside number that matters while it is waited for."""
        rang = self.phones.ringing[leg]
        if not rang.is_agent and self._is_kept(rang, leg):
            self.phones.news.append(rang.unanswered(cause))
        self.phones.stops(leg, cause)

    def caller_turns(self, call: str) -> None:
        """The caller's next document: into the room while somebody is there for them, else out of it."""
        if call in self.phones.gone:
            return
        if call in self.calls and self.calls[call].phase in ("connecting", "talking"):
            self.phones.enter(call, "customer", call)
        else:
            self.phones.leave(call, call)

    def dials_in(self, who: str, call: str) -> None:
        """A browser, or what else needs no ringing, joins the room its owner has a part in, by a new leg."""
        if who in self.profiles and self.profiles[who].number:
            return
        party = self.calls[call].party(who) if call in self.calls else None
        if party is not None and party.state in ("expected", "dropped", "joined"):
            self.phones.enter(call, who, f"leg{self.number()}-{who}")

    def arrives(self, call: str, demand: Demand, priority: int = 0, recording: str = "") -> None:
        """recording: what the caller knows of it, in a queue that is recorded; "": it is not."""
        self.waiting[call] = Needs(
            call=call,
            demand=demand.key,
            score=self.now_ms - priority * 6_000,
            priority=priority,
            joined_ms=self.now_ms,
            recorded=bool(recording),
            recording=recording,
        )

    def matches(self, who: str, *, crash: bool = False) -> str:
        """Let the router find this agent a call; return the offer's id, or "" when there is none."""
        agent = self.agents.get(who, Agent(id=who))
        profile = self.profiles[who]
        demands = {Demand.from_key(needs.demand) for needs in self.waiting.values()}
        agent = replace(agent, pools=match.pools(profile, demands))
        decision = match.choose_caller(
            match.Chooser.of(agent, profile.login), self.waiting.values(), self.now_ms
        )
        if not match.standing(agent) or not decision.found:
            return ""
        offer = f"off{self.number()}"
        event = Offered(
            offer=offer,
            call=decision.call,
            agent=profile,
            needs=self.waiting[decision.call],
            why=decision.shown(),
        )
        return "" if self.happens(event, decision.call, crash=crash).refused else offer

    def passes(self, ms: int, *, crash: bool = False) -> None:
        """Let time pass, timers fire in their order, and the hold round bring in who is waited for.

        crash: the first timer's orders are lost.
        """
        until_ms = self.now_ms + ms
        while True:
            due = min(
                (one for one in self.timers.values() if one.due_ms <= until_ms), key=_when, default=None
            )
            next_ms = until_ms if due is None else max(self.now_ms, due.due_ms)
            if self.requests.under_way and next_ms - self.now_ms >= REQUEST_MS:
                self.requests_end()  # what comes of it may set timers
                continue
            self.now_ms = next_ms
            if due is None:
                break
            del self.timers[due.kind, due.id]
            self.happens(Due(kind=due.kind, id=due.id), due.id.partition("/")[0], crash=crash)
            crash = False
        for leg in [leg for leg, rings in self.phones.ringing.items() if rings.ends_ms <= until_ms]:
            self._unanswered(leg, "no_answer")
        for call in list(self.calls):
            if call not in self.phones.rooms or call not in self.phones.rooms[call]:
                self.caller_turns(call)

    def is_answered(self, request: Request) -> None:
        """Let a request have its answer, and the worker do what it does then."""
        told = self.requests.answered(request, self.calls.get(request.call))
        if told is not None:
            self.happens(told, request.call)

    def requests_end(self) -> None:
        while self.requests.under_way:
            self.is_answered(self.requests.under_way[0])

    def looks(self, call: str) -> None:
        """Look into a room, as is done each so often, and ask for what is not so."""
        for event in self.requests.seen(call):
            self.happens(event, call)
        self.requests_end()

    def delivers(self, index: int, *, again: bool = False, crash: bool = False) -> None:
        """Deliver one piece of news, not always the oldest, and perhaps to be delivered once more."""
        if not self.phones.news:
            return
        at = index % len(self.phones.news)
        event = self.phones.news[at] if again else self.phones.news.pop(at)
        self._hears(event, crash=crash)

    def _hears(self, event: Event, *, crash: bool = False) -> None:
        assert isinstance(event, Joined | Left | CallerGone | DeskRings | OutsideRings | Unreachable)
        if isinstance(event, CallerGone):
            self.waiting.pop(event.call, None)
        call = self.agents[event.agent.id].call if isinstance(event, DeskRings) else event.call
        self.happens(event, call, crash=crash)

    def settles(self) -> None:
        """Deliver all news and fire all timers until nothing more happens."""
        for _ in range(SETTLED_ROUNDS):
            while self.phones.news:
                self.delivers(0)
            self.requests_end()
            # It is looked into a room without an agent for as long as there is a talk in it.
            if not any(kind != "look" for kind, _ in self.timers) and not self.phones.ringing:
                return
            self.passes(10_000)
        message = f"timers go on for ever: {sorted(self.timers)}"
        raise AssertionError(message)


def _when(timer: Timer) -> tuple[int, str, str]:
    return (timer.due_ms, timer.kind, timer.id)
