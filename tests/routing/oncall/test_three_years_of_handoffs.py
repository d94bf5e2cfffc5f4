"""HW4, DC4: every handoff of three years, against a walk along the wall clock."""

from datetime import UTC, datetime

import pytest

from routing.oncall.schedule import resolve
from tests.routing.oncall.awkward import AWKWARD, FALLBACK, Awkward, schedule_of
from tests.routing.oncall.wall_walker import Stretch, walk

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("awkward", AWKWARD, ids=lambda each: each.why)
def test_each_handoff_of_three_years_is_where_the_wall_clock_has_it(awkward: Awkward) -> None:
    resolved = resolve(schedule_of(awkward.duties), (), SINCE, UNTIL)
    walked = walk(awkward.duties, FALLBACK, SINCE, UNTIL)
    found = [
        Stretch(
            since=shift.since,
            until=shift.until,
            person=shift.person,
            layer=-1 if shift.source == "fallback" else int(shift.source),
        )
        for shift in resolved
    ]
    assert found == walked
    assert len(found) > 30
