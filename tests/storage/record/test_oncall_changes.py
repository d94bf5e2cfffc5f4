"""Changes of on-call schedules: what stands, what is refused, and a trail that nobody rewrites."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, exc, update

from storage.record.engine import Record
from storage.record.oncall_changes import ChangedMeanwhileError, Deed, NewChange, OnCallChanges
from storage.record.tables import oncall_audit

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = Deed(by="agt_admin", now=NOW)
OVERRIDE = NewChange(
    schedule="primary", kind="override", person="engineer_2", since=NOW + HOUR, until=NOW + 9 * HOUR
)
SWAP = NewChange(
    schedule="primary",
    kind="swap",
    person="engineer_2",
    replaces="engineer_1",
    since=NOW + HOUR,
    until=NOW + 9 * HOUR,
    asks="engineer_2",
)
BACK = NewChange(
    schedule="primary",
    kind="swap",
    person="engineer_1",
    replaces="engineer_2",
    since=NOW + 24 * HOUR,
    until=NOW + 33 * HOUR,
    asks="engineer_2",
)


@pytest.fixture
def changes(record: Record) -> OnCallChanges:
    return OnCallChanges(record, "homeika")


def later(hours: float, by: str = "agt_other") -> Deed:
    return Deed(by=by, now=NOW + hours * HOUR)


def told(changes: OnCallChanges) -> list[str]:
    return [f"{done.number} {done.by} {done.did}" for done in reversed(changes.audit(50))]


def test_an_override_stands_as_soon_as_it_is_made(changes: OnCallChanges) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    assert changes.standing(NOW) == {"primary": (made.change,)}
    assert (made.change.person, made.change.since, made.change.until) == (
        "engineer_2",
        OVERRIDE.since,
        OVERRIDE.until,
    )
    assert changes.find(made.id) == (made,)
    assert changes.newest() == 1
    assert changes.look(NOW) == (1, (made,))
    assert told(changes) == ["1 agt_admin made"]


def test_what_has_ended_stands_no_longer(changes: OnCallChanges) -> None:
    changes.make([OVERRIDE], ADMIN)
    assert changes.standing(OVERRIDE.until) == {}


def test_another_companys_change_is_not_found(changes: OnCallChanges, record: Record) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    others = OnCallChanges(record, "homewise")
    assert (others.find(made.id), others.standing(NOW), others.newest()) == ((), {}, 0)
    with pytest.raises(ChangedMeanwhileError):
        others.withdraw(made.id, later(0))


def test_a_swap_stands_only_once_it_is_accepted(changes: OnCallChanges) -> None:
    (made,) = changes.make([SWAP], ADMIN)
    assert changes.standing(NOW) == {}
    (accepted,) = changes.accept(made.id, later(0.5))
    assert changes.standing(NOW) == {"primary": (made.change,)}
    assert (accepted.state, accepted.decided_by) == ("standing", "agt_other")
    assert told(changes) == ["1 agt_admin proposed", "2 agt_other accepted"]


def test_a_declined_swap_never_stands_and_cannot_be_accepted_any_more(changes: OnCallChanges) -> None:
    (made,) = changes.make([SWAP], ADMIN)
    changes.decline(made.id, later(0.5))
    with pytest.raises(ChangedMeanwhileError):
        changes.accept(made.id, later(0.6))
    assert changes.standing(NOW) == {}
    assert told(changes) == ["1 agt_admin proposed", "2 agt_other declined"]


def test_both_halves_of_an_exchange_stand_or_neither(changes: OnCallChanges) -> None:
    halves = changes.make([SWAP, BACK], ADMIN)
    changes.accept(halves[1].id, later(0.5))
    assert changes.standing(NOW) == {"primary": (halves[0].change, halves[1].change)}
    changes.withdraw(halves[0].id, later(0.6))
    assert changes.standing(NOW) == {}


def test_a_swap_accepted_after_it_began_holds_from_then_on(changes: OnCallChanges) -> None:
    (made,) = changes.make([SWAP], ADMIN)
    changes.accept(made.id, later(2))
    (standing,) = changes.standing(NOW)["primary"]
    assert (standing.kind, standing.since, standing.until) == ("override", NOW + 2 * HOUR, SWAP.until)


def test_a_swap_withdrawn_after_it_began_has_held_until_then(changes: OnCallChanges) -> None:
    (made,) = changes.make([SWAP], ADMIN)
    changes.accept(made.id, later(0.5))
    changes.withdraw(made.id, later(3))
    (standing,) = changes.standing(NOW)["primary"]
    assert (standing.kind, standing.since, standing.until) == ("override", SWAP.since, NOW + 3 * HOUR)


def test_a_swap_whose_time_is_over_is_not_accepted(changes: OnCallChanges) -> None:
    (made,) = changes.make([SWAP], ADMIN)
    with pytest.raises(ChangedMeanwhileError):
        changes.accept(made.id, later(9))
    assert changes.standing(NOW) == {}


def test_what_is_withdrawn_before_it_began_has_never_been(changes: OnCallChanges) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    changes.withdraw(made.id, later(0.1))
    assert changes.standing(NOW) == {}
    assert told(changes) == ["1 agt_admin made", "2 agt_other withdrawn"]


def test_what_is_withdrawn_after_it_began_ends_and_what_has_been_stays(changes: OnCallChanges) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    changes.withdraw(made.id, later(3))
    (standing,) = changes.standing(NOW)["primary"]
    assert (standing.since, standing.until) == (OVERRIDE.since, NOW + 3 * HOUR)
    assert told(changes) == ["1 agt_admin made", "2 agt_other ended"]


def test_what_is_over_cannot_be_withdrawn(changes: OnCallChanges) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    with pytest.raises(ChangedMeanwhileError):
        changes.withdraw(made.id, later(9))
    assert changes.standing(NOW) == {"primary": (made.change,)}


def test_a_write_based_on_an_older_schedule_is_told_and_changes_nothing(changes: OnCallChanges) -> None:
    changes.make([OVERRIDE], ADMIN)
    with pytest.raises(ChangedMeanwhileError) as told_by:
        changes.make([SWAP], Deed(by="agt_slow", now=NOW, based_on=0))
    assert [(done.did, done.by) for done in told_by.value.done] == [("made", "agt_admin")]
    assert changes.newest() == 1


def test_a_change_of_another_schedule_is_no_conflict(changes: OnCallChanges) -> None:
    changes.make([OVERRIDE], ADMIN)
    other = NewChange(
        schedule="secondary", kind="temporary", person="engineer_3", since=NOW, until=NOW + HOUR, note="Fair"
    )
    (made,) = changes.make([other], Deed(by="agt_slow", now=NOW, based_on=0))
    assert (made.state, made.note, made.number) == ("standing", "Fair", 2)


def test_the_audit_says_what_each_change_was_like_then(changes: OnCallChanges) -> None:
    (made,) = changes.make([OVERRIDE], ADMIN)
    changes.withdraw(made.id, later(3))
    ended, begun = changes.audit(50)
    assert begun.detail["until"] == OVERRIDE.until.isoformat()
    assert ended.detail["until"] == (NOW + 3 * HOUR).isoformat()
    assert changes.audit(50, before=2) == (begun,)
    assert changes.audit(1) == (ended,)


def test_the_database_refuses_to_rewrite_the_audit(changes: OnCallChanges, record: Record) -> None:
    changes.make([OVERRIDE], ADMIN)
    for rewriting in (update(oncall_audit).values(by="nobody"), delete(oncall_audit)):
        with pytest.raises(exc.DatabaseError, match="append-only"), record.writing() as connection:
            connection.execute(rewriting)
    assert told(changes) == ["1 agt_admin made"]


def test_of_many_writers_at_once_each_is_numbered_or_told(changes: OnCallChanges) -> None:
    outcomes: list[str] = []
    barrier = threading.Barrier(4)

    def writes(number: int) -> None:
        barrier.wait()
        for _ in range(5):
            try:
                changes.make([OVERRIDE], Deed(by=f"agt_{number}", now=NOW))
                outcomes.append("made")
            except (ChangedMeanwhileError, exc.OperationalError):  # OperationalError: the lock came too late
                outcomes.append("told")

    threads = [threading.Thread(target=writes, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = outcomes.count("made")
    assert made >= 1
    assert len(outcomes) == 20
    assert [done.number for done in changes.audit(50)] == list(range(made, 0, -1))
    assert len(changes.standing(NOW)["primary"]) == made
