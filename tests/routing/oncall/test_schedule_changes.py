"""What people change of a schedule: what stands above what, swaps and their shifts, refusals, warnings."""

from datetime import UTC, datetime, timedelta

import pytest

from routing.oncall.rotation import Layer
from routing.oncall.schedule import (
    Change,
    Kind,
    Schedule,
    ineffective,
    misfit,
    next_shift,
    on_now,
    resolve,
    warnings,
)

#: A Monday; engineers 1, 2 and 3 take a day each from 09:00, engineer 1 the first.
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY - DAY


def _schedule(*, starts: str = "2026-01-05T09:00") -> Schedule:
    days = Layer(
        name="days",
        zone="UTC",
        handoff="daily",
        starts=datetime.fromisoformat(starts),
        people=("engineer_1", "engineer_2", "engineer_3"),
    )
    return Schedule(name="primary", zone="UTC", layers=(days,), fallback="duty_manager")


def _change(number: int, kind: Kind, begins_h: int, ends_h: int, replaces: str = "") -> Change:
    """Make a change for guest_<number>, from hours after Monday's midnight to others."""
    return Change(
        number=number,
        kind=kind,
        person=f"guest_{number}",
        since=MONDAY + begins_h * HOUR,
        until=MONDAY + ends_h * HOUR,
        replaces=replaces,
    )


