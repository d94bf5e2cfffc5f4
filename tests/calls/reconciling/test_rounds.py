"""When the follower looks, and what a storm of calls that nobody met comes to."""

from __future__ import annotations

import threading

from commands.reconciling import keep_reconciled
from storage.record.found_calls import FoundCalls
from tests.calls.paging.paging import calls, page_of
from tests.calls.reconciling.standing import Standing, unanswered
from tests.house import HOMEIKA_EMERGENCY

#: Real time, on a busy machine.
WITHIN_S = 30.0


def test_whoever_begins_to_lead_looks_at_once_and_whoever_does_not_never_looks(night: Standing) -> None:
    night.dies()
    call = unanswered(calls(night.house))
    night.house.net.settles(seconds=60)
    kept = FoundCalls(night.house.services.record, "homeika")
    before = kept.looked_until()
    leads, stopping = threading.Event(), threading.Event()
    given = (night.house.services, night.another(), leads, stopping)
    follower = threading.Thread(target=keep_reconciled, args=given)
    follower.start()
    pause = threading.Event()
    assert not pause.wait(2.5)
    assert kept.looked_until() == before
    leads.set()
    for _ in range(int(WITHIN_S / 0.1)):
        if kept.looked_until() != before or pause.wait(0.1):
            break
    stopping.set()
    follower.join(WITHIN_S)
    assert page_of(night.house, call).body["why"] == "unmet"


def test_each_caller_of_a_storm_is_rung_for_and_only_the_first_are_texted_of(night: Standing) -> None:
    house = night.house
    night.dies()
    callers = [house.dials(HOMEIKA_EMERGENCY, number=f"+1415555{2000 + number}") for number in range(8)]
    for call in callers:
        call.hears("Calling our engineer now").hangs_up()
    house.net.settles(seconds=60)
    night.another().look(house.services.tenants["homeika"])
    rows = [house.promises(call) for call in callers]
    assert all([row.kind for row in each].count("page") == 1 for each in rows)
    assert [any(row.kind == "alert" for row in each) for each in rows] == [True] * 5 + [False] * 3
