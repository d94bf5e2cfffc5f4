"""What a caller was told will happen is still there afterwards, once, and somebody is told (F1, F4, F7)."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from storage.record.promises import Promise
from tests.faults.conftest import Shake, Shaken
from tests.faults.places import MESSAGE, STRANGER, TEXTED
from tests.faults.test_every_step import FAULTS
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA


def told_to_leave_a_message(house: House) -> PhoneCall:
    """Nobody takes the emergency call, and the caller hears what is done about it."""
    HOMEIKA.will(house.net, "decline")
    return house.dials(HOMEIKA_EMERGENCY, number=STRANGER).hears("Calling our engineer now")


def kept_of(shaken: Shaken, call: PhoneCall) -> dict[str, Promise]:
    """The call's promises by kind: one of each, and an alert for each phone that is texted."""
    rows = shaken.house.promises(call)
    kept = [(row.kind, row.to_number if row.kind == "alert" else None) for row in rows]
    assert sorted(map(str, kept)) == sorted(map(str, set(kept)))
    return {row.kind: row for row in rows}


def is_whole(kept: dict[str, Promise]) -> None:
    """The message has its recording, the page goes on, and all rows know who called and whom to tell."""
    assert set(kept) == {"voicemail", "alert", "page"}
    assert kept["voicemail"].recording_sid is not None
    assert kept["voicemail"].recording_s
    assert kept["voicemail"].body["box"] == "homeika-on-call"
    assert kept["voicemail"].body["number"] == STRANGER
    assert kept["alert"].body["number"] == STRANGER
    assert kept["page"].body["number"] == STRANGER
    assert kept["alert"].to_number in HOMEIKA.phones


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_left_while_a_store_is_broken_is_kept_and_told(shake: Shake, fault: str) -> None:
    """The store breaks before anything is promised, and is mended after the call."""
    shaken = shake(FAULTS[fault])
    call = told_to_leave_a_message(shaken.house)
    shaken.breaks(fault)
    call.hears("we are still calling them").leaves_message(MESSAGE)
    call.hears("We have your message").ends()
    shaken.house.net.settles(seconds=60)
    shaken.mends(fault)
    shaken.follows()
    is_whole(kept_of(shaken, call))
    HOMEIKA.texted(shaken.house.net).receives_sms("URGENT")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_is_kept_when_a_store_breaks_on_the_tone(shake: Shake, fault: str) -> None:
    shaken = shake(FAULTS[fault])
    call = told_to_leave_a_message(shaken.house).hears("we are still calling them")
    shaken.breaks(fault)
    call.leaves_message(MESSAGE).hears("We have your message").ends()
    shaken.house.net.settles(seconds=60)
    shaken.mends(fault)
    shaken.follows()
    is_whole(kept_of(shaken, call))
    HOMEIKA.texted(shaken.house.net).receives_sms("URGENT")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_message_is_kept_when_a_store_comes_back_on_the_tone(shake: Shake, fault: str) -> None:
    """What was promised waits in the journal while its recording may already reach SQL."""
    shaken = shake(FAULTS[fault])
    call = told_to_leave_a_message(shaken.house)
    shaken.breaks(fault)
    call.hears("we are still calling them")
    shaken.mends(fault)
    call.leaves_message(MESSAGE).hears("We have your message").ends()
    shaken.house.net.settles(seconds=60)
    shaken.follows()
    is_whole(kept_of(shaken, call))
    HOMEIKA.texted(shaken.house.net).receives_sms("URGENT")


@pytest.mark.parametrize("fault", ["redis stopped", "sqlite locked", "both stopped"])
def test_an_alert_is_kept_for_a_caller_who_hangs_up_on_the_tone(shake: Shake, fault: str) -> None:
    shaken = shake(FAULTS[fault])
    call = told_to_leave_a_message(shaken.house)
    shaken.breaks(fault)
    call.hears("we are still calling them").hangs_up()
    shaken.house.net.settles(seconds=60)
    shaken.mends(fault)
    shaken.follows()
    assert set(kept_of(shaken, call)) >= {"alert", "page"}
    HOMEIKA.texted(shaken.house.net).receives_sms("URGENT")


@pytest.mark.parametrize("fault", ["redis stopped", "redis full", "redis paused"])
def test_an_alert_is_sent_and_repeated_every_5_minutes_without_redis_until_a_reply(
    shake: Shake, fault: str
) -> None:
    """The row is in SQL; neither the doorbell nor the facts may stop it."""
    shaken = shake(FAULTS[fault])
    house, duty = shaken.house, HOMEIKA.texted(shaken.house.net)
    call = told_to_leave_a_message(house)
    shaken.breaks(fault)
    call.hears("we are still calling them").leaves_message(MESSAGE).ends()
    for _ in range(3):
        shaken.follows()
        duty.receives_sms("URGENT")
        house.net.settles(seconds=285)
        shaken.follows()
        house.net.settles(seconds=10)
        assert duty.unread == []
    duty.sends_sms(HOMEIKA_EMERGENCY, "OK")
    duty.receives_sms("It is yours")
    house.net.settles(seconds=600)
    shaken.follows()
    shaken.mends(fault)
    shaken.follows()
    house.net.settles(seconds=10)
    assert duty.unread == []
    assert set(kept_of(shaken, call)) == {"voicemail", "page"}
    facts = shaken.facts()
    assert facts.count("AlertSent") == 3 * TEXTED
    assert facts.count("AlertAcknowledged") == 1


def test_a_reply_that_sql_cannot_take_is_asked_for_again(shake: Shake) -> None:
    shaken = shake("sqlite")
    house, duty = shaken.house, HOMEIKA.texted(shaken.house.net)
    call = told_to_leave_a_message(house)
    call.leaves_message(MESSAGE).ends()
    shaken.follows()
    duty.receives_sms("URGENT")
    shaken.breaks("sqlite locked")
    duty.sends_sms(HOMEIKA_EMERGENCY, "OK")
    duty.receives_sms("send it again")
    shaken.mends("sqlite locked")
    duty.sends_sms(HOMEIKA_EMERGENCY, "OK")
    duty.receives_sms("It is yours")


def test_f07_facts_and_promises_keep_their_order_through_the_journal(shake: Shake) -> None:
    shaken = shake("sqlite")
    call = told_to_leave_a_message(shaken.house)
    shaken.facts()
    shaken.breaks("redis stopped")
    call.leaves_message(MESSAGE).ends()
    shaken.mends("redis stopped")
    shaken.follows()
    wanted = ["PageEnded", "PromiseMade", "VoicemailLeft", "CallEnded"]
    assert [fact for fact in shaken.facts() if fact in wanted] == wanted
    HOMEIKA.texted(shaken.house.net).receives_sms("URGENT")
