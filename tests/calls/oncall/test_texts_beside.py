"""Whoever on call wants it gets a text beside the ring: once a page, and never in the way of a phone."""

from __future__ import annotations

from emulator.faults import RestTrouble
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CALLER, PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


def texts(house: House, person: str) -> list[str]:
    """What somebody was texted, and reads now."""
    house.runs_errands("text")
    house.net.settles(seconds=2)
    phone = house.net.phone(PEOPLE[person])
    found = [text.body for text in phone.unread]
    phone.unread.clear()
    return found


def test_a_text_beside_the_ring_says_who_needs_help(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"), texted=("ada",))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings()
    (text,) = texts(toy_house, "ada")
    assert text == (
        f"URGENT: call from {CALLER} at 18:00 UTC 23 Nov to Toy works: urgent, we are ringing you: "
        "press 1 to take it."
    )
    call.hangs_up()


def test_who_does_not_want_texts_gets_none(toy_house: House) -> None:
    toy.roster(toy_house, at_once("ada", "ben"), texted=("ben",))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings()
    assert (texts(toy_house, "ada"), len(texts(toy_house, "ben"))) == ([], 1)
    call.hangs_up()


def test_a_second_round_of_rings_texts_nobody_again(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", tries=2), texted=("ada",))
    call = toy.dials(toy_house)
    toy.ring_number(toy_house, call, 3)
    assert toy.rung(toy_house, call).count("ada") == 2
    assert len(texts(toy_house, "ada")) == 1
    call.hangs_up()


def test_texts_that_fail_keep_no_phone_from_ringing(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"), texted=("ada",))
    toy_house.net.faults.rest.append(RestTrouble(status=500, path_contains="Messages", times=9))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings(within=toy.FIRST_RING_S)
    assert texts(toy_house, "ada") == []
    toy_house.net.phone(ADA).answers().presses("1")
    call.talks_to(ADA)
    toy_house.net.faults.rest.clear()
    assert texts(toy_house, "ada") == []


def test_who_is_rung_from_the_line_for_a_caller_who_waited_is_texted(toy_house: House) -> None:
    """Nobody was as the page was promised: those whom it would ring were talking."""
    toy.roster(toy_house, in_turn("ada"), people={"ada": ADA}, texted=("ada",))
    first = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().presses("1")
    first.talks_to(ADA)
    assert len(texts(toy_house, "ada")) == 1
    second = toy.dials(toy_house, "+442079460124").hears("All responders are helping others.").hangs_up()
    assert texts(toy_house, "ada") == []
    first.hangs_up()
    for _ in range(4):
        toy_house.net.settles(seconds=20)
        toy_house.runs_errands("page")
    (text,) = texts(toy_house, "ada")
    assert text.startswith("URGENT: call from +442079460124 at 18:")
    assert toy_house.promises(second)[0].kind == "page"
