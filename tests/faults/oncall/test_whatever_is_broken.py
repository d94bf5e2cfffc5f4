"""A few emergency calls while each thing is broken; `make soak` makes a thousand of them (docs/soak.md)."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import update

from storage.record.tables import promises
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


def test_the_check_sees_a_promise_that_was_not_kept(shake: Shake) -> None:
    """A page that was given up, and one that is settled while nobody has called its caller."""
    shaken = shake("postgresql", NIGHT)
    course = Course(shaken.house, shaken.breaking, OUTAGES["all of it"], Random("all of it"))  # noqa: S311 - no secrets
    came = course.run(2 * CALLS + 2)
    assert came.failures == []
    assert any(bucket.startswith("promised") for bucket in came.counts)
    course.ledger.net.exchange.bridges.clear()
    assert "nobody has called back" in " ".join(course.judged().failures)
    with shaken.house.services.record.writing() as connection:
        pages = update(promises).where(promises.c.kind == "page")
        connection.execute(pages.values(state="failed", acknowledged_by=None))
    assert "nobody has taken it" in " ".join(course.judged().failures)
