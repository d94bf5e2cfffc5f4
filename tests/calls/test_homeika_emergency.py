"""Homeika's emergency line: the engineer's phone rings at once, and only a person who presses 1 counts."""

from __future__ import annotations

import pytest

from emulator.phone import Plan
from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, DESK, ENTERPRISE, NIGHT, OPEN, PREMIUM, STRANGER, VOUCHED
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA

PARTNER, ENGINEER = HOMEIKA.partner, HOMEIKA.engineers[0]  #: who is on call at NIGHT, and in OPEN hours
SECONDARY = HOMEIKA.engineers[2]
MANAGER, LEAD, _ = HOMEIKA.leads
RINGS_WITHIN_S = 5.0  #: from the answer, with what is said before (reliability.md 2)
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
    homeika.on_call(house, "accept")
    first = {NIGHT: PARTNER, OPEN: ENGINEER}[when]
    call = homeika.rings_in(house, who, HOMEIKA_EMERGENCY).talks_to(first, within=20)
    (leg,) = [leg for leg in house.net.exchange.calls.values() if leg.parent_sid == call.sid]
    answered = call.leg.call.answered
    assert answered is not None
    assert (leg.created - answered).total_seconds() <= RINGS_WITHIN_S
    assert [line.text for line in call.leg.heard if line.kind == "say"] == [CALLED]
    assert house.path(call) == ["known", "by_plan", "incident", "on_call"]
    call.hangs_up()
    assert house.state(call)["tags"] == {"case": "critical", "clock": "critical-ack-1h"}


@pytest.mark.parametrize("number", [None, "withheld", STRANGER], ids=["anonymous", "stand-in", "stranger"])
def test_whoever_is_not_known_rings_at_once_too(at: At, number: str | None) -> None:
    """HK3: doubt rings."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=number).talks_to(PARTNER, within=20).hangs_up()
    assert house.state(call)["level"] == "none"


def test_a_basic_number_that_nobody_vouches_for_rings(at: At) -> None:
    """HK3, DC2: a faked caller ID keeps nobody from the engineer."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = house.dials(HOMEIKA_EMERGENCY, number=BASIC.number, attestation="TN-Validation-Failed")
    call.talks_to(PARTNER, within=20).hangs_up()
    call.does_not_hear("Basic")


def test_the_whisper_tells_who_calls_and_one_takes_the_call(at: At) -> None:
    """HK3: the engineer hears the number before deciding."""
    house = at(NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=PREMIUM.number, attestation=VOUCHED)
    engineer = house.net.phone(PARTNER)
    engineer.answers().hears("Homeika emergency call from 2 1 2, 5 5 5, 0 1 0 0")
    engineer.hears("Press 1 to take it, 2 to decline")
    assert call.talking_to == []
    engineer.presses("1")
    call.talks_to(PARTNER).hangs_up()
    (accepted,) = homeika.facts_of(house, "PageAccepted")
    assert (accepted["step"], accepted["person"]) == ("homeika-emergency/on_call", "night_partner")


def test_the_whisper_says_when_a_number_is_withheld(at: At) -> None:
    """HK3: nothing is left blank in what the engineer hears."""
    house = at(NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=None)
    engineer = house.net.phone(PARTNER)
    engineer.answers().hears("Homeika emergency call from").hears("number").presses("1")
    call.talks_to(PARTNER).hangs_up()


def test_an_answered_emergency_leaves_nobody_to_alert(at: At) -> None:
    """HK3: the engineer hangs up, the caller was helped, the call is over, and no text follows it."""
    house = at(NIGHT)
    engineer = homeika.on_call(house, "accept")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY).talks_to(PARTNER)
    engineer.hangs_up()
    call.hears("If you have been helped, press 1 or hang up.").presses("1").ends()
    assert doing.promised(house, call) == []
    (ended,) = homeika.facts_of(house, "PageEnded")
    assert ended["outcome"] == "accepted"
    house.runs_errands()


def test_whoever_was_cut_off_stays_on_the_line_and_the_next_one_is_rung(at: At) -> None:
    """HK3: the line to the engineer broke; six seconds of silence, and the page goes on with the next."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY).talks_to(PARTNER)
    house.net.phone(PARTNER).will("decline").hangs_up()
    call.hears("Otherwise stay on the line and we call again.").talks_to(SECONDARY).hangs_up()
    assert [fact["person"] for fact in homeika.facts_of(house, "PageAccepted")] == [
        "night_partner",
        "engineer_3",
    ]


@pytest.mark.parametrize("plan", UNHEARD)
def test_whatever_is_not_a_person_who_presses_1_counts_as_not_answered(at: At, plan: Plan) -> None:
    """HK3: everybody is rung, the caller goes to the voicemail, is told so, and somebody is alerted."""
    house = at(NIGHT)
    homeika.on_call(house, plan)
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    doing.nobody_comes(call).leaves_message("my lock is very hot")
    call.hears("we are still calling our engineers").ends()
    assert homeika.facts_of(house, "PageAccepted") == []
    assert house.net.exchange.bridges == []
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]
    house.runs_errands()
    homeika.texted(house).receives_sms(PREMIUM.number)


def test_everybody_on_call_is_rung_in_order_and_then_again(at: At) -> None:
    """HK3, DC4: by level, twice over, before a voicemail; the caller hears each time that we still call."""
    house = at(NIGHT)
    homeika.on_call(house, "no answer")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    doing.nobody_comes(call).hangs_up()
    rung = [[PARTNER], [PARTNER], [SECONDARY], sorted([MANAGER, LEAD]), [DESK]]
    assert doing.rung(house, call) == rung * 2
    told = [line.text for line in call.leg.heard if "still calling. Please stay" in line.text]
    assert len(told) == len(rung) * 2 - 1


def test_whoever_declines_is_passed_over_at_once(at: At) -> None:
    """HK3: 2 is no, and the next phone rings without waiting the ring out."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    house.net.phone(PARTNER).will("accept", key="2")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY).talks_to(SECONDARY, within=60).hangs_up()
    assert doing.rung(house, call)[-1] == [SECONDARY]


def test_a_caller_never_talks_to_the_engineers_voicemail(at: At) -> None:
    """HK3: not for a second, and the machine hears nothing of the caller."""
    house = at(NIGHT)
    homeika.on_call(house, "voicemail at once")
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
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("9")
    call.talks_to(PARTNER).hangs_up()
    later = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("1")
    later.hears("We are closed until").presses("9").talks_to(PARTNER).hangs_up()
    assert house.state(later)["tags"]["case"] == "safety"


@pytest.mark.parametrize("words", ["fire", "my camera is smoking", "help", "it burns, there are flames"])
def test_a_basic_caller_in_danger_may_say_so(at: At, words: str) -> None:
    """HK3: in one word or in a sentence."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).says(words)
    call.talks_to(PARTNER).hangs_up()


def test_a_basic_caller_in_hours_reaches_a_person_of_support(house: House) -> None:
    """HK3: zero for a person works on the emergency line as well."""
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY).presses("0").hears("next in line")
    assert house.path(call)[-1] == "support_queue"
    call.hangs_up()


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(at: At) -> None:
    """HK3: and is on record as gone before an answer."""
    house = at(NIGHT)
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    ringing = homeika.first(house).rings()
    call.hangs_up()
    house.net.settles()
    assert ringing.is_over
    (ended,) = homeika.facts_of(house, "CallEnded")
    assert (ended["step"], ended["ended_by"]) == ("homeika-emergency/on_call", "customer")
