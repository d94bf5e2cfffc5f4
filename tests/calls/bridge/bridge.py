"""What is done and asked about a bridge, by the network's own ledger."""

from __future__ import annotations

from emulator.model import Call
from emulator.phone_call import PhoneCall
from storage.record.bridge_rows import bridge_in
from storage.record.promises import Promise
from tests.calls import doing, homeika
from tests.house import House

#: Whom an Enterprise outage rings first, by name.
MANAGER = homeika.ACCOUNT_MANAGER


def opens(house: House) -> PhoneCall:
    """An Enterprise customer proves who they are, and says that there is an outage."""
    call = homeika.proves(homeika.rings_in(house, homeika.ENTERPRISE), homeika.ENTERPRISE)
    return call.presses("1")


def joins(house: House, number: str, *, within: float = 60.0) -> PhoneCall:
    """Let somebody pick up, hear who calls, and press 1."""
    leg = house.net.phone(number).answers(within=within)
    return leg.hears("Emergency call from").hears("Press 1 to join").presses("1")


def made(house: House, number: str) -> list[Call]:
    """The calls that REST has made to a phone, in order."""
    calls = house.net.exchange.calls.values()
    return [one for one in calls if one.direction == "outbound-api" and one.to == number]


def on_call(house: House) -> str:
    """The number of the engineer on call."""
    return homeika.first(house).number


def in_room(house: House) -> set[str]:
    """The legs that are in a bridge's conference now."""
    rooms = [room for room in house.net.exchange.conferences.values() if room.name.startswith("BR")]
    return {leg for room in rooms for leg in room.participants}


def row_of(house: House, call: PhoneCall) -> Promise:
    rows = [row for row in _rows(house) if row.call_id == call.sid]
    assert len(rows) == 1
    return rows[0]


def has_bridge(house: House, call: PhoneCall) -> bool:
    return any(row.call_id == call.sid for row in _rows(house))


def facts(house: House, *kinds: str) -> list[dict[str, object]]:
    return doing.facts_of(house, "homeika", *kinds)


def _rows(house: House) -> list[Promise]:
    promises = house.services.tenants["homeika"].promises
    with house.services.record.reading() as connection:
        keys = [str(key) for (key,) in connection.exec_driver_sql("select key from promises")]
    found = [promises.find(key) for key in keys if key.endswith("/bridge")]
    return [row for row in found if row is not None and bridge_in(row)]
