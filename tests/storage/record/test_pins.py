"""A PIN is checked at one price, whoever asks, and its hash is worth nothing without the pepper (C5)."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from argon2 import extract_parameters
from sqlalchemy import select

from storage.record import pins
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.generator import fill, role
from storage.record.pins import Pins
from storage.record.tables import customers

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SALT = b"0123456789abcdef"


def test_a_pin_matches_its_hash_and_no_other() -> None:
    vault = Pins("pepper")
    hashed = vault.hash("271828", SALT)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert vault.matches("271828", hashed)
    assert not vault.matches("271829", hashed)
    assert not vault.matches("", hashed)


def test_without_the_pepper_the_right_pin_does_not_match() -> None:
    hashed = Pins("pepper").hash("271828", SALT)
    assert not Pins("other").matches("271828", hashed)


def test_nobodys_hash_costs_what_a_customers_does() -> None:
    real = extract_parameters(Pins("pepper").hash("271828", SALT))
    assert extract_parameters(pins.NOBODYS) == real


def test_an_unknown_account_takes_as_long_as_a_wrong_pin(sqlite_url: str) -> None:
    """Medians of alternating tries: a missing hash would be some 40 times faster, so the margin is wide."""
    record = open_record(sqlite_url)
    fill(record, NOW, size=5)
    directory = Directory(record, "homeika")
    with record.writing() as connection:
        connection.execute(customers.update().where(customers.c.id == "homeika-00001").values(pin_hash=None))
    asked: list[str | None] = [role("Premium customer").customer_id, "homeika-00001", None]
    took: dict[str | None, list[float]] = {customer_id: [] for customer_id in asked}
    for _ in range(15):
        for customer_id in asked:
            took[customer_id].append(_seconds(partial(directory.check_pin, customer_id, "000000")))
    record.close()
    wrong, without, unknown = (statistics.median(took[customer_id]) for customer_id in asked)
    assert 0.5 < without / wrong < 2
    assert 0.5 < unknown / wrong < 2


def test_no_pin_stands_in_the_record(filled: Record) -> None:
    with filled.reading() as connection:
        stored = str(connection.execute(select(customers)).all())
    assert role("Premium customer").pin not in stored


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
