"""Two hundred calls wait to be made by REST, one a second: an emergency rings as soon as ever (F35)."""

from __future__ import annotations

import pytest

from telephony.carrier import Ring
from tests.calls.conftest import At, at
from tests.faults.oncall.course import NIGHT
from tests.faults.places import STRANGER
from tests.house import HOMEIKA_EMERGENCY, HOMEWISE_SUPPORT, PUBLIC_URL, House
from tests.on_call import HOMEIKA, HOMEWISE

__all__ = ["at"]
WAITING = 200


def rings_after_s(house: House, line: str) -> float:
    """Call a line in danger, and say after how many seconds of phone time the first phone rings."""
    on_call = HOMEIKA if line == HOMEIKA_EMERGENCY else HOMEWISE
    first = on_call.will(house.net, "no answer")
    call = house.dials(line, number=STRANGER)
    if line != HOMEIKA_EMERGENCY:
        call.hears("press 9").presses("9")
    asked = house.net.clock.elapsed
    first.rings()
    waited_s = house.net.clock.elapsed - asked
    call.hangs_up()
    return waited_s


@pytest.mark.parametrize("line", [HOMEIKA_EMERGENCY, HOMEWISE_SUPPORT], ids=["homeika", "homewise"])
def test_ringing_is_not_delayed_by_two_hundred_calls_that_wait(at: At, line: str) -> None:
    house = at(NIGHT)
    quiet_s = rings_after_s(house, line)
    ring = Ring(
        to=house.net.phone("+13415550199").will("no answer").number,
        from_=HOMEIKA_EMERGENCY,
        url=f"{PUBLIC_URL}/twilio/voice",
        told=f"{PUBLIC_URL}/twilio/status",
        fallback=f"{PUBLIC_URL}/twilio/fallback",
        ring_s=20,
    )
    for _ in range(WAITING):
        house.services.carrier.ring(ring)
    assert house.net.exchange.next_creation - house.net.clock.elapsed >= WAITING - 1
    assert rings_after_s(house, line) == pytest.approx(quiet_s)
    assert quiet_s <= 5
    waiting = [call for call in house.net.exchange.calls.values() if call.status == "queued"]
    assert len(waiting) > WAITING - 20
