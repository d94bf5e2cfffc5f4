"""DC2, security.md P1: what the network's word on a number is good for."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.attestation import POLICY, may_recognise

BEST = "TN-Validation-Passed-A"


def test_a_lower_attestation_never_gives_more() -> None:
    """The table stands from the best verdict to the worst."""
    assert next(iter(POLICY)) == BEST
    assert all(higher >= lower for higher, lower in pairwise(POLICY.values()))


@pytest.mark.parametrize("verdict", sorted(POLICY))
def test_only_full_attestation_without_a_detour_recognises(verdict: str) -> None:
    assert may_recognise([verdict]) == (verdict == BEST)


@pytest.mark.parametrize(
    "verdicts",
    [
        [],
        [""],
        [BEST, BEST],
        [BEST, "TN-Validation-Failed"],
        [f" {BEST}"],
        [f"{BEST} "],
        [f"{BEST}\n"],
        [BEST.lower()],
        [BEST.upper()],
        [f"{BEST}-Verified"],
        ["TN-Validation-Passed-\u0410"],  # a Cyrillic A
        ["A"],
    ],
)
def test_a_missing_repeated_padded_recased_or_unknown_verdict_counts_as_absent(verdicts: list[str]) -> None:
    assert not may_recognise(verdicts)


@settings(derandomize=True)
@given(verdicts=st.lists(st.sampled_from(sorted(POLICY)) | st.text(max_size=40), max_size=4))
def test_nothing_but_the_one_exact_verdict_recognises(verdicts: list[str]) -> None:
    assert may_recognise(verdicts) == (verdicts == [BEST])
