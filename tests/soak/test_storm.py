"""A storm at about a fiftieth of its numbers: the same code, in this process."""

from __future__ import annotations

from tests.soak.ground import ground
from tests.soak.storm import play
from tests.soak.storm_people import CALLED, TALKED, Storm


def test_two_people_take_two_calls_and_all_others_are_told_and_called_back() -> None:
    with ground() as stands:
        came = play(stands, Storm(seed=20261122, number=1, people=2, peak=12, share=0.1))
    assert came.failures == []
    assert came.counts[TALKED] + came.counts[CALLED] == came.calls
    # It was not too quiet to show anything.
    assert came.counts[TALKED] > 0
    assert came.counts[CALLED] > 10
    assert came.counts["(heard that all were engaged)"] > 10
