"""Nobody waits above 150 ms to be recognised while the engineer is still to be rung (architecture 5)."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.calls.homeika import rings_in
from tests.faults.conftest import Shake
from tests.faults.places import ENGINEER, PREMIUM
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT


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
