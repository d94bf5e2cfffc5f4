"""What a desk leaves in the record: notes that never go back, wrap-ups that an agent's word decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from routing.floor.people import Profile
from storage.record.desk_settings import DeskSettings
from storage.record.engine import Record
from storage.record.handled import Handled, WrapUp
from storage.record.notes import Draft, Note, Notes
from storage.record.staff import Member, Staff, staff_id

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANN, BEN = staff_id("homewise", "ann"), staff_id("homewise", "ben")


@pytest.fixture(autouse=True)
def _staff(record: Record) -> None:
    Staff(record, "homewise").put(
        [
            Member(profile=Profile(id=ANN, login="ann", name="Ann")),
            Member(profile=Profile(id=BEN, login="ben", name="Ben")),
        ]
    )


def draft(text: str, rev: int, who: str = ANN) -> Draft:
    return Draft(call_id="CA1", staff_id=who, text=text, rev=rev)


def test_the_newest_notes_stand_and_a_late_save_changes_nothing(record: Record) -> None:
    notes = Notes(record, "homewise")
    assert notes.find("CA1", ANN) == Note()
    assert notes.save(draft("Router", 1), NOW)
    assert notes.save(draft("Router is red", 2), NOW)
    assert not notes.save(draft("Rou", 1), NOW)
    assert not notes.save(draft("of another tab", 2), NOW)
    assert notes.find("CA1", ANN) == Note(text="Router is red", rev=2)


def test_notes_whose_answer_was_lost_may_be_saved_again(record: Record) -> None:
    notes = Notes(record, "homewise")
    assert notes.save(draft("Router", 1), NOW)
    assert notes.save(draft("Router", 1), NOW)


def test_colleagues_notes_are_told_with_their_names_and_no_other_companys(record: Record) -> None:
    notes = Notes(record, "homewise")
    notes.save(draft("First", 1), NOW)
    notes.save(draft("Second", 1, BEN), NOW + timedelta(minutes=1))
    assert notes.of_others("CA1", ANN) == (("Ben", "Second"),)
    assert notes.of_others("CA1", "agt_third") == (("Ann", "First"), ("Ben", "Second"))
    assert Notes(record, "homeika").of_others("CA1", ANN) == ()


WRAPPED = WrapUp(
    call_id="CA1",
    staff_id=ANN,
    ended_at=NOW,
    customer_id="cus_1",
    queue="tier1",
    wrapped_at=NOW + timedelta(minutes=1),
)


def test_what_an_agent_saved_stands_over_what_was_saved_unasked(record: Record) -> None:
    kept = Handled(record, "homewise")
    unasked = replace(WRAPPED, auto=True)
    saved = replace(WRAPPED, disposition="booking", resolved="yes", follow_up=date(2026, 12, 1))
    kept.save(unasked)
    assert kept.of_agent(ANN) == (unasked,)
    kept.save(saved)
    kept.save(unasked)
    assert kept.of_agent(ANN) == (saved,)


def test_the_last_calls_of_an_agent_are_their_own_and_the_newest_first(record: Record) -> None:
    kept = Handled(record, "homewise")
    for number in range(25):
        kept.save(replace(WRAPPED, call_id=f"CA{number}", ended_at=NOW + timedelta(minutes=number)))
    kept.save(replace(WRAPPED, staff_id=BEN))
    assert [each.call_id for each in kept.of_agent(ANN, 20)] == [f"CA{n}" for n in range(24, 4, -1)]
    assert Handled(record, "homeika").of_agent(ANN) == ()


def test_a_call_that_an_agent_had_twice_is_kept_twice(record: Record) -> None:
    kept = Handled(record, "homewise")
    kept.save(WRAPPED)
    kept.save(replace(WRAPPED, ended_at=NOW + timedelta(minutes=9)))
    assert len(kept.of_agent(ANN)) == 2


def test_settings_of_a_desk_are_its_owners(record: Record) -> None:
    settings = DeskSettings(record)
    assert settings.find(ANN) == {}
    settings.save(ANN, {"ring_volume": 10})
    settings.save(ANN, {"ring_volume": 90})
    assert (settings.find(ANN), settings.find(BEN)) == ({"ring_volume": 90}, {})
