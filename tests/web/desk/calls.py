"""Calls of the store, changed to be ones that went otherwise."""

from __future__ import annotations

from typing import Any

from emulator.phone_call import PhoneCall
from ivr.call import Call
from storage.live.calls import Commit
from tests.house import House

TENANT = "homewise"


def changed(house: House, call: PhoneCall, **changes: Any) -> None:
    """Let the call be one that went otherwise, as the store holds it."""
    calls = house.services.tenants[TENANT].calls
    stored = calls.read(call.sid)
    assert stored is not None
    state = Call.from_json(stored.state).but(**changes).to_json()
    commit = Commit(
        call_id=call.sid,
        turn_read=stored.turn,
        turn=stored.turn,
        state=state,
        reply=stored.reply,
        now_ms=int(house.services.clock().timestamp() * 1000),
    )
    calls.commit(commit)
