"""A few emergency calls while each thing is broken; `make soak` makes a thousand of them (docs/soak.md)."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.conftest import Shake
from tests.faults.oncall.course import NIGHT, OUTAGES, Course

CALLS = 6


@pytest.mark.parametrize("broken", OUTAGES)
def test_every_caller_in_danger_has_a_person_or_a_promise_that_is_kept(shake: Shake, broken: str) -> None:
    shaken = shake("postgresql", NIGHT)
    course = Course(shaken.house, shaken.breaking, OUTAGES[broken], Random(broken))  # noqa: S311 - no secrets
    came = course.run(CALLS)
    assert came.failures == []
    assert came.calls == CALLS == sum(came.counts.values())
