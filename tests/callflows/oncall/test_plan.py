"""What is written in oncall.yaml and under `policies` is whom a page rings, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from callflows.book import load_book
from routing.oncall.roster import LevelPlan, Person, Policy
from routing.oncall.rotation import Layer, Window
from routing.oncall.schedule import resolve
from tests.callflows.oncall.small_company import company
from tests.callflows.small_book import book

PLAN = company().oncall


def test_a_person_is_as_written_and_what_is_not_written_is_no() -> None:
    assert PLAN.people["engineer_1"] == Person(
        id="engineer_1",
        title="Engineer 1",
        number="+442079460911",
        sms=True,
        language="en-GB",
        staff="agent_7",
        drills=True,
    )
    assert PLAN.people["manager"] == Person(id="manager", title="Duty manager", number="+442079460915")


def test_outside_lines_are_people_too_and_are_called_by_their_names() -> None:
    assert PLAN.people["duty"] == Person(id="duty", title="duty", number="+442079460991")


def test_a_policy_has_its_levels_its_catch_all_and_its_rounds() -> None:
    assert PLAN.policies["on-call"] == Policy(
        name="on-call",
        levels=(
            LevelPlan(call=("primary",), ring_s=15, tries=2),
            LevelPlan(call=("secondary", "engineer_3"), strategy="simultaneous", ring_s=20),
        ),
        catch_all=("manager", "duty"),
        rounds=3,
    )


def test_a_policy_of_one_line_rings_that_line() -> None:
    """As every company wrote it before there were rotations: such a release still loads."""
    assert book().oncall.policies == {"on-call": Policy(name="on-call", levels=(), catch_all=("duty",))}
    assert book().findings == ()


def test_a_policy_of_one_line_texts_that_line_too() -> None:
    """Nobody has said what else would reach whoever holds it."""
    assert book().oncall.people["duty"].sms


def test_a_rotation_is_as_written_and_a_layer_may_have_its_own_zone() -> None:
    weekly, nights = PLAN.schedules["primary"].layers
    assert weekly == Layer(
        name="layer 1",
        zone="Europe/London",
        handoff="weekly",
        starts=datetime(2026, 1, 5, 9, 0),  # noqa: DTZ001  # on the wall of its zone
        people=("engineer_1", "engineer_2"),
    )
    assert nights == Layer(
        name="nights",
        zone="Europe/Paris",
        handoff="daily",
        every=2,
        starts=datetime(2026, 1, 5, 18, 0),  # noqa: DTZ001
        ends=datetime(2027, 1, 5, 18, 0),  # noqa: DTZ001
        people=("partner",),
        only=(
            Window(days=frozenset(range(5)), opens=time(18), closes=time(9)),
            Window(days=frozenset({5, 6}), opens=time(0), closes=time(12)),
            Window(days=frozenset({5, 6}), opens=time(12), closes=None),
        ),
    )
    (custom,) = PLAN.schedules["secondary"].layers
    assert isinstance(custom, Layer)
    assert (custom.handoff, custom.length) == ("custom", timedelta(hours=36))


def test_the_partner_has_the_night_and_the_week_has_its_own_engineer() -> None:
    """Sunday at three in London; Monday at noon, in the second week of the rotation's two."""
    noon, night = datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 22, 3, tzinfo=UTC)
    shifts = resolve(PLAN.schedules["primary"], (), night, noon + timedelta(days=1))
    on_call = [next(shift.person for shift in shifts if shift.covers(at)) for at in (night, noon)]
    assert on_call == ["partner", "engineer_1"]


def test_a_company_that_does_not_hold_rings_nobody_and_loads_all_the_same() -> None:
    broken = load_book({"company.yaml": b"company: v1", "oncall.yaml": b"oncall: v1"})
    assert (dict(broken.oncall.people), dict(broken.oncall.policies)) == ({}, {})
    assert {finding.file for finding in broken.findings} == {"company.yaml", "oncall.yaml"}
