"""Gas and danger come first at Homewise, at any hour: advice, a clock, a person, or an alert that goes on."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from emulator.phone import Plan
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import AS_OWNER, CHRISTMAS, OPEN, STRANGER, STRANGERS
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House
from tests.on_call import HOMEWISE

#: Of those who are on call at night, so many want texts: the field lead and the manager.
TEXTED = 2
LINES = pytest.mark.parametrize("line", [HOMEWISE_MAIN, HOMEWISE_SUPPORT], ids=["main", "support"])
HOURS = pytest.mark.parametrize("moment", [CHRISTMAS, OPEN], ids=["Christmas Day at 03:00", "in hours"])


@LINES
@HOURS
def test_whoever_smells_gas_hears_what_to_do_before_anything_else(at: At, line: str, moment: str) -> None:
    """HW5: out of the building, then the gas emergency line and 999, told twice; then our own engineer."""
    house = at(moment)
    homewise.on_call(house, "accept")
    call = homewise.calls(house, "press 8", line=line)
    for _ in range(2):
        call.hears("Leave the building, and do not use switches or flames.")
        call.hears("call the National Gas Emergency line, 0800 111 999").hears("If anyone is hurt, call 999.")
    call.hears("Calling our engineer now.").talks_to(homewise.first(house).number)
    asked = {"who", "caller_kind", "by_hours", "main_menu"}
    assert asked.isdisjoint(house.path(call))


def test_whoever_leaves_during_the_advice_is_called_back(at: At) -> None:
    """HW5: to ring from outside they hang up: nothing was promised, the engineer is told, the clock runs."""
    house = at(CHRISTMAS)
    call = homewise.calls(house, "press 8").hears("To reach our own team as well, stay on the line.")
    call.does_not_hear("alerting").hangs_up()
    assert doing.promised(house, call) == ["alert", "page"]
    assert homewise.clocks(house) == ["field-team-60m"]


@LINES
@HOURS
def test_any_other_danger_goes_straight_to_finding_a_person(at: At, line: str, moment: str) -> None:
    """HW5: nothing is asked, and the clock of the field team runs from the key.

    Where nobody is staffed the engineer's phone rings within 5 s of it.
    """
    house = at(moment)
    homewise.on_call(house, "accept")
    call = homewise.calls(house, "press 9", line=line)
    pressed = house.net.now
    if moment == OPEN:
        call.hears("We are finding somebody now.")
    (clock,) = homewise.facts_of(house, "ClockStarted")
    assert (clock["clock"], clock["case"]) == ("field-team-60m", "safety")
    call.hears("If anyone is in danger, call 999. Calling our engineer now.")
    homewise.first(house).rings()
    assert moment == OPEN or (house.net.now - pressed).total_seconds() <= 5
    call.talks_to(homewise.first(house).number)
    assert house.level(call) == "none"


@pytest.mark.parametrize(
    "words",
    [
        "gas",
        "I can smell gas",
        "there is a bad leak",
        "the fuse box is sparking",
        "we have no heating",
        "fire",
    ],
)
@LINES
def test_danger_is_understood_when_it_is_said(at: At, line: str, words: str) -> None:
    """HW5: whoever says it need not find the key."""
    house = at(OPEN)
    call = homewise.calls(house, f"say {words}", line=line)
    doing.comes_to(house, call, "homewise-support/urgent_queue").hangs_up()
    assert homewise.clocks(house) == ["field-team-60m"]


def test_the_engineer_hears_who_calls_and_must_press_1(at: At) -> None:
    """HW5: a pocket, a child or a machine that picks up is no person."""
    house = at(CHRISTMAS)
    engineer = house.net.phone(HOMEWISE.partner)
    call = homewise.calls(house, "press 9")
    engineer.answers()
    engineer.hears("Homewise urgent call from 0 2 0, 7 9 4 6, 0 3 2 1. Press 1 to take it, 2 to decline.")
    assert call.talking_to == []
    engineer.presses("1")
    call.talks_to(engineer.number)
    (accepted,) = homewise.facts_of(house, "PageAccepted")
    assert (accepted["step"], accepted["person"]) == ("homewise-support/urgent_page", "night_partner")


NOT_A_PERSON: tuple[Plan, ...] = (
    "answer", "reject", "hang up in whisper", "decline", "busy", "unreachable", "no answer", "voicemail",
    "voicemail late", "voicemail at once",
)  # fmt: skip


@pytest.mark.parametrize("plan", NOT_A_PERSON)
def test_without_the_key_nobody_has_answered(at: At, plan: Plan) -> None:
    """HW5: the caller is never left with a machine, and leaves a message that raises an alert."""
    house = at(CHRISTMAS)
    homewise.on_call(house, plan)
    call = doing.nobody_comes(homewise.calls(house, "press 9"))
    call.leaves_message("water runs through the ceiling")
    call.hears("We have your message, and we are still calling our engineers.").ends()
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]
    (ended,) = homewise.facts_of(house, "PageEnded")
    assert ended["outcome"] == "exhausted"
    assert house.net.exchange.bridges == []


def test_everybody_on_call_is_rung_in_order_and_then_again(at: At) -> None:
    """HW4: the partner who is awake, twice; who sends people out; a manager; the desk; and all again."""
    house = at(CHRISTMAS)
    homewise.on_call(house, "no answer")
    call = doing.nobody_comes(homewise.calls(house, "press 9")).hangs_up()
    lead, _, manager = HOMEWISE.leads
    rung = [[HOMEWISE.partner], [HOMEWISE.partner], [lead], [manager], [HOMEWISE.desk]]
    assert doing.rung(house, call) == rung * 2


@LINES
def test_the_danger_key_on_a_bank_holiday_reaches_whoever_has_the_week(at: At, line: str) -> None:
    """HW4: the queue has its minute, then the engineer's own phone rings; nothing is asked on the way."""
    house = at(homewise.BANK_HOLIDAY)
    homewise.on_call(house, "accept")
    call = homewise.calls(house, "press 9", line=line).talks_to(HOMEWISE.engineers[2], within=120)
    assert homewise.clocks(house) == ["field-team-60m"]
    assert {"who", "caller_kind", "by_hours"}.isdisjoint(house.path(call))
    call.hangs_up()


