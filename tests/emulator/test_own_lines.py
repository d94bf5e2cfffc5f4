"""A call that REST makes to a line of the account comes in there, and the two legs live and end together."""

from __future__ import annotations

import pytest

from emulator.calls import create_call
from emulator.leg import Leg
from emulator.orders import CallOrder
from emulator.phones import Network
from tests.emulator.small_app import LINE, URL, SmallApp, small_network

DRILLS = "+18005551829"


@pytest.fixture
def app() -> SmallApp:
    return SmallApp({"/voice": "<Say>Hello.</Say><Pause length='30'/>"})


@pytest.fixture
def net(app: SmallApp) -> Network:
    net = small_network(app)
    net.number(DRILLS)
    return net


def legs(net: Network) -> tuple[Leg, Leg]:
    """Make the call; the leg that was made, and the one that came in."""
    order = CallOrder(to=LINE, from_=DRILLS, twiml="<Response><Pause length='300'/></Response>")
    made = create_call(net.exchange, order)
    net.settles(seconds=5)
    [incoming] = [leg for leg in net.exchange.legs.values() if leg.call.direction == "inbound"]
    return net.exchange.legs[made.sid], incoming


def test_the_line_is_called_from_the_number_that_rest_named(net: Network, app: SmallApp) -> None:
    made, incoming = legs(net)
    assert (made.call.status, incoming.call.status) == ("in-progress", "in-progress")
    [asked] = app.of("/voice")
    assert (asked["From"], asked["To"], asked["Direction"]) == (DRILLS, LINE, "inbound")
    assert URL in net.webhooks[0].url


@pytest.mark.parametrize("first", [0, 1])
def test_when_one_of_the_two_ends_so_does_the_other(net: Network, first: int) -> None:
    both = legs(net)
    both[first].hang_up()
    net.settles(seconds=1)
    assert [leg.call.status for leg in both] == ["completed", "completed"]
