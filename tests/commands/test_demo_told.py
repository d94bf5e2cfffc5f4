"""What the demo prints: what to open, accounts that work, and who is not there now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callflows.book import Book, load_company
from commands.demo_clock import ahead_of
from commands.demo_network import emulator_config
from commands.demo_told import Serving, told
from commands.demo_wanted import Ports
from tests.on_call import HOMEIKA, HOMEWISE
from tests.toy_company import written

CALLFLOWS = Path(__file__).parents[2] / "callflows"
MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def books() -> list[Book]:
    return [load_company(CALLFLOWS / tenant) for tenant in ("homeika", "homewise")]


def lines(books: list[Book], now: datetime, ahead: timedelta = timedelta()) -> list[str]:
    serving = Serving(ports=Ports(web=8000), folder=CALLFLOWS, ahead=ahead)
    return list(told(books, serving, now))


def test_it_says_what_to_open_and_whom_to_sign_in_as(books: list[Book]) -> None:
    text = "\n".join(lines(books, MONDAY))
    assert "http://127.0.0.1:8000/desk" in text
    assert "http://127.0.0.1:8010/" in text
    for tenant in ("homeika", "homewise"):
        for login in ("agent1", "agent2", "supervisor", "admin"):
            assert f"password demo-{login}-{tenant}" in text


def test_of_a_company_of_ones_own_it_tells_no_accounts_that_may_not_exist(tmp_path: Path) -> None:
    book = load_company(written(tmp_path))
    text = "\n".join(lines([book], MONDAY))
    assert "toy       the sign-in page lists who may" in text
    assert "password" not in text


def test_it_gives_the_number_of_every_line(books: list[Book]) -> None:
    told_of = [line.split() for line in lines(books, MONDAY)]
    assert ["+18005551820", "Homeika", "support"] in told_of
    numbers = {number for book in books for number in book.company.lines.values()}
    assert numbers <= {words[0] for words in told_of if words}


def test_it_says_whose_phones_an_emergency_rings_now(books: list[Book]) -> None:
    """Engineer 1 has the week at both companies; at night it is the partner's turn."""
    by_day, by_night = lines(books, MONDAY), lines(books, SUNDAY_NIGHT + timedelta(hours=8))
    assert "  homeika-on-call  Engineer 1, Engineer 3, Duty manager + Safety lead, operations desk" in by_day
    assert "  homewise-on-call Engineer 1, Field team lead 2, Duty manager, operations desk" in by_day
    (homeika,) = [line for line in by_night if "homeika-on-call" in line]
    assert homeika.split(maxsplit=1)[1].startswith("Night partner, Engineer 2, ")


def test_every_phone_that_may_ring_has_its_owners_name_on_the_page(books: list[Book]) -> None:
    contacts = emulator_config(books, Ports(web=8000))["contacts"]
    assert isinstance(contacts, list)
    names = {one["number"]: one["name"] for one in contacts}
    assert set(HOMEIKA.phones) | set(HOMEWISE.phones) <= set(names)
    assert names[HOMEIKA.engineers[0]] == "Homeika Engineer 1"
    assert names[HOMEWISE.desk] == "Homewise operations desk"


def test_in_the_hours_of_both_nothing_is_said_of_being_closed(books: list[Book]) -> None:
    assert not [line for line in lines(books, MONDAY) if "closed" in line]


def test_outside_the_hours_it_says_who_is_closed_and_until_when(books: list[Book]) -> None:
    closed = [line for line in lines(books, SUNDAY_NIGHT) if "closed" in line]
    assert closed == [
        "Homeika is closed until Monday 06:00, PST: nobody answers its queues before.",
        "Homewise is closed until Monday 08:00, GMT: nobody answers its queues before.",
    ]


def test_a_clock_that_is_ahead_is_owned_up_to(books: list[Book]) -> None:
    text = "\n".join(lines(books, MONDAY, ahead_of(books, SUNDAY_NIGHT)))
    assert "the demo's clock is 15 hours ahead" in text
    assert "it is Monday 18:00 UTC there" in text
    assert "--real-time" in text


def test_the_clock_stays_while_everybody_is_open(books: list[Book]) -> None:
    assert ahead_of(books, MONDAY) == timedelta()


CLOSED = ("2026-11-20T20:30", "2026-11-22T07:10", "2026-12-24T23:00", "2026-11-23T11:00")


@pytest.mark.parametrize("moment", CLOSED)
def test_a_clock_ahead_leads_to_where_all_are_open_for_two_hours(books: list[Book], moment: str) -> None:
    now = datetime.fromisoformat(f"{moment}+00:00")
    then = now + ahead_of(books, now)
    assert then > now
    for shown in (then, then + timedelta(minutes=119)):
        assert ahead_of(books, shown) == timedelta()


def test_nothing_that_is_never_open_moves_the_clock() -> None:
    assert ahead_of([], SUNDAY_NIGHT) == timedelta()
