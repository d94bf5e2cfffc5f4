"""The phones of tests: a script reads like a call, and fails when something else happens."""

import struct
import wave
from io import BytesIO
from typing import get_args

import pytest

from emulator.calls import WITHHELD
from emulator.phone import Plan
from emulator.phones import Network
from tests.emulator.small_app import ACCOUNT, CALLER, DUTY, LINE, NOW, TOKEN, URL, SmallApp, small_network


def network(
    voice: str = "<Say>Thank you for calling. Press 1 for repairs.</Say>",
) -> tuple[SmallApp, Network]:
    app = SmallApp({"/voice": voice, "/menu": "<Say>You chose.</Say>"})
    return app, small_network(app)


def test_what_is_said_is_heard_in_order_whatever_its_case() -> None:
    _, net = network()
    net.phone(CALLER).calls(LINE).hears("THANK YOU").hears("press 1").ends()
    net.check()


def test_what_was_heard_before_is_not_heard_again() -> None:
    _, net = network()
    call = net.phone(CALLER).calls(LINE).hears("press 1")
    with pytest.raises(AssertionError, match="did not hear 'thank you'"):
        call.hears("thank you", within=30)


def test_a_failure_shows_the_whole_transcript_and_the_alerts() -> None:
    _, net = network("<Say>Hello.</Say><Shout/>")
    with pytest.raises(AssertionError) as failure:
        net.phone(CALLER).calls(LINE).hears("goodbye", within=10)
    assert "00:00 Hello." in str(failure.value)
    assert "alert 12200" in str(failure.value)


def test_time_passes_as_on_a_phone() -> None:
    _, net = network("<Say>One two three four five six seven eight nine ten eleven.</Say><Pause length='3'/>")
    net.phone(CALLER).calls(LINE).ends()
    assert net.clock.elapsed == pytest.approx(4 + 3, abs=0.3)


def test_a_phrase_is_heard_when_its_last_word_has_been_spoken() -> None:
    _, net = network("<Say>" + "word " * 54 + "end.</Say>")
    net.phone(CALLER).calls(LINE).hears("end")
    assert net.clock.elapsed == pytest.approx(20, abs=0.3)


def test_a_sound_lasts_as_long_as_its_file() -> None:
    app, net = network("<Play>/hold.wav</Play><Say>After it.</Say>")
    app.sounds["/hold.wav"] = wav(seconds=7)
    call = net.phone(CALLER).calls(LINE).hears("/hold.wav").hears("After it")
    assert call.leg.heard[1].since == pytest.approx(7)
    net.phone(CALLER).calls(LINE).hears("After it")
    assert len(app.of("/hold.wav")) == 1


def wav(*, seconds: float) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(struct.pack("<h", 0) * int(8000 * seconds))
    return file.getvalue()


def test_callers_without_a_number_are_written_as_twilio_writes_them() -> None:
    app, net = network()
    net.phone("withheld").calls(LINE).ends()
    net.phone(None).calls(LINE).ends()
    assert [one["From"] for one in app.of("/voice")] == [WITHHELD, "anonymous"]


def test_a_number_on_no_line_fails_at_once() -> None:
    app, net = network()
    assert net.phone(CALLER).calls("+18005559999").ends().status == "failed"
    assert app.asked == []


def test_a_rejected_call_is_busy_and_never_answered() -> None:
    _, net = network('<Reject reason="busy"/>')
    call = net.phone(CALLER).calls(LINE).ends()
    assert (call.status, call.leg.call.answered) == ("busy", None)


@pytest.mark.parametrize("plan", get_args(Plan))
def test_every_plan_of_a_called_phone_leads_the_caller_back_or_to_a_talk(plan: Plan) -> None:
    whisper = '<Gather numDigits="1" action="/key"><Say>Press 1 to take it.</Say></Gather><Hangup/>'
    app, net = network(f'<Dial timeout="30" action="/menu"><Number url="/whisper">{DUTY}</Number></Dial>')
    app.documents |= {"/whisper": whisper, "/key": "<Hangup/>" if plan == "reject" else ""}
    net.phone(DUTY).will(plan)
    call = net.phone(CALLER).calls(LINE)
    if plan == "accept":
        call.talks_to(DUTY)
    else:
        call.hears("You chose").ends()
        assert len(net.exchange.bridges) == (1 if plan == "drop" else 0)
    net.check()


def test_a_phone_with_several_plans_does_the_next_one_each_time_and_then_the_last() -> None:
    _, net = network(f'<Dial action="/voice">{DUTY}</Dial>')
    net.phone(DUTY).will("busy", "decline", "answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).hangs_up()
    net.phone(CALLER).calls(LINE).talks_to(DUTY).hangs_up()
    rung = [call.status for call in net.exchange.calls.values() if call.to == DUTY]
    assert rung == ["busy", "busy", "completed", "completed"]


def test_a_person_answers_by_hand_declines_or_is_rung_in_vain() -> None:
    _, net = network(f'<Dial action="/menu">{DUTY}</Dial>')
    duty = net.phone(DUTY)
    call = net.phone(CALLER).calls(LINE)
    duty.answers().says("Hello, duty here")
    call.hears("duty here").hangs_up()
    net.phone(CALLER).calls(LINE)
    duty.declines()
    net.check()
    with pytest.raises(AssertionError, match="did not ring"):
        duty.rings(within=60)


def test_talking_to_somebody_else_fails() -> None:
    _, net = network(f"<Dial>{DUTY}</Dial>")
    net.phone(DUTY).will("answer")
    call = net.phone(CALLER).calls(LINE).talks_to(DUTY)
    with pytest.raises(AssertionError, match="did not talk to"):
        call.talks_to("+442079460999", within=5)


def test_what_the_application_raises_fails_the_check() -> None:
    def broken(_environ: dict[str, object], _start: object) -> list[bytes]:
        raise ValueError("broken")

    net = Network(app=broken, public_url=URL, account_sid=ACCOUNT, auth_token=TOKEN, now=NOW)
    net.number(LINE, voice_url=f"{URL}/voice")
    net.phone(CALLER).calls(LINE).ends()
    with pytest.raises(AssertionError, match="ValueError"):
        net.check()
