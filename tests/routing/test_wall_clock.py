"""When the clocks of a zone change, by how much and on which second."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.wall_clock import clock_changes

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/London", [("2026-03-29T01:00", HOUR), ("2026-10-25T01:00", -HOUR)]),
        ("America/Los_Angeles", [("2026-03-08T10:00", HOUR), ("2026-11-01T09:00", -HOUR)]),
        ("Australia/Sydney", [("2026-04-04T16:00", -HOUR), ("2026-10-03T16:00", HOUR)]),
        ("Australia/Lord_Howe", [("2026-04-04T15:00", -HOUR / 2), ("2026-10-03T15:30", HOUR / 2)]),
        ("Asia/Tokyo", []),
    ],
)
def test_the_clock_changes_of_2026_are_where_the_zones_have_them(
    zone: str, changes: list[tuple[str, timedelta]]
) -> None:
    since, until = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    found = clock_changes(ZoneInfo(zone), since, until)
    assert [(f"{change.at:%Y-%m-%dT%H:%M}", change.by) for change in found] == changes


def test_a_clock_change_is_in_a_time_that_begins_with_it_and_in_none_that_ends_there() -> None:
    london, change = ZoneInfo("Europe/London"), datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert list(clock_changes(london, change - HOUR, change)) == []
    assert [one.at for one in clock_changes(london, change, change + HOUR)] == [change]
