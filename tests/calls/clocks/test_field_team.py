"""HW5: an urgent report reaches the field team within 60 minutes in staffed hours, or somebody is rung."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from emulator.phone_call import PhoneCall
from storage.record.clocks import Clock
from switchboard.alert_words import code_of
from switchboard.clock_sweep import sweep_clocks
from tests.calls import homewise
from tests.calls.clocks.conftest import ROUND_S, Working
from tests.calls.conftest import At
from tests.house import House

#: Of those who are on call by day, so many want texts: the engineer, the field lead and the manager.
TEXTED = 3
MINUTE = timedelta(minutes=1)


def reports(house: House) -> PhoneCall:
    """Report danger and hang up in the queue, so that nobody was reached. Nobody's phone answers."""
    homewise.on_call(house, "no answer")
    call = homewise.calls(house, "press 9")
    house.net.settles(seconds=2)
    return call


def clock_of(house: House, call: PhoneCall) -> Clock | None:
    """The call's clock that runs."""
    running = house.services.tenants["homewise"].clocks.running(call.sid)
    return running[0] if running else None


def looks(house: House) -> None:
    """Look at clocks, and at nothing else."""
    sweep_clocks(house.services, house.services.tenants["homewise"])


def runs(house: House, minutes: float) -> None:
    house.net.settles(seconds=minutes * 60)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (homewise.OPEN, "2026-11-24T11:00+00:00"),
        (homewise.NIGHT, "2026-11-24T09:00+00:00"),
        ("2026-11-24T19:45:00+00:00", "2026-11-25T08:45+00:00"),
        (homewise.CHRISTMAS, "2026-12-25T11:00+00:00"),
        (homewise.BANK_HOLIDAY, "2026-12-28T13:00+00:00"),
        ("2026-12-28T15:30:00+00:00", "2026-12-29T08:30+00:00"),
        ("2027-03-27T19:30:00+00:00", "2027-03-28T09:30+00:00"),
    ],
    ids=["open", "night", "evening", "Christmas", "holiday", "end of holiday", "over the clock change"],
)
def test_the_deadline_counts_staffed_minutes_alone(working: Working, moment: str, due: str) -> None:
    house = working(moment)
    clock = clock_of(house, reports(house))
    assert clock is not None
    assert abs(clock.due_at - instant(due)) < MINUTE
    assert clock.due_at - clock.half_at >= MINUTE * 30


def test_it_is_told_once_with_its_deadline(working: Working) -> None:
    house = working(homewise.OPEN)
    call = reports(house)
    runs(house, 2)
    (told,) = homewise.facts_of(house, "ClockRunning")
    assert (told["clock"], told["case"], told["call"]) == ("field-team-60m", "safety", call.sid)
    assert str(told["due_at"]).startswith("2026-11-24T11:00")


def test_half_the_time_gone_is_told_to_people_on_call_once(working: Working) -> None:
    house = working(homewise.OPEN)
    reports(house).hangs_up()
    runs(house, 25)
    assert homewise.facts_of(house, "ClockWarned") == []
    runs(house, 7)
    (warned,) = homewise.facts_of(house, "ClockWarned")
    assert warned["texts"] == TEXTED
    homewise.texted(house).receives_sms("Half the time is gone: Field team told, due 11:00 GMT 24 Nov")
    runs(house, 20)
    assert homewise.facts_of(house, "ClockWarned", "ClockBreached") == []


def _answered(house: House) -> PhoneCall:
    """Let somebody on call take the urgent caller, who is then helped."""
    homewise.on_call(house, "accept")
    return homewise.calls(house, "press 9").talks_to(homewise.first(house).number)


def test_somebody_on_call_who_accepts_keeps_it(working: Working) -> None:
    house = working(homewise.OPEN)
    call = _answered(house)
    runs(house, 2 * ROUND_S / 60)
    assert clock_of(house, call) is None
    (stopped,) = homewise.facts_of(house, "ClockStopped")
    assert (stopped["why"], stopped["late"]) == ("accepted", False)
    call.hangs_up()
    runs(house, 70)
    assert homewise.facts_of(house, "ClockWarned", "ClockBreached") == []


def test_a_deadline_that_passes_rings_on_until_somebody_takes_it(working: Working) -> None:
    """The page of the call has not ended: it rings everybody already, and there is no second one."""
    house = working(homewise.OPEN)
    call = reports(house)
    call.hangs_up()
    runs(house, 62)
    (breached,) = homewise.facts_of(house, "ClockBreached")
    assert int(str(breached["late_s"])) <= ROUND_S
    pages = [row.key for row in house.promises(call) if row.kind == "page"]
    assert pages == [f"{call.sid}/page"]
    homewise.texted(house).receives_sms("field team told, overdue. call back")


def test_a_clock_that_stops_late_says_so(working: Working) -> None:
    house = working(homewise.OPEN)
    call = reports(house)
    call.hangs_up()
    runs(house, 62)
    texted = homewise.texted(house)
    texted.receives_sms("overdue")
    texted.sends_sms(call.leg.call.to, f"DONE {code_of(call.sid)}")
    runs(house, 2)
    assert clock_of(house, call) is None
    (stopped,) = homewise.facts_of(house, "ClockStopped")
    assert (stopped["why"], stopped["late"]) == ("accepted", True)
    assert house.promises(call) == ()


def test_an_ok_by_text_that_nobody_follows_lets_the_clock_run_on(working: Working) -> None:
    """A sender can be forged (decision 0015): only a talk, a key or DONE with its code stops a clock."""
    house = working(homewise.OPEN)
    call = reports(house)
    call.hangs_up()
    runs(house, 3)
    texted = homewise.texted(house)
    texted.receives_sms("reply OK")
    texted.sends_sms(call.leg.call.to, "OK")
    texted.receives_sms("Else we ring again in 15 minutes")
    runs(house, 62)
    told = homewise.facts_of(house, "ClockStopped", "ClockBreached")
    assert [fact["fact"] for fact in told] == ["ClockBreached"]
    assert clock_of(house, call) is not None


def test_over_night_and_a_bank_holiday_nobody_is_warned_before_hours(at: At) -> None:
    """Ten minutes of the holiday count, and twenty of the next morning; nobody looks all night."""
    house = at("2026-12-28T15:50:00+00:00")
    reports(house).hangs_up()
    house.net.settles(seconds=(16 * 60 + 25) * 60)
    looks(house)
    assert homewise.facts_of(house, "ClockWarned", "ClockBreached") == []
    runs(house, 7)
    looks(house)
    (warned,) = homewise.facts_of(house, "ClockWarned")
    assert str(warned["due_at"]).startswith("2026-12-29T08:50")


def test_a_breach_that_an_outage_hid_is_told_late_and_says_how_late(at: At) -> None:
    """Nobody is warned any more that half the time has gone."""
    house = at(homewise.OPEN)
    reports(house).hangs_up()
    runs(house, 90)
    looks(house)
    looks(house)
    (breached,) = homewise.facts_of(house, "ClockWarned", "ClockBreached")
    assert breached["fact"] == "ClockBreached"
    assert 29 * 60 <= int(str(breached["late_s"])) <= 31 * 60
