"""Hours against a second, slow reading of the same rules, in every zone and around its clock changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.hours import Hours, Span, State, opening

ZONES = sorted(available_timezones())
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WINDOW_DAYS = 3


@cache
def _clock_changes(zone_name: str, first_year: int, last_year: int) -> list[datetime]:
    """Return a time within the UTC day of each change of offset, first_year included, last_year not."""
    zone = ZoneInfo(zone_name)
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year, 1, 1, tzinfo=UTC)
    found = []
    while day < end:
        if day.astimezone(zone).utcoffset() != (day + DAY).astimezone(zone).utcoffset():
            found.append(day)
        day += DAY
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """The same hours, read by walking minute by minute and looking at the clock on the wall."""

    now: datetime
    states: dict[datetime, State]

    def first(self, *, closed: bool) -> datetime | None:
        """Return the first minute from now on that is closed, or the first that is not."""
        later = sorted(minute for minute in self.states if minute >= self.now)
        return next((minute for minute in later if (self.states[minute] == "closed") == closed), None)


def _read_slowly(hours: Hours, now: datetime) -> Slow:
    """Walk the minutes around `now`: an edge is passed when the clock first shows its time or a later one."""
    zone = ZoneInfo(hours.timezone)
    begin = now - WINDOW_DAYS * DAY
    today = now.astimezone(zone).date()
    edges = []
    for number in range(-1, WINDOW_DAYS + 1):
        day = today + number * DAY
        for span in hours.week[day.weekday()]:
            end = (
                datetime.combine(day + DAY, time(0))
                if span.closes is None
                else datetime.combine(day, span.closes)
            )
            state: State = "reduced" if span.reduced else "open"
            edges.append((datetime.combine(day, span.opens), end, state))
    passed: set[datetime] = set()
    states: dict[datetime, State] = {}
    for number in range(2 * WINDOW_DAYS * 24 * 60 - 24 * 60):
        minute = begin + number * MINUTE
        wall = minute.astimezone(zone).replace(tzinfo=None)
        passed.update(edge for since, until, _ in edges for edge in (since, until) if edge <= wall)
        current = [state for since, until, state in edges if since in passed and until not in passed]
        states[minute] = current[0] if current else "closed"
    return Slow(now=now, states=states)


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to three spans of a day in quarter hours; some touch, some end at 24:00."""
    marks = draw(st.lists(st.integers(0, 96), max_size=4, unique=True).map(sorted))
    spans = []
    for since, until in pairwise(marks):
        if draw(st.booleans()):
            closes = None if until == 96 else time(until // 4, until % 4 * 15)
            spans.append(
                Span(opens=time(since // 4, since % 4 * 15), closes=closes, reduced=draw(st.booleans()))
            )
    return tuple(spans)


@st.composite
def _moments(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Any week in any zone, on a whole minute within 30 hours of one of the zone's clock changes, if any."""
    zone = draw(st.sampled_from(ZONES))
    changes = _clock_changes(zone, 1980, 2038) or [datetime(2026, 3, 29, tzinfo=UTC)]
    now = draw(st.sampled_from(changes)) + draw(st.integers(-30 * 60, 54 * 60)) * MINUTE
    week = draw(st.fixed_dictionaries({weekday: _spans() for weekday in range(7)}))
    return Hours(timezone=zone, week=week), now


@settings(derandomize=True, max_examples=150, deadline=None)
@given(moment=_moments())
def test_state_and_both_edges_agree_with_the_slow_reading_in_any_zone(moment: tuple[Hours, datetime]) -> None:
    hours, now = moment
    fast, slow = opening(hours, now), _read_slowly(hours, now)
    horizon = max(slow.states) - HOUR
    assert fast.state == slow.states[now]
    if fast.state == "closed":
        expected, found = slow.first(closed=False), fast.next_open
        assert fast.closes_at is None
    else:
        expected, found = slow.first(closed=True), fast.closes_at
        assert fast.next_open is None
    assert (found if found is not None and found < horizon else None) == (
        expected if expected is not None and expected < horizon else None
    )


@settings(derandomize=True, max_examples=400, deadline=None)
@given(moment=_moments(), microseconds=st.integers(0, 59_999_999))
def test_an_edge_is_the_first_instant_of_what_it_announces(
    moment: tuple[Hours, datetime], microseconds: int
) -> None:
    hours, whole_minute = moment
    now = whole_minute + timedelta(microseconds=microseconds)
    said, instant = opening(hours, now), timedelta(microseconds=1)
    if said.next_open is not None:
        at = said.next_open.astimezone(UTC)
        assert at > now
        assert opening(hours, at).state != "closed"
        assert opening(hours, at - instant).state == "closed"
        assert opening(hours, at - instant).next_open == said.next_open
    if said.closes_at is not None:
        at = said.closes_at.astimezone(UTC)
        assert at > now
        assert opening(hours, at).state == "closed"
        assert opening(hours, at - instant).state != "closed"


@settings(derandomize=True, max_examples=400, deadline=None)
@given(moment=_moments(), permille=st.integers(0, 999))
def test_nothing_opens_or_closes_between_now_and_the_next_edge(
    moment: tuple[Hours, datetime], permille: int
) -> None:
    hours, now = moment
    said = opening(hours, now)
    edge = said.next_open or said.closes_at
    until = (now + 2 * DAY) if edge is None else edge.astimezone(UTC)
    between = opening(hours, now + (until - now) * permille // 1000)
    assert (between.state == "closed") == (said.state == "closed")
    if edge is not None:
        assert (between.next_open, between.closes_at) == (said.next_open, said.closes_at)


def test_a_line_open_at_all_hours_stays_open_through_every_clock_change_of_2026_and_2027() -> None:
    """HW2: 00:00-24:00 on every day leaves no gap at midnight or at a change, in any zone."""
    week = dict.fromkeys(range(7), (Span(opens=time(0), closes=None),))
    closed: list[tuple[str, datetime]] = []
    changes = 0
    for zone in ZONES:
        hours = Hours(timezone=zone, week=week)
        for change in _clock_changes(zone, 2026, 2028):
            changes += 1
            instants = [change + number * HOUR for number in range(25)]
            closed += [(zone, at) for at in instants if opening(hours, at).closes_at is not None]
    assert changes > 300
    assert closed == []


def test_a_day_begins_at_the_instant_at_which_the_day_before_ends_in_every_zone() -> None:
    """kpi.md 1.5: a missing or repeated midnight leaves no gap and no overlap between two local days."""
    all_day = (Span(opens=time(0), closes=None),)
    apart: list[tuple[str, date]] = []
    for zone in ZONES:
        for change in _clock_changes(zone, 2026, 2028):
            for day in (change.date() - DAY, change.date(), change.date() + DAY):
                only = Hours(timezone=zone, week={}, dates={day: all_day})
                following = Hours(timezone=zone, week={}, dates={day + DAY: all_day})
                begins = opening(following, change - 3 * DAY).next_open
                assert begins is not None
                last = begins.astimezone(UTC) - MINUTE
                if (opening(only, last).state, opening(only, last + MINUTE).state) != ("open", "closed"):
                    apart.append((zone, day))
    assert apart == []
