"""What a claim says of the claims before it: who may have been told, and what may have been done."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.record.engine import Record
from storage.record.promises import Claim, Kind, NewPromise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEASE_OVER = NOW + timedelta(seconds=30)
DUTY = "+442079460990"


@pytest.fixture
def promises(record: Record) -> Promises:
    return Promises(record, "homewise")


def claimed(promises: Promises, kind: Kind) -> Claim:
    made = promises.make(NewPromise(kind=kind, call_id="CA1", key="CA1/one", due_at=NOW, to_number=DUTY), NOW)
    return again(promises, made.id, NOW)


def again(promises: Promises, promise_id: str, at: datetime) -> Claim:
    claim = promises.claim(promise_id, at)
    assert claim is not None
    return claim


def test_an_alert_counts_as_told_from_its_claim(promises: Promises) -> None:
    """The reply may overtake the carrier's answer to the request that sent the alert."""
    claim = claimed(promises, "alert")
    assert (claim.told_at, claim.told_before) == (NOW, None)
    assert [row.id for row in promises.acknowledge(DUTY, "CA1", NOW)] == [claim.id]
    assert not promises.put_off(claim, NOW, "a timeout")
    assert promises.due(NOW + timedelta(days=1), 10) == ()


def test_an_alert_that_surely_was_not_sent_is_not_told(promises: Promises) -> None:
    claim = claimed(promises, "alert")
    assert promises.not_told(claim, NOW + timedelta(minutes=1), "429")
    assert promises.acknowledge(DUTY, "CA1", NOW) == ()
    (due,) = promises.due(NOW + timedelta(minutes=1), 10)
    assert (due.told_at, due.why) == (None, "429")


def test_an_alert_that_was_told_before_stays_told_when_its_repetition_is_refused(promises: Promises) -> None:
    first = claimed(promises, "alert")
    later = NOW + timedelta(minutes=5)
    assert promises.tell_again(first, later, NOW)
    assert promises.not_told(again(promises, first.id, later), later, "429")
    assert [row.id for row in promises.acknowledge(DUTY, "CA1", later)] == [first.id]


def test_a_claim_from_a_lease_that_ran_out_says_so(promises: Promises) -> None:
    claim = claimed(promises, "text")
    assert not claim.taken_over
    assert again(promises, claim.id, LEASE_OVER).taken_over


def test_a_promise_that_was_put_off_is_not_taken_over(promises: Promises) -> None:
    claim = claimed(promises, "text")
    assert promises.put_off(claim, LEASE_OVER, "429")
    assert not again(promises, claim.id, LEASE_OVER).taken_over


def test_a_text_is_told_to_nobody_on_duty(promises: Promises) -> None:
    assert claimed(promises, "text").told_at is None
