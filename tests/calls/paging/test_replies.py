"""A page whose texts are answered: it rests, is seen, and is rung for again until its caller is met."""

from __future__ import annotations

import pytest

from emulator.phone import Phone
from emulator.phone_call import PhoneCall
from storage.record.page_rows import UNSETTLED
from switchboard.acknowledging import HELD_FOR, LOCKOUT
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
    speaks,
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
    night.net.settles(seconds=HELD_S + 5)
    lead.receives_sms("Call them back, and reply OK")
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
    _forgets_texts(night)


def test_an_ok_that_nobody_followed_lets_texts_and_rings_rest_once(
    night: House, call: PhoneCall, lead: Phone
) -> None:
    """A sender can be forged: who says OK again and again keeps nobody from being told."""
    lead.sends_sms(HOMEIKA_EMERGENCY, "OK")
    lead.receives_sms("Else we ring again in 15 minutes.")
    night.net.settles(seconds=HELD_S + 5)
    lead.receives_sms("reply OK")
    before = rung(night)
    lead.sends_sms(HOMEIKA_EMERGENCY, "OK")
    lead.receives_sms("We ring on until somebody presses 1")
    night.net.settles(seconds=AFTER_ALL_S)
    lead.receives_sms("reply OK")
    assert rung(night) != before
    assert page_of(night, call).state in UNSETTLED
    _forgets_texts(night)


def test_codes_are_not_tried_without_end(night: House, call: PhoneCall, lead: Phone) -> None:
    right = code_of(call.sid)
    wrong = [str(code) for code in range(1000, 1020) if str(code) != right][: LOCKOUT.after]
    for code in wrong:
        lead.sends_sms(HOMEIKA_EMERGENCY, f"DONE {code}")
        lead.receives_sms(f"No call {code} is waiting")
    lead.sends_sms(HOMEIKA_EMERGENCY, f"DONE {right}")
    lead.receives_sms("Too many wrong codes")
    assert page_of(night, call).state in UNSETTLED
    night.net.settles(seconds=LOCKOUT.delay.total_seconds())
    lead.unread.clear()
    lead.sends_sms(HOMEIKA_EMERGENCY, f"DONE {right}")
    lead.receives_sms("We ring nobody for it any more")
    assert is_settled(night, call)
    _forgets_texts(night)


def _stays_on_the_line(house: House, *, met: bool) -> PhoneCall:
    """Let a caller be brought to somebody who is gone at once, or did not help. They stay on the line."""
    waiting = doing.nobody_comes(calls(house))
    house.net.runs_until(lambda: waiting.leg.listening is not None, 60)
    speaks(house, waiting)
    leg = answers_next(house).hears("Press 1").presses("1")
    house.net.settles(seconds=10 if met else 0)
    leg.leg.hang_up()
    if met:
        waiting.hears("If you have been helped").stays_silent()
    house.net.settles(seconds=8)
    return waiting


@pytest.mark.parametrize(("word", "met"), [("OK", False), ("DONE", False), ("DONE", True)])
def test_a_text_does_nothing_while_the_caller_stays_on_the_line(
    night: House, word: str, *, met: bool
) -> None:
    waiting = _stays_on_the_line(night, met=met)
    told = night.net.phone(HOMEIKA.leads[0])
    told.sends_sms(HOMEIKA_EMERGENCY, f"{word} {code_of(waiting.sid)}")
    told.receives_sms("They are on the line: press 1 when your phone rings")
    leg = takes(night)
    night.net.settles(seconds=6)
    assert talked(night, leg, waiting)
    waiting.hangs_up()
    leg.hangs_up()
    _forgets_texts(night)


def _forgets_texts(house: House) -> None:
    for number in HOMEIKA.phones:
        house.net.phone(number).unread.clear()


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
