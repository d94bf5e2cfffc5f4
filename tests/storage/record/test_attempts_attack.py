"""Attackers who guess PINs by every way round the limits, for a day; and the owner meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from storage.record.attempts import Attempts, Axis
from storage.record.engine import Record, open_record
from storage.record.tables import customers

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = "+12125550100"
VICTIM = "30000001"
MINUTES = range(0, 24 * 60, 5)


@pytest.fixture
def record(sqlite_url: str) -> Iterator[Record]:
    opened = open_record(sqlite_url, pepper="pepper of the tests")
    row = dict.fromkeys(("name", "plan", "kind", "language", "account_manager", "open_case_owner"), "")
    owner = {"id": "homeika-00000", "tenant": "homeika", "account": VICTIM, "number": OWNER}
    with opened.writing() as connection:
        connection.execute(customers.insert(), row | owner)
    yield opened
    opened.close()


@pytest.fixture
def attempts(record: Record) -> Attempts:
    return Attempts(record, "homeika")


def guesses(attempts: Attempts, call_id: str, number: str | None, account: str, now: datetime) -> bool:
    """Guess once, wrongly. False: no guess was allowed."""
    allowed = attempts.may_try(call_id, number, account, now).allowed
    if allowed:
        attempts.record_try(call_id, now, ok=False)
    return allowed


def test_many_numbers_on_one_account_get_at_most_53_guesses_a_day(attempts: Attempts) -> None:
    made = 0
    for minute in MINUTES:
        now = NOW + timedelta(minutes=minute)
        for caller in range(2):
            made += guesses(attempts, f"CA{minute}-{caller}", f"+1510{minute:05d}{caller}", VICTIM, now)
    assert 40 < made <= 5 + 48


def test_one_number_on_many_accounts_gets_ten_guesses_a_day(attempts: Attempts) -> None:
    made = [
        guesses(attempts, f"CA{minute}", "+15105550101", f"1000{minute:05d}", NOW + timedelta(minutes=minute))
        for minute in MINUTES
    ]
    assert sum(made) == 10


def test_a_forged_number_of_the_owner_adds_no_more_than_the_same_allowance(attempts: Attempts) -> None:
    made = 0
    for minute in MINUTES:
        now = NOW + timedelta(minutes=minute)
        made += guesses(attempts, f"CA{minute}-a", None, VICTIM, now)
        made += guesses(attempts, f"CA{minute}-b", OWNER, VICTIM, now)
    assert made <= 5 + 48 + 10  # the number's own limit of ten a day comes first


def test_the_owner_verifies_from_their_own_number_while_strangers_hold_the_account(
    attempts: Attempts,
) -> None:
    for minute in MINUTES:
        guesses(attempts, f"CA{minute}", f"+1510{minute:06d}", VICTIM, NOW + timedelta(minutes=minute))
    now = NOW + timedelta(hours=24)
    assert not attempts.may_try("CB1", "+15105550199", VICTIM, now - timedelta(minutes=1)).allowed
    assert attempts.may_try("CB2", OWNER, VICTIM, now).allowed


def test_a_storm_of_wrong_tries_leaves_each_call_one_and_the_owner_too(attempts: Attempts) -> None:
    calls = count()
    for _ in range(20):
        number = next(calls)
        assert guesses(attempts, f"CA{number}", f"+1510{number:07d}", f"2{number:09d}", NOW)
    owner = attempts.may_try("CB1", OWNER, VICTIM, NOW)
    assert (owner.allowed, owner.storm) == (True, True)
    attempts.record_try("CB1", NOW, ok=False)
    assert attempts.may_try("CB1", OWNER, VICTIM, NOW).reason is Axis.CALL
    after = attempts.may_try("CB1", OWNER, VICTIM, NOW + timedelta(minutes=1))
    assert (after.allowed, after.storm) == (True, False)


def test_a_busy_minute_of_honest_callers_is_no_storm(attempts: Attempts) -> None:
    for number in range(60):
        attempts.may_try(f"CA{number}", None, f"2{number:09d}", NOW)
        attempts.record_try(f"CA{number}", NOW, ok=number % 3 != 0)
    assert not attempts.may_try("CB1", OWNER, VICTIM, NOW).storm
