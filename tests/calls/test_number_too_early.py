"""Whoever keys a number in before it is asked for rings nobody by it."""

from __future__ import annotations

import pytest

from storage.record.roles import ROLES, Role
from tests.calls import homeika, homewise
from tests.calls.conftest import At
from tests.house import HOMEIKA_SUPPORT, HOMEWISE_SUPPORT

LINES = {"homeika": HOMEIKA_SUPPORT, "homewise": HOMEWISE_SUPPORT}
ENGINEERS = {"homeika": homeika.DESK, "homewise": homewise.DESK}
ASKED = {"homeika": "Key in your order number", "homewise": "Key in your booking or account number"}


@pytest.mark.parametrize("which", ["account", "order_number"])
@pytest.mark.parametrize("who", ROLES, ids=[known.name for known in ROLES])
def test_a_number_keyed_at_the_danger_question_pages_no_engineer(at: At, who: Role, which: str) -> None:
    """HK2, HW5: its first digit means nothing there, and the number is asked for in its turn."""
    house = at(homewise.NIGHT)
    number = who.account if which == "account" else who.order_number
    call = house.dials(LINES[who.tenant], number=homewise.STRANGER).presses(f"{number}#")
    call.hears(ASKED[who.tenant])
    assert "clock" not in house.state(call)["tags"]
    assert house.net.phone(ENGINEERS[who.tenant]).unexpected == []
    call.hangs_up()
