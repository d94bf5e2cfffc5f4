"""Whoever is on call and helps somebody is not rung for others; where all are, callers wait, and know it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from emulator.faults import WebhookFault
from emulator.phone_call import PhoneCall
from ivr.world import Paging
from storage.live.engaged import Engaged, Mark, Waiter
from storage.record.pages import key_of
from switchboard.engaged import next_free
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CALLER, CATCH_ALL, PEOPLE, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]
SECOND, THIRD = "+442079460124", "+442079460125"
NOTICE = "All responders are helping others. You are number"


def only(house: House, *people: str) -> None:
    """Put these on call and nobody else, not even a desk."""
    toy.roster(house, in_turn(*people), people={name: PEOPLE[name] for name in people})


def helped(house: House, number: str, person: str) -> PhoneCall:
    """A caller who talks to somebody on call."""
    call = toy.dials(house, number)
    house.net.phone(PEOPLE[person]).answers().presses("1")
    call.talks_to(PEOPLE[person])
    return call


def heard_s(house: House, call: PhoneCall, phrase: str) -> float:
    """Seconds from the answer until a caller begins to hear it."""
    answered = call.leg.call.answered
    assert answered is not None
    began = house.net.now - timedelta(seconds=house.net.clock.elapsed)
    line = next(line for line in call.leg.heard if phrase in line.text)
    return line.since - (answered - began).total_seconds()


def page(house: House, call: PhoneCall) -> str:
    found = house.services.tenants["toy"].promises.find(key_of(call.sid))
    return "" if found is None else found.state


def test_who_talks_to_a_caller_is_not_rung_for_the_next_one(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    toy_house.net.phone(BEN).answers().presses("1")
    second.talks_to(BEN)
    assert toy.rung(toy_house, second) == ["ben"]


def test_who_is_being_rung_for_a_caller_is_not_rung_for_the_next_one(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy.dials(toy_house, CALLER)
    toy_house.net.phone(ADA).rings(within=10)
    second = toy.dials(toy_house, SECOND)
    toy_house.net.phone(BEN).rings(within=10)
    assert toy.rung(toy_house, second) == ["ben"]


def test_two_callers_of_one_instant_do_not_ring_the_same_person(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    services, now = toy_house.services, toy_house.net.now
    tenant = services.tenants["toy"]
    roster = services.rosters.of(services.books.live("toy"), now)
    # Neither turn is kept yet, as of two webhooks that are answered at once.
    pages = [Paging(policy="on-call", call=f"CA{number:032x}", since_ms=number) for number in (1, 2)]
    for paging in pages:
        Engaged(services.live, "toy").wait(
            Waiter(call=paging.call, policy="on-call", since_ms=paging.since_ms)
        )
    rung = [next_free(services, tenant, paging, roster, now) for paging in pages]
    assert [[one.person for one in paged.people] for paged in rung if paged is not None] == [["ada"], ["ben"]]


def test_a_line_that_several_may_sit_behind_is_rung_while_it_talks(toy_house: House) -> None:
    toy.roster(toy_house)
    first = toy.dials(toy_house, CALLER)
    toy_house.net.phone(CATCH_ALL).answers().presses("1")
    first.talks_to(CATCH_ALL)
    second = toy.dials(toy_house, SECOND)
    toy.ring_number(toy_house, second, 1)
    assert toy.rung(toy_house, second)[:1] == ["hugo"]


def test_where_all_are_engaged_a_caller_hears_so_at_once_and_is_promised_a_call_back(
    toy_house: House,
) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(f"{NOTICE} 1. Stay on the line, or press 1 to be called back without losing your place.")
    second.hears("If life is in danger, hang up and dial 999.")
    assert heard_s(toy_house, second, NOTICE) < 4
    assert toy.rung(toy_house, second) == []
    assert page(toy_house, second) == "open"
    third = toy.dials(toy_house, THIRD)
    third.hears(f"{NOTICE} 2.")
    (waits, after) = toy.facts(toy_house, "PageWaits")
    assert (waits["place"], after["place"]) == (1, 2)


def test_who_waits_first_is_rung_for_first_once_somebody_is_free(toy_house: House) -> None:
    only(toy_house, "ada")
    first = helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE)
    third = toy.dials(toy_house, THIRD)
    third.hears(NOTICE)
    toy_house.net.settles(seconds=45)
    first.hangs_up()
    toy_house.net.phone(ADA).rings(within=30)
    toy_house.net.phone(ADA).answers().presses("1")
    second.talks_to(ADA)
    assert toy.rung(toy_house, third) == []
    third.hears("All responders are still helping others. You are number 1.")
    second.hangs_up()
    toy_house.runs_errands("page")
    assert page(toy_house, second) == "kept"


def test_nobody_who_waits_hears_silence_for_four_seconds(toy_house: House) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE)
    toy_house.net.settles(seconds=90)
    said = [line for line in second.leg.heard if line.kind == "say"]
    assert len(said) > 6
    assert max(after.since - before.until for before, after in pairwise(said)) < 4


def test_one_is_a_call_back_that_keeps_the_place(toy_house: House) -> None:
    only(toy_house, "ada")
    first = helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE).presses("1").hears("Whoever is free first calls you back.").ends()
    third = toy.dials(toy_house, THIRD)
    third.hears(NOTICE).presses("1").ends()
    for _ in range(3):
        toy_house.net.settles(seconds=15)
        toy_house.runs_errands("page")
    assert toy_house.net.phone(ADA).current is not None
    first.hangs_up()
    toy_house.net.settles(seconds=15)
    toy_house.net.phone(SECOND).will("answer")
    for _ in range(3):
        toy_house.runs_errands("page")
        toy_house.net.settles(seconds=5)
    ada = toy_house.net.phone(ADA).answers()
    ada.hears("Everybody was engaged.").presses("1")
    toy_house.net.settles(seconds=15)
    assert (page(toy_house, second), page(toy_house, third)) == ("kept", "open")
    told = toy.facts(toy_house, "PageEnded")
    assert [fact["outcome"] for fact in told if fact["call"] == second.sid] == ["promised"]


def test_who_hangs_up_while_waiting_is_called_back(toy_house: House) -> None:
    only(toy_house, "ada")
    first = helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE).hangs_up()
    first.hangs_up()
    toy_house.net.settles(seconds=15)
    toy_house.runs_errands("page")
    toy_house.net.phone(ADA).rings(within=10)
    assert page(toy_house, second) == "open"


def test_a_mark_of_a_call_that_has_ended_keeps_nobody_from_being_rung(toy_house: House) -> None:
    """As after news of its end that were lost."""
    only(toy_house, "ada")
    services = toy_house.services
    until = toy_house.net.now + timedelta(hours=1)
    Engaged(services.live, "toy").mark(
        Mark(of="CA" + "0" * 32, people=("ada",), until=until), toy_house.net.now
    )
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings(within=10)
    assert toy.rung(toy_house, call) == ["ada"]


def test_a_caller_whose_hang_up_was_never_told_is_called_back_all_the_same(toy_house: House) -> None:
    only(toy_house, "ada")
    first = helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE)
    toy_house.net.faults.webhooks.append(WebhookFault(kind="status", lost=True))
    second.hangs_up()
    toy_house.net.settles(seconds=100)
    toy_house.net.expects_alert(15003)
    first.hangs_up()
    for _ in range(2):
        toy_house.net.settles(seconds=15)
        toy_house.runs_errands("page")
    toy_house.net.phone(ADA).rings(within=30)
    assert page(toy_house, second) == "open"
