"""A key is no meeting: an opener is with somebody, or is rung for, and is never left alone in a room."""

from __future__ import annotations

import pytest

from emulator.conferences import end_conference
from emulator.faults import RestTrouble, WebhookFault
from emulator.phone_call import PhoneCall
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, facts, in_room, joins, on_call, opens, row_of
from tests.calls.paging.paging import answers_next, page_of, ringing, rung, talked
from tests.house import House


def comes_into_a_room_just_left(house: House) -> tuple[PhoneCall, PhoneCall]:
    """Let the opener come in as the only responder has dropped, which is told three seconds later."""
    call = opens(house)
    manager = joins(house, MANAGER)
    assert house.net.runs_until(lambda: manager.sid in in_room(house), 60)
    house.net.faults.webhooks.append(WebhookFault(kind="conference", event="participant-leave", delay_s=3.0))
    house.net.faults.webhooks.append(WebhookFault(kind="status", delay_s=3.0))
    manager.leg.hang_up()
    assert house.net.runs_until(lambda: call.sid in in_room(house), 10)
    return call, manager


def test_who_accepts_and_hangs_up_before_the_room_leaves_nobody_in_it(day: House) -> None:
    call = opens(day)
    joins(day, MANAGER).hears("You are joining").hangs_up()
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=30)
    assert in_room(day) == {call.sid, engineer.sid}
    assert talked(day, call, engineer)
    assert row_of(day, call).acknowledged_by is not None


def test_where_all_who_accept_hang_up_the_next_level_is_rung_at_once(day: House) -> None:
    call = opens(day)
    first = [joins(day, MANAGER), joins(day, on_call(day))]
    for other in ringing(day):
        other.hang_up()
    for leg in first:
        leg.hears("You are joining").hangs_up()
    before = len(rung(day))
    day.net.settles(seconds=8)
    assert len(rung(day)) > before
    assert row_of(day, call).state in {"open", "claimed"}
    taker = answers_next(day).hears("Press 1 to join").presses("1")
    day.net.settles(seconds=30)
    assert talked(day, call, taker)


def test_an_opener_who_comes_into_a_room_just_left_waits_on_and_is_rung_for(day: House) -> None:
    """The opener's leg is on its way into the room as the other one drops, which is told later."""
    call, _ = comes_into_a_room_just_left(day)
    assert day.net.runs_until(lambda: call.sid not in in_room(day), 10)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=30)
    assert talked(day, call, engineer)
    assert "If you have been helped" not in call.transcript
    joined = [one["person"] for one in facts(day, "BridgeJoined") if one["leg"] == engineer.sid]
    assert joined == [row_of(day, call).acknowledged_by]


@pytest.mark.parametrize("after_s", [0.5, 2.0, 12.0])
def test_an_opener_who_hangs_up_in_a_room_just_left_is_called_back(day: House, after_s: float) -> None:
    call, manager = comes_into_a_room_just_left(day)
    day.net.settles(seconds=after_s)
    call.leg.hang_up()
    day.net.settles(seconds=1)
    assert not talked(day, call, manager)
    assert [one["outcome"] for one in facts(day, "PageEnded")] == ["abandoned"]
    taker = answers_next(day).hears("Press 1").presses("1").hears("Calling them back now")
    back = day.net.phone(homeika.ENTERPRISE.number).answers(within=60)
    day.net.settles(seconds=3)
    assert talked(day, taker, back)


def test_an_opener_alone_in_a_room_that_is_ended_is_rung_for(day: House) -> None:
    call, _ = comes_into_a_room_just_left(day)
    (room,) = (room for room in day.net.exchange.conferences.values() if call.sid in room.participants)
    end_conference(day.net.exchange, room.sid)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=30)
    assert talked(day, call, engineer)


def test_an_opener_who_hangs_up_while_led_into_the_room_has_met_nobody(day: House) -> None:
    call = opens(day)
    manager = joins(day, MANAGER)
    assert day.net.runs_until(lambda: manager.sid in in_room(day), 60)
    call.leg.hang_up()
    day.net.settles(seconds=1)
    assert [one["outcome"] for one in facts(day, "PageEnded")] == ["abandoned"]
    back = day.net.phone(homeika.ENTERPRISE.number).answers(within=60)
    day.net.settles(seconds=3)
    assert talked(day, manager, back)


def test_a_short_talk_that_a_look_at_the_room_has_seen_is_a_talk(day: House) -> None:
    call = opens(day)
    manager = joins(day, MANAGER)
    assert day.net.runs_until(lambda: talked(day, call, manager), 60)
    day.net.settles(seconds=1)
    call.leg.hang_up()
    day.net.settles(seconds=1)
    assert row_of(day, call).state == "kept"
    assert [one["outcome"] for one in facts(day, "PageEnded")] == ["accepted"]


@pytest.mark.parametrize("talk_s", [7.0, 60.0])
def test_a_talk_that_no_look_could_see_counts_once_it_has_lasted(day: House, talk_s: float) -> None:
    call = opens(day)
    manager = joins(day, MANAGER)
    assert day.net.runs_until(lambda: manager.sid in in_room(day), 60)
    day.net.faults.rest.append(RestTrouble(method="GET", status=503, times=50))
    assert day.net.runs_until(lambda: talked(day, call, manager), 60)
    day.net.settles(seconds=talk_s)
    before = rung(day)
    call.leg.hang_up()
    day.net.settles(seconds=60)
    assert row_of(day, call).state == "kept"
    assert rung(day) == before


#: Of news that did not arrive, Twilio writes in its own log.
LOST = 16011


@pytest.mark.parametrize("lost", ["participant-join", "participant-leave"])
def test_an_opener_and_a_responder_meet_and_part_though_news_are_lost(day: House, lost: str) -> None:
    call = opens(day)
    for _ in range(4):
        day.net.faults.webhooks.append(WebhookFault(kind="conference", event=lost, lost=True))
    manager = joins(day, MANAGER)
    assert day.net.runs_until(lambda: talked(day, call, manager), 90)
    day.net.settles(seconds=20)
    manager.hangs_up()
    call.hears("If you have been helped, press 1", within=20).presses("1").ends(within=20)
    assert [one["outcome"] for one in facts(day, "PageEnded")] == ["accepted"]
    for alert in [one for one in day.net.alerts if one.code == LOST]:
        day.net.expects_alert(alert.code)


def test_an_opener_who_hangs_up_as_somebody_comes_in_is_called_back_by_them(day: House) -> None:
    call = opens(day)
    manager = joins(day, MANAGER).hears("You are joining")
    call.hangs_up()
    manager.hears("Calling them back now", within=60)
    back = day.net.phone(homeika.ENTERPRISE.number).answers(within=60)
    day.net.settles(seconds=3)
    assert talked(day, manager, back)
    assert page_of(day, call).state == "kept"
    assert in_room(day) == set()


def test_a_late_joiner_settles_nothing_and_keeps_nobody_from_being_rung(day: House) -> None:
    """Only the key of somebody on call says that they have it."""
    call = opens(day)
    manager = joins(day, MANAGER).hears("and enter", within=60)
    pin = row_of(day, call).body["bridge"]["pin"]
    manager.hangs_up()
    late = day.dials("+18445551822", number="+14155550177").hears("enter the six digits").presses(pin)
    day.net.settles(seconds=10)
    assert row_of(day, call).state in {"open", "claimed"}
    assert in_room(day) == {late.sid}
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=30)
    assert talked(day, call, late)
    assert talked(day, call, engineer)
    assert talked(day, late, engineer)
    assert row_of(day, call).state == "kept"
