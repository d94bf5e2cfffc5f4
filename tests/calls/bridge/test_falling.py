"""Where REST or a store is away, an outage is an ordinary page on the caller's own leg."""

from __future__ import annotations

import sqlite3

import pytest

from emulator.faults import RestTrouble
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, facts, has_bridge, in_room, on_call, opens, row_of
from tests.house import House

TROUBLES = {
    "refused": RestTrouble(status=429, path_contains="/Calls", times=50),
    "broken": RestTrouble(status=503, path_contains="/Calls", times=50),
    "never answers": RestTrouble(hangs=True, path_contains="/Calls", times=50),
}


@pytest.mark.parametrize("how", TROUBLES)
def test_without_rest_the_engineer_is_dialled_on_the_callers_leg(day: House, how: str) -> None:
    day.net.exchange.faults.rest.append(TROUBLES[how])
    call = opens(day)
    taker = day.net.phone(on_call(day)).answers(within=15)
    taker.hears("priority one outage").presses("1")
    day.net.settles(seconds=3)
    assert in_room(day) == set()
    assert (call.sid, taker.sid) in {(bridge.one, bridge.other) for bridge in day.net.exchange.bridges}
    assert row_of(day, call).state == "cancelled"
    assert [one["why"] for one in facts(day, "BridgeFell")] == ["silent"]


def test_without_sql_no_bridge_is_opened_and_the_engineer_is_dialled(day: House) -> None:
    call = homeika.proves(homeika.rings_in(day, homeika.ENTERPRISE), homeika.ENTERPRISE)
    locked = sqlite3.connect(str(day.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    call.presses("1")
    taker = day.net.phone(MANAGER).answers(within=15)
    taker.hears("priority one outage").presses("1")
    day.net.settles(seconds=3)
    locked.execute("ROLLBACK")
    locked.close()
    assert (call.sid, taker.sid) in {(bridge.one, bridge.other) for bridge in day.net.exchange.bridges}
    assert not has_bridge(day, call)
