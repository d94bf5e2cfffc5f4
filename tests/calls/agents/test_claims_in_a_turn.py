"""A call is put to an agent between the read of the caller's turn and its commit: the turn knows it."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from ivr.call import Call
from ivr.events import Event, HungUp, Pressed
from switchboard.caller import set_for
from switchboard.reading import Before, Plight
from switchboard.routing import match_call
from switchboard.turning import take_turn
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.test_offers import endings
from tests.calls.agents.working import TENANT, Desk, Floor
from tests.house import House


@pytest.fixture
def waiting(house: House, floor: Floor) -> PhoneCall:
    """A caller whom nobody has been offered yet, though Ann is free."""
    floor.agent("ann").goes_available()
    floor.is_followed = False
    call = homewise.calls(house, *TO_TIER1)
    house.net.settles(seconds=3)
    return call


@pytest.mark.parametrize(
    ("event", "cause"), [(Pressed(digits="7"), "other"), (HungUp(), "normal")], ids=["moves on", "hangs up"]
)
def test_an_offer_that_a_turn_did_not_see_is_withdrawn_without_blame(
    house: House, floor: Floor, waiting: PhoneCall, event: Event, cause: str
) -> None:
    ann: Desk = floor.desks["ann"]
    stored = ann.tenant.calls.read(waiting.sid, "tier1")
    assert stored is not None
    call = Call.from_json(stored.state)
    assert match_call(house.services, ann.tenant, waiting.sid)
    assert ann.display == "ringing"
    before = Before(plight=Plight.NONE, stored=stored, call=call)
    take_turn(set_for(house.services, TENANT, call.release), call, event, before)
    ended = floor.conversation(waiting)
    assert (ended.phase, ended.cause) == ("ended", cause)
    floor.is_followed = True
    house.net.settles(seconds=30)
    assert ann.display == "available"
    assert endings(house) == ["withdrawn"]
    assert homewise.in_line(house, "tier1") == []
