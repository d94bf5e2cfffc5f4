"""Who is on call changes while a page rings, or a page follows a queue: the right people still ring."""

from __future__ import annotations

from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN, CLEO, DAN = (PEOPLE[name] for name in ("ada", "ben", "cleo", "dan"))


def test_a_handoff_in_the_middle_rings_whoever_is_on_call_now_first(toy_house: House) -> None:
    """The round begins anew: places in the new order mean other people."""
    toy.roster(toy_house, in_turn("ada"), in_turn("ben"))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings()
    toy.roster(toy_house, in_turn("cleo"), in_turn("dan"))
    call.hears(toy.MESSAGE, within=250).hangs_up()
    assert toy.rung(toy_house, call) == ["ada", *["cleo", "dan", "hugo"] * 2]


def test_processes_that_disagree_still_reach_every_level(toy_house: House) -> None:
    """Each turn sees another order than the one before: the page goes up all the same, and ends."""
    toy.roster(toy_house, in_turn("ada"), in_turn("ben"))
    call = toy.dials(toy_house)
    for turn in range(20):
        toy.ring_number(toy_house, call, turn + 1)
        first = "cleo" if turn % 2 else "ada"
        toy.roster(toy_house, in_turn(first), in_turn("ben"))
    call.ends()
    rung = toy.rung(toy_house, call)
    assert rung.count("ben") >= 2
    assert rung.count("hugo") >= 2
    assert len(rung) <= 10


def test_a_ring_that_grew_shorter_in_the_middle_loses_nobody(toy_house: House) -> None:
    toy.roster(toy_house, at_once("ada", "ben", "cleo"))
    toy_house.net.phone(ADA).will("voicemail at once")
    toy_house.net.phone(DAN).will("accept")
    call = toy.dials(toy_house)
    toy_house.net.phone(BEN).rings(within=60)
    toy.roster(toy_house, in_turn("dan"))
    call.talks_to(DAN).hangs_up()


def test_who_declined_is_left_alone_in_the_new_order_too(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("accept", key="2")
    call = toy.dials(toy_house)
    toy_house.net.phone(BEN).rings(within=60)
    toy.roster(toy_house, in_turn("ada", "cleo"))
    toy_house.net.phone(CLEO).will("accept")
    call.talks_to(CLEO).hangs_up()
    assert toy.rung(toy_house, call) == ["ada", "ben", "cleo"]


def test_whoever_accepts_after_the_order_has_changed_is_put_through(toy_house: House) -> None:
    """They were rung, so they may take it, whoever is on call by now."""
    toy.roster(toy_house, in_turn("ada"))
    call = toy.dials(toy_house)
    ada = toy_house.net.phone(ADA).answers()
    toy.roster(toy_house, in_turn("ben"), people={"ben": BEN, "hugo": CATCH_ALL})
    ada.presses("1")
    call.talks_to(ADA).hangs_up()
    assert toy.outcomes(toy_house) == ["accepted"]


def test_nobody_left_in_the_middle_ends_the_page(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).rings()
    toy.roster(toy_house, people={})
    call.hears(toy.MESSAGE, within=60).hangs_up()
    assert toy.rung(toy_house, call) == ["ada"]
    assert toy.outcomes(toy_house) == ["exhausted"]
