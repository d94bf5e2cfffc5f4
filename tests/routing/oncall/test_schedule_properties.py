"""What holds of every schedule, in every zone, around its clock changes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.oncall.rotation import Shift
from routing.oncall.schedule import Change, hours_of_each, resolve
from tests.routing.oncall.awkward import FALLBACK, schedule_of
from tests.routing.oncall.wall_walker import Duty, walk

ZONES = sorted(available_timezones())
PEOPLE = ("engineer_1", "engineer_2", "engineer_3", "engineer_4")
HOUR, DAY, QUARTER = timedelta(hours=1), timedelta(days=1), timedelta(minutes=15)
WHOLE_DAYS = 3


@cache
def _clock_changes(zone_name: str) -> tuple[datetime, ...]:
    """Return the UTC days of three years on which the zone's offset changes, and one on which it may not."""
    zone = ZoneInfo(zone_name)
    days = [datetime(2026, 1, 1, tzinfo=UTC) + number * DAY for number in range(3 * 365)]
    changing = [
        day for day in days if day.astimezone(zone).utcoffset() != (day + DAY).astimezone(zone).utcoffset()
    ]
    return (*changing, days[200])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Duties, and some days around a clock change of the first one's zone."""

    duties: tuple[Duty, ...]
    since: datetime
    until: datetime


@st.composite
def _duty(draw: st.DrawFn, zone: str, day: datetime) -> Duty:
    kind = draw(st.sampled_from(("daily", "weekly", "monthly", "custom")))
    starts = day.replace(tzinfo=None) - draw(st.integers(0, 40)) * DAY + draw(st.integers(0, 95)) * QUARTER
    windows = st.tuples(
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 95).map(lambda quarter: quarter * 15),
        st.integers(1, 96).map(lambda quarter: quarter * 15),
    )
    ends = draw(st.none() | st.integers(1, 50 * 96))
    return Duty(
        zone=zone,
        kind=kind,
        starts=starts,
        people=tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4))),
        every=15 * draw(st.integers(1, 300)) if kind == "custom" else draw(st.integers(1, 3)),
        hours=tuple(draw(st.lists(windows, max_size=3))),
        ends=None if ends is None else starts + ends * QUARTER,
    )


@st.composite
def _asked(draw: st.DrawFn) -> Asked:
    zone = draw(st.sampled_from(ZONES))
    day = draw(st.sampled_from(_clock_changes(zone)))
    zones = st.sampled_from((zone, zone, draw(st.sampled_from(ZONES))))
    duties = draw(st.lists(zones.flatmap(lambda each: _duty(each, day)), min_size=1, max_size=3))
    since = day - DAY + draw(st.integers(0, 95)) * QUARTER
    return Asked(duties=tuple(duties), since=since, until=since + WHOLE_DAYS * DAY)


@st.composite
def _changes(draw: st.DrawFn, since: datetime) -> tuple[Change, ...]:
    """Up to eight changes around [since, since + three days), of any kind; swaps seldom fit."""
    made = []
    for number in range(1, 1 + draw(st.integers(0, 8))):
        begins = since + draw(st.integers(-2 * 96, 4 * 96)) * QUARTER
        made.append(
            Change(
                number=number,
                kind=draw(st.sampled_from(("override", "swap", "temporary"))),
                person=draw(st.sampled_from(PEOPLE)),
                since=begins,
                until=begins + draw(st.integers(1, 2 * 96)) * QUARTER,
                replaces=draw(st.sampled_from(PEOPLE)),
            )
        )
    return tuple(made)


def _at_each_quarter(shifts: list[tuple[datetime, datetime, str]], since: datetime) -> list[str]:
    """Return the person on call at each quarter hour of the days asked for."""
    people = []
    for number in range(WHOLE_DAYS * 96):
        at = since + number * QUARTER
        (person,) = [who for begins, ends, who in shifts if begins <= at < ends]
        people.append(person)
    return people


@settings(max_examples=150, deadline=None)
@given(asked=_asked())
def test_any_rotation_in_any_zone_is_what_the_wall_clock_shows(asked: Asked) -> None:
    resolved = resolve(schedule_of(asked.duties), (), asked.since, asked.until)
    walked = walk(asked.duties, FALLBACK, asked.since, asked.until)
    assert _at_each_quarter(
        [(shift.since, shift.until, shift.person) for shift in resolved], asked.since
    ) == _at_each_quarter([(seen.since, seen.until, seen.person) for seen in walked], asked.since)


@settings(max_examples=200, deadline=None)
@given(asked=_asked(), data=st.data())
def test_at_no_instant_is_nobody_on_call_and_at_none_are_two(asked: Asked, data: st.DataObject) -> None:
    changes = data.draw(_changes(asked.since))
    resolved = resolve(schedule_of(asked.duties), changes, asked.since, asked.until)
    assert resolved[0].since == asked.since
    assert resolved[-1].until == asked.until
    assert all(earlier.until == later.since for earlier, later in pairwise(resolved))
    assert all(shift.since < shift.until and shift.person for shift in resolved)
    assert all(shift.since.tzinfo is UTC for shift in resolved)
    assert sum(hours_of_each(resolved).values(), timedelta()) == WHOLE_DAYS * DAY


@settings(max_examples=200, deadline=None)
@given(asked=_asked(), data=st.data())
def test_two_parts_of_a_time_are_its_whole_but_for_the_cut(asked: Asked, data: st.DataObject) -> None:
    """Where the cut falls into a shift, that shift is two; all else is as it is in one."""
    schedule, changes = schedule_of(asked.duties), data.draw(_changes(asked.since))
    cut = asked.since + data.draw(st.integers(1, WHOLE_DAYS * 96 - 1)) * QUARTER
    whole = resolve(schedule, changes, asked.since, asked.until)
    first = resolve(schedule, changes, asked.since, cut)
    second = resolve(schedule, changes, cut, asked.until)
    if all(shift.since != cut for shift in whole):
        left, right = first[-1], second[0]
        assert (left.person, left.source, left.change) == (right.person, right.source, right.change)
        joined = Shift(person=left.person, since=left.since, until=right.until, source=left.source)
        first, second = (*first[:-1], joined), second[1:]
    assert (*first, *second) == whole


@settings(max_examples=100, deadline=None)
@given(asked=_asked(), data=st.data())
def test_a_swap_of_a_shift_that_is_there_holds_for_all_of_it_and_nothing_else(
    asked: Asked, data: st.DataObject
) -> None:
    schedule = schedule_of(asked.duties)
    seen = resolve(schedule, (), asked.since - 60 * DAY, asked.until + 60 * DAY)
    shift = data.draw(st.sampled_from(seen[1:-1] or seen))
    swap = Change(
        number=1, kind="swap", person="guest", since=shift.since, until=shift.until, replaces=shift.person
    )
    after = resolve(schedule, (swap,), asked.since, asked.until)
    theirs = [one for one in after if one.person == "guest"]
    shared = (max(shift.since, asked.since), min(shift.until, asked.until))
    if shift is not seen[0] and shift is not seen[-1]:
        assert [(one.since, one.until) for one in theirs] == ([shared] if shared[0] < shared[1] else [])
