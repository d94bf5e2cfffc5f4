"""Webhooks of a page that come twice, together, late or not at all: the caller is rung for once at a time."""

from __future__ import annotations

import pytest

from emulator.faults import WebhookFault
from tests.calls.oncall import toy
from tests.calls.oncall.toy import PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


@pytest.mark.parametrize("kind", ["voice", "whisper", "gather", "dial", "status"])
@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "at once"])
def test_copies_of_a_webhook_change_nothing(toy_house: House, kind: str, *, together: bool) -> None:
    toy_house.net.faults.webhooks.append(WebhookFault(kind=kind, times=99, copies=3, together=together))
    toy.roster(toy_house, at_once("ada", "ben"))
    toy_house.net.phone(ADA).will("accept", key="2")
    toy_house.net.phone(BEN).will("no answer", "drop")
    call = toy.dials(toy_house).hears(toy.HELPED).presses("1").hears("Thank you for calling").hangs_up()
    assert toy.rung(toy_house, call) == ["ada", "ben", "ben"]
    assert toy.talked(toy_house, call) == ["ben"]
    told = toy.facts(toy_house, "PageBegan", "PageRang", "PageDeclined", "PageAccepted", "PageEnded")
    assert [fact["fact"] for fact in told] == [
        "PageBegan",
        "PageRang",
        "PageDeclined",
        "PageRang",
        "PageAccepted",
        "PageEnded",
    ]


def test_a_whisper_that_is_lost_puts_nobody_through(toy_house: House) -> None:
    """Ada picks up and hears nothing; the caller, asked since nobody knows what happened, goes on to ben."""
    toy_house.net.faults.webhooks.append(WebhookFault(kind="whisper", lost=True))
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("accept")
    toy_house.net.phone(BEN).will("accept")
    call = toy.dials(toy_house).talks_to(BEN, within=60).hangs_up()
    assert toy.talked(toy_house, call) == ["ben"]
    toy_house.net.expects_alert(11205)
