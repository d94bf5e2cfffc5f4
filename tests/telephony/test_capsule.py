"""The signed note in every URL: bound to its call, expiring, unforgeable (security.md C3)."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.capsule import Capsule, seal, unseal

KEY, OLD_KEY = b"the present key of the tests", b"the key before that one"
CALL = "CA" + "0" * 32
OTHER_CALL = "CA" + "1" * 32
NOW_S = 1_795_000_000
CAPSULE = Capsule(
    tenant="homeika",
    release="0123456789ab",
    flow="homeika-support",
    step="main_menu",
    turn=7,
    language="en-US",
    level="identified",
    failed=False,
    spot="0.2.-1.a1b2c3..x7Q",
    callers=(("homeika-emergency", "support_choices"),),
    missed_s=0,
    expires_s=NOW_S + 60,
)
SEALED = seal(CAPSULE, CALL, [KEY])
NAMES = st.text(max_size=30)
CAPSULES = st.builds(
    Capsule,
    tenant=NAMES,
    release=NAMES,
    flow=NAMES,
    step=NAMES,
    turn=st.integers(0, 2_000),
    language=NAMES,
    level=NAMES,
    failed=st.booleans(),
    spot=NAMES,
    callers=st.lists(st.tuples(NAMES, NAMES), max_size=10).map(tuple),
    missed_s=st.integers(0, NOW_S),
    expires_s=st.just(NOW_S + 60),
)


@given(capsule=CAPSULES, call_id=NAMES)
@settings(derandomize=True, max_examples=200)
def test_whatever_is_sealed_is_unsealed_as_it_was(capsule: Capsule, call_id: str) -> None:
    sealed = seal(capsule, call_id, [KEY, OLD_KEY])
    assert set(sealed) <= set(string.ascii_letters + string.digits + "-_.")
    assert unseal(sealed, call_id, [KEY], NOW_S) == capsule


@pytest.mark.parametrize("bit", range(8))
def test_c03_a_capsule_with_any_bit_of_any_byte_flipped_is_refused(bit: int) -> None:
    sealed = SEALED.encode()
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 1 << bit
        assert unseal(flipped.decode("latin-1"), CALL, [KEY], NOW_S) is None, place


def test_c03_a_capsule_with_any_byte_left_out_is_refused() -> None:
    for place in range(len(SEALED)):
        assert unseal(SEALED[:place] + SEALED[place + 1 :], CALL, [KEY], NOW_S) is None


def test_c03_a_capsule_of_another_call_is_refused() -> None:
    assert unseal(SEALED, OTHER_CALL, [KEY], NOW_S) is None


def test_c03_the_payload_of_one_capsule_does_not_go_with_the_mac_of_another() -> None:
    swapped = seal(replace(CAPSULE, tenant="homewise"), CALL, [KEY])
    assert unseal(swapped.partition(".")[0] + "." + SEALED.partition(".")[2], CALL, [KEY], NOW_S) is None


def test_c03_a_capsule_holds_until_its_last_second_and_no_longer() -> None:
    assert unseal(SEALED, CALL, [KEY], CAPSULE.expires_s) == CAPSULE
    assert unseal(SEALED, CALL, [KEY], CAPSULE.expires_s + 0.001) is None


def test_c03_the_key_before_the_present_one_still_opens_until_it_is_taken_away() -> None:
    sealed = seal(CAPSULE, CALL, [OLD_KEY])
    assert unseal(sealed, CALL, [KEY, OLD_KEY], NOW_S) == CAPSULE
    assert unseal(sealed, CALL, [KEY], NOW_S) is None


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "é", "\N{SNOWMAN}.\N{SNOWMAN}", "a.é", "\x00.\x00", "=" * 500, "." + SEALED, SEALED * 50],
)
def test_what_is_no_capsule_at_all_is_refused_and_raises_nothing(text: str) -> None:
    assert unseal(text, CALL, [KEY], NOW_S) is None


def test_a_capsule_holds_no_more_than_it_says() -> None:
    """C3: no personal data; a new field is a decision, not an accident."""
    assert set(Capsule.__slots__) == {
        "tenant",
        "release",
        "flow",
        "step",
        "turn",
        "language",
        "level",
        "failed",
        "spot",
        "callers",
        "missed_s",
        "expires_s",
    }
