"""What operators read of a turn that failed: a line for a broken world, a traceback for a broken program."""

from __future__ import annotations

from structlog.testing import capture_logs

from tests.calls.doing import loses_its_memory
from tests.faults.conftest import Shake
from tests.faults.places import FAILSAFE, PREMIUM, STRANGER, at_pin, at_verify


def test_a_turn_without_a_store_is_one_line_and_no_traceback(shake: Shake) -> None:
    shaken = shake("sqlite")
    shaken.house.net.phone(FAILSAFE).will("no answer")
    calls = [at_verify(shaken.house, STRANGER) for _ in range(3)]
    shaken.breaks("redis paused")
    with capture_logs() as logs:
        for call in calls:
            call.presses("12345678#").hears("Putting you through now")
    failed = [entry for entry in logs if entry["event"] == "turn_failed"]
    assert [entry["call"] for entry in failed] == [call.sid for call in calls]
    assert all("away" in entry["why"] for entry in failed)
    assert [entry for entry in logs if entry.get("exc_info")] == []
    for call in calls:
        call.hangs_up()
    shaken.mends("redis paused")


def test_a_turn_that_breaks_in_the_program_has_its_traceback(shake: Shake) -> None:
    shaken = shake("sqlite")
    shaken.house.net.phone(FAILSAFE).will("no answer")
    call = at_pin(shaken.house, PREMIUM.number)
    loses_its_memory(shaken.house, "homeika", call)
    with capture_logs() as logs:
        call.presses(PREMIUM.pin).hears("Putting you through now").hangs_up()
    (failed,) = [entry for entry in logs if entry["event"] == "turn_failed"]
    assert failed["exc_info"] is True
