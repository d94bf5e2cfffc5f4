"""Homewise's hours, edge by edge: every second named here is a call of its own."""

from __future__ import annotations

import pytest

from tests.calls.conftest import At
from tests.calls.opening_hours import HOMEWISE, Opening, opens_and_closes


def _full(date: str, offset: str, day: str) -> Opening:
    return Opening(day=day, opens=f"{date}T08:00:00{offset}", closes=f"{date}T20:00:00{offset}")


def _reduced(date: str, offset: str, day: str) -> Opening:
    return Opening(
        day=day, opens=f"{date}T10:00:00{offset}", closes=f"{date}T16:00:00{offset}", state="reduced"
    )


#: Greenwich Mean Time and British Summer Time.
GMT, BST = "+00:00", "+01:00"

ORDINARY = (
    _full("2026-11-24", GMT, "a Tuesday in winter"),
    _full("2026-07-07", BST, "a Tuesday in summer"),
    _full("2026-11-28", GMT, "a Saturday"),
    _reduced("2026-11-29", GMT, "a Sunday"),
)
CLOCK_CHANGES = (
    _full("2026-03-28", GMT, "the Saturday before the clocks go forward"),
    _reduced("2026-03-29", BST, "the Sunday they go forward"),
    _full("2026-03-30", BST, "the Monday after"),
    _full("2026-10-24", BST, "the Saturday before the clocks go back"),
    _reduced("2026-10-25", GMT, "the Sunday they go back"),
    _full("2026-10-26", GMT, "the Monday after"),
    _full("2027-03-27", GMT, "the Saturday before the clocks go forward"),
    _reduced("2027-03-28", BST, "the Sunday they go forward"),
    _full("2027-03-30", BST, "the first working day after"),
    _full("2027-10-30", BST, "the Saturday before the clocks go back"),
    _reduced("2027-10-31", GMT, "the Sunday they go back"),
    _full("2027-11-01", GMT, "the Monday after"),
)
#: Source: www.gov.uk/bank-holidays, England and Wales. The holiday itself is kept besides its substitute day.
BANK_HOLIDAYS = (
    _reduced("2026-01-01", GMT, "New Year's Day"),
    _reduced("2026-04-03", BST, "Good Friday"),
    _reduced("2026-04-06", BST, "Easter Monday"),
    _reduced("2026-05-04", BST, "Early May"),
    _reduced("2026-05-25", BST, "Spring"),
    _reduced("2026-08-31", BST, "Summer"),
    _reduced("2026-12-25", GMT, "Christmas Day"),
    _reduced("2026-12-26", GMT, "Boxing Day, a Saturday"),
    _reduced("2026-12-28", GMT, "substitute day, a Monday"),
    _reduced("2027-01-01", GMT, "New Year's Day"),
    _reduced("2027-03-26", GMT, "Good Friday"),
    _reduced("2027-03-29", BST, "Easter Monday, the day after the clocks go forward"),
    _reduced("2027-05-03", BST, "Early May"),
    _reduced("2027-05-31", BST, "Spring"),
    _reduced("2027-08-30", BST, "Summer"),
    _reduced("2027-12-25", GMT, "Christmas Day, a Saturday"),
    _reduced("2027-12-26", GMT, "Boxing Day, a Sunday"),
    _reduced("2027-12-27", GMT, "substitute day, a Monday"),
    _reduced("2027-12-28", GMT, "substitute day, a Tuesday"),
)
#: Days that somebody might take for a holiday.
NEAR_HOLIDAYS = (
    _full("2026-04-04", BST, "the Saturday of Easter"),
    _reduced("2026-04-05", BST, "Easter Sunday, which is a Sunday like any other"),
    _full("2026-12-24", GMT, "Christmas Eve"),
    _reduced("2026-12-27", GMT, "the Sunday after Boxing Day"),
    _full("2026-12-29", GMT, "the day after the substitute day"),
    _full("2026-12-31", GMT, "New Year's Eve"),
    _full("2027-01-02", GMT, "the second of January, a holiday in Scotland only"),
    _full("2027-12-24", GMT, "Christmas Eve"),
    _full("2027-12-29", GMT, "the day after the substitute days"),
    _full("2026-07-13", BST, "a holiday in Northern Ireland only"),
    _full("2026-11-30", GMT, "Saint Andrew's Day, a holiday in Scotland only"),
)


@pytest.mark.parametrize("opening", ORDINARY, ids=str)
def test_the_week_opens_and_closes_to_the_second(at: At, opening: Opening) -> None:
    """HW3: 08:00 to 20:00 from Monday to Saturday, 10:00 to 16:00 with fewer people on Sunday."""
    opens_and_closes(at, HOMEWISE, opening)


@pytest.mark.parametrize("opening", CLOCK_CHANGES, ids=str)
def test_both_clock_changes_keep_the_wall_clock(at: At, opening: Opening) -> None:
    """HW3: the same hours by the clock on the wall before, on and after the day it is changed."""
    opens_and_closes(at, HOMEWISE, opening)


@pytest.mark.parametrize("opening", BANK_HOLIDAYS, ids=str)
def test_a_bank_holiday_has_fewer_people_and_fewer_hours(at: At, opening: Opening) -> None:
    """HW3: every bank holiday of England in 2026 and 2027, and the weekend days some of them stand for."""
    opens_and_closes(at, HOMEWISE, opening)


@pytest.mark.parametrize("opening", NEAR_HOLIDAYS, ids=str)
def test_a_day_that_is_no_bank_holiday_in_england_is_ordinary(at: At, opening: Opening) -> None:
    """HW3: neither eves, nor the days between, nor the holidays of Scotland and Northern Ireland."""
    opens_and_closes(at, HOMEWISE, opening)
