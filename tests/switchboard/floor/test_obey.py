"""switchboard/agent.py: a change that meets another is decided anew, and a lost answer is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from routing.floor.events import Accepted, CallerGone, Declined, End, Offered, PresenceChosen
from routing.floor.outcome import Outcome
from routing.floor.people import Agent, Profile
from storage.live.calls import Asks, Commit
from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.floor import Floor, Loaded
from storage.live.floor_commit import FloorCommit
from switchboard.agent import FloorBusyError, obey, settle
from switchboard.conversing import conversation_of
from switchboard.routing import match_agent, match_call
from switchboard.services import Services, Tenant
from tests.switchboard.floor.conftest import CALL, DEMAND, comes, hired, waits


def agent(toy: Tenant, profile: Profile) -> Agent:
    return Agent.from_json(toy.floor.read((profile.id,)).agents[profile.id].state)


class Meddled(Floor):
    """A floor on which somebody else does something after each read."""

    def __init__(self, client: LiveClient, meddle: Callable[[], object], times: int) -> None:
        super().__init__(client, "toy")
        self._meddle = meddle
        self._times = times

    def read(self, agent_ids: Sequence[str], call_id: str | None = None) -> Loaded:
        loaded = super().read(agent_ids, call_id)
        if self._times > 0:
            self._times -= 1
            self._meddle()
        return loaded


class Deaf(Floor):
    """A floor whose answer to each first try of a commit is lost."""

    def __init__(self, client: LiveClient) -> None:
        super().__init__(client, "toy")
        self._heard: set[str] = set()

    def commit(self, commit: FloorCommit) -> bool:
        kept = super().commit(commit)
        if commit.id not in self._heard:
            self._heard.add(commit.id)
            raise StoreUnavailableError("the answer was lost")
        return kept


def away(services: Services, toy: Tenant, profile: Profile) -> Callable[[], object]:
    reasons = iter(["lunch", "break", "training"] * 10)
    return lambda: obey(services, toy, PresenceChosen(agent=profile, presence="away", reason=next(reasons)))


@pytest.fixture
def ann(services: Services, toy: Tenant) -> Profile:
    toy.floor.register_demand(DEMAND)
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    return ann


def test_a_change_that_meets_another_is_decided_on_what_stands_then(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    meddled = replace(toy, floor=Meddled(services.live, away(services, toy, ann), 2))
    outcome = obey(services, meddled, PresenceChosen(agent=ann, presence="transfers_only"))
    assert not outcome.refused
    assert agent(toy, ann).presence == "transfers_only"


def test_five_conflicts_in_a_row_are_said_and_nothing_is_kept(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    meddled = replace(toy, floor=Meddled(services.live, away(services, toy, ann), 99))
    with pytest.raises(FloorBusyError):
        obey(services, meddled, PresenceChosen(agent=ann, presence="transfers_only"))
    assert agent(toy, ann).presence == "away"


def test_a_commit_whose_answer_was_lost_is_kept_once(services: Services, toy: Tenant, ann: Profile) -> None:
    deaf = replace(toy, floor=Deaf(services.live))
    obey(services, deaf, PresenceChosen(agent=ann, presence="away", reason="lunch"))
    facts = [entry.fact for entry in toy.facts.read("test", "one", 100)]
    assert sum('"now":"away:lunch"' in fact for fact in facts) == 1


def test_a_caller_who_has_gone_is_offered_to_nobody(services: Services, toy: Tenant, ann: Profile) -> None:
    needs = waits(toy)
    toy.calls.commit(_gone())
    outcome = obey(services, toy, Offered(offer="off_1", call=CALL, agent=ann, needs=needs))
    assert outcome.refused
    assert agent(toy, ann).work == "idle"


def _gone() -> Commit:
    return Commit(
        call_id=CALL,
        turn_read=1,
        turn=2,
        state="",
        reply="",
        now_ms=0,
        leaves=("support",),
        asks=Asks(left=(DEMAND,)),
        ended=True,
    )


def test_one_call_raced_for_many_agents_is_offered_to_one(services: Services, toy: Tenant) -> None:
    toy.floor.register_demand(DEMAND)
    agents = [hired(toy, f"agent{number}") for number in range(8)]
    for each in agents:
        comes(services, toy, each)
    waits(toy)
    with ThreadPoolExecutor(8) as racing:
        won = list(racing.map(lambda one: match_agent(services, toy, one), agents))
    assert won.count(True) == 1
    assert [agent(toy, one).work for one in agents].count("ringing") == 1


def test_an_accept_and_the_callers_hang_up_at_once_end_in_one_state(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    waits(toy)
    assert match_call(services, toy, CALL)
    offer = agent(toy, ann).offer

    def accept() -> Outcome:
        return settle(services, toy, Accepted(agent=ann, offer=offer))[0]

    def hang_up() -> Outcome:
        return settle(services, toy, CallerGone(call=CALL, why="hung_up"))[0]

    with ThreadPoolExecutor(2) as racing:
        for done in [racing.submit(accept), racing.submit(hang_up)]:
            done.result()
    conversation = conversation_of(toy, CALL)
    assert conversation is not None
    assert (conversation.phase, agent(toy, ann).work, agent(toy, ann).call) == ("ended", "idle", "")


def test_a_desk_phone_that_the_carrier_cannot_ring_gives_the_caller_back(
    services: Services, toy: Tenant
) -> None:
    toy.floor.register_demand(DEMAND)
    ann = hired(toy, "ann", number="+442079460905")
    comes(services, toy, ann)
    waits(toy)
    match_call(services, toy, CALL)
    assert agent(toy, ann).work == "idle"
    assert [head.call_id for head in toy.floor.heads([DEMAND])] == [CALL]


def test_who_declines_frees_the_next_caller_for_themselves(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    waits(toy)
    match_call(services, toy, CALL)
    other = "CA" + "2" * 32
    waits(toy, other)
    obey(services, toy, Declined(agent=ann, offer=agent(toy, ann).offer))
    assert agent(toy, ann).call == other


def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    before = toy.floor.read((ann.id,))
    assert "Reload the desk" in obey(services, toy, End(agent=ann)).refused
    assert toy.floor.read((ann.id,)) == before


def test_a_demand_that_is_new_opens_its_pool_to_who_is_there(services: Services, toy: Tenant) -> None:
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    assert agent(toy, ann).pools == {}
    waits(toy)
    assert match_call(services, toy, CALL)
    assert agent(toy, ann).pools == {DEMAND: 1}
