"""A bridge outlives whoever opened it, and an opener whom nobody has reached yet is brought in later."""

from __future__ import annotations

from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, facts, in_room, joins, made, on_call, opens, row_of
from tests.calls.paging.paging import is_settled, rung, takes, talked
from tests.house import House


def test_two_go_on_talking_when_the_opener_hangs_up(day: House) -> None:
    call = opens(day)
    manager, engineer = joins(day, MANAGER), joins(day, on_call(day))
    day.net.settles(seconds=12)
    call.hangs_up()
    day.net.settles(seconds=60)
    assert in_room(day) == {manager.sid, engineer.sid}
    manager.hangs_up()
    day.net.settles(seconds=2)
    engineer.hangs_up()
    day.net.settles(seconds=2)
    assert in_room(day) == set()
    left = facts(day, "BridgeLeft", "BridgeEnded")
    assert [one["fact"] for one in left] == ["BridgeLeft"] * 3 + ["BridgeEnded"]
    assert int(str(left[0]["seconds"])) >= 1
    assert left[-1]["people"] == 3
    before = rung(day)
    day.net.settles(seconds=400)
    assert rung(day) == before


def test_an_opener_who_hangs_up_before_anybody_accepts_is_called_back(day: House) -> None:
    call = opens(day)
    engineer = day.net.phone(on_call(day)).answers(within=60)
    call.hangs_up()
    engineer.hears("Press 1 to join").presses("1").hears("Calling them back now")
    back = day.net.phone(homeika.ENTERPRISE.number).answers(within=60)
    day.net.settles(seconds=5)
    assert talked(day, engineer, back)
    back.hangs_up()
    engineer.hears("The call is over").hangs_up()
    assert row_of(day, call).state == "cancelled"
    assert is_settled(day, call)


def test_an_opener_who_cannot_be_called_back_is_called_once_more_by_a_key(day: House) -> None:
    call = opens(day)
    engineer = day.net.phone(on_call(day)).answers(within=60).hears("Press 1 to join")
    call.hangs_up()
    day.net.phone(homeika.ENTERPRISE.number).will("busy")
    engineer.presses("1").hears("Press 1 to call again")
    day.net.phone(homeika.ENTERPRISE.number).will("answer")
    engineer.presses("1")
    day.net.settles(seconds=20)
    assert any(engineer.sid in {bridge.one, bridge.other} for bridge in day.net.exchange.bridges)
    engineer.hangs_up()
    assert is_settled(day, call)


def test_nobody_is_rung_by_the_bridge_of_an_opener_who_has_hung_up(day: House) -> None:
    """Their page rings, and whoever the bridge was ringing has one phone call less."""
    call = opens(day)
    day.net.phone(MANAGER).rings(within=20)
    call.hangs_up()
    day.net.settles(seconds=1)
    ended = [leg.status for leg in made(day, MANAGER)]
    assert ended[0] == "canceled"
    taker = takes(day)
    back = day.net.phone(homeika.ENTERPRISE.number).answers(within=60)
    day.net.settles(seconds=3)
    assert talked(day, taker, back)


def test_an_opener_left_alone_is_asked_and_rung_for_again(day: House) -> None:
    call = opens(day)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=12)
    assert in_room(day) == {call.sid, engineer.sid}
    day.net.settles(seconds=40)
    engineer.hangs_up()
    call.hears("If you have been helped, press 1", within=20).stays_silent()
    taker = day.net.phone(on_call(day)).answers(within=60)
    taker.hears("priority one outage").presses("1")
    day.net.settles(seconds=3)
    assert call.sid in {bridge.one for bridge in day.net.exchange.bridges}


def test_an_opener_who_was_helped_says_so(day: House) -> None:
    call = opens(day)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=12)
    engineer.hangs_up()
    call.hears("If you have been helped, press 1", within=20).presses("1").ends(within=20)
    ended = facts(day, "PageEnded")
    assert [one["outcome"] for one in ended] == ["accepted"]


def test_a_voicemail_never_joins(day: House) -> None:
    call = opens(day)
    day.net.phone(MANAGER).answers(within=60)
    day.net.settles(seconds=70)
    assert in_room(day) == set()
    assert row_of(day, call).acknowledged_by is None
