"""What an engineer hears and presses: at any moment, wrongly, too often, not at all."""

from __future__ import annotations

import pytest

from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, PEOPLE, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]
WHO = "Toy works, emergency call from"


@pytest.fixture
def paged(toy_house: House) -> House:
    """Ada is on call, then ben, who accepts."""
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(BEN).will("accept")
    return toy_house


def test_the_whisper_names_caller_and_keys_twice(paged: House) -> None:
    """Voicemails and sleepy people miss the first words."""
    call = toy.dials(paged)
    ada = paged.net.phone(ADA).answers().hears(WHO).hears("0 2 0").hears("Press 1 to take it, 2 to decline.")
    ada.hears(WHO).hears("Press 1")
    call.talks_to(BEN).hangs_up()


def test_the_phone_shows_the_line_that_was_dialled(paged: House) -> None:
    """Staff ignore numbers that they do not know; the caller's own is in the whisper."""
    call = toy.dials(paged)
    ringing = paged.net.phone(ADA).rings()
    assert ringing.leg.call.from_ == toy.LINE
    call.talks_to(BEN).hangs_up()


@pytest.mark.parametrize("seconds", [0.1, 2.0, 8.0, 12.0])
def test_a_key_is_taken_at_any_moment_of_the_whisper(paged: House, seconds: float) -> None:
    call = toy.dials(paged)
    paged.net.phone(ADA).answers().waits(seconds=seconds).presses("1")
    call.talks_to(ADA).hangs_up()
    assert toy.rung(paged, call) == ["ada"]


def test_the_star_repeats_the_whole_whisper(paged: House) -> None:
    call = toy.dials(paged)
    paged.net.phone(ADA).answers().hears("Press 1").presses("*").hears(WHO).hears("Press 1").presses("1")
    call.talks_to(ADA).hangs_up()


def test_a_wrong_key_repeats_it_too_and_the_right_one_still_counts(paged: House) -> None:
    call = toy.dials(paged)
    paged.net.phone(ADA).answers().hears(WHO).presses("7").hears(WHO).presses("1")
    call.talks_to(ADA).hangs_up()


def test_five_thousand_keys_keep_the_caller_from_the_next_person_for_no_longer(paged: House) -> None:
    call = toy.dials(paged)
    ada = paged.net.phone(ADA).answers()
    for _ in range(5_000):
        ada.leg.presses("7")
    asked = len(paged.net.webhooks)
    call.talks_to(BEN, within=40).hangs_up()
    assert len(paged.net.webhooks) - asked < 20
    assert toy.talked(paged, call) == ["ben"]


def test_keys_of_the_caller_while_it_rings_change_nothing(paged: House) -> None:
    call = toy.dials(paged)
    paged.net.phone(ADA).rings()
    for _ in range(5_000):
        call.leg.presses("1")
    call.talks_to(BEN).hangs_up()
    assert toy.rung(paged, call) == ["ada", "ben"]


def test_a_caller_without_a_number_is_told_as_one(paged: House) -> None:
    call = toy.dials(paged, number=None)
    paged.net.phone(ADA).answers().hears(f"{WHO} an unknown number").presses("1")
    call.talks_to(ADA).hangs_up()


def test_between_rings_the_caller_is_told_that_we_go_on_and_never_before_the_first(paged: House) -> None:
    call = toy.dials(paged).talks_to(BEN)
    assert toy.said(call) == [toy.SAID, f"{toy.PROGRESS} Please stay on the line."]
    call.hangs_up()


def test_nobody_to_ring_leads_on_at_once(toy_house: House) -> None:
    """A voicemail at once, and no silence."""
    toy.roster(toy_house, people={})
    call = toy.dials(toy_house).hears(toy.MESSAGE, within=12)
    assert (toy.rung(toy_house, call), toy.outcomes(toy_house)) == ([], ["exhausted"])
    call.hangs_up()


def test_the_catch_all_is_rung_where_no_level_has_anybody(toy_house: House) -> None:
    toy.roster(toy_house)
    toy_house.net.phone(CATCH_ALL).will("accept")
    call = toy.dials(toy_house).talks_to(CATCH_ALL).hangs_up()
    assert toy.rung(toy_house, call) == ["hugo"]
