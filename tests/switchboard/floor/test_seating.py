"""switchboard/seating.py: a supervisor's softphone comes into the call that they chose, by a direct look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from routing.floor.events import Accepted, CallerGone, End, Joined, Supervised
from routing.floor.people import Agent, Profile
from storage.live.floor import Floor, Versioned
from switchboard.agent import obey, settle
from switchboard.routing import match_call
from switchboard.seating import seat_client
from switchboard.services import Services, Tenant
from tests.switchboard.floor.conftest import CALL, DEMAND, NOW, comes, hired, waits

OTHER = "CA" + "2" * 32
SUE = "agt_" + "5" * 12
LEG = "CA" + "9" * 32


class Unlooked(Floor):
    """A floor at which nobody may look around: only what is asked for by name is found."""

    def agents(self) -> dict[str, Versioned]:
        raise AssertionError("everybody on the floor was read")


def talks(services: Services, toy: Tenant, login: str, call: str) -> Profile:
    """Let somebody take a call, so that both hear each other."""
    profile = hired(toy, login)
    comes(services, toy, profile)
    waits(toy, call)
    assert match_call(services, toy, call)
    offer = Agent.from_json(toy.floor.read((profile.id,)).agents[profile.id].state).offer
    settle(services, toy, Accepted(agent=profile, offer=offer))  # and ask no carrier
    for who, leg in (("customer", call), (profile.id, f"CA{login:>032}".replace(" ", "0"))):
        obey(services, toy, Joined(call=call, who=who, leg=leg, conference="CF" + call[2:]))
    return profile


def listens(services: Services, toy: Tenant, call: str, mode: str = "listen") -> None:
    assert not obey(services, toy, Supervised(supervisor=SUE, call=call, mode=mode)).refused


def dials_in(services: Services, toy: Tenant) -> str:
    """Return the document of the supervisor's softphone."""
    unlooked = replace(toy, floor=Unlooked(services.live, "toy"))
    return seat_client(replace(services, tenants={"toy": unlooked}), SUE, LEG)


@pytest.fixture(autouse=True)
def known(toy: Tenant) -> None:
    toy.floor.register_demand(DEMAND)


def test_a_supervisor_is_seated_in_the_call_they_chose(services: Services, toy: Tenant) -> None:
    talks(services, toy, "ann", CALL)
    assert CALL not in dials_in(services, toy)
    listens(services, toy, CALL)
    document = dials_in(services, toy)
    assert f">{CALL}</Conference>" in document
    assert 'muted="true"' in document


def test_of_two_calls_the_one_chosen_last_is_joined_and_then_the_other(
    services: Services, toy: Tenant
) -> None:
    talks(services, toy, "ann", CALL)
    talks(services, toy, "bob", OTHER)
    listens(services, toy, CALL)
    listens(replace(services, clock=lambda: NOW + timedelta(seconds=5)), toy, OTHER)
    assert OTHER in dials_in(services, toy)
    listens(services, toy, OTHER, "")
    assert CALL in dials_in(services, toy)


def test_who_leaves_has_no_seat_any_more(services: Services, toy: Tenant) -> None:
    talks(services, toy, "ann", CALL)
    listens(services, toy, CALL)
    listens(services, toy, CALL, "")
    assert "<Conference" not in dials_in(services, toy)
    assert toy.floor.seats(SUE) == ()


@pytest.mark.parametrize("ending", ["caller", "agent"])
def test_the_seat_goes_with_the_call(services: Services, toy: Tenant, ending: str) -> None:
    ann = talks(services, toy, "ann", CALL)
    listens(services, toy, CALL)
    settle(services, toy, CallerGone(call=CALL, why="hung_up") if ending == "caller" else End(agent=ann))
    assert toy.floor.seats(SUE) == ()
