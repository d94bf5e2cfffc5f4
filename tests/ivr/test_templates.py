"""Words with values in them are always fit to be spoken and put into XML."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # it carries no types

from ivr.expressions import ExprError, Value
from ivr.templates import MAX_CHARACTERS, MAX_VALUE_CHARACTERS, clean, parse_template


def rendered(text: str, **values: Value) -> str:
    return parse_template(text).render(values.get)


def test_values_are_put_in_their_places() -> None:
    assert rendered("Hello ${name}, you are ${place} in line.", name="Ann", place=3) == (
        "Hello Ann, you are 3 in line."
    )


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (True, "yes"), (45.0, "45"), (12.5, "12.5"), (12.99, "12.99"), (0, "0")]
)
def test_a_value_is_shown_as_people_write_it(value: Value, shown: str) -> None:
    assert rendered("-${x}-", x=value) == f"-{shown}-"


def test_a_place_takes_an_expression_even_with_a_brace_in_its_text() -> None:
    template = parse_template('${name in ["}", "Ann"]}')
    assert template.names == {"name"}
    assert template.render({"name": "Ann"}.get) == "yes"


def test_braces_and_dollars_that_are_no_place_stay() -> None:
    assert rendered("{a} costs $5 or }") == "{a} costs $5 or }"


@pytest.mark.parametrize(
    ("text", "position"),
    [("Hi ${name", 3), ("Hi ${}", 5), ("Hi ${a =}", 7), ("${a} and ${b", 9), ("${a b}", 4)],
)
def test_broken_words_are_refused_at_their_place(text: str, position: int) -> None:
    with pytest.raises(ExprError) as refused:
        parse_template(text)
    assert refused.value.position == position


def test_a_value_cannot_bring_a_place_of_its_own() -> None:
    assert rendered("Hello ${name}", name="${plan}", plan="x") == "Hello ${plan}"


def test_long_values_and_long_prompts_are_cut() -> None:
    assert len(rendered("${x}", x="a" * 10_000)) == MAX_VALUE_CHARACTERS
    assert len(rendered("a" * 10_000)) == MAX_CHARACTERS
    assert len(rendered("${x}" * 100, x="a" * 200)) == MAX_CHARACTERS


def test_every_code_point_leaves_well_formed_xml() -> None:
    """security.md C7: control characters pass an XML writer and spoil the document."""
    for start in range(0, 0x110000, 0x400):
        text = clean("".join(map(chr, range(start, start + 0x400))), MAX_CHARACTERS)
        element = etree.Element("Say")
        element.text = text
        assert etree.fromstring(etree.tostring(element, encoding="utf-8")).text == (text or None)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=300))
def test_cleaned_text_is_composed_short_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text, 100)
    assert len(cleaned) <= 100
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in cleaned)
    assert clean(cleaned, 100) == cleaned
