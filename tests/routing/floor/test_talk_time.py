"""Since when each agent talked with the customer, and for how long: of their own part alone (kpi.md 1.1)."""

import pytest

from routing.floor.events import Accepted, ConsultStep, Due, End, Freed, Hold, TransferBegun
from routing.floor.facts import Wrapup
from tests.routing.floor.stage import ANN, CALL, Stage, profile, talking

BEN = profile("ben")


def parts(stage: Stage) -> list[tuple[str, int, int, int]]:
    """Save all wrap-ups; return each agent with since when (after the first answer), talk and hold, in s."""
    for who in [each.id for each in stage.agents.values() if each.work == "wrap_up"]:
        stage.does(Due(kind="wrap", id=who), after_s=60)
    told = [fact for fact in stage.facts if isinstance(fact, Wrapup)]
    first = min(fact.answered_ms for fact in told)
    return [
        (fact.agent, (fact.answered_ms - first) // 1000, fact.talk_ms // 1000, fact.hold_ms // 1000)
        for fact in told
    ]


def consults(stage: Stage, after_s: float) -> None:
    stage.seats(BEN)
    begins = TransferBegun(agent=ANN, mode="consult", kind="agent", to="ben", offer="off2", target=BEN)
    stage.does(begins, after_s=after_s)
    stage.does(Accepted(agent=BEN, offer="off2"), after_s=5)
    stage.joins("ben", "leg-ben")


def test_hold_is_no_talk_also_where_the_call_ends_in_it() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True), after_s=30)
    stage.does(Hold(agent=ANN, on=False), after_s=10)
    stage.does(Hold(agent=ANN, on=True), after_s=20)
    stage.does(End(agent=ANN), after_s=5)
    assert parts(stage) == [("ann", 0, 50, 15)]


def test_after_a_warm_transfer_each_has_their_own_part() -> None:
    stage = talking()
    consults(stage, after_s=30)
    stage.does(ConsultStep(agent=ANN, step="complete"), after_s=4.5)
    stage.does(End(agent=BEN), after_s=60)
    assert parts(stage) == [("ann", 0, 30, 10), ("ben", 40, 60, 0)]


def test_who_is_joined_talks_from_then_on_and_who_only_was_asked_has_not_talked() -> None:
    stage = talking()
    consults(stage, after_s=30)
    stage.does(ConsultStep(agent=ANN, step="join_all"), after_s=4.5)
    stage.does(End(agent=BEN), after_s=20)
    stage.does(End(agent=ANN), after_s=10)
    assert sorted(parts(stage)) == [("ann", 0, 60, 10), ("ben", 40, 20, 0)]


@pytest.mark.parametrize("how", ["freed", "dropped"])
def test_of_an_agent_who_is_gone_the_part_is_kept_too(how: str) -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True), after_s=30)
    if how == "freed":
        stage.does(Freed(agent=ANN, by="supervisor"), after_s=60)
    else:
        stage.leaves("leg-ann")
        stage.does(Due(kind="rejoin", id=f"{CALL}/ann"), after_s=60)
    assert parts(stage) == [("ann", 0, 30, 60)]
    assert stage.agents["ann"].answered_ms == 0


def test_a_call_that_is_over_still_says_when_it_was_answered_and_one_that_waits_again_not() -> None:
    ended, lost = talking(), talking()
    ended.does(End(agent=ANN), after_s=30)
    assert ended.call.answered_ms == ended.now_ms - 30_000
    lost.does(Freed(agent=ANN, by="supervisor"), after_s=30)
    assert (lost.call.phase, lost.call.answered_ms) == ("waiting", 0)