def _told(*changes: Change, schedule: Schedule | None = None) -> list[tuple[str, int]]:
    """Say who is on call from which hour, over three days from Monday's midnight."""
    resolved = resolve(schedule or _schedule(), changes, MONDAY, MONDAY + 3 * DAY)
    return [(shift.person, (shift.since - MONDAY) // HOUR) for shift in resolved]


def test_where_no_layer_names_anybody_the_fallback_is_on_call() -> None:
    assert _told()[:2] == [("duty_manager", 0), ("engineer_1", 9)]


def test_a_temporary_schedule_stands_above_overrides_and_these_above_the_rotation() -> None:
    temporary, override = _change(1, "temporary", 12, 16), _change(2, "override", 10, 20)
    assert _told(override, temporary)[1:6] == [
        ("engineer_1", 9),
        ("guest_2", 10),
        ("guest_1", 12),
        ("guest_2", 16),
        ("engineer_1", 20),
    ]


def test_of_two_overrides_the_later_made_wins_in_whatever_order_they_come() -> None:
    earlier, later = _change(1, "override", 10, 20), _change(2, "override", 12, 14)
    expected = [("engineer_1", 9), ("guest_1", 10), ("guest_2", 12), ("guest_1", 14), ("engineer_1", 20)]
    assert _told(earlier, later)[1:6] == expected
    assert _told(later, earlier)[1:6] == expected


def test_an_override_keeps_the_edges_of_the_shifts_under_it_and_a_temporary_schedule_does_not() -> None:
    """An override must not merge shifts (goalert 4362)."""
    assert _told(_change(1, "override", 10, 50))[2:5] == [
        ("guest_1", 10),
        ("guest_1", 33),
        ("engineer_2", 50),
    ]
    assert _told(_change(1, "temporary", 10, 50))[2:4] == [("guest_1", 10), ("engineer_2", 50)]


def test_a_swap_takes_the_shift_it_is_for() -> None:
    assert _told(_change(1, "swap", 33, 57, "engineer_2"))[1:4] == [
        ("engineer_1", 9),
        ("guest_1", 33),
        ("engineer_3", 57),
    ]


@pytest.mark.parametrize("starts", ["2026-01-05T08:00", "2026-01-05T10:00", "2026-01-03T09:00"])
def test_a_swap_whose_shift_has_moved_has_no_effect_and_is_told_of(starts: str) -> None:
    """A swap does not follow an edited shift (oncall 4182): it falls away, and is shown."""
    swap, moved = _change(1, "swap", 33, 57, "engineer_2"), _schedule(starts=starts)
    assert "guest_1" not in dict(_told(swap, schedule=moved))
    assert ineffective(moved, (swap,), NOW) == (swap,)
    assert ineffective(_schedule(), (swap,), NOW) == ()


def test_a_swap_is_of_a_whole_shift_though_part_of_it_is_asked_for() -> None:
    """The shift is longer than what was swapped: also where the part asked for does not show it."""
    swap = _change(1, "swap", 33, 45, "engineer_2")
    asked = MONDAY + 36 * HOUR, MONDAY + 37 * HOUR
    (shift,) = resolve(_schedule(), (swap,), *asked)
    assert shift.person == "engineer_2"
    (shift,) = resolve(_schedule(), (_change(1, "swap", 33, 57, "engineer_2"),), *asked)
    assert shift.person == "guest_1"


def test_a_swap_leaves_an_override_within_its_shift_as_it_is() -> None:
    override, swap = _change(1, "override", 40, 42), _change(2, "swap", 33, 57, "engineer_2")
    assert _told(override, swap)[2:6] == [
        ("guest_2", 33),
        ("guest_1", 40),
        ("guest_2", 42),
        ("engineer_3", 57),
    ]


def test_what_is_left_of_a_swap_takes_the_hours_of_whom_it_replaces_and_nobody_elses() -> None:
    override, left = _change(1, "override", 40, 42), _change(2, "override", 36, 57, "engineer_2")
    assert _told(override, left)[2:7] == [
        ("engineer_2", 33),
        ("guest_2", 36),
        ("guest_1", 40),
        ("guest_2", 42),
        ("engineer_3", 57),
    ]


def test_what_somebody_has_by_a_change_can_be_swapped_in_turn() -> None:
    first, second = _change(1, "swap", 33, 57, "engineer_2"), _change(2, "swap", 33, 57, "guest_1")
    assert _told(first, second)[2] == ("guest_2", 33)
    assert ineffective(_schedule(), (first, second), NOW) == (first,)


def test_a_shift_names_the_change_that_made_it() -> None:
    resolved = resolve(_schedule(), (_change(7, "override", 10, 20),), MONDAY, MONDAY + DAY)
    assert [(shift.source, shift.change) for shift in resolved] == [
        ("fallback", 0),
        ("days", 0),
        ("override", 7),
        ("days", 0),
    ]


@pytest.mark.parametrize(
    ("change", "said", "of"),
    [
        (_change(1, "override", 20, 20), "choose an end after", "until"),
        (_change(1, "override", -48, 20), "let it begin at 2026-01-04 00:00 UTC or later", "since"),
        (_change(1, "temporary", 0, 24 * 400), "layers", "until"),
        (_change(1, "override", 0, 20, "engineer_1"), "leave that out", "replaces"),
        (_change(1, "swap", 33, 57), "say whose", "replaces"),
        (_change(1, "swap", 33, 57, "guest_1"), "say whose", "replaces"),
        (_change(1, "swap", 34, 57, "engineer_2"), "choose one as the schedule shows it now", "since"),
        (
            _change(1, "swap", 33, 57, "engineer_3"),
            "engineer_3 has no shift from 2026-01-06 09:00 UTC",
            "since",
        ),
    ],
)
def test_what_may_not_be_changed_is_refused_with_a_remedy(change: Change, said: str, of: str) -> None:
    wrong = misfit(_schedule(), change, (), NOW)
    assert wrong is not None
    assert said in wrong.words
    assert wrong.of == of


@pytest.mark.parametrize(
    "change",
    [
        _change(1, "override", -24, 20),
        _change(1, "temporary", 0, 24 * 30),
        _change(1, "swap", 33, 57, "engineer_2"),
    ],
)
def test_what_may_be_changed_is_not_refused(change: Change) -> None:
    assert misfit(_schedule(), change, (), NOW) is None


def test_who_makes_a_change_over_another_is_warned_that_the_later_made_wins() -> None:
    (told,) = warnings(_schedule(), _change(2, "override", 10, 20), (_change(1, "override", 12, 14),))
    assert told == (
        "There is a change for guest_1 from 2026-01-05 12:00 UTC until 2026-01-05 14:00 UTC: "
        "where both hold, the later made wins."
    )


def test_who_makes_a_change_below_a_temporary_schedule_is_warned_of_no_effect() -> None:
    """An override that a temporary schedule defeats (goalert 929)."""
    told = warnings(_schedule(), _change(2, "override", 12, 14), (_change(1, "temporary", 10, 20),))
    assert told == (
        "guest_1 stays on call from 2026-01-05 10:00 UTC until 2026-01-05 20:00 UTC: "
        "a temporary schedule stands above this.",
        "It has no effect: nobody's shift becomes theirs.",
    )
    assert warnings(_schedule(), _change(2, "override", 12, 14), (_change(1, "override", 20, 30),)) == ()


def test_what_a_later_change_covers_is_without_effect_until_it_is_over() -> None:
    under, over = _change(1, "override", 12, 14), _change(2, "override", 10, 20)
    assert ineffective(_schedule(), (under, over), NOW) == (under,)
    assert ineffective(_schedule(), (under, over), under.until) == ()


def test_on_now_and_next_are_whole_shifts() -> None:
    now = MONDAY + 12 * HOUR
    shift = on_now(_schedule(), (), now)
    assert (shift.person, shift.since, shift.until) == ("engineer_1", MONDAY + 9 * HOUR, MONDAY + 33 * HOUR)
    following = next_shift(_schedule(), (), now)
    assert following is not None
    assert (following.person, following.since, following.until) == (
        "engineer_2",
        MONDAY + 33 * HOUR,
        MONDAY + 57 * HOUR,
    )
    again = next_shift(_schedule(), (), now, "engineer_1")
    assert again is not None
    assert again.since == MONDAY + 81 * HOUR
    assert next_shift(_schedule(), (), now, "nobody") is None
