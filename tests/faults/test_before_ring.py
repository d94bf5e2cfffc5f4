"""Nothing that hangs holds up the first ring of an emergency; a look-up 150 ms at most (architecture 5)."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.calls.homeika import rings_in
from tests.faults.conftest import Shake
from tests.faults.oncall.outages import RINGS_WITHIN_S
from tests.faults.places import ENGINEER, PREMIUM
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT
from tests.on_call import HOMEIKA

#: Real seconds, with room for a busy machine.
FIRST_WITHIN_S, LATER_WITHIN_S = 2.0, 1.0


@pytest.mark.parametrize(
    ("line", "within"), [(HOMEIKA_EMERGENCY, "0.15"), (HOMEIKA_SUPPORT, "0.3")], ids=["emergency", "support"]
)
def test_a_look_up_that_hangs_is_not_waited_for_longer_than_the_line_allows(
    shake: Shake, line: str, within: str
) -> None:
    shaken = shake("postgresql")
    house = shaken.house
    house.net.phone(ENGINEER).will("no answer")
    shaken.breaks("postgresql paused")
    with capture_logs() as logs:
        call = rings_in(house, PREMIUM, line)
        house.net.runs_until(lambda: bool(call.leg.heard), 30)
        if line == HOMEIKA_EMERGENCY:
            call.hears("Calling our engineer now")
        else:
            call.stays_silent()
    unanswered = [entry for entry in logs if entry["event"] == "unanswered"]
    assert [entry["why"] for entry in unanswered[:1]] == [f"LateError within {within} s"]
    call.hangs_up()
    shaken.mends("postgresql paused")


def test_with_every_store_and_the_disk_hanging_the_first_document_comes_and_a_phone_rings_in_time(
    shake: Shake, tmp_path: Path
) -> None:
    """What each may take adds up to less than a webhook has; once the breakers are open, to almost nothing.

    Measured: 0.6 s for the first call, 0.2 s from the third on, of which 150 ms are the disk's.
    """
    shaken = shake("postgresql")
    house = shaken.house
    phone = HOMEIKA.will(house.net, "no answer")
    for fault in ("redis paused", "postgresql paused"):
        shaken.breaks(fault)
    with (tmp_path / "journal").open("ab") as journal:
        fcntl.flock(journal, fcntl.LOCK_EX)
        for number in range(4):
            before = len(shaken.watch.took_s)
            call = rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
            dialled = house.net.clock.elapsed
            phone.rings()
            assert house.net.clock.elapsed - dialled <= RINGS_WITHIN_S
            assert max(shaken.watch.took_s[before:]) < (FIRST_WITHIN_S if number < 2 else LATER_WITHIN_S)
            call.hangs_up()
    for fault in ("postgresql paused", "redis paused"):
        shaken.mends(fault)
