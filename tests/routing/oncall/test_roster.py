"""At no instant is there nobody to ring, whatever is wrong with a roster but its catch-all (F26)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routing.oncall.ladder import MOST_AT_ONCE, Rung, Spot, after, first, ring_at
from routing.oncall.roster import ACCOUNT_MANAGER, LevelPlan, Person, Policy, Roster, Wanted, ladder
from routing.oncall.rotation import Shift

SINCE = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
#: Two are nobody: one is in no file any more, and one has no number.
NAMES = ("engineer_1", "engineer_2", "engineer_3", "deleted", "numberless")
SCHEDULES = ("primary", "secondary", "empty")
SURE = Person(id="sure", title="Operations desk", number="+442079460999")

people = st.fixed_dictionaries(
    {
        name: st.builds(
            Person,
            id=st.just(name),
            title=st.just(name),
            number=st.just("")
            if name == "numberless"
            else st.sampled_from(["+442079460801", "+442079460802"]),
            staff=st.sampled_from(["", "agent7"]),
        )
        for name in NAMES
        if name != "deleted"
    }
)
levels = st.lists(
    st.builds(
        LevelPlan,
        call=st.lists(st.sampled_from([*NAMES, *SCHEDULES, ACCOUNT_MANAGER, "unknown"]), max_size=14).map(
            tuple
        ),
        strategy=st.sampled_from(["in_turn", "simultaneous"]),
        tries=st.integers(1, 3),
    ),
    max_size=4,
).map(tuple)


@st.composite
def shifts(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Draw shifts without a gap between them; none at all is possible."""
    edges = sorted(draw(st.sets(st.integers(0, 14 * 24), max_size=6)))
    return tuple(
        Shift(
            person=draw(st.sampled_from(NAMES)),
            since=SINCE + timedelta(hours=since),
            until=SINCE + timedelta(hours=until),
            source="layer 1",
        )
        for since, until in pairwise(edges)
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    policy = Policy(
        name="on-call",
        levels=draw(levels),
        catch_all=tuple(draw(st.permutations(["sure", *draw(st.lists(st.sampled_from(NAMES), max_size=2))]))),
        rounds=draw(st.integers(1, 3)),
    )
    return Roster(
        tenant="toy",
        since=SINCE,
        until=SINCE + 14 * DAY,
        people={**draw(people), "sure": SURE},
        shifts={name: draw(shifts()) for name in SCHEDULES},
        policies={"on-call": policy},
    )


wanted = st.builds(
    Wanted,
    policy=st.sampled_from(["on-call", "of an older release"]),
    levels=levels,
    manager=st.sampled_from(["", "agent7", "agent8"]),
)
#: Before, within and long past the horizon.
instants = st.integers(-48, 400 * 24).map(lambda hours: SINCE + timedelta(hours=hours))


@given(roster=rosters(), asked=wanted, now=instants)
def test_whoever_pages_at_any_instant_ends_at_the_catch_all(
    roster: Roster, asked: Wanted, now: datetime
) -> None:
    found = ladder(roster, asked, now)
    assert SURE.number in {target.number for target in found.rings[-1].targets} | {
        target.number
        for ring in found.rings
        if ring.level == len(found.levels) - 1
        for target in ring.targets
    }
    assert all(target.number for ring in found.rings for target in ring.targets)
    assert all(1 <= len(ring.targets) <= MOST_AT_ONCE for ring in found.rings)


@given(roster=rosters(), asked=wanted, now=instants, rung=st.builds(Rung, picked_up=st.booleans()))
def test_a_page_that_nobody_takes_comes_to_an_end_and_has_rung_the_catch_all(
    roster: Roster, asked: Wanted, now: datetime, rung: Rung
) -> None:
    found = ladder(roster, asked, now)
    spot: Spot | None = first(found)
    seen: set[str] = set()
    for _ in range(1_000):
        if spot is None:
            break
        seen |= {target.number for target in ring_at(found, spot).targets}
        spot = after(found, spot, rung)
    assert spot is None
    assert SURE.number in seen
