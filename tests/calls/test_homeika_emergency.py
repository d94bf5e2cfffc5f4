"""Homeika's emergency line: the engineer's phone rings at once, and only a person who presses 1 counts."""

from __future__ import annotations

import pytest

from emulator.phone import Plan
from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, DUTY, ENTERPRISE, NIGHT, OPEN, PREMIUM, STRANGER, VOUCHED
from tests.house import HOMEIKA_EMERGENCY, House

CALLED = "If anyone is in danger, call 911. Calling our engineer now."
UNHEARD: tuple[Plan, ...] = (
    "no answer",
    "voicemail",
    "voicemail late",
    "voicemail at once",
    "decline",
    "busy",
    "unreachable",
    "answer",
    "reject",
    "hang up in whisper",
)


@pytest.mark.parametrize("who", [PREMIUM, ENTERPRISE], ids=["premium", "enterprise"])
@pytest.mark.parametrize("when", [NIGHT, OPEN], ids=["03:00", "10:00"])
def test_the_engineer_rings_at_once_and_is_asked_nothing_before(at: At, who: Role, when: str) -> None:
    """HK3, HK6: at any hour; the caller is asked nothing, and hears one sentence before the ring."""
    house = at(when)
    homeika.duty(house, "accept")
    call = homeika.rings_in(house, who, HOMEIKA_EMERGENCY)
    call.talks_to(DUTY, within=20)
    assert [line.text for line in call.leg.heard if line.kind == "say"] == [CALLED]
    assert house.path(call) == ["known", "by_plan", "incident", "on_call"]
    call.hangs_up()
    assert house.state(call)["tags"] == {"case": "critical", "clock": "critical-ack-1h"}


@pytest.mark.parametrize("number", [None, "withheld", STRANGER], ids=["anonymous", "stand-in", "stranger"])
def test_whoever_is_not_known_rings_at_once_too(at: At, number: str | None) -> None:
    """HK3: doubt rings."""
    house = at(NIGHT)
    homeika.duty(house, "accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=number).talks_to(DUTY, within=20).hangs_up()
    assert house.state(call)["level"] == "none"


def test_a_basic_number_that_nobody_vouches_for_rings(at: At) -> None:
    """HK3, DC2: a faked caller ID keeps nobody from the engineer."""
    house = at(NIGHT)
    homeika.duty(house, "accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=BASIC.number, attestation="TN-Validation-Failed")
    call.talks_to(DUTY, within=20).hangs_up()
    call.does_not_hear("Basic")


def test_the_whisper_tells_who_calls_and_one_takes_the_call(at: At) -> None:
    """HK3: the engineer hears the number before deciding."""
    house = at(NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=PREMIUM.number, attestation=VOUCHED)
    engineer = house.net.phone(DUTY)
    engineer.answers().hears("Homeika emergency call from 2 1 2, 5 5 5, 0 1 0 0")
    engineer.hears("Press 1 to take it")
    assert call.talking_to == []
    engineer.presses("1")
    call.talks_to(DUTY).hangs_up()
    (accepted,) = homeika.facts_of(house, "TransferAccepted")
    assert accepted["step"] == "homeika-emergency/on_call"


def test_the_whisper_says_when_a_number_is_withheld(at: At) -> None:
    """HK3: nothing is left blank in what the engineer hears."""
    house = at(NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=None)
    engineer = house.net.phone(DUTY)
    engineer.answers().hears("Homeika emergency call from").hears("number").presses("1")
    call.talks_to(DUTY).hangs_up()


def test_an_answered_emergency_leaves_nobody_to_alert(at: At) -> None:
    """HK3: the engineer hangs up, the call is over, and no text follows it."""
    house = at(NIGHT)
    homeika.duty(house, "accept")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY).talks_to(DUTY)
    house.net.phone(DUTY).hangs_up()
    call.ends()
    assert doing.promised(house, call) == []
    (ended,) = homeika.facts_of(house, "TransferEnded")
    assert ended["accepted"] is True
    house.runs_errands()


@pytest.mark.parametrize("plan", UNHEARD)
def test_whatever_is_not_a_person_who_presses_1_counts_as_not_answered(at: At, plan: Plan) -> None:
    """HK3: the caller goes to the voicemail, is told so, and the engineer is alerted by text."""
    house = at(NIGHT)
    homeika.duty(house, plan)
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    call.hears("Nobody has picked up yet").leaves_message("my lock is very hot")
    call.hears("we are alerting our engineer now").ends()
    assert homeika.facts_of(house, "TransferAccepted") == []
    assert doing.promised(house, call) == ["alert", "voicemail"]
    house.runs_errands()
    house.net.phone(DUTY).receives_sms(PREMIUM.number)


def test_a_caller_never_talks_to_the_engineers_voicemail(at: At) -> None:
    """HK3: not for a second, and the machine hears nothing of the caller."""
    house = at(NIGHT)
    homeika.duty(house, "voicemail at once")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    house.net.runs_until(lambda: bool(call.talking_to), 60)
    assert call.talking_to == []
    call.hangs_up()
    assert house.net.exchange.bridges == []


def test_a_basic_caller_is_told_so_and_offered_the_support_lines_choices(at: At) -> None:
    """HK3: by a number the network vouches for; the engineer is not rung."""
    house = at(NIGHT)
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY)
    call.hears("press 9 now").hears("your plan is Basic").hears("press 1 or stay on the line").presses("1")
    call.hears("We are closed until").hangs_up()
    assert house.path(call)[-1] == "closed_menu"


def test_a_basic_caller_keeps_the_danger_key(at: At) -> None:
    """HK3: a caller in danger is never turned away, before the hand-over or after it."""
    house = at(NIGHT)
    homeika.duty(house, "accept")
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("9")
    call.talks_to(DUTY).hangs_up()
    later = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("1")
    later.hears("We are closed until").presses("9").talks_to(DUTY).hangs_up()
    assert house.state(later)["tags"]["case"] == "safety"


@pytest.mark.parametrize("words", ["fire", "my camera is smoking", "help", "it burns, there are flames"])
def test_a_basic_caller_in_danger_may_say_so(at: At, words: str) -> None:
    """HK3: in one word or in a sentence."""
    house = at(NIGHT)
    homeika.duty(house, "accept")
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).says(words)
    call.talks_to(DUTY).hangs_up()


def test_a_basic_caller_in_hours_reaches_a_person_of_support(house: House) -> None:
    """HK3: zero for a person works on the emergency line as well."""
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("0").hears("next in line")
    assert house.path(call)[-1] == "support_queue"
    call.hangs_up()


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(at: At) -> None:
    """HK3: and is on record as gone before an answer."""
    house = at(NIGHT)
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    ringing = house.net.phone(DUTY).rings()
    call.hangs_up()
    house.net.settles()
    assert ringing.is_over
    (ended,) = homeika.facts_of(house, "CallEnded")
    assert (ended["step"], ended["ended_by"]) == ("homeika-emergency/on_call", "customer")
