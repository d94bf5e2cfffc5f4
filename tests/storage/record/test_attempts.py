"""Each axis has its limit (security.md P2, C5), and right answers use nothing up."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.record.attempts import Attempts, Axis, Verdict
from storage.record.engine import Record
from storage.record.tables import customers, tries

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = "+12125550100"
STRANGER = "+15105550101"
ACCOUNT = "30000001"


@pytest.fixture
def attempts(record: Record) -> Attempts:
    row = dict.fromkeys(("name", "plan", "kind", "language", "account_manager", "open_case_owner"), "")
    owner = {"id": "homeika-00000", "tenant": "homeika", "account": ACCOUNT, "number": OWNER}
    with record.writing() as connection:
        connection.execute(customers.insert(), row | owner)
    return Attempts(record, "homeika")


def wrong(attempts: Attempts, call_id: str, now: datetime, number: str | None = STRANGER) -> Verdict:
    verdict = attempts.may_try(call_id, number, ACCOUNT, now)
    if verdict.allowed:
        attempts.record_try(call_id, now, ok=False)
    return verdict


def test_a_call_has_three_wrong_tries(attempts: Attempts) -> None:
    assert [wrong(attempts, "CA1", NOW).allowed for _ in range(4)] == [True, True, True, False]
    assert wrong(attempts, "CA1", NOW).reason is Axis.CALL
    assert wrong(attempts, "CA2", NOW).allowed


def test_right_tries_use_nothing_up(attempts: Attempts) -> None:
    for _ in range(12):
        assert attempts.may_try("CA1", STRANGER, ACCOUNT, NOW).allowed
        attempts.record_try("CA1", NOW, ok=True)


def test_a_right_try_gives_no_wrong_one_back(attempts: Attempts) -> None:
    for _ in range(2):
        wrong(attempts, "CA1", NOW)
        attempts.may_try("CA1", STRANGER, "30000002", NOW)
        attempts.record_try("CA1", NOW, ok=True)
    wrong(attempts, "CA1", NOW)
    assert attempts.may_try("CA1", STRANGER, ACCOUNT, NOW).reason is Axis.CALL


def test_a_try_whose_answer_was_never_noted_counts_as_wrong(attempts: Attempts) -> None:
    for number in range(5):
        assert attempts.may_try(f"CA{number}", STRANGER, ACCOUNT, NOW).allowed
    assert attempts.may_try("CA9", STRANGER, ACCOUNT, NOW).reason is Axis.ACCOUNT


def test_asking_twice_before_the_answer_is_one_try(attempts: Attempts) -> None:
    for _ in range(10):
        assert attempts.may_try("CA1", STRANGER, ACCOUNT, NOW).allowed
    attempts.record_try("CA1", NOW, ok=False)
    assert [wrong(attempts, "CA1", NOW).allowed for _ in range(3)] == [True, True, False]


def test_a_call_that_turns_to_another_account_leaves_its_try_behind_as_wrong(attempts: Attempts) -> None:
    for account in ("30000001", "30000002", "30000003"):
        assert attempts.may_try("CA1", STRANGER, account, NOW).allowed
    attempts.record_try("CA1", NOW, ok=False)
    assert attempts.may_try("CA1", STRANGER, "30000004", NOW).reason is Axis.CALL


def test_a_number_has_ten_wrong_tries_in_24_hours(attempts: Attempts) -> None:
    for number in range(10):
        attempts.may_try(f"CA{number}", STRANGER, f"1000000{number}", NOW + timedelta(minutes=number))
        attempts.record_try(f"CA{number}", NOW + timedelta(minutes=number), ok=False)
    day = NOW + timedelta(days=1)
    assert attempts.may_try("CB1", STRANGER, "20000001", day - timedelta(seconds=1)).reason is Axis.NUMBER
    assert attempts.may_try("CB2", "+15105550102", "20000001", day - timedelta(seconds=1)).allowed
    assert attempts.may_try("CB3", STRANGER, "20000001", day).allowed


def test_withheld_numbers_do_not_share_a_count(attempts: Attempts) -> None:
    for number in range(15):
        moment = NOW + timedelta(minutes=number)
        assert attempts.may_try(f"CA{number}", None, f"1000000{number}", moment).allowed
        attempts.record_try(f"CA{number}", moment, ok=False)


def test_after_five_wrong_an_account_has_one_try_each_half_hour(attempts: Attempts) -> None:
    for number in range(5):
        assert wrong(attempts, f"CA{number}", NOW, f"+1510555010{number}").allowed
    refused = attempts.may_try("CB1", None, ACCOUNT, NOW + timedelta(minutes=29, seconds=59))
    assert (refused.reason, refused.again_at) == (Axis.ACCOUNT, NOW + timedelta(minutes=30))
    assert wrong(attempts, "CB2", NOW + timedelta(minutes=30), None).allowed
    assert not attempts.may_try("CB3", None, ACCOUNT, NOW + timedelta(minutes=59)).allowed
    assert attempts.may_try("CB4", None, ACCOUNT, NOW + timedelta(minutes=60)).allowed


def test_an_account_that_is_nobodys_is_limited_in_the_same_way(attempts: Attempts) -> None:
    for number in range(5):
        assert attempts.may_try(f"CA{number}", None, "99999999", NOW).allowed
        attempts.record_try(f"CA{number}", NOW, ok=False)
    assert attempts.may_try("CB1", None, "99999999", NOW).reason is Axis.ACCOUNT


def test_the_limits_of_one_tenant_are_not_those_of_another(record: Record, attempts: Attempts) -> None:
    for number in range(5):
        wrong(attempts, f"CA{number}", NOW)
    assert Attempts(record, "homewise").may_try("CA1", STRANGER, ACCOUNT, NOW).allowed


def test_no_number_stands_in_the_rows(record: Record, attempts: Attempts) -> None:
    wrong(attempts, "CA1", NOW, OWNER)
    with record.reading() as connection:
        (row,) = connection.execute(select(tries)).all()
    assert not any(secret in str(tuple(row)) for secret in (OWNER, OWNER[1:], ACCOUNT))
    assert row.own_line


def test_forgetting_keeps_what_a_limit_still_looks_at(attempts: Attempts) -> None:
    for number in range(5):
        wrong(attempts, f"CA{number}", NOW)
    assert attempts.forget(NOW + timedelta(hours=48)) == 0
    assert attempts.forget(NOW + timedelta(hours=49)) == 5
    assert attempts.forget(NOW + timedelta(hours=49)) == 0
