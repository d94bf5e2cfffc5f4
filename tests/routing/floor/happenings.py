"""All that can happen on a floor but within a talk, as rules for hypothesis."""

from collections.abc import Collection
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from routing.floor.events import (
    Accepted,
    Declined,
    Freed,
    LinkChanged,
    PresenceChosen,
    SignedOut,
    Unreachable,
    WrapExtended,
    Wrapped,
)
from routing.floor.needs import Demand
from routing.floor.people import Profile
from routing.floor.working import IN_CALL
from tests.routing.floor.stage import NOON_MS
from tests.routing.floor.world import World

SUPPORT = Demand(queue="support")
PROFILES = {
    name: Profile(id=name, login=name, name=name.title(), queues=("support", "sales"), on_missed=missed)
    for name, missed in (("ann", "away"), ("bob", "stay"), ("cid", "away_after_2"))
}
PROFILES["dot"] = replace(PROFILES["ann"], id="dot", login="dot", name="Dot", number="+442079460905")
OUTSIDE = "+442079460000"
AGENTS = st.sampled_from(sorted(PROFILES))
CALLS = st.integers(0, 2)
"""Which of the latest calls, from the newest."""
CRASH = st.booleans()


class Happenings(RuleBasedStateMachine):
    """Four agents, one with a desk phone, callers, and all that can be done or go wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(now_ms=NOON_MS, profiles=PROFILES)
        self.arrived = 0

    @initialize(talks=st.integers(0, 3))
    def everybody_signs_in(self, talks: int) -> None:
        for name, profile in PROFILES.items():
            self.does(LinkChanged(agent=profile, up=True), name)
            self.does(PresenceChosen(agent=profile, presence="available"), name)
        for name in ("ann", "dot", "bob")[:talks]:
            self.a_call_is_answered(who=name)

    def who_can(self, who: str, among: Collection[str]) -> str:
        """Return this agent, or where they cannot, the next one who can; where nobody can, this one tries."""
        names = sorted(PROFILES)
        at = names.index(who)
        return next((name for name in names[at:] + names[:at] if name in among), who)

    def at_work(self, *works: str) -> set[str]:
        return {agent.id for agent in self.world.agents.values() if agent.work in works}

    def in_calls(self) -> set[str]:
        return self.at_work(*IN_CALL)

    def owners(self) -> set[str]:
        return {call.owner for call in self.world.calls.values() if call.phase == "talking" and call.owner}

    def call_of(self, who: str) -> str:
        return self.world.agents[who].call

    def does(self, event: object, who: str, *, crash: bool = False) -> None:
        call = self.world.agents[who].call if who in self.world.agents else ""
        self.world.happens(event, call, crash=crash)  # type: ignore[arg-type]  # one of the events

    def named(self, index: int) -> str:
        """Return one of the three latest calls."""
        return f"CA{max(0, self.arrived - index)}"

    @rule(priority=st.sampled_from([0, 10, 99]), recording=st.sampled_from(["told", "refused", ""]))
    def a_caller_arrives(self, *, priority: int, recording: str) -> None:
        if len(self.world.waiting) < 3:
            self.arrived += 1
            self.world.arrives(f"CA{self.arrived}", SUPPORT, priority, recording)

    @rule(who=AGENTS, crash=CRASH)
    def the_router_matches(self, *, who: str, crash: bool) -> None:
        self.world.matches(who, crash=crash)

    @rule(who=AGENTS)
    def a_call_is_answered(self, who: str) -> None:
        """All goes well, so that what follows is reached."""
        who = self.who_can(who, self.at_work("idle", "wrap_up") - self.at_work("reserved", "ringing"))
        self.does(Wrapped(agent=PROFILES[who]), who)
        if not self.world.agents[who].is_free:
            self.does(LinkChanged(agent=PROFILES[who], up=True), who)
            self.does(PresenceChosen(agent=PROFILES[who], presence="available"), who)
        self.a_caller_arrives(priority=0, recording="told")
        self.the_router_matches(who=who, crash=False)
        self.who_is_asked_answers(who)

    def who_is_asked_answers(self, who: str) -> None:
        self.all_news_come()
        rings = next((leg for leg, each in self.world.phones.ringing.items() if each.who == who), "")
        if rings:
            self.world.picks_up(rings, presses=True)
        elif who in PROFILES:
            self.an_agent_accepts(who=who, dials=True, crash=False)
        self.all_news_come()

    @precondition(lambda self: self.at_work("ringing"))
    @rule(who=AGENTS, dials=st.booleans(), crash=CRASH)
    def an_agent_accepts(self, *, who: str, dials: bool, crash: bool) -> None:
        who = self.who_can(who, self.at_work("ringing"))
        self.does(Accepted(agent=PROFILES[who], offer=self.world.agents[who].offer), who, crash=crash)
        if dials:
            self.world.dials_in(who, self.call_of(who))

    @precondition(lambda self: self.at_work("reserved", "ringing"))
    @rule(who=AGENTS)
    def an_agent_declines(self, who: str) -> None:
        who = self.who_can(who, self.at_work("reserved", "ringing"))
        self.does(Declined(agent=PROFILES[who], offer=self.world.agents[who].offer), who)

    @precondition(lambda self: self.in_calls())
    @rule(who=AGENTS)
    def a_phone_dials_in(self, *, who: str) -> None:
        self.world.dials_in(who, self.call_of(who))

    @precondition(lambda self: self.world.phones.ringing)
    @rule(index=st.integers(0, 3), presses=st.sampled_from([True, True, False]), crash=CRASH)
    def a_phone_that_rings_is_picked_up(self, *, index: int, presses: bool, crash: bool) -> None:
        ringing = sorted(self.world.phones.ringing)
        self.world.picks_up(ringing[index % len(ringing)], presses=presses, crash=crash)

    @precondition(lambda self: any(call.transfer for call in self.world.calls.values()))
    @rule(index=CALLS)
    def an_outside_phone_cannot_be_rung(self, *, index: int) -> None:
        call = self.named(index)
        self.world.happens(Unreachable(call=call, cause="busy"), call)

    @precondition(lambda self: self.in_calls())
    @rule(which=CALLS, index=st.integers(0, 5))
    def a_leg_drops(self, which: int, index: int) -> None:
        call = self.named(which)
        legs = [leg for leg in self.world.phones.rooms.get(call, {}) if leg != call]
        if legs:
            self.world.phones.leave(call, legs[index % len(legs)])

    @rule(index=CALLS)
    def a_caller_hangs_up(self, *, index: int) -> None:
        call = self.named(index)
        if call in self.world.calls or call in self.world.waiting:
            self.world.phones.hang_up(call)

    @precondition(lambda self: self.world.phones.news)
    @rule(index=st.integers(0, 9), again=st.booleans(), crash=CRASH)
    def news_come(self, *, index: int, again: bool, crash: bool) -> None:
        self.world.delivers(index, again=again, crash=crash)

    @precondition(lambda self: self.world.phones.news)
    @rule()
    def all_news_come(self) -> None:
        while self.world.phones.news:
            self.world.delivers(0)

    @rule(ms=st.sampled_from([500, 6_000, 16_000, 61_000]), crash=CRASH)
    def time_passes(self, *, ms: int, crash: bool) -> None:
        self.world.passes(ms, crash=crash)

    @rule(takes=st.sampled_from([True, True, False]), ms=st.sampled_from([0, 90_000]))
    def the_network_takes_orders_or_not(self, *, takes: bool, ms: int) -> None:
        """An outage lasts until the next such rule; a long one lets most timers fire in it."""
        self.world.takes_orders = takes
        self.world.passes(ms)

    @precondition(lambda self: self.at_work("wrap_up"))
    @rule(who=AGENTS, away=st.booleans())
    def a_wrap_up_is_saved(self, *, who: str, away: bool) -> None:
        who = self.who_can(who, self.at_work("wrap_up"))
        self.does(WrapExtended(agent=PROFILES[who]), who)
        self.does(Wrapped(agent=PROFILES[who], stay_away=away), who)

    @rule(who=AGENTS, presence=st.sampled_from(["available", "available", "away", "offline"]))
    def presence_is_chosen(self, *, who: str, presence: str) -> None:
        self.does(PresenceChosen(agent=PROFILES[who], presence=presence), who)  # type: ignore[arg-type]  # a presence

    @rule(who=AGENTS, up=st.booleans())
    def a_desk_comes_or_goes(self, *, who: str, up: bool) -> None:
        self.does(LinkChanged(agent=PROFILES[who], up=up), who)

    @rule(who=AGENTS, by=st.sampled_from(["agent", "system"]), crash=CRASH)
    def somebody_signs_out(self, *, who: str, by: str, crash: bool) -> None:
        self.does(SignedOut(agent=PROFILES[who], by=by), who, crash=crash)

    @precondition(lambda self: len(self.at_work("idle")) < len(PROFILES))
    @rule(who=AGENTS, crash=CRASH)
    def a_supervisor_frees(self, *, who: str, crash: bool) -> None:
        who = self.who_can(who, PROFILES.keys() - self.at_work("idle"))
        self.does(Freed(agent=PROFILES[who], by="supervisor"), who, crash=crash)
