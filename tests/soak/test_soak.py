"""The soak at about a hundredth of its numbers: the same code, in this process."""

from __future__ import annotations

import pytest

from tests.soak.plan import FULL, Came, Plan, carry_out


@pytest.fixture(scope="module")
def came() -> Came:
    plan = Plan(
        seed=FULL.seed, batches=2, size=20, forgeries=FULL.forgeries // 100, forgets_every=2, processes=1
    )
    return carry_out(plan, print)


def test_every_random_call_is_known_ends_once_and_is_given_something(came: Came) -> None:
    assert came.failures == []
    assert came.calls == 40


def test_redis_was_emptied_while_callers_were_on_the_line(came: Came) -> None:
    assert came.counts["times Redis was killed and started again empty"] == 1
    assert came.counts["under way when Redis forgot"] > 0


def test_webhooks_were_repeated_late_and_overtaken(came: Came) -> None:
    for sort in ("repeated", "repeated at once", "late", "overtaken"):
        assert came.counts[f"webhooks {sort}"] > 0


def test_no_forged_request_is_accepted(came: Came) -> None:
    assert (came.forged, came.accepted) == (FULL.forgeries // 100, 0)
