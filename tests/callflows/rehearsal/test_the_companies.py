"""Both companies' flows pass their own tests, which go everywhere."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import Book, load_book, load_company
from callflows.check import check_book
from callflows.rehearse import rehearse
from callflows.texts import read_folder

COMPANIES = Path(__file__).parents[3] / "callflows"
FEWEST_TESTS = 12


@pytest.fixture(params=["homeika", "homewise"], scope="module")
def book(request: pytest.FixtureRequest) -> Book:
    return load_company(COMPANIES / str(request.param))


def test_every_test_in_the_files_passes(book: Book) -> None:
    assert [failure for outcome in rehearse(book) for failure in outcome.failures] == []


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_linter_and_the_prover_find_nothing(book: Book, year: int) -> None:
    """No warning either: 24 to 26 and 31 December and 1 January are stated for both years."""
    assert [str(finding) for finding in check_book(book, datetime(year, 11, 22, tzinfo=UTC))] == []


def test_every_flow_has_enough_tests(book: Book) -> None:
    counted = {name: len(compiled.model.tests) for name, compiled in book.compiled.items()}
    assert {name: count for name, count in counted.items() if count < FEWEST_TESTS} == {}


def test_every_step_is_begun_by_some_test(book: Book) -> None:
    begun: set[str] = set()
    for outcome in rehearse(book):
        assert outcome.played is not None
        begun |= {step if "/" in step else f"{outcome.flow}/{step}" for step in outcome.played.path}
    steps = {f"{name}/{step}" for name, flow in book.flows.items() for step in flow.steps}
    assert sorted(steps - begun) == []


def test_the_lines_are_the_companies_own() -> None:
    """HW1 and HK1; each line has a flow, and each number in a flow is a line."""
    lines = {}
    for name in ("homeika", "homewise"):
        book = load_company(COMPANIES / name)
        for line, number in book.company.lines.items():
            lines[f"{name} {line}"] = (number, book.flow_of(number))
    assert lines == {
        "homeika support": ("+18005551820", "homeika-support"),
        "homeika emergency": ("+18885551821", "homeika-emergency"),
        "homeika bridge": ("+18445551822", "homeika-bridge"),
        "homewise main": ("+442071234567", "homewise-main"),
        "homewise support": ("+443456789012", "homewise-support"),
    }


@pytest.mark.parametrize(
    ("company", "file", "was", "becomes"),
    [
        ("homeika", "homeika-emergency.yaml", 'caller.plan == "basic"', 'caller.plan != "premium"'),
        ("homeika", "homeika-emergency.yaml", '"9": danger}', '"9": support_person}'),
        ("homeika", "homeika-support.yaml", "mon-fri: 06:00-20:00", "mon-fri: 06:01-20:00"),
        (
            "homeika",
            "homeika-support.yaml",
            "06:00-20:00, sat-sun: closed",
            "06:00-20:00, sat-sun: 09:00-17:00",
        ),
        ("homeika", "homeika-support.yaml", "needs: verified                     #", "needs: identified #"),
        ("homeika", "homeika-support.yaml", "{accepted: end, exhausted: danger_voicemail}", "{else: end}"),
        (
            "homewise",
            "homewise-support.yaml",
            '"2026-12-26": 10:00-16:00 reduced',
            '"2026-12-26": 08:00-20:00',
        ),
        (
            "homewise",
            "homewise-support.yaml",
            "urgent_start: {urgent: true, tag: {case: safety, clock: field-team-60m}",
            "urgent_start: {urgent: true, tag: {case: safety}",
        ),
        (
            "homewise",
            "homewise-support.yaml",
            '{when: vars.danger == "yes", next: urgent_queue}',
            '{when: vars.danger == "yes", next: person_by_hours}',
        ),
        (
            "homewise",
            "homewise-main.yaml",
            "to_trade: {call: homewise-support, at: trade_who}",
            "to_trade: {call: homewise-support, at: who}",
        ),
    ],
)
def test_a_flow_that_is_spoiled_fails_its_tests(company: str, file: str, was: str, becomes: str) -> None:
    files = dict(read_folder(COMPANIES / company))
    assert was.encode() in files[file]
    files[file] = files[file].replace(was.encode(), becomes.encode(), 1)
    spoiled = load_book(files)
    assert spoiled.findings == ()
    assert any(outcome.failures for outcome in rehearse(spoiled))
