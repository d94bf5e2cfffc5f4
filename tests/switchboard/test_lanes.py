"""switchboard/lanes.py: what is asked for one call in order, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from switchboard.lanes import Lanes

SOON_S = 10.0


def waits(goes_on: threading.Event, begun: threading.Event | None = None) -> None:
    """Be a request that hangs."""
    if begun is not None:
        begun.set()
    goes_on.wait(SOON_S)


def breaks() -> None:
    raise KeyError("nothing")


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(count=2, most=3)
    yield made
    made.close(SOON_S)


def test_the_jobs_of_one_call_are_done_in_order(lanes: Lanes) -> None:
    done: list[int] = []
    over = threading.Event()
    for job in (lambda: done.append(1), lambda: done.append(2), over.set):
        lanes.put("CA1", job)
    assert over.wait(SOON_S)
    assert done == [1, 2]


def test_a_call_whose_request_hangs_holds_up_no_other_lane(lanes: Lanes) -> None:
    goes_on, other = threading.Event(), threading.Event()
    lanes.put("CA0", partial(waits, goes_on))
    for at in range(1, 20):
        lanes.put(f"CA{at}", other.set)
    assert other.wait(SOON_S)
    goes_on.set()


def test_a_job_that_breaks_leaves_the_next_one_its_turn(lanes: Lanes) -> None:
    over = threading.Event()
    lanes.put("CA1", breaks)
    lanes.put("CA1", over.set)
    assert over.wait(SOON_S)


def test_a_lane_that_is_full_takes_no_more_and_nobody_waits(lanes: Lanes) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    done: list[int] = []

    lanes.put("CA1", lambda: waits(goes_on, begun))
    assert begun.wait(SOON_S)
    over = threading.Event()
    for job in (lambda: done.append(1), lambda: done.append(2), over.set, lambda: done.append(4)):
        lanes.put("CA1", job)
    goes_on.set()
    assert over.wait(SOON_S)
    lanes.close(SOON_S)
    assert done == [1, 2]
