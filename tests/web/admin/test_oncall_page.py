"""The page of on-call schedules over HTTP: what it shows, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.calls.conftest import At
from tests.house import House
from tests.web.admin.company import ON_CALL, put_live
from tests.web.admin.sending import PAGE, opens, words
from tests.web.admin.test_oncall_changes import standing
from tests.web.people import signs_in


@pytest.mark.parametrize("login", ["agent1", "agent3", "supervisor", "ops", "admin"])
def test_everybody_on_the_staff_sees_who_is_on_call_and_who_is_next(house: House, login: str) -> None:
    assert "primary, until Mon 30 Nov 09:00, then Engineer 3" in opens(house, login).reads()


def test_administrators_see_numbers_others_their_end_and_operations_none(house: House) -> None:
    shown = {
        login: opens(house, login).reads() for login in ("admin", "agent2", "agent3", "supervisor", "ops")
    }
    assert [login for login, text in shown.items() if "+13415550182" in text] == ["admin", "agent2"]
    assert [login for login, text in shown.items() if "•••• 0182" in text] == ["agent3", "supervisor"]
    assert "0182" not in shown["ops"]


def test_only_who_may_change_something_is_offered_a_form(house: House) -> None:
    offered = {
        login: "Propose a swap" in opens(house, login).text
        for login in ("admin", "agent1", "agent3", "supervisor", "ops")
    }
    assert offered == {"admin": True, "agent1": True, "agent3": False, "supervisor": False, "ops": False}


def test_a_month_shows_each_handoff_by_the_schedules_clock(house: House) -> None:
    text = words(opens(house, "admin").loads("?month=2026-12").text)
    assert "primary, December 2026" in text
    assert "Monday 7 December, Mon 30 Nov 09:00 to Mon 7 Dec 09:00" in text


def test_another_clock_moves_every_instant(house: House) -> None:
    text = words(opens(house, "admin").loads("?month=2026-12&zone=Europe/London").text)
    assert "Monday 7 December, Mon 30 Nov 17:00 to Mon 7 Dec 17:00" in text


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "", "\x00"])
def test_a_zone_that_is_none_is_the_schedules_own(house: House, zone: str) -> None:
    page = signs_in(house, "homeika", "admin").gets(PAGE, query_string={"zone": zone})
    assert "Times are those of America/Los_Angeles" in words(page.text)


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", "2026-1", "99999-01", "-026-01"])
def test_a_month_that_is_none_is_the_present_one(house: House, month: str) -> None:
    page = signs_in(house, "homeika", "admin").gets(PAGE, query_string={"month": month})
    assert "primary, November 2026" in words(page.text)


def test_days_on_which_clocks_change_are_marked(house: House) -> None:
    text = words(opens(house, "admin").text)
    assert "Sunday 1 November 1 Clocks go back 1 h" in text
    spring = words(opens(house, "admin").loads("?month=2027-03").text)
    assert "Sunday 14 March 14 Clocks go forward 1 h" in spring


def test_what_is_nobodys_turn_is_marked_as_the_fallbacks(house: House) -> None:
    text = words(opens(house, "admin").loads("?schedule=nights").text)
    assert "Duty manager from 08:00 Fallback" in text or "Duty manager 08:00–20:00 Fallback" in text  # noqa: RUF001
    assert "nights, as its fallback, until Mon 23 Nov 20:00, then Night partner" in text


def test_a_list_has_every_shift_of_the_month_once(house: House) -> None:
    text = words(opens(house, "admin").loads("?view=list&month=2026-12").text)
    assert text.count("Engineer 3 layer 1") == 2
    assert "Mon 30 Nov 09:00 Mon 7 Dec 09:00" in text


def test_a_shift_that_is_chosen_fills_in_the_form(house: House) -> None:
    pick = "engineer_3~2026-11-30T17:00:00+00:00~2026-12-07T17:00:00+00:00"
    page = signs_in(house, "homeika", "admin").gets(PAGE, query_string={"pick": pick}).text
    assert 'value="2026-11-30T09:00"' in page
    assert 'value="2026-12-07T09:00"' in page
    assert "Chosen: Engineer 3" in page


@pytest.mark.parametrize("pick", ["x", "a~b~c", "~~", "engineer_3~2026-11-30T17:00:00~2026-12-07T17:00:00"])
def test_what_is_no_shift_chooses_nothing(house: House, pick: str) -> None:
    page = signs_in(house, "homeika", "admin").gets(PAGE, query_string={"pick": pick})
    assert page.status_code == 200
    assert "Chosen:" not in page.text


def test_a_company_sees_its_own_people_alone(house: House) -> None:
    assert "Field team lead" not in opens(house, "admin").text


def test_in_the_hour_that_clocks_show_twice_it_is_told_which_is_meant(at: At) -> None:
    house = at("2026-11-01T08:10:00+00:00")
    admin = opens(house, "admin")
    admin.overrides("engineer_3", "2026-11-01T01:30", "2026-11-01T03:00")
    assert "Engineer 3 on primary, Sun 1 Nov 01:30 PDT to Sun 1 Nov 03:00" in admin.reads()


def test_a_shift_longer_than_the_month_is_in_its_list_with_its_own_ends(house: House, tmp_path: Path) -> None:
    """A turn of half a year and more: neither the month nor what a page looks at around it cuts it."""
    quarters = ON_CALL.replace(
        'weekly, starts: "2026-01-05T09:00"', 'monthly, every: 8, starts: "2026-01-05T09:00"'
    )
    put_live(house, quarters, tmp_path / "shelf")
    text = words(opens(house, "admin").loads("?view=list&month=2026-12").text)
    assert "Sat 5 Sep 09:00 Wed 5 May 2027 09:00 E2 Engineer 2 layer 1" in text


def test_a_shift_that_begins_in_the_hour_that_comes_twice_is_filled_in_as_that_instant(at: At) -> None:
    """Engineer 3 begins at 01:30 for the second time: whoever takes that shift begins then too."""
    house = at("2026-11-01T07:00:00+00:00")
    admin = opens(house, "admin")
    admin.overrides("engineer_3", "2026-11-01T09:30", "2026-11-01T12:00", by_clock="UTC")
    pick = "engineer_3~2026-11-01T09:30:00+00:00~2026-11-01T12:00:00+00:00"
    page = admin.person.gets(PAGE, query_string={"pick": pick}).text
    assert 'name="since" type="datetime-local" value="2026-11-01T01:30"' in page
    (meant,) = re.findall(r'name="meant_since" value="([^"]+)"', page)
    admin = admin.loads()
    admin.overrides("engineer_1", "2026-11-01T01:30", "2026-11-01T04:00", meant_since=meant)
    assert ("override", "engineer_1", "01 09:30", "01 12:00") in standing(house)
    admin = admin.loads()
    admin.overrides("engineer_1", "2026-11-01T01:15", "2026-11-01T04:00", meant_since=meant)
    assert ("override", "engineer_1", "01 08:15", "01 12:00") in standing(house)
