"""The number a call comes from recognises at most, and only where the phone network vouches for it."""

from __future__ import annotations

import pytest

from tests.calls import homeika
from tests.calls.homeika import BASIC, ENTERPRISE, PREMIUM, RETURNING, VOUCHED
from tests.house import HOMEIKA_SUPPORT, House

#: What the network says of a number that must not recognise anybody; "" is what British calls have.
WORTHLESS = (
    "TN-Validation-Passed-B",
    "TN-Validation-Passed-C",
    "TN-Validation-Failed",
    "TN-Validation-Failed-A",
    "TN-Validation-Passed-A-Diverted",
    "TN-Validation-Passed-A-Passthrough",
    "No-TN-Validation",
    "tn-validation-passed-a",
    "",
)


def test_a_vouched_number_recognises_and_routes_by_plan(house: House) -> None:
    """DC2, DC3: enough for the queue of the plan."""
    call = house.dials(HOMEIKA_SUPPORT, number=PREMIUM.number, attestation=VOUCHED)
    homeika.skips(call).presses("0").hears("next in line")
    assert house.level(call) == "recognised"
    assert house.path(call)[-1] == "premium_queue"
    call.hangs_up()


@pytest.mark.parametrize("attestation", WORTHLESS, ids=lambda verdict: verdict or "absent")
def test_a_number_nobody_vouches_for_recognises_nobody(house: House, attestation: str) -> None:
    """DC2: the caller is served as a stranger, and is not told why."""
    call = house.dials(HOMEIKA_SUPPORT, number=PREMIUM.number, attestation=attestation)
    homeika.skips(call).presses("0").hears("next in line")
    assert house.level(call) == "none"
    assert house.path(call)[-1] == "support_queue"
    assert homeika.facts_of(house, "CallerIdentified") == []
    call.hangs_up()


@pytest.mark.parametrize("number", [None, "withheld"], ids=["anonymous", "the network's stand-in"])
def test_a_withheld_number_is_served_like_any_other(house: House, number: str | None) -> None:
    """DC2: it recognises nobody, and a number and a PIN verify as ever."""
    call = house.dials(HOMEIKA_SUPPORT, number=number, attestation=VOUCHED)
    homeika.proves(call, PREMIUM).hears("What can we help with?")
    assert house.level(call) == "verified"
    assert house.state(call)["number"] == ""
    call.hangs_up()


@pytest.mark.parametrize("number", [None, "withheld"], ids=["anonymous", "the network's stand-in"])
def test_a_withheld_number_that_proves_nothing_reaches_a_person(house: House, number: str | None) -> None:
    """DC2: no number, no name, no PIN, and still not turned away."""
    call = house.dials(HOMEIKA_SUPPORT, number=number)
    homeika.skips(call).presses("0").hears("next in line")
    assert (house.level(call), house.path(call)[-1]) == ("none", "support_queue")
    call.hangs_up()


def test_a_recognised_caller_hears_nothing_of_the_account(house: House) -> None:
    """DC2: caller ID can be faked: a return's status, the warranty and the bill each ask for proof."""
    call = house.dials(HOMEIKA_SUPPORT, number=RETURNING.number, attestation=VOUCHED)
    homeika.skips(call).presses("2").presses("2").hears("I need your order number").presses("#")
    call.hears("Without that number, I cannot go on here").hears("next in line")
    assert (house.level(call), house.state(call)["customer"]) == ("recognised", "")
    assert house.state(call)["caller"] == {"plan": "basic", "language": "en-US"}
    call.does_not_hear("being inspected").hangs_up()


def test_a_recognised_caller_is_read_no_bill(house: House) -> None:
    """DC2: below verified, a bill leads to a person and to nothing else."""
    homeika.owes(house, BASIC, 12_99)
    call = house.dials(HOMEIKA_SUPPORT, number=BASIC.number, attestation=VOUCHED)
    homeika.skips(call).presses("3").hears("Let me find a person").hears("next in line")
    call.does_not_hear("12.99").hangs_up()


def test_a_recognised_caller_is_not_called_by_name(house: House) -> None:
    """DC2, HK12: no fact and no text of the call holds who the number belongs to."""
    call = house.dials(HOMEIKA_SUPPORT, number=ENTERPRISE.number, attestation=VOUCHED)
    homeika.skips(call).hears("For a priority one outage, press 1")
    (identified,) = homeika.facts_of(house, "CallerIdentified")
    assert (identified["level"], identified["factor"], identified["customer"]) == ("recognised", "ani", "")
    assert set(house.state(call)["caller"]) == {"plan", "language", "account_manager"}
    call.hangs_up()
