"""What whoever is rung by REST does with the phone: only 1 takes the page, and only the first one does."""

from __future__ import annotations

import pytest

from emulator.phone import Plan
from emulator.phone_call import PhoneCall
from tests.calls import doing, homeika
from tests.calls.paging.paging import (
    answers_next,
    caller_picks_up,
    calls,
    is_called_back,
    is_settled,
    page_of,
    ringing,
    rung,
    takes,
    talked,
    talks,
)
from tests.house import House
from tests.on_call import HOMEIKA

SECOND = 45.0


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller who has hung up while the first phone rang: the page goes on with the partner's second try."""
    waiting = calls(night)
    homeika.first(night).rings()
    return waiting.hangs_up()


@pytest.mark.parametrize(
    "plan",
    ["voicemail", "voicemail at once", "hang up in whisper", "reject", "busy", "unreachable", "decline"],
)
def test_without_the_key_the_next_person_is_rung(night: House, call: PhoneCall, plan: Plan) -> None:
    """D6: a machine cannot press a key; nobody is bridged to one."""
    homeika.first(night).will(plan)
    night.net.settles(seconds=90)
    assert len(rung(night)) >= 2
    assert talks(night) == 0
    is_called_back(night, call)


@pytest.mark.parametrize(("key", "then"), [("2", "engineer"), ("4", "engineer")])
def test_who_declines_makes_the_next_phone_ring_at_once(
    night: House, call: PhoneCall, key: str, then: str
) -> None:
    answers_next(night).hears("Press 1").presses(key).ends(within=5)
    night.net.settles(seconds=5)
    assert rung(night)[-1] in HOMEIKA.engineers
    (declined,) = doing.facts_of(night, "homeika", "PageDeclined")
    assert (declined["person"], declined["channel"]) == ("night_partner", "rest")
    assert declined["escalated"] is (key == "4")
    is_called_back(night, call)


def test_whoever_presses_star_hears_it_again(night: House, call: PhoneCall) -> None:
    leg = answers_next(night).hears("Press 1").presses("*").hears("Emergency call from").presses("1")
    assert talked(night, leg, _talking(night))


def test_who_presses_nothing_that_means_anything_is_not_read_to_for_ever(
    night: House, call: PhoneCall
) -> None:
    leg = answers_next(night)
    for _ in range(4):
        leg.hears("Press 1").presses("9")
    leg.ends(within=5)
    is_called_back(night, call)


def test_a_level_that_rings_at_once_is_taken_by_the_first_and_silenced(night: House, call: PhoneCall) -> None:
    """Both leads ring; one takes it, and the other phone stops."""
    for _ in range(2):
        answers_next(night).hears("Press 1").presses("2")
    night.net.settles(seconds=5)
    assert sorted(leg.call.to for leg in ringing(night)) == sorted(HOMEIKA.leads[:2])
    leg = takes(night)
    night.net.settles(seconds=1)
    assert ringing(night) == [] or {one.call.to for one in ringing(night)} == {homeika.PREMIUM.number}
    assert talked(night, leg, _talking(night))
    assert is_settled(night, call)


def test_whoever_accepts_late_hears_who_has_taken_it(night: House, call: PhoneCall) -> None:
    for _ in range(2):
        answers_next(night).hears("Press 1").presses("2")
    night.net.settles(seconds=5)
    legs = [night.net.phone(number).answers() for number in HOMEIKA.leads[:2]]
    for leg in legs:
        leg.hears("Press 1")
    for leg in legs:
        leg.leg.presses("1")
    late = next(leg for leg in legs if "Taken by" in _all_heard(night, leg))
    first = next(leg for leg in legs if leg is not late)
    late.ends(within=10)
    assert talked(night, first, _talking(night))
    assert talks(night) == 1


def test_a_phone_that_is_picked_up_after_the_page_is_kept_hears_who_has_it(
    night: House, call: PhoneCall
) -> None:
    for _ in range(2):
        answers_next(night).hears("Press 1").presses("2")
    night.net.settles(seconds=5)
    late = night.net.phone(HOMEIKA.leads[0]).answers()
    night.net.phone(HOMEIKA.leads[1]).answers().hears("Press 1").presses("1")
    caller_picks_up(night)
    night.net.settles(seconds=2)
    assert page_of(night, call).state == "kept"
    late.presses("1").hears("Taken by Safety lead").ends(within=10)


@pytest.mark.parametrize("plan", ["busy", "no answer", "unreachable"])
def test_a_caller_who_is_not_reached_is_rung_again_for_who_wants_it(
    night: House, call: PhoneCall, plan: Plan
) -> None:
    caller = night.net.phone(homeika.PREMIUM.number).will(plan)
    leg = takes(night).hears("They did not answer").hears("Press 1 to call again")
    assert page_of(night, call).state == "claimed"
    caller.will("answer")
    leg.presses("1").hears("Calling them back now")
    night.net.settles(seconds=8)
    assert caller.current is not None
    assert talked(night, leg, caller.current)
    assert is_settled(night, call)


def test_who_sees_to_a_caller_that_is_not_reached_settles_it(night: House, call: PhoneCall) -> None:
    night.net.phone(homeika.PREMIUM.number).will("no answer")
    takes(night).hears("2 if you see to it yourself").presses("2").hears("It is yours").ends(within=10)
    assert is_settled(night, call)
    told = doing.facts_of(night, "homeika", "CalledBack")
    assert [fact["outcome"] for fact in told] == ["no_answer", "theirs"]


@pytest.mark.parametrize("leaves", ["by silence", "by hanging up", "while it rings"])
def test_who_leaves_a_caller_that_is_not_reached_leaves_the_page_to_the_next(
    night: House, call: PhoneCall, leaves: str
) -> None:
    caller = night.net.phone(homeika.PREMIUM.number).will("no answer")
    leg = takes(night).hears("Calling them back now")
    if leaves == "while it rings":
        night.net.settles(seconds=10)
        leg.hangs_up()
    elif leaves == "by hanging up":
        leg.hears("They did not answer").hangs_up()
    else:
        leg.hears("Otherwise we go on calling others").ends(within=20)
    caller.will()
    second = is_called_back(night, call)
    assert second.leg.call.to in HOMEIKA.engineers


def test_who_talks_may_call_again_after_it(night: House, call: PhoneCall) -> None:
    """A voicemail may have picked up at the caller's; whoever has the page knows."""
    leg = takes(night)
    caller_picks_up(night).waits(seconds=3).hangs_up()
    leg.hears("To call them back, press 1").presses("1").hears("Calling them back")
    again = caller_picks_up(night)
    night.net.settles(seconds=2)
    assert talked(night, leg, again)


def _talking(house: House) -> PhoneCall:
    caller = caller_picks_up(house)
    house.net.settles(seconds=3)
    return caller


def _all_heard(house: House, leg: PhoneCall) -> str:
    house.net.settles(seconds=2)
    return " ".join(line.text for line in leg.leg.heard)
