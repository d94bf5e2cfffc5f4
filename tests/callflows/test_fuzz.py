"""Whatever is written in a flow file, the answer is findings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.book import load_book
from callflows.check import check_book, has_errors
from callflows.schema.step import KINDS
from callflows.source import MAX_BYTES
from callflows.texts import read_texts

HERE = Path(__file__).parent
COMPANY = (HERE / "broken" / "company.yaml").read_bytes()
SMALL = (HERE / "small.yaml").read_bytes()
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PARSED: dict[str, Any] = yaml.safe_load(SMALL.replace(b"08:00-18:00", b'"08:00-18:00"'))

WORDS = st.sampled_from(
    [
        *KINDS,
        "next",
        "end",
        "else",
        "greeting",
        "person",
        "return.x",
        "1",
        "+44",
        "closed",
        "",
        "${",
        "a.b",
        "5m",
    ]
)
VALUES = st.recursive(
    WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def replaced(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = replaced(data[path[0]], path[1:], value)
    return copy


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.sampled_from(places(PARSED)), VALUES)
def test_any_value_in_any_place_gives_findings_or_a_book(place: tuple[Any, ...], value: Any) -> None:
    content = json.dumps(replaced(PARSED, place, value)).encode()
    book = load_book({"company.yaml": COMPANY, "small.yaml": content})
    for finding in check_book(book, NOW):
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(0, len(SMALL)), st.integers(0, 12), st.binary(max_size=6))
def test_any_cut_of_a_file_gives_findings_or_a_book(at: int, cut: int, added: bytes) -> None:
    content = SMALL[:at] + added + SMALL[at + cut :]
    assert check_book(load_book({"company.yaml": COMPANY, "small.yaml": content}), NOW) is not None


@settings(max_examples=200, derandomize=True, deadline=None)
@given(VALUES)
def test_any_step_gives_findings_in_its_own_line(value: Any) -> None:
    line = f"  person: {json.dumps(value)}\n".encode()
    before, _, after = SMALL.partition(b"  person: {queue: support, next: {answered: end, else: message}}\n")
    texts = read_texts({"company.yaml": COMPANY, "small.yaml": before + line + after})
    assert {finding.line for finding in texts.findings} <= {before.count(b"\n") + 1}


def many(line: str) -> str:
    """Return as many lines as a file may have, each with its own number."""
    count = (MAX_BYTES - len(SMALL)) // (len(line) + 4) - 1
    return "".join(line.format(number) + "\n" for number in range(1000, 1000 + count))


@pytest.mark.parametrize(
    "content",
    [
        SMALL + many("k{0}: x").encode(),
        SMALL.replace(b"steps:\n", b"steps:\n" + many("  s{0}: {{say: Hello., next: nowhere{0}}}").encode()),
        SMALL.replace(b"steps:\n", b"steps:\n" + many("  s{0}: [x]").encode()),
        SMALL.replace(b"  phrases: {person: person}\n", b"  phrases:\n" + many("    p{0}: n{0}").encode()),
        SMALL.replace(b"steps:\n", b"vars:\n" + many("  v{0}: x").encode() + b"steps:\n").replace(
            b"Good morning.", b'"' + b"${vars.v}" * 50 + b'"'
        ),
    ],
    ids=["unknown keys", "steps to nowhere", "steps that are none", "phrases to nowhere", "names"],
)
def test_a_file_as_long_as_may_be_and_wrong_throughout_is_refused_in_time(content: bytes) -> None:
    assert len(content) <= MAX_BYTES
    began = perf_counter()
    findings = check_book(load_book({"company.yaml": COMPANY, "small.yaml": content}), NOW)
    assert has_errors(findings)
    assert perf_counter() - began < 10
