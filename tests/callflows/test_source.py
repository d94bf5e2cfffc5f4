"""Reading YAML as typed: nothing is guessed, everything has a place, and no file can hurt."""

from __future__ import annotations

import string
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.source import MAX_BYTES, MAX_DEPTH, SourceError, read_source

BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{this}: &{this} [{', '.join(f'*{before}' for _ in range(9))}]\n".encode()
    for before, this in zip(string.ascii_lowercase, string.ascii_lowercase[1:], strict=False)
)


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "off",
        "20:00",
        "08:30",
        "0123",
        "1.10",
        "+442071234567",
        "0x1F",
        "2026-12-25",
        "~",
        "null",
        "1e3",
    ],
)
def test_a_value_stays_as_it_was_typed(written: str) -> None:
    assert read_source("f.yaml", f"a: {written}".encode()).data == {"a": written}


def test_a_key_stays_as_it_was_typed() -> None:
    assert read_source("f.yaml", b"on: a\n1: b\nyes: c").data == {"on": "a", "1": "b", "yes": "c"}


def test_every_value_and_every_key_has_its_place() -> None:
    source = read_source("f.yaml", b"a: x\nb:\n  - c: [y, z]\n")
    assert source.position(("a",)) == (1, 4)
    assert source.position(("b", 0, "c", 1)) == (3, 12)
    assert (source.spot(("b",)).key_line, source.spot(("b",)).key_column) == (2, 1)
    assert source.position(("b", 0, "nothing", "there")) == (3, 5)


def test_a_column_counts_characters_not_bytes() -> None:
    assert read_source("f.yaml", "{é: x, ü: y}".encode()).position(("ü",)) == (1, 11)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    began = perf_counter()
    with pytest.raises(SourceError) as refused:
        read_source("f.yaml", BOMB)
    assert str(refused.value).startswith("f.yaml:1:4: error: an anchor")
    assert perf_counter() - began < 1


@pytest.mark.parametrize("size", [MAX_BYTES - 1, MAX_BYTES])
def test_a_file_of_256_kib_is_read(size: int) -> None:
    content = b"a: x\n#" + b"y" * (size - 6)
    assert len(content) == size
    assert read_source("f.yaml", content).data == {"a": "x"}


def test_a_file_of_one_byte_more_is_refused() -> None:
    with pytest.raises(SourceError, match="longer than 256 KiB"):
        read_source("f.yaml", b"a: x\n#" + b"y" * (MAX_BYTES - 5))


def test_twenty_levels_are_read_and_one_more_is_refused() -> None:
    deep = b"a: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)
    assert read_source("f.yaml", deep).data
    with pytest.raises(SourceError, match="more than 20 levels"):
        read_source("f.yaml", b"a: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def test_a_quarter_of_a_mebibyte_of_brackets_is_refused_at_once() -> None:
    began = perf_counter()
    with pytest.raises(SourceError, match="more than 20 levels"):
        read_source("f.yaml", b"[" * MAX_BYTES)
    assert perf_counter() - began < 1


def test_a_file_that_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError, match=r"^f\.yaml:2:1: error: the file is not UTF-8"):
        read_source("f.yaml", b"a: x\nb: \xff")


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    st.binary(max_size=200) | st.text(alphabet="ab:{}[]&*!<|>-?#%@`'\" \n\t,", max_size=80).map(str.encode)
)
def test_no_bytes_give_anything_but_data_or_findings(content: bytes) -> None:
    try:
        source = read_source("f.yaml", content)
    except SourceError as error:
        places = [(finding.line, finding.column) for finding in error.findings]
    else:
        places = [(spot.line, spot.column) for spot in source.spots.values()]
    assert places
    assert min(places) >= (1, 1)
