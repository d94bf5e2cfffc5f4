"""Two accept: the first is put through, and the other hears who was."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest

from emulator.webhooks import Webhook
from tests.calls.oncall import toy
from tests.calls.oncall.toy import PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


def key_of(house: House, person: str) -> Webhook:
    """Make the request of a key 1 on somebody's leg: the one that came, as of that person."""
    came = next(one for one in house.net.webhooks if "/twilio/page/key" in one.url)
    parts = urlsplit(came.url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"t": person}
    url = urlunsplit(parts._replace(query=urlencode(query)))
    return replace(came, url=url, params={**came.params, "Digits": "1"})


def test_who_hears_the_whisper_while_another_accepts_hears_who_took_it(toy_house: House) -> None:
    """Where Twilio lets all phones ring on while one is screened."""
    net = toy_house.net
    net.exchange.switches = replace(net.exchange.switches, rings_until_screened=True)
    toy.roster(toy_house, at_once("ada", "ben"))
    call = toy.dials(toy_house)
    ada, ben = net.phone(ADA).answers(), net.phone(BEN).answers()
    ada.presses("1")
    call.talks_to(ADA)
    ben.presses("1").hears("Taken by Ada. Thank you.").ends()
    assert call.talking_to == [ADA]
    call.hangs_up()
    assert toy.talked(toy_house, call) == ["ada"]
    told = toy.facts(toy_house, "PageAccepted", "PageEnded")
    assert [fact.get("person", fact.get("outcome")) for fact in told] == ["ada", "accepted"]


def test_a_key_that_networks_have_held_up_is_answered_with_who_took_it(toy_house: House) -> None:
    """Where the first pick-up silences all others, only a request can still be late."""
    toy.roster(toy_house, at_once("ada", "ben"))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().presses("1")
    call.talks_to(ADA)
    (late,) = toy_house.net.replay(key_of(toy_house, "ben"))
    assert b"Taken by Ada. Thank you." in late.body
    call.hangs_up()
    assert toy.talked(toy_house, call) == ["ada"]


@pytest.mark.parametrize("key", ["2", "4", "7", "1"])
def test_no_key_of_another_ends_the_leg_of_whoever_took_it(toy_house: House, key: str) -> None:
    net = toy_house.net
    net.exchange.switches = replace(net.exchange.switches, rings_until_screened=True)
    toy.roster(toy_house, at_once("ada", "ben", "cleo"))
    call = toy.dials(toy_house)
    ben = net.phone(BEN).answers()
    net.phone(ADA).answers().presses("1")
    call.talks_to(ADA)
    ben.leg.presses(key)
    net.settles(seconds=30)
    assert call.talking_to == [ADA]
    call.hangs_up()
    assert toy.outcomes(toy_house) == ["accepted"]


@pytest.mark.parametrize("name", ["cleo", "nobody", "hugo"])
def test_a_key_for_somebody_whom_the_ring_is_not_for_takes_nothing(toy_house: House, name: str) -> None:
    """Cleo is on the next level, hugo the catch-all: whose leg it is, the address does not decide."""
    toy.roster(toy_house, at_once("ada", "ben"), in_turn("cleo"))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().hears("Press 1").presses("7").hears("Press 1")
    (refused,) = toy_house.net.replay(key_of(toy_house, name))
    assert b"Hangup" in refused.body
    assert toy.facts(toy_house, "PageAccepted") == []
    call.hangs_up()


def test_the_same_key_twice_is_answered_alike_and_told_once(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().presses("1")
    call.talks_to(ADA)
    first, second = toy_house.net.replay(key_of(toy_house, "ada"), times=2)
    assert first.body == second.body
    assert b"Hangup" not in first.body
    call.hangs_up()
    assert len(toy.facts(toy_house, "PageAccepted")) == 1


def test_a_key_that_comes_after_the_page_has_gone_on_accepts_nothing(toy_house: House) -> None:
    """Its leg is over: nobody may be told to have taken the call."""
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("reject")
    call = toy.dials(toy_house)
    toy_house.net.phone(BEN).rings(within=60)
    (late,) = toy_house.net.replay(key_of(toy_house, "ada"))
    assert b"Hangup" in late.body
    call.hangs_up()
    assert toy.facts(toy_house, "PageAccepted") == []


def test_a_key_that_comes_after_the_caller_has_gone_is_told_so(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    toy_house.net.phone(ADA).will("reject")
    call = toy.dials(toy_house)
    toy_house.net.runs_until(
        lambda: bool(toy_house.net.webhooks) and "page/key" in toy_house.net.webhooks[-1].url, 60
    )
    call.hangs_up()
    (late,) = toy_house.net.replay(key_of(toy_house, "ada"))
    assert b"The caller has hung up." in late.body
    assert toy.facts(toy_house, "PageAccepted") == []
