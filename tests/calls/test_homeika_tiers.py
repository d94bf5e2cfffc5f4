"""Each plan of Homeika gets what it pays for, and nobody gets less than a message (HK6, DC3)."""

from __future__ import annotations

import pytest

from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.bridge.bridge import in_room, joins
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, ENTERPRISE, NIGHT, PREMIUM
from tests.house import HOMEIKA_SUPPORT, House

QUEUES = {"basic": ("support", 50), "premium": ("premium", 70), "enterprise": ("enterprise", 90)}
TIERS = pytest.mark.parametrize("who", [BASIC, PREMIUM, ENTERPRISE], ids=lambda who: who.plan)


@TIERS
@pytest.mark.parametrize("proven", [False, True], ids=["recognised", "verified"])
def test_each_plan_waits_in_its_own_line(house: House, who: Role, proven: bool) -> None:  # noqa: FBT001 - a row of a table
    """HK6, HK4: queue and priority by plan, pickup within 45 seconds as the objective of all."""
    call = homeika.rings_in(house, who)
    (homeika.proves(call, who) if proven else homeika.skips(call)).presses("0")
    doing.comes_to(house, call, f"homeika-support/{QUEUES[who.plan][0]}_queue")
    (joined,) = homeika.facts_of(house, "QueueJoined")
    assert (joined["queue"], joined["priority"]) == QUEUES[who.plan]
    assert joined["objective_s"] == 45
    call.hangs_up()


@TIERS
def test_a_customer_on_another_phone_gets_the_line_of_the_plan_by_number_and_pin(
    house: House, who: Role
) -> None:
    """DC2, DC3: the plan is the account's, not the phone's."""
    call = homeika.proves(house.dials(HOMEIKA_SUPPORT, number=None), who).presses("0")
    doing.comes_to(house, call, f"homeika-support/{QUEUES[who.plan][0]}_queue").hangs_up()


def test_an_unknown_caller_is_served_like_a_basic_one(house: House) -> None:
    """HK6: standard hours, the common line."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("0")
    doing.comes_to(house, call, "homeika-support/support_queue").hangs_up()


@pytest.mark.parametrize("proven", [False, True], ids=["recognised", "verified"])
def test_an_enterprise_customer_is_put_to_the_named_account_manager_first(
    house: House,
    proven: bool,  # noqa: FBT001 - a row of a table
) -> None:
    """HK6: for twenty seconds only that agent, whether the caller has proven anything or not."""
    call = homeika.rings_in(house, ENTERPRISE)
    (homeika.proves(call, ENTERPRISE) if proven else homeika.skips(call))
    call.hears("For your account manager, press 2").presses("2")
    doing.comes_to(house, call, "homeika-support/enterprise_queue")
    (joined,) = homeika.facts_of(house, "QueueJoined")
    assert (joined["prefers"], joined["prefer_wait_s"]) == (ENTERPRISE.account_manager, 20)
    call.hangs_up()


@pytest.mark.parametrize("when", [homeika.OPEN, NIGHT], ids=["10:00", "03:00"])
def test_an_enterprise_outage_gathers_caller_and_engineer_at_any_hour(at: At, when: str) -> None:
    """HK8, HK4: the number on file is enough for their manager to ring; tests/calls/bridge has the rest."""
    house = at(when)
    homeika.on_call(house, "no answer")
    call = homeika.skips(homeika.rings_in(house, ENTERPRISE)).presses("1")
    call.hears("If anyone is in danger, call 911. Calling our engineer now.")
    engineer = joins(house, homeika.first(house).number)
    manager = joins(house, homeika.ACCOUNT_MANAGER)
    house.net.settles(seconds=12)
    assert in_room(house) == {call.sid, engineer.sid, manager.sid}
    assert house.level(call) == "recognised"
    assert house.state(call)["tags"] == {"case": "p1", "clock": "p1-answer-4h"}
    (clock,) = homeika.facts_of(house, "ClockStarted")
    assert clock["clock"] == "p1-answer-4h"
    for leg in (engineer, manager, call):
        leg.hangs_up()


@pytest.mark.parametrize("who", [PREMIUM, ENTERPRISE], ids=lambda who: who.plan)
def test_at_night_a_paid_plan_reaches_the_engineer(at: At, who: Role) -> None:
    """HK6: 24/7; the whisper names the plan."""
    house = at(NIGHT)
    call = homeika.skips(homeika.rings_in(house, who))
    doing.does(call, *(["press 3"] if who is ENTERPRISE else []))
    call.hears("To reach the on-call engineer now, press 1").presses("1")
    homeika.first(house).answers().hears(f"plan {who.plan}. Press 1").presses("1")
    call.talks_to(homeika.first(house).number).hangs_up()


@pytest.mark.parametrize("who", [BASIC, None], ids=["basic", "unknown"])
def test_at_night_a_basic_plan_is_offered_no_engineer(at: At, who: Role | None) -> None:
    """HK2, HK6: self-service, a call back or a message; asking for a person changes nothing."""
    house = at(NIGHT)
    call = homeika.skips(homeika.rings_in(house, who)).hears("We are closed until 6 AM")
    call.presses("0").hears("We are closed until 6 AM").does_not_hear("engineer")
    call.presses("3").hears("A person will listen to it and call you back").leaves_message("call me at nine")
    call.hears("We have your message").ends()
    assert doing.promised(house, call) == ["voicemail"]


@pytest.mark.parametrize(
    "who", [BASIC, PREMIUM, ENTERPRISE, None], ids=["basic", "premium", "enterprise", "unknown"]
)
def test_danger_comes_before_the_plan_and_the_hour(at: At, who: Role | None) -> None:
    """HK3: nine reaches the engineer at night, whoever presses it."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, who).hears("press 9 now").presses("9")
    call.talks_to(homeika.first(house).number)
    assert house.level(call) == "none"
    call.hangs_up()


def test_the_survey_follows_a_call_with_the_engineer(at: At) -> None:
    """HK5, HK6: when the engineer hangs up first, whoever was helped says so, and is asked how it went."""
    house = at(NIGHT)
    engineer = homeika.on_call(house, "accept")
    call = homeika.skips(homeika.rings_in(house, PREMIUM)).presses("1").talks_to(engineer.number)
    call.waits(seconds=60)
    engineer.hangs_up()
    call.hears("If you have been helped, press 1 or hang up.").presses("1")
    call.hears("how satisfied are you?").presses("5").hangs_up()
    (answer,) = homeika.facts_of(house, "SurveyAnswered")
    assert (answer["score"], answer["scale"]) == (5, "1-5")
