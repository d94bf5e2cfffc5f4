"""A few emergency calls while each thing is broken; `make soak` makes a thousand of them (docs/soak.md)."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.conftest import Shake
from tests.faults.oncall.course import NIGHT, Course
from tests.faults.oncall.outages import OUTAGES

CALLS = 6


@pytest.mark.parametrize("broken", OUTAGES)
def test_every_caller_in_danger_has_a_person_or_a_promise_that_is_kept(shake: Shake, broken: str) -> None:
    shaken = shake("postgresql", NIGHT)
    course = Course(shaken.house, shaken.breaking, OUTAGES[broken], Random(broken))  # noqa: S311 - no secrets
    came = course.run(CALLS)
    assert came.failures == []
    assert came.calls == CALLS == sum(came.counts.values())


def test_the_check_sees_a_machine_that_was_connected_and_a_caller_who_has_nothing(shake: Shake) -> None:
    shaken = shake("postgresql", NIGHT)
    course = Course(shaken.house, shaken.breaking, OUTAGES["nothing"], Random(1))  # noqa: S311 - no secrets
    assert course.run(2).failures == []
    ledger = course.ledger
    for leg in ledger.plans:
        ledger.plans[leg] = "voicemail"
    found = " ".join(course.judged().failures)
    assert "was connected to nobody" in found
    assert "lost: nothing was promised" in found