def test_danger_from_a_withheld_number_reaches_the_engineer(at: At) -> None:
    """HW4: and the engineer hears that there is no number."""
    house = at(CHRISTMAS)
    call = house.dials(HOMEWISE_SUPPORT, number=None).presses("9")
    engineer = house.net.phone(HOMEWISE.partner)
    engineer.answers().hears("Homewise urgent call from").hears("number").presses("1")
    call.talks_to(engineer.number).hangs_up()


def test_nobody_free_for_a_minute_rings_the_engineer(at: At) -> None:
    """HW5: in hours the urgent queue is tried for 60 seconds, in rounds of ten, and no longer."""
    house = at(OPEN)
    homewise.on_call(house, "accept")
    homewise.calls(house, "press 9").talks_to(homewise.first(house).number)
    joined, left, began = homewise.facts_of(house, "QueueJoined", "QueueLeft", "PageBegan")
    assert (joined["queue"], joined["priority"], left["reason"]) == ("safety", 100, "timed_out")
    waited = datetime.fromisoformat(str(began["at"])) - datetime.fromisoformat(str(joined["at"]))
    assert 60 <= waited.total_seconds() <= 70


def test_the_urgent_caller_is_before_all_who_wait(at: At) -> None:
    """HW5: two callers wait, a complaint with its head start; danger comes last, and is first."""
    house = at(OPEN)
    patient = homewise.calls(house, *AS_OWNER, "press 0", number=STRANGERS[0])
    complainer = homewise.calls(house, *AS_OWNER, "press 5", number=STRANGERS[1])
    house.net.settles(seconds=300)
    urgent = homewise.calls(house, "press 9", number=STRANGERS[2])
    assert _in_order(house) == [urgent.sid, complainer.sid, patient.sid]
    later = homewise.calls(house, "press 9", number=STRANGERS[3])
    assert _in_order(house) == [urgent.sid, later.sid, complainer.sid, patient.sid]
    for call in (patient, complainer, urgent, later):
        call.hangs_up()


