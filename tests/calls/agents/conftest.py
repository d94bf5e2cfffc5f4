"""A floor with nobody on it yet, on a Tuesday morning."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor
from tests.house import House

#: Past the danger question, and straight to customer service.
TO_TIER1 = (*homewise.AS_OWNER, "press 0")


#: What is done here must not change with how busy the machine is; the limit is tested in tests/faults.
PATIENT_S = 5.0


@pytest.fixture
def floor(house: House) -> Floor:
    pool = house.services.live._redis.connection_pool
    pool.connection_kwargs["socket_timeout"] = PATIENT_S
    pool.disconnect()
    return Floor(house=house)


@pytest.fixture
def ann(floor: Floor) -> Desk:
    return floor.agent("ann").goes_available()


@pytest.fixture
def call(house: House, ann: Desk) -> PhoneCall:
    """A caller who is offered to Ann."""
    waiting = homewise.calls(house, *TO_TIER1)
    ann.is_offered(waiting, within=60)
    return waiting
