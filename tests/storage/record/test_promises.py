"""A promise is made once, kept by one worker, and never forgotten between the two."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.record.engine import Record
from storage.record.promises import Kind, NewPromise, Promise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUTY = "+442079460990"


@pytest.fixture
def promises(record: Record) -> Promises:
    return Promises(record, "homewise")


def alert(key: str, **changes: object) -> NewPromise:
    fields: dict[str, object] = {"kind": "alert", "call_id": "CA1", "key": key, "due_at": NOW} | changes
    return NewPromise(to_number=DUTY, body={"say": "Voicemail"}, **fields)  # type: ignore[arg-type]  # test data


def claimed(promises: Promises, key: str = "CA1/alert") -> Promise:
    made = promises.make(alert(key), NOW)
    claim = promises.claim(made.id, NOW)
    assert claim is not None
    return claim


def test_the_same_key_makes_one_promise(promises: Promises) -> None:
    first = promises.make(alert("CA1/alert"), NOW)
    again = promises.make(alert("CA1/alert", due_at=NOW + timedelta(hours=1)), NOW + timedelta(minutes=1))
    assert again == first
    assert promises.open_of("CA1") == (first,)


def test_a_promise_reads_back_as_it_was_made(promises: Promises) -> None:
    made = promises.make(alert("CA1/alert"), NOW)
    assert (made.state, made.due_at, made.made_at, made.body) == ("open", NOW, NOW, {"say": "Voicemail"})
    assert promises.find("CA1/alert") == made
    assert promises.find("CA1/other") is None


def test_another_tenant_sees_nothing_of_it(record: Record, promises: Promises) -> None:
    made = promises.make(alert("CA1/alert"), NOW)
    other = Promises(record, "homeika")
    assert other.find("CA1/alert") is None
    assert other.open_of("CA1") == other.due(NOW, 10) == ()
    assert other.claim(made.id, NOW) is None
    assert other.acknowledge(DUTY, "CA1", NOW) == ()
    assert other.make(alert("CA1/alert"), NOW).id != made.id


def test_what_is_not_due_yet_is_not_offered_and_cannot_be_claimed(promises: Promises) -> None:
    made = promises.make(alert("CA1/alert", due_at=NOW + timedelta(seconds=1)), NOW)
    assert promises.due(NOW, 10) == ()
    assert promises.claim(made.id, NOW) is None
    assert promises.due(NOW + timedelta(seconds=1), 10) == (made,)


def test_alerts_are_due_before_older_texts_and_the_limit_holds(promises: Promises) -> None:
    early = NOW - timedelta(minutes=5)
    promises.make(alert("text", kind="text", due_at=early), NOW)
    promises.make(alert("late alert"), NOW)
    promises.make(alert("early alert", due_at=early), NOW)
    assert [promise.key for promise in promises.due(NOW, 10)] == ["early alert", "late alert", "text"]
    assert [promise.key for promise in promises.due(NOW, 1)] == ["early alert"]


def test_only_the_kinds_that_are_asked_for_are_due(promises: Promises) -> None:
    promises.make(alert("alert"), NOW)
    promises.make(alert("case", kind="case"), NOW)
    wanted: list[Kind] = ["case"]
    assert [promise.key for promise in promises.due(NOW, 10, wanted)] == ["case"]
    assert len(promises.due(NOW, 10)) == 2


def test_a_claimed_promise_is_nobody_elses_until_its_lease_is_over(promises: Promises) -> None:
    claim = claimed(promises)
    assert promises.due(NOW + timedelta(seconds=29), 10) == ()
    assert promises.claim(claim.id, NOW + timedelta(seconds=29)) is None
    second = promises.claim(claim.id, NOW + timedelta(seconds=30))
    assert second is not None
    assert (second.fence, second.attempts) == (2, 2)


def test_who_lost_the_lease_can_write_nothing_more(promises: Promises) -> None:
    late = claimed(promises)
    second = promises.claim(late.id, NOW + timedelta(seconds=30))
    assert second is not None
    assert not promises.keep(late, NOW)
    assert not promises.put_off(late, NOW, "busy")
    assert not promises.fail(late, "gone")
    assert promises.keep(second, NOW + timedelta(seconds=31))
    assert not promises.fail(second, "twice")


def test_a_kept_promise_is_no_longer_open_and_says_when(promises: Promises) -> None:
    claim = claimed(promises)
    assert promises.keep(claim, NOW + timedelta(seconds=2))
    kept = promises.find("CA1/alert")
    assert kept is not None
    assert (kept.state, kept.kept_at, kept.lease_until) == ("kept", NOW + timedelta(seconds=2), None)
    assert promises.open_of("CA1") == ()


def test_a_promise_that_was_put_off_comes_back_at_its_time(promises: Promises) -> None:
    claim = claimed(promises)
    later = NOW + timedelta(minutes=1)
    assert promises.put_off(claim, later, "the carrier answered 429")
    assert promises.due(later - timedelta(microseconds=1), 10) == ()
    (again,) = promises.due(later, 10)
    assert (again.why, again.attempts) == ("the carrier answered 429", 1)


def test_a_failed_promise_keeps_its_reason_and_is_not_due(promises: Promises) -> None:
    assert promises.fail(claimed(promises), "no such number")
    failed = promises.find("CA1/alert")
    assert failed is not None
    assert (failed.state, failed.why) == ("failed", "no such number")
    assert promises.due(NOW + timedelta(days=1), 10) == ()


def test_only_an_open_promise_can_be_cancelled(promises: Promises) -> None:
    promises.make(alert("empty"), NOW)
    assert promises.cancel("empty", "the message is empty")
    assert not promises.cancel("empty", "the message is empty")
    claimed(promises, "busy")
    assert not promises.cancel("busy", "too late")


def test_a_recording_is_attached_to_its_voicemail_however_often_it_is_told(promises: Promises) -> None:
    made = promises.make(NewPromise(kind="voicemail", call_id="CA1", key="CA1/vm", due_at=NOW), NOW)
    for _ in range(2):
        told = promises.attach_recording("CA1", "CA1/vm", "RE1", 12, NOW)
        assert (told.id, told.recording_sid, told.recording_s) == (made.id, "RE1", 12)
    assert len(promises.open_of("CA1")) == 1


def test_a_recording_without_a_promise_makes_one(promises: Promises) -> None:
    promises.attach_recording("CA2", "CA2/vm", "RE2", 7, NOW)
    (made,) = promises.open_of("CA2")
    assert (made.kind, made.recording_sid, made.state) == ("voicemail", "RE2", "open")


def test_an_alert_is_repeated_until_the_person_replies(promises: Promises) -> None:
    claim = claimed(promises)
    for round_ in range(1, 4):
        again = NOW + timedelta(minutes=5 * round_)
        assert promises.tell_again(claim, again, again - timedelta(minutes=5))
        (due,) = promises.due(again, 10)
        next_claim = promises.claim(due.id, again)
        assert next_claim is not None
        claim = next_claim
    assert [row.id for row in promises.acknowledge(DUTY, "CA1", NOW + timedelta(minutes=16))] == [claim.id]
    assert not promises.tell_again(claim, NOW + timedelta(minutes=20), NOW)
    assert promises.due(NOW + timedelta(days=1), 10) == ()
    kept = promises.find("CA1/alert")
    assert kept is not None
    assert (kept.state, kept.acknowledged_by) == ("kept", DUTY)


def test_a_reply_acknowledges_only_what_this_person_was_told(promises: Promises) -> None:
    told = claimed(promises, "told")
    promises.tell_again(told, NOW + timedelta(minutes=5), NOW)
    promises.make(alert("not told yet"), NOW)
    assert promises.acknowledge("+442079460991", "CA1", NOW) == ()
    assert [row.id for row in promises.told(DUTY, NOW)] == [told.id]
    assert promises.told(DUTY, NOW + timedelta(seconds=1)) == ()
    assert promises.acknowledge(DUTY, "CA2", NOW) == ()
    assert [row.id for row in promises.acknowledge(DUTY, "CA1", NOW)] == [told.id]
    assert promises.acknowledge(DUTY, "CA1", NOW) == ()
    assert [promise.key for promise in promises.open_of("CA1")] == ["not told yet"]


def test_an_instant_without_a_zone_is_refused(promises: Promises) -> None:
    with pytest.raises(Exception, match="aware"):
        promises.due(datetime(2026, 11, 22, 12), 10)  # noqa: DTZ001 - that is the mistake
