"""The soak at about a hundredth of its numbers: the same code, in this process."""

from __future__ import annotations

from tests.soak.plan import FULL, Plan, carry_out


def test_random_callers_are_all_known_and_given_something_and_forgers_are_refused() -> None:
    plan = Plan(
        seed=FULL.seed, batches=2, size=20, forgeries=FULL.forgeries // 100, forgets_every=2, processes=1
    )
    came = carry_out(plan, print)
    assert came.failures == []
    assert (came.calls, came.forged, came.accepted) == (40, plan.forgeries, 0)
    # It was not too quiet to show anything.
    assert came.counts["times Redis was killed and started again empty"] == 1
    assert came.counts["under way when Redis forgot"] > 0
    for sort in ("repeated", "repeated at once", "late", "overtaken"):
        assert came.counts[f"webhooks {sort}"] > 0
