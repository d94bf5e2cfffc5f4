"""The hours of both companies, as their flows state them."""

from datetime import date, time

import pytest

from routing.hours import HolidayHours, Hours, Span

REDUCED = (Span(opens=time(10), closes=time(16), reduced=True),)


@pytest.fixture(scope="session")
def homewise() -> Hours:
    """HW3: 08:00-20:00 Monday to Saturday; fewer people on Sundays and on England's bank holidays."""
    staffed = (Span(opens=time(8), closes=time(20)),)
    return Hours(
        timezone="Europe/London",
        week=dict.fromkeys(range(6), staffed) | {6: REDUCED},
        holidays=HolidayHours(calendar="england-and-wales", spans=REDUCED),
        dates={date(2026, 12, 26): REDUCED},
    )


@pytest.fixture(scope="session")
def homeika() -> Hours:
    """HK2: Monday to Friday 06:00-20:00."""
    support = (Span(opens=time(6), closes=time(20)),)
    return Hours(timezone="America/Los_Angeles", week=dict.fromkeys(range(5), support))
