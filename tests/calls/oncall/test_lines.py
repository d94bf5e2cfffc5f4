"""Callers who wait on the line, or are to be called back, take no work until it is their turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from storage.record.pages import key_of
from storage.record.promises import Promise
from switchboard import errands
from tests.calls.oncall import toy
from tests.calls.oncall.test_engaged import ADA, NOTICE, SECOND, THIRD, helped, only
from tests.calls.oncall.toy import CALLER
from tests.house import House

SWEEP = timedelta(seconds=3)


def due(house: House, *, after: timedelta = timedelta(0)) -> list[str]:
    """Return the calls whose pages are due after that time."""
    rows = house.services.tenants["toy"].promises.due(house.services.clock() + after, 100, kinds=["page"])
    return [row.call_id for row in rows]


def row_of(house: House, sid: str) -> Promise:
    found = house.services.tenants["toy"].promises.find(key_of(sid))
    assert found is not None
    return found


def test_the_page_of_a_caller_on_the_line_is_not_due_until_they_leave_and_then_at_once(
    toy_house: House,
) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE)
    assert due(toy_house, after=timedelta(seconds=30)) == []
    toy_house.net.settles(seconds=30)
    second.hangs_up()
    assert due(toy_house) == [second.sid]


def test_who_asks_to_be_called_back_is_due_at_once(toy_house: House) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE).presses("1").ends()
    assert due(toy_house) == [second.sid]


def test_a_leg_whose_end_was_never_told_is_found_by_the_sweep(toy_house: House) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    second = toy.dials(toy_house, SECOND)
    second.hears(NOTICE)
    assert due(toy_house, after=timedelta(minutes=1)) == [second.sid]


def test_of_those_who_wait_to_be_called_back_only_the_first_is_looked_at(toy_house: House) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    numbers = [f"+44207946{number}" for number in range(2100, 2106)]
    calls = [toy.dials(toy_house, number).hears(NOTICE).presses("1").ends() for number in numbers]
    for _ in range(3):
        toy_house.runs_errands("page")
        toy_house.net.settles(seconds=3)
    before = {call.sid: row_of(toy_house, call.sid).attempts for call in calls}
    for _ in range(10):
        toy_house.net.settles(seconds=3)
        toy_house.runs_errands("page")
    looked = [call.sid for call in calls if row_of(toy_house, call.sid).attempts > before[call.sid]]
    assert looked == [calls[0].sid]


def test_whoever_is_free_is_rung_within_a_sweep_for_the_first_who_was_promised_it(toy_house: House) -> None:
    only(toy_house, "ada")
    first = helped(toy_house, CALLER, "ada")
    calls = [toy.dials(toy_house, number).hears(NOTICE).presses("1").ends() for number in (SECOND, THIRD)]
    toy_house.runs_errands("page")
    first.hangs_up()
    toy_house.net.settles(seconds=SWEEP.total_seconds())
    toy_house.runs_errands("page")
    toy_house.net.phone(ADA).rings(within=3)
    assert "legs" in row_of(toy_house, calls[0].sid).body["rung"]
    assert "rung" not in row_of(toy_house, calls[1].sid).body


def test_the_doorbell_rings_for_a_caller_who_hangs_up(toy_house: House) -> None:
    only(toy_house, "ada")
    second = toy.dials(toy_house, SECOND)
    toy_house.net.phone(ADA).rings(within=10)
    second.hangs_up()
    rung = toy_house.patient.run(lambda redis: redis.llen("rq:queue:pages"))
    assert rung == 1
    assert errands.sweep(toy_house.services) >= 1


def test_what_no_worker_takes_is_kept_for_a_while_each_round_and_the_rest_in_the_next(
    toy_house: House,
) -> None:
    only(toy_house, "ada")
    helped(toy_house, CALLER, "ada")
    calls = [toy.dials(toy_house, f"+44207946{number}").hears(NOTICE) for number in range(2100, 2106)]
    for call in calls:
        call.hangs_up()
    toy_house.net.settles(seconds=20)
    slow = count(0, 6)
    services = replace(toy_house.services, stopwatch=lambda: float(next(slow)))
    looked = []
    for _ in range(3):
        errands.sweep(services)
        looked.append(sum(row_of(toy_house, call.sid).attempts > 0 for call in calls))
    assert looked[0] < len(calls)
    assert looked[-1] > looked[0]
