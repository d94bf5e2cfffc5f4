"""In line at Homeika: place and wait are told, the order is by priority and arrival, and it has an end."""

from __future__ import annotations

from itertools import pairwise

from emulator.phone_call import PhoneCall
from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.homeika import BASIC, ENTERPRISE, PREMIUM
from tests.house import HOMEIKA_SUPPORT, House


def _in_line(house: House, who: Role | None, number: str = homeika.STRANGER) -> PhoneCall:
    call = homeika.rings_in(house, who) if who else house.dials(HOMEIKA_SUPPORT, number=number)
    return homeika.skips(call).presses("0")


def _order(house: House, queue: str = "support") -> list[str]:
    return [one.call_id for one in house.services.tenants["homeika"].queues.waiting(queue, 9)]


def test_place_and_wait_are_told_on_joining_and_again(house: House) -> None:
    """DC3, HK4: 12 agents and calls of 750 seconds: one more caller adds about a minute."""
    first = _in_line(house, None).hears("You are next in line").hears("in about 2 minutes")
    second = _in_line(house, None, "+14155550134").hears("You are number 2 in line").hears("about 3 minutes")
    first.hears("You are next in line").hears("To leave a message instead, press 7").hangs_up()
    second.hears("You are next in line").hears("about 2 minutes").hangs_up()


def test_a_place_that_gets_worse_is_not_told(house: House) -> None:
    """DC3: a Premium caller who goes ahead makes nobody hear a larger number."""
    basic = _in_line(house, None).hears("You are next in line")
    premium = _in_line(house, PREMIUM)
    premium.waits(seconds=80)
    assert _order(house) == [premium.sid, basic.sid]
    basic.waits(seconds=60).does_not_hear("number 2").hangs_up()
    premium.hangs_up()


def test_the_line_is_in_order_of_priority_and_then_of_arrival(house: House) -> None:
    """DC3, HK6: Premium overflows into the common line, before those who came at the same time."""
    one = _in_line(house, None, "+14155550135").hears("in line")
    two = _in_line(house, BASIC).hears("number 2")
    premium = _in_line(house, PREMIUM).hears("next in line").waits(seconds=60)
    assert _order(house) == [premium.sid, one.sid, two.sid]
    assert _order(house, "premium") == [premium.sid]
    for call in (one, two, premium):
        call.hangs_up()
    assert _order(house) == []


def test_nobody_is_overtaken_for_more_than_ten_minutes(house: House) -> None:
    """DC3: a Premium caller two minutes later is before, one three minutes later is behind."""
    basic = _in_line(house, None).hears("next in line").waits(seconds=100)
    premium = _in_line(house, PREMIUM).hears("next in line").waits(seconds=80)
    assert _order(house) == [basic.sid, premium.sid]
    basic.hangs_up()
    premium.hangs_up()


def test_enterprise_overflows_to_the_common_line_after_45_seconds(house: House) -> None:
    """HK6: at the same place by its own priority, and in both lines at once."""
    call = _in_line(house, ENTERPRISE)
    doing.comes_to(house, call, "homeika-support/enterprise_queue").waits(seconds=40)
    assert _order(house) == []
    call.waits(seconds=20)
    assert _order(house) == _order(house, "enterprise") == [call.sid]
    joined = homeika.facts_of(house, "QueueJoined")
    assert [(fact["queue"], fact["priority"]) for fact in joined] == [("enterprise", 90), ("support", 90)]
    call.hangs_up()


def test_premium_that_nobody_takes_for_ten_minutes_gets_the_engineer(house: House) -> None:
    """HK6: out of both lines, and rung through."""
    homeika.on_call(house, "accept")
    call = _in_line(house, PREMIUM).talks_to(homeika.first(house).number, within=700)
    assert _order(house) == _order(house, "premium") == []
    left = homeika.facts_of(house, "QueueLeft")
    assert {(fact["queue"], fact["reason"]) for fact in left} == {
        ("premium", "timed_out"),
        ("support", "timed_out"),
    }
    call.hangs_up()


def test_a_basic_caller_whom_nobody_takes_for_twenty_minutes_leaves_a_message(house: House) -> None:
    """HK2: told that a person listens to it and calls back, and then it is kept."""
    call = _in_line(house, BASIC).hears("nobody is free right now", within=1300)
    call.leaves_message("my order number is 41000002").hears("We have your message").ends()
    (message,) = house.promises(call)
    assert (message.kind, message.body["box"], message.recording_s) == ("voicemail", "support", 2)


def test_a_caller_in_line_may_leave_a_message_instead(house: House) -> None:
    """HK2: seven, at any moment of the wait."""
    call = _in_line(house, None).hears("next in line").waits(seconds=25).presses("7")
    call.leaves_message("it can wait").hears("We have your message").ends()
    (left,) = homeika.facts_of(house, "QueueLeft")
    assert left["reason"] == "moved"
    assert doing.promised(house, call) == ["voicemail"]


def test_the_music_goes_on_from_where_it_was(house: House) -> None:
    """HK4: the pieces of music follow each other, with no gap of a second or more."""
    call = _in_line(house, None).waits(seconds=120)
    pieces = [line.text.rpartition("/")[2] for line in call.leg.heard if line.kind == "play"]
    assert pieces[:6] == [f"{number}.wav" for number in range(6)]
    heard = call.leg.heard[-10:]
    assert all(after.since - before.until < 1.5 for before, after in pairwise(heard))
    call.hangs_up()
