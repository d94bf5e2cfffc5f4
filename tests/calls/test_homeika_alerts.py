"""An emergency nobody answered: the engineer is told by text until a reply says: I have it (HK3)."""

from __future__ import annotations

import pytest

from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from switchboard.alert_words import code_of
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import NIGHT, PREMIUM
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA

FIVE_MINUTES = 300
#: Of those who are on call at night, so many want texts: an engineer and two leads.
TEXTED = 3


def _unanswered(at: At) -> tuple[House, PhoneCall]:
    house = at(NIGHT)
    homeika.on_call(house, "no answer")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY)
    doing.nobody_comes(call).leaves_message("my lock is very hot").ends()
    return house, call


def test_the_engineer_is_texted_every_five_minutes(at: At) -> None:
    """HK3, HK4: at once, and again and again; never earlier than that."""
    house, _ = _unanswered(at)
    engineer = homeika.texted(house)
    for _ in range(4):
        house.runs_errands()
        message = engineer.receives_sms("URGENT: call from +12125550100")
        assert message.from_ == HOMEIKA_EMERGENCY
        house.net.settles(seconds=FIVE_MINUTES - 20)
        house.runs_errands()
        assert engineer.unread == []
        house.net.settles(seconds=30)
    times = [fact["times"] for fact in homeika.facts_of(house, "AlertSent")]
    assert times == [nth for nth in (1, 2, 3, 4) for _ in range(TEXTED)]


@pytest.mark.parametrize(
    "reply", ["OK", "ok.", " Ok! ", "1", "got it", "OK\n", "OK,", "Ok thanks", "ok 👍", "👍 ok", "1️⃣"]
)
def test_a_reply_takes_the_alert_and_ends_it(at: At, reply: str) -> None:
    """HK4: the incident is acknowledged; the message itself is still to be heard."""
    house, call = _unanswered(at)
    engineer = homeika.texted(house)
    house.runs_errands()
    engineer.receives_sms("URGENT")
    engineer.sends_sms(HOMEIKA_EMERGENCY, reply)
    engineer.receives_sms("Thank you. It is yours.")
    house.net.settles(seconds=2 * FIVE_MINUTES)
    house.runs_errands()
    assert engineer.unread == []
    assert doing.promised(house, call) == ["page", "voicemail"]
    told = homeika.facts_of(house, "AlertSent", "AlertAcknowledged")
    assert [fact["fact"] for fact in told] == ["AlertSent"] * TEXTED + ["AlertAcknowledged"]
    assert {fact["call"] for fact in told} == {call.sid}


@pytest.mark.parametrize("reply", ["who is this?", "not ok", "okra", "10", "👍", " "])
def test_a_reply_that_says_something_else_ends_nothing(at: At, reply: str) -> None:
    """HK4: it is told what to reply, and is alerted again."""
    house, call = _unanswered(at)
    engineer = homeika.texted(house)
    house.runs_errands()
    engineer.receives_sms("URGENT")
    engineer.sends_sms(HOMEIKA_EMERGENCY, reply)
    engineer.receives_sms("Reply OK")
    house.net.settles(seconds=FIVE_MINUTES)
    house.runs_errands()
    engineer.receives_sms("URGENT")
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]


def test_nobody_but_the_engineer_can_end_an_alert(at: At) -> None:
    """HK4: a stranger's OK, even the caller's own, is left without an answer."""
    house, call = _unanswered(at)
    house.runs_errands()
    homeika.texted(house).receives_sms("URGENT")
    house.net.phone(PREMIUM.number).sends_sms(HOMEIKA_EMERGENCY, "OK")
    house.net.phone(homeika.STRANGER).sends_sms(HOMEIKA_EMERGENCY, "OK")
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]


def test_a_reply_takes_the_call_that_it_names_and_no_other(at: At) -> None:
    """HK4: two callers, two texts: OK alone is answered with both; a third, told to nobody, is none."""
    house, first = _unanswered(at)
    second = doing.nobody_comes(homeika.rings_in(house, None, HOMEIKA_EMERGENCY)).hangs_up()
    house.runs_errands()
    engineer = homeika.texted(house)
    engineer.receives_sms(f"reply OK {code_of(first.sid)}")
    engineer.receives_sms(f"reply OK {code_of(second.sid)}")
    third = doing.nobody_comes(house.dials(HOMEIKA_EMERGENCY, number=None)).hangs_up()
    engineer.sends_sms(HOMEIKA_EMERGENCY, "OK")
    engineer.receives_sms(
        f"2 waiting: {code_of(first.sid)} from {PREMIUM.number}, {code_of(second.sid)} from"
    )
    engineer.sends_sms(HOMEIKA_EMERGENCY, "OK 1000")
    engineer.receives_sms("No call 1000 is waiting for you. 2 waiting")
    engineer.sends_sms(HOMEIKA_EMERGENCY, f"ok {code_of(second.sid)}!")
    engineer.receives_sms("It is yours")
    assert "alert" in doing.promised(house, first)
    assert "alert" not in doing.promised(house, second)
    assert "alert" in doing.promised(house, third)
    engineer.sends_sms(HOMEIKA_EMERGENCY, code_of(first.sid))
    engineer.receives_sms("It is yours")
    assert "alert" not in doing.promised(house, first)
    house.runs_errands()
    engineer.receives_sms("a withheld number")


def test_an_alert_that_the_carrier_sent_but_failed_on_is_taken_by_a_reply(at: At) -> None:
    """HK4: the engineer has the text, whatever the REST reply was; after OK there is no other."""
    house, call = _unanswered(at)
    engineer = homeika.texted(house)
    house.net.faults.rest.append(RestTrouble(status=500, after_effect=True, path_contains="/Messages"))
    house.runs_errands()
    engineer.receives_sms("URGENT")
    engineer.sends_sms(HOMEIKA_EMERGENCY, "OK")
    engineer.receives_sms("Thank you. It is yours.")
    house.net.settles(seconds=2 * FIVE_MINUTES)
    house.runs_errands()
    assert engineer.unread == []
    assert doing.promised(house, call) == ["page", "voicemail"]


def test_an_alert_that_the_carrier_failed_on_is_sent_again_without_a_reply(at: At) -> None:
    """HK4: told twice rather than never."""
    house, _ = _unanswered(at)
    engineer = homeika.texted(house)
    house.net.faults.rest.append(RestTrouble(status=500, after_effect=True, path_contains="/Messages"))
    for _ in range(2):
        house.runs_errands()
        engineer.receives_sms("URGENT")
        house.net.settles(seconds=61)


def test_a_reply_takes_no_alert_that_the_carrier_had_no_room_for(at: At) -> None:
    """HK4: the engineer cannot have been told of it; it is sent a minute after."""
    house, call = _unanswered(at)
    engineer = homeika.texted(house)
    house.net.faults.rest.append(RestTrouble(times=TEXTED, status=429, path_contains="/Messages"))
    house.runs_errands()
    house.net.phone(HOMEIKA.leads[0]).sends_sms(HOMEIKA_EMERGENCY, "OK")
    engineer.receives_sms("Nothing is waiting for you.")
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]
    house.net.settles(seconds=61)
    house.runs_errands()
    engineer.receives_sms("URGENT")
