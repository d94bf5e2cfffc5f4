"""The language of conditions: what it means, against a second evaluator; and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.expressions import MAX_DEPTH, MAX_NODES, ExprError, Value, parse

CALL: Mapping[str, Value] = {
    "caller.plan": "premium",
    "caller.verified": True,
    "caller.order_number": "12345678",
    "queue.wait": 200,
    "queue.closes_in": 100,
    "warranty.covered": "false",
    "invoice.balance": "12.99",
    "device.firmware": "1.10",
    "empty": "",
}

# The second evaluator reads a tree, not text, and knows nothing of tokens, binding or closures.
NAMES = st.sampled_from([*CALL, "missing", "caller.kind"])
LITERALS = st.one_of(
    st.sampled_from(["premium", "basic", "", "0", "no", "12.99", "1.1", "true", "200"]),
    st.integers(-300, 300),
    st.sampled_from([12.99, 0.5, 1.1]),
)
OPERANDS = st.one_of(st.tuples(st.just("name"), NAMES), st.tuples(st.just("is"), LITERALS))
TREES = st.recursive(
    OPERANDS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or", "==", "!=", "<", ">", "<=", ">="]), inner, inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("in"), inner, st.lists(OPERANDS, min_size=1, max_size=3)),
    ),
    max_leaves=12,
)


def written(tree: Any) -> str:
    match tree:
        case ("name", name):
            return str(name)
        case ("is", str() as text):
            return f'"{text}"'
        case ("is", number):
            return str(number)
        case ("not", inner):
            return f"(not {written(inner)})"
        case ("in", one, many):
            return f"({written(one)} in [{', '.join(map(written, many))}])"
        case (sign, one, other):
            return f"({written(one)} {sign} {written(other)})"
        case _:
            raise AssertionError(tree)


def meaning(tree: Any) -> Value:
    result: Value
    match tree:
        case ("name", name):
            result = CALL.get(name)
        case ("is", literal):
            result = literal
        case ("not", inner):
            result = not yes(meaning(inner))
        case ("and" | "or" as word, one, other):
            sides = (yes(meaning(one)), yes(meaning(other)))
            result = all(sides) if word == "and" else any(sides)
        case ("in", one, many):
            result = any(compares("==", meaning(one), meaning(other)) for other in many)
        case (sign, one, other):
            result = compares(sign, meaning(one), meaning(other))
        case _:
            raise AssertionError(tree)
    return result


def yes(value: Value) -> bool:
    if isinstance(value, str):
        return value not in ("", "0", "false", "no")
    return value is not None and value is not False and value != 0


def numeric(value: Value) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    return float(value) if re.fullmatch(r"-?[0-9]+([.][0-9]+)?", str(value)) else None


def compares(sign: str, one: Value, other: Value) -> bool:
    if one is None or other is None:
        return False
    switch = isinstance(one, bool) or isinstance(other, bool)
    if switch:
        one, other = str(one).lower(), str(other).lower()
    first, second = (None, None) if switch else (numeric(one), numeric(other))
    texts = isinstance(one, str) and isinstance(other, str)
    equal = one == other if texts else first is not None and first == second
    if sign in ("==", "!="):
        return equal is (sign == "==")
    if switch or (not texts and (first is None or second is None)):
        return False
    numbers = first is not None and second is not None
    smaller, same = (first < second, first == second) if numbers else (str(one) < str(other), one == other)  # type: ignore[operator]  # both are numbers
    return {"<": smaller, ">": not smaller and not same, "<=": smaller or same, ">=": not smaller}[sign]


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(TREES)
def test_an_expression_means_what_a_second_evaluator_says(tree: Any) -> None:
    expression = parse(written(tree))
    assert expression.holds(CALL.get) == yes(meaning(tree))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('caller.plan == "premium"', True),
        ('caller.plan in ["premium", "enterprise"]', True),
        ("queue.wait > 3m or queue.closes_in < queue.wait", True),
        ("queue.wait > 1h", False),
        ("warranty.covered and caller.verified", False),
        ("invoice.balance > 0", True),
        ("invoice.balance == 12.990", True),
        ('device.firmware == "1.1"', False),
        ('not caller.plan == "basic" and caller.verified', True),
        ('caller.plan == "basic" or caller.plan == "premium" and caller.verified', True),
        ('(caller.plan == "premium" or caller.verified) and empty', False),
    ],
)
def test_the_conditions_of_the_companies(text: str, *, holds: bool) -> None:
    assert parse(text).holds(CALL.get) is holds


@pytest.mark.parametrize("sign", ["==", "!=", "<", ">", "<=", ">="])
@pytest.mark.parametrize("sides", ["missing {} 1", "1 {} missing", "missing {} missing", 'missing {} ""'])
def test_a_missing_value_makes_every_comparison_false(sides: str, sign: str) -> None:
    assert parse(sides.format(sign)).value(CALL.get) is False


def test_a_missing_value_is_in_no_list_and_no() -> None:
    assert parse("missing in [missing]").value(CALL.get) is False
    assert parse("missing").holds(CALL.get) is False
    assert parse("missing").value(CALL.get) is None


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("15m", 900), ("2h", 7200), ("7d", 604_800)])
def test_a_duration_is_seconds(text: str, seconds: int) -> None:
    assert parse(text).value(CALL.get) == seconds


def test_an_expression_names_all_it_may_read() -> None:
    expression = parse('not a.b or (c in ["a.x", d.e]) and queue.wait > 3m')
    assert expression.names == {"a.b", "c", "d.e", "queue.wait"}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("a =", 2),
        ("a == ", 5),
        ("a == 'b'", 5),
        ('a == "b', 5),
        ("a b", 2),
        ("(a", 2),
        ("a in b", 5),
        ("a in [b", 7),
        ("f(x)", 1),
        ("a[0]", 1),
        ("a == b == c", 7),
        ("5x", 0),
        ("1.2.3", 0),
        ("a + b", 2),
        ("a\u00a0b", 1),
        ("and", 0),
    ],
)
def test_what_is_no_expression_is_refused_at_its_place(text: str, position: int) -> None:
    with pytest.raises(ExprError) as refused:
        parse(text)
    assert refused.value.position == position


def test_limits_of_size_depth_and_parts() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).names == {"a"}
    with pytest.raises(ExprError, match="within each other"):
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert parse(" or ".join(["a"] * (MAX_NODES - 1))).names == {"a"}
    with pytest.raises(ExprError, match="more than 200 parts"):
        parse(" or ".join(["a"] * MAX_NODES))
    with pytest.raises(ExprError, match="longer than 4096 bytes"):
        parse('"' + "é" * 2048 + '"')


@settings(max_examples=600, derandomize=True, deadline=None)
@given(st.text(alphabet='ab. ()[]"<>=!,0159smhd-\u00e9', max_size=40) | st.text(max_size=30))
def test_any_text_gives_an_expression_or_an_error_with_a_place(text: str) -> None:
    try:
        parse(text).holds(CALL.get)
    except ExprError as error:
        place = error.position
    else:
        place = 0
    assert 0 <= place <= len(text)


def test_four_thousand_characters_of_anything_are_read_in_no_time() -> None:
    began = perf_counter()
    for text in ("not " * 1023, "(" * 4096, "a." * 2000, "1" * 4096, '"' * 4095, "a == " * 800):
        with pytest.raises(ExprError):
            parse(text)
    assert perf_counter() - began < 1
