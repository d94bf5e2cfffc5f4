"""Webhooks of a bridge that come twice, or together: who is in it, and what is told, stays right."""

from __future__ import annotations

from sqlalchemy import update

from emulator.faults import WebhookFault
from storage.record.tables import customers
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, facts, in_room, joins, on_call, opens, row_of
from tests.calls.paging.paging import rung
from tests.house import House


def test_news_of_the_room_that_come_often_are_told_once(day: House) -> None:
    for _ in range(12):
        day.net.faults.webhooks.append(WebhookFault(kind="conference", copies=3, together=True))
    call = opens(day)
    manager, engineer = joins(day, MANAGER), joins(day, on_call(day))
    day.net.settles(seconds=25)
    assert in_room(day) == {call.sid, manager.sid, engineer.sid}
    for leg in (call, manager, engineer):
        leg.hangs_up()
    day.net.settles(seconds=3)
    told = [str(one["fact"]) for one in facts(day, "BridgeJoined", "BridgeLeft", "BridgeEnded")]
    assert (told.count("BridgeJoined"), told.count("BridgeLeft"), told.count("BridgeEnded")) == (3, 3, 1)


def test_both_who_press_1_at_the_same_moment_come_in(day: House) -> None:
    call = opens(day)
    manager = day.net.phone(MANAGER).answers(within=60).hears("Press 1 to join")
    engineer = day.net.phone(on_call(day)).answers(within=60).hears("Press 1 to join")
    manager.leg.presses("1")
    engineer.leg.presses("1")
    day.net.settles(seconds=25)
    assert in_room(day) == {call.sid, manager.sid, engineer.sid}
    assert row_of(day, call).state == "kept"


def test_a_caller_with_no_account_manager_has_the_engineer_alone(day: House) -> None:
    with day.services.record.writing() as connection:
        theirs = customers.c.id == homeika.ENTERPRISE.customer_id
        connection.execute(update(customers).where(theirs).values(account_manager=""))
    call = opens(day)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=25)
    assert in_room(day) == {call.sid, engineer.sid}
    assert MANAGER not in rung(day)


def test_who_declines_is_not_rung_again_and_the_next_level_is(day: House) -> None:
    call = opens(day)
    manager = day.net.phone(MANAGER).answers(within=60).hears("Press 1 to join")
    engineer = day.net.phone(on_call(day)).answers(within=60).hears("Press 1 to join")
    manager.presses("2").ends()
    engineer.presses("2").ends()
    day.net.settles(seconds=60)
    assert rung(day).count(MANAGER) == rung(day).count(on_call(day)) == 1
    assert len(rung(day)) > 2
    call.hangs_up()


def test_when_everybody_was_rung_the_caller_goes_on_in_the_flow(day: House) -> None:
    call = opens(day)
    call.hears("leave", within=400)
    assert row_of(day, call).state == "cancelled"
