"""Returns and warranties by phone, with the text message that goes with them (HK7)."""

from __future__ import annotations

from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, NIGHT, PREMIUM, RETURNING, UNCOVERED
from tests.house import HOMEIKA_SUPPORT, House


def test_a_premium_customer_opens_a_return_and_gets_it_in_writing(house: House) -> None:
    """HK7: the number in 24 to 48 hours, inspection 5 to 10 business days, shipped in 1 to 2 for Premium."""
    call = homeika.proves(homeika.rings_in(house, PREMIUM), PREMIUM).presses("2").presses("1")
    call.hears("its number is ready within 24 to 48 hours").hears("Inspection takes 5 to 10 business days")
    call.hears("ships in 1 to 2 business days").presses("1").hears("three short questions").hangs_up()
    assert doing.promised(house, call) == ["case", "text"]
    house.runs_errands()
    message = house.net.phone(PREMIUM.number).receives_sms("your return is open")
    assert "1 to 2 business days" in message.body
    assert doing.promised(house, call) == ["case"]
    assert house.state(call)["tags"] == {"outcome": "return_opened", "case": "return"}


def test_a_basic_customer_waits_three_to_five_days_for_the_replacement(house: House) -> None:
    """HK7: no text is sent to whoever did not ask for one."""
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).presses("2").presses("1")
    call.hears("ships in 3 to 5 business days").hangs_up()
    assert doing.promised(house, call) == ["case"]
    house.runs_errands()


def test_a_return_that_was_opened_has_a_status_at_once(house: House) -> None:
    """HK7: the second call finds what the first has opened, and opens no second one."""
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).presses("2").presses("1")
    call.hears("Your return is open").hangs_up()
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).presses("2").presses("2")
    call.hears("Your return is open and will get its number shortly").hangs_up()
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).presses("2").presses("1")
    call.hears("I could not open a return for that order").hears("next in line").hangs_up()
    assert doing.promised(house, call) == []


def test_the_status_of_a_return_comes_by_text(house: House) -> None:
    """HK7: heard, heard again, and sent to the number the caller rings from."""
    call = homeika.proves(homeika.rings_in(house, RETURNING), RETURNING).presses("2").presses("2")
    call.hears("Your return is being inspected").presses("1").hears("Your return is being inspected")
    call.presses("2").hears("Your text message is on its way").hears("three short questions").hangs_up()
    house.runs_errands()
    message = house.net.phone(RETURNING.number).receives_sms("is being inspected")
    assert f"your return RMA{RETURNING.order_number}" in message.body
    assert message.from_ == HOMEIKA_SUPPORT
    (sent,) = homeika.facts_of(house, "TextSent")
    assert doing.promised(house, call) == []
    assert sent["promise"]


def test_a_withheld_number_cannot_be_texted_and_gets_a_person(house: House) -> None:
    """HK7: said, and not left at that."""
    call = house.dials(HOMEIKA_SUPPORT, number=None)
    homeika.proves(call, RETURNING).presses("2").presses("2").hears("Your return").presses("2")
    call.hears("I could not send you a text message").hears("Let me find a person").hears("next in line")
    assert doing.promised(house, call) == []
    call.hangs_up()


def test_the_order_number_alone_tells_the_status(house: House) -> None:
    """HK7, DC2: identified is enough to hear, and too little to open."""
    call = homeika.skips(house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER)).presses("2").presses("2")
    call.hears("To find your return").presses(f"{RETURNING.order_number}#")
    call.hears("Your return is being inspected")
    assert house.level(call) == "identified"
    call.hangs_up()


def test_a_closed_return_is_told_as_that(house: House) -> None:
    """HK7: and a person is one key away."""
    homeika.return_is(house, RETURNING, "closed")
    call = homeika.proves(homeika.rings_in(house, RETURNING), RETURNING).presses("2").presses("2")
    call.hears("Your return is closed").presses("1").hears("next in line").hangs_up()


def test_whoever_has_no_return_is_taken_to_a_person(house: House) -> None:
    """HK7: nothing found is said, and is no dead end."""
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).presses("2").presses("2")
    call.hears("I could not find that here").hears("next in line").hangs_up()


def test_out_of_warranty_the_price_is_told_and_a_person_arranges_it(house: House) -> None:
    """HK7: an exchange costs $79 to $129, an accessory $19 to $49; no return is opened by itself."""
    call = homeika.proves(homeika.rings_in(house, UNCOVERED), UNCOVERED).presses("2").presses("1")
    call.hears("Your warranty ended on").hears("79 to 129 dollars, an accessory 19 to 49").presses("1")
    call.hears("Let me find a person").hears("next in line").hangs_up()
    assert doing.promised(house, call) == []


def test_a_basic_warranty_is_twelve_months_and_a_premium_one_thirty_six(house: House) -> None:
    """HK7: each hears their own, with the day it ends."""
    for who, months in ((BASIC, 12), (PREMIUM, 36)):
        call = homeika.proves(homeika.rings_in(house, who), who).presses("2").presses("3")
        call.hears(f"Your warranty of {months} months runs until").hangs_up()


def test_a_return_may_be_opened_at_night(at: At) -> None:
    """HK2: self-service outside the hours; the Premium customer's engineer sleeps on."""
    house = at(NIGHT)
    call = homeika.proves(homeika.rings_in(house, BASIC), BASIC).hears("We are closed until").presses("5")
    call.hears("Your return is open").presses("1").hangs_up()
    house.runs_errands()
    house.net.phone(BASIC.number).receives_sms("your return is open")


def test_a_premium_customer_hears_the_status_at_night_without_waking_anybody(at: At) -> None:
    """HK6, HK7: the engineer is offered first, and is not rung for a status."""
    house = at(NIGHT)
    call = homeika.proves(homeika.rings_in(house, PREMIUM), PREMIUM)
    call.hears("To reach the on-call engineer now").presses("2").hears("I could not find that here")
    call.hears("To reach the on-call engineer now").hangs_up()
    assert homeika.first(house).current is None


def test_a_promised_text_is_sent_once_however_often_errands_run(house: House) -> None:
    """HK7: errands may run as often as they like: one promise is one message."""
    call = homeika.proves(homeika.rings_in(house, RETURNING), RETURNING).presses("2").presses("2")
    call.hears("Your return").presses("2").hears("on its way").hangs_up()
    for _ in range(3):
        house.runs_errands()
        house.net.settles(seconds=120)
    house.net.phone(RETURNING.number).receives_sms("being inspected")
    assert house.net.phone(RETURNING.number).unread == []
