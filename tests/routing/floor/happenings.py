"""All that can happen on a floor, as rules for hypothesis."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from routing.floor.events import (
    Accepted,
    ConsultStep,
    Declined,
    End,
    Freed,
    Hold,
    LinkChanged,
    PresenceChosen,
    SignedOut,
    Supervised,
    TransferBegun,
    Unreachable,
    WrapExtended,
    Wrapped,
)
from routing.floor.needs import Demand, Needs
from routing.floor.people import Profile
from tests.routing.floor.stage import ELSEWHERE, NOON_MS
from tests.routing.floor.world import World

SUPPORT = Demand(queue="support")
PROFILES = {
    name: Profile(id=name, login=name, name=name.title(), queues=("support", "sales"), on_missed=missed)
    for name, missed in (("ann", "away"), ("bob", "stay"), ("cid", "away_after_2"))
}
OUTSIDE = "+442079460000"
AGENTS = st.sampled_from(sorted(PROFILES))
CALLS = st.integers(0, 2)
"""Which of the latest calls, from the newest."""
CRASH = st.booleans()


class Happenings(RuleBasedStateMachine):
    """Three agents, callers who come and go, and whatever can be done or go wrong between them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(now_ms=NOON_MS, profiles=PROFILES)
        self.arrived = 0

    @initialize()
    def everybody_signs_in(self) -> None:
        for name, profile in PROFILES.items():
            self.does(LinkChanged(agent=profile, up=True), name)
            self.does(PresenceChosen(agent=profile, presence="available"), name)

    def call_of(self, who: str) -> str:
        return self.world.agents[who].call

    def does(self, event: object, who: str, *, crash: bool = False) -> None:
        call = self.world.agents[who].call if who in self.world.agents else ""
        self.world.happens(event, call, crash=crash)  # type: ignore[arg-type]  # one of the events

    def named(self, index: int) -> str:
        """Return one of the three latest calls."""
        return f"CA{max(0, self.arrived - index)}"

    @rule(priority=st.sampled_from([0, 10, 99]))
    def a_caller_arrives(self, *, priority: int) -> None:
        if len(self.world.waiting) < 3:
            self.arrived += 1
            self.world.arrives(f"CA{self.arrived}", SUPPORT, priority)

    @rule(who=AGENTS, crash=CRASH)
    def the_router_matches(self, *, who: str, crash: bool) -> None:
        self.world.matches(who, crash=crash)

    @rule(who=AGENTS)
    def a_call_is_answered(self, who: str) -> None:
        """All goes well, so that what follows is reached."""
        if not self.world.agents[who].is_free:
            self.does(LinkChanged(agent=PROFILES[who], up=True), who)
            self.does(PresenceChosen(agent=PROFILES[who], presence="available"), who)
        self.a_caller_arrives(priority=0)
        self.the_router_matches(who=who, crash=False)
        self.an_agent_accepts(who=who, dials=True, crash=False)
        self.all_news_come()

    @rule(who=AGENTS, to=AGENTS, mode=st.sampled_from(["consult", "consult", "blind"]))
    def a_transfer_is_answered(self, *, who: str, to: str, mode: str) -> None:
        self.does(LinkChanged(agent=PROFILES[to], up=True), to)
        self.does(PresenceChosen(agent=PROFILES[to], presence="transfers_only"), to)
        self.a_transfer_to_an_agent_begins(who=who, to=to, mode=mode, crash=False)
        self.an_agent_accepts(who=to, dials=True, crash=False)
        self.all_news_come()

    @rule(who=AGENTS, mode=st.sampled_from(["consult", "consult", "blind"]))
    def an_outside_transfer_is_answered(self, who: str, mode: str) -> None:
        self.a_transfer_to_a_number_begins(who=who, mode=mode, crash=False)
        self.world.dials_in(OUTSIDE, self.call_of(who))
        self.all_news_come()

    @rule(who=AGENTS, dials=st.booleans(), crash=CRASH)
    def an_agent_accepts(self, *, who: str, dials: bool, crash: bool) -> None:
        self.does(Accepted(agent=PROFILES[who], offer=self.world.agents[who].offer), who, crash=crash)
        if dials:
            self.world.dials_in(who, self.call_of(who))

    @rule(who=AGENTS)
    def an_agent_declines(self, who: str) -> None:
        self.does(Declined(agent=PROFILES[who], offer=self.world.agents[who].offer), who)

    @rule(who=AGENTS)
    def a_phone_dials_in(self, *, who: str) -> None:
        self.world.dials_in(who, self.call_of(who))

    @rule(index=CALLS)
    def an_outside_phone_is_picked_up(self, index: int) -> None:
        call = self.named(index)
        self.world.dials_in(OUTSIDE, call)

    @rule(index=CALLS)
    def an_outside_phone_cannot_be_rung(self, *, index: int) -> None:
        call = self.named(index)
        self.world.happens(Unreachable(call=call, cause="busy"), call)

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

    @rule(index=st.integers(0, 9), again=st.booleans(), crash=CRASH)
    def news_come(self, *, index: int, again: bool, crash: bool) -> None:
        self.world.delivers(index, again=again, crash=crash)

    @rule()
    def all_news_come(self) -> None:
        while self.world.phones.news:
            self.world.delivers(0)

    @rule(ms=st.sampled_from([500, 6_000, 16_000, 61_000]), crash=CRASH)
    def time_passes(self, *, ms: int, crash: bool) -> None:
        self.world.passes(ms, crash=crash)

    @rule(who=AGENTS, crash=CRASH)
    def an_agent_ends(self, *, who: str, crash: bool) -> None:
        self.does(End(agent=PROFILES[who]), who, crash=crash)

    @rule(who=AGENTS, on=st.booleans(), crash=CRASH)
    def an_agent_holds(self, *, who: str, on: bool, crash: bool) -> None:
        self.does(Hold(agent=PROFILES[who], on=on), who, crash=crash)

    @rule(who=AGENTS, to=AGENTS, mode=st.sampled_from(["consult", "blind"]), crash=CRASH)
    def a_transfer_to_an_agent_begins(self, *, who: str, to: str, mode: str, crash: bool) -> None:
        offer = f"off{self.world.number()}"
        event = TransferBegun(
            agent=PROFILES[who], mode=mode, kind="agent", to=to, offer=offer, target=PROFILES[to]
        )
        self.does(event, who, crash=crash)

    @rule(who=AGENTS, mode=st.sampled_from(["consult", "blind"]), crash=CRASH)
    def a_transfer_to_a_number_begins(self, *, who: str, mode: str, crash: bool) -> None:
        self.does(TransferBegun(agent=PROFILES[who], mode=mode, kind="number", to=OUTSIDE), who, crash=crash)

    @rule(who=AGENTS, crash=CRASH)
    def a_call_is_sent_to_a_queue(self, *, who: str, crash: bool) -> None:
        now_ms = self.world.now_ms
        needs = Needs(
            call=self.call_of(who), demand=ELSEWHERE.key, score=now_ms, priority=0, joined_ms=now_ms
        )
        event = TransferBegun(agent=PROFILES[who], mode="blind", kind="queue", to=ELSEWHERE.key, needs=needs)
        self.does(event, who, crash=crash)

    @rule(who=AGENTS, step=st.sampled_from(["swap", "join_all", "complete", "cancel"]), crash=CRASH)
    def a_consult_goes_on(self, *, who: str, step: str, crash: bool) -> None:
        self.does(ConsultStep(agent=PROFILES[who], step=step), who, crash=crash)

    @rule(who=AGENTS, away=st.booleans())
    def a_wrap_up_is_saved(self, *, who: str, away: bool) -> None:
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

    @rule(who=AGENTS, crash=CRASH)
    def a_supervisor_frees(self, *, who: str, crash: bool) -> None:
        self.does(Freed(agent=PROFILES[who], by="supervisor"), who, crash=crash)

    @rule(which=CALLS, mode=st.sampled_from(["listen", "coach", "barge", ""]))
    def a_supervisor_takes_part(self, *, which: int, mode: str) -> None:
        call = self.named(which)
        self.world.happens(Supervised(supervisor="sue", call=call, mode=mode), call)
        self.world.dials_in("sue", call)