def test_whoever_waits_already_may_still_report_danger(at: At) -> None:
    """HW5: the key works in the queue, and the caller stays urgent when they then ask for a person."""
    house = at(OPEN)
    homewise.on_call(house, "accept")
    call = homewise.calls(house, *AS_OWNER, "press 0", "press 9")
    assert homewise.in_line(house, "tier1") == []
    assert homewise.in_line(house, "safety") == [call.sid]
    call.presses("0").hears("We are finding somebody now.")
    assert homewise.in_line(house, "safety") == [call.sid]
    call.presses("7").hears("Calling our engineer now.").talks_to(homewise.first(house).number)


def test_the_engineer_is_texted_every_five_minutes_until_they_reply(at: At) -> None:
    """HW5: an alert is a promise: it goes on until somebody has it, and then it stops."""
    house = at(CHRISTMAS)
    homewise.on_call(house, "no answer")
    doing.nobody_comes(homewise.calls(house, "press 9")).leaves_message("gas in the kitchen").ends()
    engineer = homewise.texted(house)
    told: list[datetime] = []
    for _ in range(20):
        house.runs_errands()
        if engineer.unread:
            told.append(house.net.now)
            engineer.receives_sms(
                f"URGENT: call from {STRANGER} at 03:04 GMT 25 Dec to Homewise support line"
            )
        house.net.settles(seconds=60)
    assert len(told) == 4
    assert all(300 <= (later - sooner).total_seconds() <= 360 for sooner, later in pairwise(told))
    engineer.sends_sms(HOMEWISE_SUPPORT, "what is it?")
    engineer.receives_sms("Reply OK to say that you have it.")
    engineer.sends_sms(HOMEWISE_SUPPORT, "OK")
    engineer.receives_sms("Thank you. It is yours.")
    house.net.settles(seconds=3600)
    house.runs_errands()
    facts = homewise.facts_of(house, "AlertSent", "AlertAcknowledged")
    assert [fact["fact"] for fact in facts] == ["AlertSent"] * 4 * TEXTED + ["AlertAcknowledged"]


def test_an_alert_is_acknowledged_on_either_line_but_only_from_the_desk_that_was_told(at: At) -> None:
    """HW5: a stranger's OK stops nothing."""
    house = at(CHRISTMAS)
    homewise.on_call(house, "no answer")
    call = doing.nobody_comes(homewise.calls(house, "press 9")).leaves_message("gas in the kitchen").ends()
    engineer = homewise.texted(house)
    house.runs_errands()
    engineer.receives_sms("URGENT")
    house.net.phone(STRANGERS[1]).sends_sms(HOMEWISE_MAIN, "OK")
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]
    engineer.sends_sms(HOMEWISE_MAIN, "Ok.")
    engineer.receives_sms("It is yours.")
    assert doing.promised(house, call) == ["page", "voicemail"]


def test_silence_on_the_urgent_message_still_raises_the_alert(at: At) -> None:
    """HW5: it may be somebody who cannot speak."""
    house = at(CHRISTMAS)
    homewise.on_call(house, "no answer")
    call = doing.nobody_comes(homewise.calls(house, "press 8")).stays_silent()
    call.hears("I could not hear you, but we are still calling our engineers about your call.").ends()
    house.runs_errands()
    homewise.texted(house).receives_sms(f"URGENT: call from {STRANGER}")


def _in_order(house: House) -> list[str]:
    """Return all who wait in any queue, the first to be served first: one order goes through all queues."""
    queues = house.services.tenants["homewise"].queues
    waiting = [one for name in ("safety", "complaints", "trade", "tier1") for one in queues.waiting(name, 9)]
    return list(dict.fromkeys(one.call_id for one in sorted(waiting, key=lambda one: one.score)))
