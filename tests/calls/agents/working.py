"""Agents in whole-call scripts: their desk is the floor's commands, their phone a softphone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from emulator.client import ClientCall
from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.conversation import Conversation
from routing.floor.events import Event
from routing.floor.outcome import Outcome
from routing.floor.people import Agent, Profile
from storage.record.staff import Member, staff_id
from switchboard.agent import obey, settle
from switchboard.conversing import conversation_of
from switchboard.routing import GROUP, MOST_FACTS, hear_facts, hear_left, hear_timers, tick
from switchboard.services import Tenant
from tests.house import House

TENANT = "homewise"
ROUND_S = 0.5


@dataclass(kw_only=True)
class Desk:
    """One agent: what they see of themselves, and what they do."""

    house: House
    profile: Profile
    leg: ClientCall | None = None

    @property
    def tenant(self) -> Tenant:
        return self.house.services.tenants[TENANT]

    @property
    def me(self) -> Agent:
        record = self.tenant.floor.read((self.profile.id,)).agents.get(self.profile.id)
        return Agent(id=self.profile.id) if record is None else Agent.from_json(record.state)

    @property
    def display(self) -> str:
        return self.me.display

    def does(self, kind: type[Any], /, **values: object) -> Outcome:
        """Send a command of the desk; what is refused fails the script."""
        outcome = self.tries(kind, **values)
        assert not outcome.refused, outcome.refused
        return outcome

    def tries(self, kind: type[Any], /, **values: object) -> Outcome:
        event: Event = kind(agent=self.profile, **values)
        return obey(self.house.services, self.tenant, event)

    def goes_available(self) -> Desk:
        self.does(events.LinkChanged, up=True)
        self.does(events.PresenceChosen, presence="available")
        return self

    def is_offered(self, call: PhoneCall, *, within: float = 5.0) -> Desk:
        """Wait until this call rings here."""
        self.sees("ringing", within=within)
        assert self.me.call == call.sid
        return self

    def sees(self, display: str, *, within: float = 5.0) -> Desk:
        self.house.net.runs_until(lambda: self.display == display, within)
        assert self.display == display
        return self

    def accepts(self) -> Desk:
        """Press Accept; the browser then dials in."""
        self.does(events.Accepted, offer=self.me.offer)
        return self.dials_in()

    def dials_in(self) -> Desk:
        self.leg = self.house.net.client(self.profile.id).connects()
        return self

    def declines(self) -> Desk:
        self.does(events.Declined, offer=self.me.offer, reason="busy")
        return self

    def talks_to(self, call: PhoneCall, *, within: float = 10.0) -> Desk:
        """Wait until both hear each other, and the floor has been told."""
        leg = self.leg
        assert leg is not None

        def hear_each_other() -> bool:
            conversation = conversation_of(self.tenant, call.sid)
            told = conversation is not None and conversation.phase == "talking"
            return told and call.leg in hearers(leg) and leg.leg in hearers(call)

        self.house.net.runs_until(hear_each_other, within)
        assert hear_each_other(), f"{call.transcript}\n{leg.transcript}"
        return self


def dies_after(desk: Desk, event: Event) -> None:
    """Let a web worker die between the commit and the orders: it is kept, and nobody is asked."""
    outcome, _ = settle(desk.house.services, desk.tenant, event)
    assert not outcome.refused


def in_room(call: PhoneCall) -> bool:
    return call.leg.seat is not None


def hearers(call: PhoneCall) -> list[object]:
    return [] if call.leg.seat is None else list(call.leg.seat.hearers())


@dataclass(kw_only=True)
class Floor:
    """A company's agents, and the follower that matches them, round after round of phone time."""

    house: House
    desks: dict[str, Desk] = field(default_factory=dict)
    is_followed: bool = True

    def __post_init__(self) -> None:
        self._next_round()

    def agent(self, login: str, **changes: object) -> Desk:
        """Take an agent onto the staff, or change one."""
        plain = Profile(id=staff_id(TENANT, login), login=login, name=login.title(), queues=QUEUES)
        profile = replace(plain, **changes)  # type: ignore[arg-type]  # fields of a profile, by name
        self.house.services.tenants[TENANT].staff.put([Member(profile=profile)])
        self.desks[login] = Desk(house=self.house, profile=profile)
        return self.desks[login]

    def conversation(self, call: PhoneCall) -> Conversation:
        found = conversation_of(self.house.services.tenants[TENANT], call.sid)
        assert found is not None
        return found

    def _next_round(self) -> None:
        self.house.net.clock.after(ROUND_S, partial(_round, self))


def _round(floor: Floor) -> None:
    services = floor.house.services
    tenant = services.tenants[TENANT]
    if floor.is_followed:
        hear_facts(services, tenant, tenant.facts.read(GROUP, "tests", MOST_FACTS))
        hear_left(services, tenant, "tests")
        hear_timers(services, tenant)
        tick(services, tenant)
    floor._next_round()


QUEUES = ("safety", "tier1", "complaints", "trade")
