"""One call through everything: the shape that the other whole-call scripts follow."""

from __future__ import annotations

from tests.house import HOMEIKA_SUPPORT, House


def test_a_verified_premium_customer_waits_in_the_premium_queue(house: House) -> None:
    """DC2, DC3, HK6: recognised, identified, verified, routed by plan."""
    call = house.dials(HOMEIKA_SUPPORT, number="+12125550100", attestation="TN-Validation-Passed-A")
    call.hears("Thank you for calling Homeika").stays_silent()
    call.hears("order number").presses("41000001#")
    call.hears("PIN").presses("271828")
    call.hears("What can we help with?").presses("3")
    call.hears("about your bill").presses("1")
    call.hears("You are next in line")
    assert house.level(call) == "verified"
    assert house.path(call)[-1] == "premium_queue"
    call.hangs_up()
    assert house.state(call)["ended"] == "customer"
