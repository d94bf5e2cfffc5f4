"""Which talks were recorded: the same row however often, and in whatever order, Twilio tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from storage.record.engine import Record
from storage.record.recordings import Recording, Recordings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BEGUN = Recording(sid="RE1", call_id="CA1", conference="CF1", state="running")
ENDED = Recording(sid="RE1", call_id="CA1", conference="CF1", state="kept", seconds=42)
ABSENT = Recording(sid="RE1", call_id="CA1", conference="CF1", state="absent")


@pytest.mark.parametrize("told", set(permutations([BEGUN, ENDED, ENDED, BEGUN])))
def test_an_end_stays_one_in_whatever_order_it_is_told(record: Record, told: tuple[Recording, ...]) -> None:
    recordings = Recordings(record, "homewise")
    for each in told:
        recordings.note(each, NOW)
    assert recordings.of_call("CA1") == (ENDED,)


def test_the_first_end_that_is_told_counts(record: Record) -> None:
    recordings = Recordings(record, "homewise")
    recordings.note(BEGUN, NOW)
    recordings.note(ABSENT, NOW)
    recordings.note(ENDED, NOW)
    assert recordings.of_call("CA1") == (ABSENT,)


def test_a_call_may_have_several_and_no_other_company_sees_or_ends_them(record: Record) -> None:
    recordings = Recordings(record, "homewise")
    second = Recording(sid="RE2", call_id="CA1", conference="CF2", state="running")
    recordings.note(BEGUN, NOW)
    recordings.note(second, NOW + timedelta(minutes=1))
    others = Recordings(record, "homeika")
    others.note(ENDED, NOW)
    assert others.of_call("CA1") == ()
    assert recordings.of_call("CA1") == (BEGUN, second)
