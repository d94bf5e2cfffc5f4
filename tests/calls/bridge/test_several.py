"""Everybody of a level comes in, whoever was first, and somebody later by the PIN: who talked with whom."""

from __future__ import annotations

from itertools import combinations

from tests.calls import doing, homeika
from tests.calls.bridge.bridge import MANAGER, in_room, joins, on_call, opens, row_of
from tests.calls.paging.paging import ringing, rung, talked
from tests.house import HOMEIKA_EMERGENCY, House

LINE, LATE = "+18445551822", "+14155550177"


def test_three_who_accept_and_a_late_joiner_all_talk_with_the_caller_and_each_other(day: House) -> None:
    call = opens(day)
    manager, engineer = joins(day, MANAGER), joins(day, on_call(day))
    (third_leg,) = ringing(day)
    third = joins(day, third_leg.call.to)
    day.net.settles(seconds=25)
    late = day.dials(LINE, number=LATE).hears("enter the six digits")
    late.presses(row_of(day, call).body["bridge"]["pin"])
    day.net.settles(seconds=5)
    everybody = [call, manager, engineer, third, late]
    assert in_room(day) == {one.sid for one in everybody}
    assert all(talked(day, one, other) for one, other in combinations(everybody, 2))
    for one in everybody:
        one.hangs_up()
    before = rung(day)
    day.net.settles(seconds=60)
    assert rung(day) == before
    assert in_room(day) == set()


def test_the_rest_of_a_level_rings_on_though_two_have_met(day: House) -> None:
    call = opens(day)
    manager = joins(day, MANAGER)
    assert day.net.runs_until(lambda: talked(day, call, manager), 30)
    day.net.settles(seconds=0.1)
    assert row_of(day, call).state == "kept"
    assert len(ringing(day)) == 2
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=30)
    assert talked(day, call, engineer)


def test_an_engineer_in_a_bridge_is_not_rung_for_the_next_caller(day: House) -> None:
    call = opens(day)
    engineer = joins(day, on_call(day))
    assert day.net.runs_until(lambda: talked(day, call, engineer), 40)
    second = homeika.rings_in(day, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    assert day.net.runs_until(lambda: bool(doing.rung(day, second)), 30)
    assert on_call(day) not in doing.rung(day, second)[0]
    second.hangs_up()


def test_an_engineer_whose_bridge_is_over_is_rung_for_the_next_caller(day: House) -> None:
    call = opens(day)
    engineer = joins(day, on_call(day))
    assert day.net.runs_until(lambda: talked(day, call, engineer), 40)
    call.hangs_up()
    engineer.hangs_up()
    day.net.settles(seconds=3)
    second = homeika.rings_in(day, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    assert day.net.runs_until(lambda: bool(doing.rung(day, second)), 30)
    assert on_call(day) in doing.rung(day, second)[0]
    second.hangs_up()
