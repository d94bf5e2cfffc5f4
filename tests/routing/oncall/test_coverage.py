"""The proof of coverage: each hole that is put into a sound arrangement is found, with its date."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.oncall.calendars import CalendarLayer
from routing.oncall.coverage import gathered, prove
from routing.oncall.finding import Finding
from routing.oncall.roster import ACCOUNT_MANAGER, LevelPlan, Roster, Wanted, ladder
from routing.oncall.rotation import Window
from routing.oncall.stretches import Arrangement, stretches, timeline
from tests.routing.oncall.sound import (
    DAY,
    SINCE,
    rotation,
    sound_one,
    with_change,
    with_person,
    with_policy,
    with_schedule,
)


def _told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int, str, str]]:
    """Return what was found with its dates, information apart."""
    return [
        (one.kind, one.severity, one.level, f"{one.since:%Y-%m-%dT%H:%M}", f"{one.until:%Y-%m-%dT%H:%M}")
        for one in findings
        if one.severity != "info"
    ]


YEAR = ("2026-01-01T00:00", "2027-01-01T00:00")


def test_a_sound_arrangement_has_nothing_to_mend_for_a_year() -> None:
    assert prove(sound_one(), SINCE) == ()


@pytest.mark.parametrize(
    ("arrangement", "expected"),
    [
        pytest.param(
            with_schedule(
                "primary",
                layers=(rotation(("engineer_1",), ends=datetime.fromisoformat("2026-08-03T09:00")),),
            ),
            [("fallback_only", "warning", 1, "2026-08-03T08:00", YEAR[1])],
            id="a rotation ends",
        ),
        pytest.param(
            with_schedule("primary", fallback="nobody"),
            [("unreachable_fallback", "error", 0, *YEAR)],
            id="a fallback that is nobody",
        ),
        pytest.param(
            with_schedule(
                "secondary", layers=(rotation(("engineer_3", "engineer_4", "nobody", *["engineer_3"] * 50)),)
            ),
            [
                ("hole", "error", 2, "2026-01-12T09:00", "2026-01-19T09:00"),
                ("no_number", "error", 0, "2026-01-12T09:00", "2026-01-19T09:00"),
            ],
            id="a person whom nobody knows",
        ),
        pytest.param(
            with_change(person="mute"),
            [
                ("hole", "error", 1, "2026-05-05T09:00", "2026-05-06T09:00"),
                ("no_number", "error", 0, "2026-05-05T09:00", "2026-05-06T09:00"),
            ],
            id="an override for somebody without a number",
        ),
        pytest.param(
            with_change(person="nobody"),
            [("no_effect", "warning", 0, "2026-05-05T09:00", "2026-05-06T09:00")],
            id="an override for nobody",
        ),
        pytest.param(
            with_change(person="engineer_3"),
            [("shared_phone", "warning", 2, "2026-05-05T09:00", "2026-05-06T09:00")],
            id="an override for whoever is on the next level",
        ),
        pytest.param(
            with_change(kind="swap", replaces="engineer_1"),
            [("no_effect", "warning", 0, "2026-05-05T09:00", "2026-05-06T09:00")],
            id="a swap whose shift has moved",
        ),
        pytest.param(
            with_policy(catch_all=()), [("empty_catch_all", "error", 0, *YEAR)], id="an empty catch-all"
        ),
        pytest.param(
            with_policy(catch_all=("nobody",)),
            [("unreachable_fallback", "error", 3, *YEAR)],
            id="a catch-all that is nobody",
        ),
        pytest.param(
            with_policy(catch_all=("primary",)),
            [("unreachable_fallback", "warning", 3, *YEAR)],
            id="a catch-all that has rung before",
        ),
        pytest.param(
            with_policy(levels=(LevelPlan(call=("manager", "manager")),)),
            [("double", "warning", 1, *YEAR)],
            id="somebody twice in one level",
        ),
        pytest.param(
            with_policy(levels=(LevelPlan(call=("nobody",)), LevelPlan(call=("primary",)))),
            [("hole", "error", 1, *YEAR)],
            id="a level that names nobody",
        ),
        pytest.param(
            with_person("desk", ""),
            [("unreachable_fallback", "error", 3, *YEAR)],
            id="a desk without a number",
        ),
    ],
)
def test_each_seeded_hole_is_found_with_its_date(
    arrangement: Arrangement, expected: list[tuple[str, str, int, str, str]]
) -> None:
    assert sorted(_told(prove(arrangement, SINCE))) == expected


def test_a_finding_says_all_of_it_in_local_and_utc_time_and_a_remedy() -> None:
    """engineer_3 has the week of 5 May in the secondary schedule."""
    (finding,) = prove(with_change(person="engineer_3"), SINCE)
    assert finding.policy == "danger"
    assert finding.text == (
        "the phone of engineer_3 is on level 1 and on level 2 of policy danger, 2026-05-05 10:00 BST until "
        "2026-05-06 10:00 BST (2026-05-05T09:00Z to 2026-05-06T09:00Z): who does not answer it there "
        "will not here: have somebody else on one of them"
    )


def test_two_people_with_one_phone_are_found_on_two_levels_and_in_one() -> None:
    same = with_person("engineer_3", sound_one().people["engineer_1"].number)
    assert {one.kind for one in prove(same, SINCE)} == {"shared_phone"}
    together = LevelPlan(call=("primary", "secondary"), strategy="simultaneous")
    policy = replace(sound_one().policies["danger"], levels=(together,))
    first, *_ = prove(replace(same, policies={"danger": policy}), SINCE)
    assert first.kind == "double"
    assert "the phone of engineer_1 and engineer_3 twice" in first.text


def test_an_account_manager_makes_a_level_that_is_not_empty() -> None:
    levels = (LevelPlan(call=(ACCOUNT_MANAGER,)), LevelPlan(call=("primary",)))
    assert prove(with_policy(levels=levels), SINCE) == ()


def test_a_shift_that_begins_as_the_clocks_change_is_told_of() -> None:
    arrangement = with_schedule(
        "primary",
        layers=(rotation(("engineer_1", "engineer_2"), starts=datetime.fromisoformat("2025-12-28T01:30")),),
    )
    found = prove(arrangement, SINCE)
    assert [(one.kind, one.severity, f"{one.since:%Y-%m-%dT%H:%M}") for one in found] == [
        ("clock_change", "info", "2026-03-29T01:00"),
        ("clock_change", "info", "2026-10-25T00:30"),
    ]
    assert "go forward, and engineer_2 begins by primary, 2026-03-29 02:00 BST" in found[0].text
    assert "go back" in found[1].text


def test_what_a_calendar_says_of_nobody_is_a_warning_of_its_schedule() -> None:
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Somebody\r\nDTSTART:20260302T090000Z\r\n"
        "DURATION:PT8H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    layer = CalendarLayer(name="partner", zone="Europe/London", people={"desk": "Desk"}, text=text)
    found = prove(with_schedule("primary", layers=(*sound_one().schedules["primary"].layers, layer)), SINCE)
    assert [(one.kind, one.schedule) for one in found] == [("calendar", "primary")]
    assert '"Somebody" of 2026-03-02 names nobody' in found[0].text


def test_findings_alike_but_for_their_time_are_gathered_into_the_first() -> None:
    office = Window(days=frozenset(range(5)), opens=time(9), closes=time(17))
    found = prove(with_schedule("primary", layers=(rotation(("engineer_1",), only=(office,)),)), SINCE)
    assert {one.kind for one in found} == {"fallback_only"}
    (one,) = gathered(found)
    assert one.times == len(found) == 262
    assert one.since == SINCE
    first = "2026-01-01 00:00 GMT, 2026-01-01 17:00 GMT, 2026-01-02 17:00 GMT, 2026-01-05 17:00 GMT, "
    assert one.often(365).startswith(f"262 times in 365 days: {first}")
    assert one.often(365).endswith(" and 252 more")


def test_findings_about_different_people_are_not_gathered_and_each_keeps_its_dates() -> None:
    """Engineers 1 and 2 each have the phone of somebody of the next level, in different weeks."""
    first, second = with_person("engineer_1", "+442079460902"), sound_one().people["engineer_4"].number
    people = {**first.people, "engineer_2": replace(first.people["engineer_2"], number=second)}
    found = gathered(prove(replace(first, people=people), SINCE))
    assert [(one.times, one.what.split(" is ")[0], one.begins[0]) for one in found] == [
        (27, "the phone of engineer_3", "2026-01-01 00:00 GMT"),
        (26, "the phone of engineer_4", "2026-01-05 09:00 GMT"),
    ]


def test_stretches_say_who_is_rung_level_by_level() -> None:
    line = timeline(sound_one(), SINCE, SINCE + 14 * DAY)
    told = [
        (f"{one.since:%m-%dT%H:%M}", [[each.person.id for each in level] for level in one.levels])
        for one in stretches(line, sound_one().policies["danger"])
    ]
    assert told == [
        ("01-01T00:00", [["engineer_1"], ["engineer_3"], ["desk"]]),
        ("01-05T09:00", [["engineer_2"], ["engineer_4"], ["desk"]]),
        ("01-12T09:00", [["engineer_1"], ["engineer_3"], ["desk"]]),
    ]


@settings(max_examples=50, deadline=None)
@given(quarters=st.integers(0, 4 * 24 * 360), length=st.integers(1, 4 * 24 * 4))
def test_a_hole_of_any_length_at_any_time_is_found_where_it_is(quarters: int, length: int) -> None:
    since = SINCE + quarters * timedelta(minutes=15)
    until = since + length * timedelta(minutes=15)
    found = prove(with_change(person="mute", since=since, until=until), SINCE)
    assert [(one.since, one.until) for one in found if one.kind == "hole"] == [(since, until)]


@settings(max_examples=50, deadline=None)
@given(minute=st.integers(0, 60 * 24 * 365 - 1), begins=st.integers(0, 364), kept=st.booleans())
def test_the_proof_and_the_page_ring_the_same_people(minute: int, begins: int, kept: bool) -> None:  # noqa: FBT001  # hypothesis names its arguments
    """The ladder of an emergency call, at any minute, is what the proof has there."""
    person = "engineer_4" if kept else "mute"
    day = SINCE + begins * DAY
    arrangement = with_change(person=person, kind="temporary", since=day, until=day + DAY)
    now = SINCE + timedelta(minutes=minute)
    line = timeline(arrangement, SINCE, SINCE + 365 * DAY)
    roster = Roster(
        tenant="homeika",
        since=line.since,
        until=line.until,
        people=arrangement.people,
        shifts=line.shifts,
        policies=arrangement.policies,
    )
    rung = ladder(roster, Wanted(policy="danger"), now)
    proved = next(
        one for one in stretches(line, arrangement.policies["danger"]) if one.since <= now < one.until
    )
    assert [[target.person for target in level.targets] for level in rung.levels] == [
        [answer.person.id for answer in level] for level in proved.levels if level
    ]
