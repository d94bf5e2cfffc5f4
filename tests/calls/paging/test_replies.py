"""A page whose texts are answered: it rests, is seen, and is rung for again until its caller is met."""

from __future__ import annotations

import pytest

from emulator.phone import Phone
from emulator.phone_call import PhoneCall
from switchboard.acknowledging import HELD_FOR
from switchboard.alert_words import code_of
from switchboard.open_pages import open_pages
from tests.calls import doing, homeika
from tests.calls.paging.paging import (
    AFTER_ALL_S,
    answers_next,
    caller_picks_up,
    calls,
    is_settled,
    page_of,
    ringing,
    rung,
    takes,
    talked,
    talks,
)
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA

HELD_S = HELD_FOR.total_seconds()


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller who has hung up while the first phone rang; people on call are texted of it."""
    waiting = calls(night)
    homeika.first(night).rings()
    waiting.hangs_up()
    night.net.settles(seconds=6)
    return waiting


@pytest.fixture
def lead(night: House, call: PhoneCall) -> Phone:
    """Somebody who was told of it."""
    told = night.net.phone(HOMEIKA.leads[0])
    told.receives_sms(f"the caller hung up. Call them back, and reply OK {code_of(call.sid)}")
    return told


def test_ok_silences_phones_and_texts_for_a_while(night: House, call: PhoneCall, lead: Phone) -> None:
    lead.sends_sms(HOMEIKA_EMERGENCY, f"OK {code_of(call.sid)}")
    lead.receives_sms(f"It is yours. Call {homeika.PREMIUM.number}, then reply DONE {code_of(call.sid)}.")
    night.net.settles(seconds=2)
    before = rung(night)
    night.net.settles(seconds=HELD_S - 30)
    assert ringing(night) == []
    assert rung(night) == before
    assert lead.unread == []
    (shown,) = open_pages(night.services, night.services.tenants["homeika"])
    assert (shown.call_id, shown.taken_by) == (call.sid, lead.number)
    assert page_of(night, call).state == "open"
    (accepted,) = doing.facts_of(night, "homeika", "PageAccepted")
    assert (accepted["person"], accepted["channel"]) == ("duty_manager", "sms")


def test_a_page_goes_on_when_its_texts_were_answered_and_nobody_talked_to_the_caller(
    night: House, call: PhoneCall, lead: Phone
) -> None:
    lead.sends_sms(HOMEIKA_EMERGENCY, "OK")
    lead.receives_sms("Else we ring again in 15 minutes.")
    night.net.settles(seconds=HELD_S)
    leg = takes(night)
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)
    assert lead.unread == []


def test_done_and_the_code_settle_it(night: House, call: PhoneCall, lead: Phone) -> None:
    lead.sends_sms(HOMEIKA_EMERGENCY, "OK")
    lead.receives_sms("It is yours")
    lead.sends_sms(HOMEIKA_EMERGENCY, f"Done {code_of(call.sid)}")
    lead.receives_sms("We ring nobody for it any more")
    assert is_settled(night, call)
    assert talks(night) == 0
    (met,) = doing.facts_of(night, "homeika", "CalledBack")
    assert (met["person"], met["outcome"]) == ("duty_manager", "theirs")


@pytest.mark.parametrize("text", ["done", "DONE 1000"])
def test_done_without_the_code_of_the_call_settles_nothing(
    night: House, call: PhoneCall, lead: Phone, text: str
) -> None:
    """A sender can be forged; who does not have the text does not have its code."""
    lead.sends_sms(HOMEIKA_EMERGENCY, text)
    lead.receives_sms("Thank you.")
    night.net.settles(seconds=HELD_S + AFTER_ALL_S)
    assert page_of(night, call).state != "kept"
    for number in HOMEIKA.phones:
        night.net.phone(number).unread.clear()


def test_who_presses_the_key_after_anothers_ok_talks_to_the_caller(night: House, call: PhoneCall) -> None:
    """D6: the key is a person at the phone; a text is not."""
    leg = answers_next(night).hears("Press 1")
    told = night.net.phone(HOMEIKA.leads[0])
    told.receives_sms("reply OK")
    told.sends_sms(HOMEIKA_EMERGENCY, "OK")
    told.receives_sms("It is yours")
    leg.presses("1")
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)
