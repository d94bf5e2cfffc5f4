"""An outage gathers its caller, the engineer on call and the account manager, each by their own 1."""

from __future__ import annotations

from tests.calls.bridge.bridge import MANAGER, facts, in_room, joins, on_call, opens, row_of
from tests.house import House


def test_caller_engineer_and_account_manager_are_joined_by_their_own_key(day: House) -> None:
    call = opens(day)
    call.hears("Calling our engineer now")
    manager = joins(day, MANAGER)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=12)
    assert in_room(day) == {call.sid, manager.sid, engineer.sid}
    assert row_of(day, call).state == "kept"
    for leg in (manager, engineer, call):
        leg.hangs_up()
    day.net.settles(seconds=5)
    assert not in_room(day)
    joined = facts(day, "BridgeJoined")
    assert sorted(str(one["by"]) for one in joined) == ["opener", "press", "press"]
