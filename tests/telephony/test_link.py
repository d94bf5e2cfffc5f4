"""The signed note of a leg that we ring: expiring, unforgeable, no capsule, and nobody's number in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony import capsule
from telephony.link import Link, seal, unseal

KEY, OLD_KEY = b"the present key of the tests", b"the key before that one"
NOW_S = 1_795_000_000
LINK = Link(tenant="homewise", call="CA1", agent="agt_1", offer="off_1", expires_s=NOW_S + 60)
SEALED = seal(LINK, [KEY])
NAMES = st.text(max_size=30)


@given(tenant=NAMES, call=NAMES, agent=NAMES, offer=NAMES)
@settings(derandomize=True, max_examples=100)
def test_whatever_is_sealed_is_unsealed_as_it_was(tenant: str, call: str, agent: str, offer: str) -> None:
    link = Link(tenant=tenant, call=call, agent=agent, offer=offer, expires_s=NOW_S)
    assert unseal(seal(link, [KEY, OLD_KEY]), [KEY], NOW_S) == link


def test_a_note_with_any_bit_flipped_is_refused() -> None:
    for place in range(len(SEALED)):
        for bit in range(8):
            flipped = bytearray(SEALED.encode())
            flipped[place] ^= 1 << bit
            assert unseal(flipped.decode("latin-1"), [KEY], NOW_S) is None


def test_a_note_past_its_time_or_of_a_key_that_is_gone_is_refused() -> None:
    assert unseal(SEALED, [KEY], NOW_S + 61) is None
    assert unseal(seal(LINK, [OLD_KEY]), [KEY], NOW_S) is None
    assert unseal(seal(LINK, [OLD_KEY]), [KEY, OLD_KEY], NOW_S) == LINK


def test_a_capsule_of_the_same_key_is_no_note() -> None:
    """Each signature is good for one purpose."""
    note = capsule.Capsule(
        tenant="homewise",
        release="r",
        flow="f",
        step="s",
        turn=1,
        language="en",
        level="none",
        failed=False,
        spot="",
        callers=(),
        missed_s=0,
        expires_s=NOW_S + 60,
    )
    assert unseal(capsule.seal(note, "CA1", [KEY]), [KEY], NOW_S) is None
    assert unseal(capsule.seal(note, "leg", [KEY]), [KEY], NOW_S) is None


def test_the_notes_of_two_offers_differ() -> None:
    assert seal(replace(LINK, offer="off_2"), [KEY]) != SEALED
