"""A toy shop with one flow, to be rehearsed with whatever test is at hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from callflows.book import Book, load_book
from callflows.rehearse import Outcome, rehearse

TOY = Path(__file__).parent / "toy"

#: The lines of a test but for its name -> what came of it.
Try = Callable[..., Outcome]


@pytest.fixture
def toy() -> Callable[[str], Book]:
    """Return the shop with the tests that are given as YAML."""

    def made(tests: str) -> Book:
        flow = (TOY / "toy.yaml").read_bytes() + tests.encode()
        return load_book({"company.yaml": (TOY / "company.yaml").read_bytes(), "toy.yaml": flow})

    return made


@pytest.fixture
def rehearsed(toy: Callable[[str], Book]) -> Try:
    """Rehearse one test: what is given, what the caller does, what is expected, as they stand in a file."""

    def played(do: str, expect: str = "{}", given: str = "{}", call: str = "{}") -> Outcome:
        text = f"  - {{name: it, call: {call}, given: {given}, do: {do}, expect: {expect}}}\n"
        book = toy(text)
        assert not book.findings, book.findings
        (outcome,) = rehearse(book)
        return outcome

    return played
