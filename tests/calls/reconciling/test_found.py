"""Ringdown was dead, its standby answered, and nobody took the call: the caller is called back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from storage.record.found_calls import FoundCalls
from tests.calls import doing, homeika
from tests.calls.paging.paging import (
    AFTER_ALL_S,
    caller_picks_up,
    calls,
    has_no_page,
    is_settled,
    page_of,
    rung,
    takes,
    talked,
)
from tests.calls.reconciling.standing import Standing, unanswered
from tests.house import HOMEIKA_EMERGENCY


def found(standing: Standing) -> list[dict[str, Any]]:
    """What was told of calls that never reached us."""
    return doing.facts_of(standing.house, "homeika", "CallFound")


def is_called_back(standing: Standing, call: PhoneCall) -> None:
    house = standing.house
    leg = takes(house)
    caller = caller_picks_up(house)
    house.net.settles(seconds=3)
    assert talked(house, leg, caller)
    caller.hangs_up()
    leg.hears("The call is over").hangs_up()
    assert is_settled(house, call)


def test_whoever_left_a_message_is_called_back_when_ringdown_is_back(night: Standing) -> None:
    night.dies()
    call = unanswered(calls(night.house), "the lock is very hot")
    night.comes_back()
    is_called_back(night, call)
    [fact] = found(night)
    assert (fact["messages"], fact["talked"], fact["called_back"]) == (1, False, True)
    [message] = [row for row in night.house.promises(call) if row.kind == "voicemail"]
    assert message.recording_sid is not None
    assert message.body["number"] == homeika.PREMIUM.number


def test_whoever_left_none_is_called_back_too(night: Standing) -> None:
    night.dies()
    call = unanswered(calls(night.house))
    night.comes_back()
    is_called_back(night, call)
    assert [row for row in night.house.promises(call) if row.kind == "voicemail"] == []


def test_whoever_picks_up_hears_that_the_system_was_down_and_when_the_call_came(night: Standing) -> None:
    night.dies()
    call = unanswered(calls(night.house), "there is smoke in the hall")
    night.house.net.settles(seconds=3600)
    night.comes_back()
    assert page_of(night.house, call).body["local_at"] == "03:00 PST 24 Nov"
    leg = takes(night.house)
    assert "while our system was down, and left a message" in leg.transcript
    leg.hangs_up()


@pytest.mark.parametrize("after_s", [0.0, 3600.0])
def test_a_second_look_and_another_process_find_nothing_new(night: Standing, after_s: float) -> None:
    night.dies()
    call = unanswered(calls(night.house), "there is smoke in the hall")
    night.comes_back()
    is_called_back(night, call)
    before = rung(night.house)
    night.house.net.settles(seconds=after_s)
    night.another().look(night.house.services.tenants["homeika"])
    night.house.net.settles(seconds=AFTER_ALL_S)
    assert len(found(night)) == 1
    assert rung(night.house) == before
    assert len([row for row in night.house.promises(call) if row.kind == "voicemail"]) == 1


def test_whoever_talked_to_somebody_is_not_called_back(night: Standing) -> None:
    night.dies()
    call = calls(night.house)
    leg = homeika.first(night.house).answers().hears("Press any key").presses("1")
    night.house.net.settles(seconds=60)
    call.hangs_up()
    leg.hangs_up()
    night.comes_back()
    night.house.net.settles(seconds=AFTER_ALL_S)
    [fact] = found(night)
    assert (fact["talked"], fact["called_back"]) == (True, False)
    assert has_no_page(night.house, call)


def test_a_mailbox_that_picked_up_is_nobody(night: Standing) -> None:
    """It listens to the whole whisper, which is longer than 15 s, and presses nothing."""
    night.dies()
    call = calls(night.house)
    homeika.first(night.house).answers().hears("Press any key").stays_silent()
    night.house.net.settles(seconds=25)
    call.hangs_up()
    night.comes_back()
    is_called_back(night, call)


def test_a_call_that_still_goes_on_is_waited_for(night: Standing) -> None:
    night.dies()
    call = calls(night.house).hears("Calling our engineer now")
    night.comes_back()
    assert found(night) == []
    unanswered(call)
    night.house.net.settles(seconds=90)
    is_called_back(night, call)
    assert len(found(night)) == 1


def test_a_call_that_went_down_with_us_is_called_back(night: Standing) -> None:
    """The page rang on its leg, then we were gone: the standby rings on, and nobody tells us of its end."""
    call = calls(night.house)
    homeika.first(night.house).rings()
    night.dies()
    unanswered(call)
    night.comes_back()
    is_called_back(night, call)
    assert found(night) == []


def test_a_message_on_the_support_line_is_kept_and_rings_nobody(night: Standing) -> None:
    night.dies()
    call = homeika.rings_in(night.house, homeika.PREMIUM).hears("Please leave your name")
    call.leaves_message("my order is late")
    night.comes_back()
    night.house.net.settles(seconds=AFTER_ALL_S)
    [message] = [row for row in night.house.promises(call) if row.kind == "voicemail"]
    assert message.recording_s is not None
    assert rung(night.house) == []
    assert not found(night)[0]["called_back"]


def test_whoever_is_in_danger_on_the_support_line_is_called_back(night: Standing) -> None:
    night.dies()
    call = homeika.rings_in(night.house, homeika.PREMIUM).hears("press 1").presses("1")
    unanswered(call)
    night.comes_back()
    is_called_back(night, call)


def test_one_caller_who_called_twice_is_called_back_once(night: Standing) -> None:
    night.dies()
    first = unanswered(calls(night.house))
    second = unanswered(calls(night.house), "there is smoke in the hall")
    night.comes_back()
    assert [fact["called_back"] for fact in found(night)] == [True, False]
    is_called_back(night, first)
    assert has_no_page(night.house, second)


def test_a_call_that_we_met_is_not_found(night: Standing) -> None:
    call = calls(night.house)
    leg = homeika.first(night.house).answers().hears("Homeika emergency call").presses("1")
    night.house.net.settles(seconds=5)
    call.hangs_up()
    leg.hangs_up()
    night.house.net.settles(seconds=AFTER_ALL_S)
    assert found(night) == []
    assert has_no_page(night.house, call)


def test_the_news_of_its_end_alone_is_no_meeting(night: Standing) -> None:
    """Ringdown is back while the caller is at the tone, and hears only that the call is over."""
    night.dies()
    call = calls(night.house).hears("Nobody has answered yet", within=900)
    night.house.net.server_recovers()
    call.hangs_up()
    night.comes_back()
    is_called_back(night, call)


def test_after_a_long_death_the_last_day_is_looked_through(night: Standing) -> None:
    night.dies()
    old = unanswered(calls(night.house))
    night.house.net.settles(seconds=timedelta(hours=25).total_seconds())
    new = unanswered(calls(night.house))
    night.house.net.settles(seconds=3600)
    with capture_logs() as logs:
        night.comes_back()
    assert "calls_not_looked_at" in {line["event"] for line in logs}
    is_called_back(night, new)
    assert has_no_page(night.house, old)
    assert len(found(night)) == 1


def test_nothing_is_lost_while_rest_is_away(night: Standing) -> None:
    night.dies()
    call = unanswered(calls(night.house))
    away = RestTrouble(times=100, method="GET", path_contains="/Calls", status=503, code=20503)
    night.house.net.faults.rest.append(away)
    night.comes_back()
    assert found(night) == []
    night.house.net.faults.rest.clear()
    night.house.net.settles(seconds=90)
    is_called_back(night, call)


def test_a_first_look_rings_for_nobody_who_called_before(night: Standing) -> None:
    kept = FoundCalls(night.house.services.record, "homeika")
    assert kept.looked_until() is not None
    assert kept.since(night.house.net.now - timedelta(days=1)) == (0, 0)


def test_a_drill_is_no_caller(night: Standing) -> None:
    book = night.house.services.books.live("homeika")
    drills = book.company.drills
    assert drills is not None
    night.dies()
    call = night.house.dials(HOMEIKA_EMERGENCY, number=drills.from_)
    unanswered(call)
    night.comes_back()
    assert found(night) == []
