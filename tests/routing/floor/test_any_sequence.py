"""Whatever happens, in any order, with a crash between any two commits: nobody is lost or stuck."""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from routing.floor.facts import CallAnswered, ConversationEnded, OfferEnded, OfferMade, WorkChanged
from routing.floor.working import IN_CALL
from tests.routing.floor.agreeing import Agreeing
from tests.routing.floor.happenings import PROFILES


class AnySequence(Agreeing):
    @invariant()
    def an_agent_has_one_call_and_one_offer_at_most(self) -> None:
        parts = Counter(
            who
            for call in self.world.calls.values()
            for who in {each.id for each in call.parties if each.role == "agent" and each.state != "leaving"}
            | {each.agent for each in call.offers}
        )
        assert all(count == 1 for count in parts.values()), parts

    @invariant()
    def work_and_calls_agree(self) -> None:
        for agent in self.world.agents.values():
            call = self.world.calls.get(agent.call)
            offer = call.offer(agent.offer) if call is not None else None
            party = call.party(agent.id) if call is not None else None
            if agent.work == "idle":
                assert (agent.offer, agent.call) == ("", ""), agent
            elif agent.work in ("reserved", "ringing"):
                assert offer is not None, agent
                assert not offer.accepted, agent
            elif agent.work in IN_CALL:
                assert party is not None, (agent, call)
                assert party.state in ("expected", "joined", "dropped"), (agent, call)
            if agent.offer:
                assert offer is not None, agent
                assert offer.agent == agent.id, agent

    @invariant()
    def who_takes_part_is_at_work(self) -> None:
        for call in self.world.calls.values():
            for party in call.parties:
                if party.role == "agent" and party.state != "leaving":
                    agent = self.world.agents[party.id]
                    assert agent.call == call.id, (agent, call)
                    assert agent.work in IN_CALL, (agent, call)

    @invariant()
    def a_call_is_in_one_state(self) -> None:
        for call in self.world.calls.values():
            owner = call.party(call.owner) if call.owner else None
            if call.phase in ("waiting", "offered", "ended"):
                assert not call.owner, call
                assert call.transfer is None, call
                assert all(each.state == "leaving" for each in call.parties), call
            else:
                assert owner is not None or any(each.role == "external" for each in call.parties), call
            waits = call.id in self.world.waiting
            assert not waits or call.phase == "waiting" or call.id in self.world.phones.gone, call
            assert call.phase != "waiting" or waits or call.id in self.world.phones.gone, call

    @invariant()
    def every_offer_ends_once(self) -> None:
        made = [fact.offer for _, fact in self.world.facts if isinstance(fact, OfferMade)]
        ended = [fact.offer for _, fact in self.world.facts if isinstance(fact, OfferEnded)]
        still = [offer.id for call in self.world.calls.values() for offer in call.offers]
        assert sorted(made) == sorted(ended + still)

    @invariant()
    def every_talk_ends_once(self) -> None:
        answered = Counter(call for call, fact in self.world.facts if isinstance(fact, CallAnswered))
        ended = Counter(call for call, fact in self.world.facts if isinstance(fact, ConversationEnded))
        calls = self.world.calls.values()
        now = Counter(call.id for call in calls if call.answered_ms and call.phase != "ended")
        assert answered == ended + now

    @invariant()
    def whoever_answers_for_a_talk_is_in_it_since_an_instant_and_the_idle_are_not(self) -> None:
        owners = {call.owner for call in self.world.calls.values() if call.phase == "talking"}
        for agent in self.world.agents.values():
            assert agent.answered_ms or agent.id not in owners, agent
            assert agent.work != "idle" or (agent.answered_ms, agent.held_ms) == (0, 0), agent
            assert agent.held_ms <= self.world.now_ms - agent.answered_ms, agent

    @invariant()
    def work_changes_follow_each_other(self) -> None:
        work = dict.fromkeys(PROFILES, "idle")
        for _, fact in self.world.facts:
            if isinstance(fact, WorkChanged):
                assert fact.was == work[fact.agent] != fact.now
                work[fact.agent] = fact.now

    def teardown(self) -> None:
        """When all news have come and all timers have fired, only live talks are left; then nothing is."""
        self.world.takes_orders = True
        self.world.settles()
        for call in self.world.calls.values():
            is_alone = call.phase != "talking" and call.id in self.world.phones.rooms.get(call.id, {})
            assert not is_alone, call
        for agent in self.world.agents.values():
            if agent.work != "idle":
                call = self.world.calls[agent.call]
                there = self.world.phones.rooms[agent.call].values()
                assert call.phase == "talking", (agent, call)
                assert {agent.id, "customer"} <= set(there), (agent, call)
        for call in self.world.calls.values():
            self.world.looks(call.id)
            assert not self.world.requests.otherwise(call), call
        for name in [*self.world.calls, *self.world.waiting]:
            self.world.phones.hang_up(name)
        self.world.settles()
        assert all(agent.work == "idle" for agent in self.world.agents.values())
        assert all(call.phase == "ended" for call in self.world.calls.values())
        assert not self.world.waiting
        assert not self.world.phones.ringing
        assert all(not rooms for rooms in self.world.phones.rooms.values()), self.world.phones.rooms


AnySequence.TestCase.settings = settings(
    max_examples=300,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestAnySequence = AnySequence.TestCase
