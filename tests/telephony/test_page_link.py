"""The signed note of a page's leg: expiring, unforgeable, no other note, and nobody's number in it."""

from __future__ import annotations

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony import link, page_link
from telephony.page_link import PageLink, seal, unseal

KEY, OLD_KEY = b"the present key of the tests", b"the key before that one"
NOW_S = 1_795_000_000
LINK = PageLink(
    tenant="homeika", page="0f" * 16, call="CA1", fence=3, person="engineer_1", expires_s=NOW_S + 60
)
SEALED = seal(LINK, [KEY])
NAMES = st.text(max_size=30)


@given(tenant=NAMES, page=NAMES, call=NAMES, fence=st.integers(0, 2**62), person=NAMES)
@settings(derandomize=True, max_examples=100)
def test_whatever_is_sealed_is_unsealed_as_it_was(
    tenant: str, page: str, call: str, fence: int, person: str
) -> None:
    note = PageLink(tenant=tenant, page=page, call=call, fence=fence, person=person, expires_s=NOW_S)
    assert unseal(seal(note, [KEY, OLD_KEY]), [KEY], NOW_S) == note


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


def test_the_note_of_a_desk_phone_is_no_note_of_a_page_nor_the_other_way_round() -> None:
    desk = link.Link(tenant="homeika", call="CA1", agent="agt_1", offer="off_1", expires_s=NOW_S + 60)
    assert unseal(link.seal(desk, [KEY]), [KEY], NOW_S) is None
    assert link.unseal(SEALED, [KEY], NOW_S) is None


def test_it_holds_neither_a_number_nor_a_title() -> None:
    payload = SEALED.partition(".")[0]
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    assert text == f'["homeika","{LINK.page}","CA1",3,"engineer_1",{LINK.expires_s}]'
    assert page_link.LIFETIME_S == 6 * 60 * 60
