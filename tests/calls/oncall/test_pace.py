"""Calls that a page makes by REST keep the account's rate by themselves: Twilio never has to queue one."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from storage.live.pace import Pace
from tests.calls.oncall import toy
from tests.calls.oncall.toy import PEOPLE, in_turn
from tests.house import House

CALLERS = [f"+44207946{number}" for number in range(2100, 2104)]


def hang_up_while_it_rings(house: House) -> None:
    calls = [toy.dials(house, number) for number in CALLERS]
    house.net.settles(seconds=8)
    for call in calls:
        call.hangs_up()


def made(house: House) -> list[tuple[timedelta, int]]:
    """Return when each leg was made by REST, since the first, and how long Twilio has queued it, in ms."""
    legs = [leg for leg in house.net.exchange.calls.values() if leg.direction == "outbound-api"]
    begun = sorted((leg.created, leg.queue_ms) for leg in legs)
    return [(at - begun[0][0], queued) for at, queued in begun]


def test_pages_that_fall_due_together_ring_a_second_apart_and_twilio_queues_none(toy_house: House) -> None:
    toy.roster(toy_house, in_turn(*PEOPLE))
    hang_up_while_it_rings(toy_house)
    for _ in range(60):
        toy_house.runs_errands("page")
        toy_house.net.settles(seconds=0.1)
    legs = made(toy_house)
    assert len(legs) == len(CALLERS)
    assert [queued for _, queued in legs] == [0] * len(legs)
    assert min(after - before for (before, _), (after, _) in pairwise(legs)) >= timedelta(seconds=1)


def test_a_page_is_rung_for_although_others_want_many_calls(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    others = Pace(toy_house.services.live, toy_house.services.clock, 1)
    call = toy.dials(toy_house, CALLERS[0])
    for _ in range(200):
        others.take("other")
    call.hangs_up()
    for _ in range(3):
        toy_house.runs_errands("page")
        toy_house.net.settles(seconds=1)
    ((_, queued),) = made(toy_house)
    assert queued == 0
