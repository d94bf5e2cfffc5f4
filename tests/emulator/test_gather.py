"""Gather: what is entered, when it ends, and where it leads (twilio.md 1.2, 1.3, 3.2)."""

import pytest

from emulator.faults import Switches
from emulator.phone_call import PhoneCall
from tests.emulator.small_app import CALLER, LINE, SmallApp, small_network


def asks(gather: str, after: str = "<Say>Nothing entered.</Say>") -> tuple[SmallApp, PhoneCall]:
    """A line that runs this Gather, then says so; and a call to it."""
    app = SmallApp({"/voice": gather + after, "/menu": "<Say>You chose.</Say>"})
    return app, small_network(app).phone(CALLER).calls(LINE)


def test_the_number_of_digits_ends_it_with_no_finish_key() -> None:
    app, call = asks('<Gather action="/menu" numDigits="2"><Say>Two digits please.</Say></Gather>')
    call.presses("12").hears("You chose")
    sent = app.of("/menu")[0]
    assert (sent["Digits"], sent["msg"], sent["FinishedOnKey"]) == ("12", "Gather End", "")


def test_the_finish_key_ends_it_and_is_not_among_the_digits() -> None:
    app, call = asks('<Gather action="/menu"/>')
    call.presses("12345678#").hears("You chose")
    assert (app.of("/menu")[0]["Digits"], app.of("/menu")[0]["FinishedOnKey"]) == ("12345678", "#")


def test_without_a_finish_key_the_hash_is_a_digit() -> None:
    app, call = asks('<Gather action="/menu" finishOnKey="" numDigits="3"/>')
    call.presses("1#2").hears("You chose")
    assert app.of("/menu")[0]["Digits"] == "1#2"


def test_the_finish_key_alone_is_no_input() -> None:
    app, call = asks('<Gather action="/menu"/>')
    call.presses("#").hears("Nothing entered").ends()
    assert app.of("/menu") == []


def test_the_timeout_starts_again_with_each_key() -> None:
    app, call = asks('<Gather action="/menu" timeout="3"/>')
    call.presses("1").waits(seconds=2.5).presses("2").waits(seconds=2.5).presses("3").hears("You chose")
    assert app.of("/menu")[0]["Digits"] == "123"


def test_silence_falls_through_after_the_prompt_and_the_timeout() -> None:
    _, call = asks('<Gather action="/menu" timeout="5"><Say>One two three four five six.</Say></Gather>')
    call.stays_silent().hears("Nothing entered")
    nothing = call.leg.heard[-1]
    assert nothing.since == pytest.approx(6 * 60 / 165 + 5)


def test_action_on_empty_result_sends_empty_digits() -> None:
    app, call = asks('<Gather action="/menu" actionOnEmptyResult="true" timeout="1"/>')
    call.hears("You chose")
    assert app.of("/menu")[0]["Digits"] == ""


def test_without_an_action_the_current_document_is_asked_for_again() -> None:
    app, call = asks('<Gather numDigits="1"><Say>Again.</Say></Gather>')
    call.presses("4").hears("Again").hangs_up()
    assert [one.get("Digits") for one in app.of("/voice")] == [None, "4"]


def test_the_first_key_cuts_the_prompt_short() -> None:
    _, call = asks(
        '<Gather action="/menu" numDigits="1"><Say>Please listen to the whole of this.</Say></Gather>'
    )
    call.presses("1").hears("You chose")
    assert call.leg.heard[0].cut_at == 0.0
    call.does_not_hear("whole of this")


def test_a_key_pressed_before_it_opens_is_lost() -> None:
    app, call = asks('<Say>Wait for it please.</Say><Gather action="/menu" numDigits="1" timeout="2"/>')
    call.waits(seconds=0.5)
    call.leg.presses("1")
    call.hears("Nothing entered").ends()
    assert app.of("/menu") == []


def test_a_dtmf_gather_takes_no_speech() -> None:
    _, call = asks('<Gather action="/menu" numDigits="1"><Say>Press one now please.</Say></Gather>')
    with pytest.raises(AssertionError, match="nothing takes speech"):
        call.says("one", within=1)


def test_speech_is_sent_with_its_confidence_after_the_silence() -> None:
    app, call = asks('<Gather action="/menu" input="speech dtmf" speechTimeout="2" language="en-GB"/>')
    call.waits(seconds=0).says("there is a fire", confidence=0.87).hears("You chose")
    sent = app.of("/menu")[0]
    assert (sent["SpeechResult"], sent["Confidence"], "Digits" in sent) == ("there is a fire", "0.87", False)
    assert call.leg.heard[-1].since == pytest.approx(4 * 60 / 165 + 2)


def test_empty_speech_is_sent_as_an_empty_result() -> None:
    app, call = asks('<Gather action="/menu" input="speech" speechTimeout="auto"/>')
    call.says("").hears("You chose")
    assert (app.of("/menu")[0]["SpeechResult"], app.of("/menu")[0]["Confidence"]) == ("", "0.0")


def test_words_said_on_and_on_are_one_result() -> None:
    app, call = asks('<Gather action="/menu" input="speech" speechTimeout="2"/>')
    call.says("my name").waits(seconds=1).says("is long").hears("You chose")
    assert app.of("/menu")[0]["SpeechResult"] == "my name is long"


def test_a_partial_result_is_told_once_and_its_reply_ignored() -> None:
    app, call = asks('<Gather action="/menu" input="speech" partialResultCallback="/partial"/>')
    call.says("fire").hears("You chose")
    assert [one["UnstableSpeechResult"] for one in app.of("/partial")] == ["fire"]


def test_undocumented_fields_can_be_left_out() -> None:
    app = SmallApp({"/voice": '<Gather action="/menu" numDigits="1"/>', "/menu": "<Hangup/>"})
    net = small_network(app)
    net.exchange.switches = Switches(undocumented_fields=False, omitted=frozenset({"Confidence"}))
    net.phone(CALLER).calls(LINE).presses("1").ends()
    sent = app.of("/menu")[0]
    assert sent["Digits"] == "1"
    assert not {"msg", "FinishedOnKey", "Caller", "Called", "CallerCity"} & set(sent)


def test_five_thousand_digits_are_taken() -> None:
    app, call = asks('<Gather action="/menu"/>')
    for _ in range(5000):
        call.leg.presses("7")
    call.presses("#").hears("You chose")
    assert app.of("/menu")[0]["Digits"] == "7" * 5000


def test_a_hang_up_while_it_is_open_asks_for_nothing_more() -> None:
    app, call = asks('<Gather action="/menu"><Say>Press something.</Say></Gather>')
    call.waits(seconds=1).hangs_up()
    call.waits(seconds=60)
    assert [one.path for one in app.asked] == ["/voice", "/status"]
    assert call.status == "completed"
