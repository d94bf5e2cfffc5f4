"""What a condition comes to when only some of its names are known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.prove.conditions import UNKNOWN, Known, outcome_of
from ivr.expressions import parse
from ivr.values import Value

NAMES = ("caller.plan", "caller.verified", "answers.town", "visit.days")
VALUES: st.SearchStrategy[Value] = st.sampled_from(["gold", "", "3", 3, 45.5, True, False, None, 900])
OPERANDS = st.sampled_from([*NAMES, '"gold"', '"3"', "3", "-3", "15m", "45.5"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(" and ".join),
        st.tuples(inner, inner).map(" or ".join),
        inner.map("not ({})".format),
        inner.map("({})".format),
    )


SMALLEST = st.one_of(
    OPERANDS,
    st.tuples(OPERANDS, st.sampled_from(["==", "!=", "<", ">", "<=", ">="]), OPERANDS).map(" ".join),
    st.tuples(OPERANDS, OPERANDS, OPERANDS).map(lambda it: f"{it[0]} in [{it[1]}, {it[2]}]"),
)
CONDITIONS = st.recursive(SMALLEST, _larger, max_leaves=6)


@given(CONDITIONS, st.tuples(*[VALUES] * len(NAMES)), st.sets(st.sampled_from(NAMES)))
@settings(derandomize=True, max_examples=600, deadline=None)
def test_what_is_said_of_a_condition_holds_whatever_the_unknown_names_are(
    text: str, values: tuple[Value, ...], known: set[str]
) -> None:
    world = dict(zip(NAMES, values, strict=True))

    def knows(name: str) -> Known:
        return world[name] if name in known else UNKNOWN

    holds = parse(text).holds(world.__getitem__)
    assert outcome_of(text, knows) in (holds, None)
    assert outcome_of(text, world.__getitem__) is holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b", None),
        ("a.b and caller.no", False),
        ("caller.no and a.b", False),
        ("a.b or caller.yes", True),
        ("not caller.no", True),
        ("not not caller.no", False),
        ('a.b == "x" or (caller.yes and not caller.no)', True),
        ("caller.missing == a.b", False),
        ("caller.missing != a.b", False),
        ('caller.level in ["none", "recognised"]', True),
        ('caller.level in ["verified", a.b]', None),
    ],
)
def test_one_side_may_settle_it(text: str, expected: bool | None) -> None:  # noqa: FBT001
    known: dict[str, Value] = {
        "caller.yes": True,
        "caller.no": False,
        "caller.level": "none",
        "caller.missing": None,
    }
    assert outcome_of(text, lambda name: known.get(name, UNKNOWN)) is expected
