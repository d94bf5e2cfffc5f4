"""storage/live/queues.py: the order of waiting, and who has gone."""

import pytest

from storage.live.calls import Calls, Commit
from storage.live.client import LiveClient
from storage.live.queues import PIECE, Queues, Waiting

MINUTE_MS = 60_000


@pytest.fixture
def queues(client: LiveClient) -> Queues:
    return Queues(client, "homewise")


def waits(calls: Calls, call_id: str, score: float, since_ms: int) -> None:
    joins = (("repairs", score),)
    calls.commit(
        Commit(call_id=call_id, turn_read=0, turn=1, state="", reply="", now_ms=since_ms, joins=joins)
    )


def test_the_smallest_score_is_next_and_equal_ones_go_by_id(calls: Calls, queues: Queues) -> None:
    for call_id, score in (("CA3", 20.0), ("CA2", 20.0), ("CA1", 30.0), ("CA9", 10.5)):
        waits(calls, call_id, score, 0)
    assert queues.waiting("repairs", 10) == (
        Waiting("CA9", 10.5),
        Waiting("CA2", 20.0),
        Waiting("CA3", 20.0),
        Waiting("CA1", 30.0),
    )


def test_only_the_head_asked_for_is_given(calls: Calls, queues: Queues) -> None:
    for number in range(5):
        waits(calls, f"CA{number}", float(number), 0)
    assert [one.call_id for one in queues.waiting("repairs", 2)] == ["CA0", "CA1"]


def test_a_head_of_nobody_is_not_taken_for_everybody(queues: Queues) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        queues.waiting("repairs", 0)


def test_nobody_waits_in_a_queue_that_nobody_joined(queues: Queues) -> None:
    assert queues.waiting("repairs", 10) == ()
    assert queues.sweep("repairs", 0, MINUTE_MS) == ()


def test_a_sweep_takes_out_who_was_silent_and_leaves_who_took_a_turn(calls: Calls, queues: Queues) -> None:
    """Exactly as long as allowed is not too long."""
    for call_id, since_ms in (("CA1", 0), ("CA2", 1), ("CA3", 0)):
        waits(calls, call_id, 1.0, since_ms)
    calls.commit(Commit(call_id="CA3", turn_read=1, turn=2, state="", reply="", now_ms=MINUTE_MS))
    assert queues.sweep("repairs", MINUTE_MS + 1, MINUTE_MS) == ("CA1",)
    assert [one.call_id for one in queues.waiting("repairs", 10)] == ["CA2", "CA3"]
    assert queues.sweep("repairs", MINUTE_MS + 1, MINUTE_MS) == ()


def test_a_call_that_ended_without_leaving_is_swept_at_once(calls: Calls, queues: Queues) -> None:
    waits(calls, "CA1", 1.0, 1_000)
    calls.commit(Commit(call_id="CA1", turn_read=1, turn=2, state="", reply="", now_ms=1_000, ended=True))
    assert queues.sweep("repairs", 1_000, MINUTE_MS) == ("CA1",)


def test_a_sweep_of_more_than_one_piece_misses_nobody(calls: Calls, queues: Queues) -> None:
    """Those taken out of one piece do not make the next piece skip anybody."""
    everybody = [f"CA{number:05}" for number in range(2 * PIECE + 7)]
    for number, call_id in enumerate(everybody):
        waits(calls, call_id, float(number), 0 if number % 3 else MINUTE_MS)
    gone = queues.sweep("repairs", MINUTE_MS + 1, MINUTE_MS)
    assert list(gone) == [call_id for number, call_id in enumerate(everybody) if number % 3]
    left = queues.waiting("repairs", len(everybody))
    assert [one.call_id for one in left] == everybody[::3]
