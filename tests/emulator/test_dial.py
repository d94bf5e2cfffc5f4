"""Dial: who rings, who is bridged, and what the action is told (twilio.md 1.1 to 1.3, 3.2, 7)."""

import pytest

from emulator import calls
from emulator.faults import Switches
from emulator.orders import CallChange
from emulator.phone import Plan
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, SECOND, URL, SmallApp, small_network

WHISPER = '<Gather numDigits="1" action="/accepted"><Say>A call. Press 1.</Say></Gather><Hangup/>'
ALL_EVENTS = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'


def line_that(dial: str) -> tuple[SmallApp, Network]:
    app = SmallApp(
        {
            "/voice": f"{dial}<Say>Never said.</Say>",
            "/whisper": WHISPER,
            "/accepted": "",
            "/after": "<Say>Goodbye.</Say>",
        }
    )
    return app, small_network(app)


def screened(number: str = DUTY) -> str:
    return f'<Dial action="/after" timeout="20"><Number url="/whisper" {ALL_EVENTS}>{number}</Number></Dial>'


def dial_fields(app: SmallApp) -> dict[str, str]:
    sent = app.of("/after")[0]
    return {key: value for key, value in sent.items() if key.startswith("Dial") and key != "DialCallSid"}


def test_who_accepts_in_the_whisper_is_bridged_until_one_hangs_up() -> None:
    app, net = line_that(screened())
    duty = net.phone(DUTY).will("accept")
    call = net.phone(CALLER).calls(LINE).talks_to(DUTY)
    duty.hears("Press 1")
    call.says("The boiler is on fire")
    duty.hears("boiler is on fire").hangs_up()
    call.hears("Goodbye").ends()
    assert dial_fields(app) == {"DialCallStatus": "completed", "DialCallDuration": "3", "DialBridged": "true"}
    net.check()


@pytest.mark.parametrize(
    ("plan", "status", "ended_at"),
    [
        ("no answer", "no-answer", 25.0),
        ("busy", "busy", 1.0),
        ("decline", "busy", 4.0),
        ("unreachable", "failed", 1.0),
    ],
)
def test_who_does_not_pick_up_is_reported_by_status(plan: Plan, status: str, ended_at: float) -> None:
    """A timeout of 20 rings 25 s (twilio.md 1.2)."""
    app, net = line_that(screened())
    net.phone(DUTY).will(plan)
    call = net.phone(CALLER).calls(LINE).hears("Goodbye")
    assert dial_fields(app) == {"DialCallStatus": status, "DialBridged": "false"}
    assert call.leg.heard[-1].since == pytest.approx(ended_at)
    net.check()


@pytest.mark.parametrize("plan", ["voicemail", "hang up in whisper"])
def test_a_pick_up_without_the_key_is_completed_and_says_nothing_of_a_bridge(plan: Plan) -> None:
    """reliability.md 14, #9: the worse alternative is that DialBridged is absent."""
    app, net = line_that(screened())
    net.phone(DUTY).will(plan)
    net.phone(CALLER).calls(LINE).hears("Goodbye")
    fields = dial_fields(app)
    assert (fields["DialCallStatus"], "DialBridged" in fields) == ("completed", False)
    assert net.exchange.bridges == []


def test_a_whisper_that_hangs_up_says_unbridged_by_a_switch() -> None:
    app, net = line_that(screened())
    net.exchange.switches = Switches(whisper_hangup_says_unbridged=True)
    net.phone(DUTY).will("hang up in whisper")
    net.phone(CALLER).calls(LINE).hears("Goodbye")
    assert dial_fields(app)["DialBridged"] == "false"


def two_at_once() -> str:
    nouns = f'<Number url="/whisper">{DUTY}</Number><Number url="/whisper">{SECOND}</Number>'
    return f'<Dial action="/after">{nouns}</Dial>'


def test_the_first_pick_up_silences_the_others_even_if_it_is_a_voicemail() -> None:
    app, net = line_that(two_at_once())
    net.phone(DUTY).will("voicemail at once")
    second = net.phone(SECOND).will("accept")
    net.phone(CALLER).calls(LINE).hears("Goodbye")
    assert second.current is None
    assert dial_fields(app)["DialCallStatus"] == "completed"
    net.check()


def test_the_others_ring_until_the_screening_ends_by_a_switch() -> None:
    _, net = line_that(two_at_once())
    net.exchange.switches = Switches(rings_until_screened=True)
    net.phone(DUTY).will("voicemail at once")
    net.phone(SECOND).will("accept")
    net.phone(CALLER).calls(LINE).talks_to(SECOND)


def test_who_picked_up_too_hears_their_document_out_and_is_bridged_to_nobody() -> None:
    """By the switch: the worse of what Twilio may do with a leg that is screened while another is bridged."""
    _, net = line_that(two_at_once())
    net.exchange.switches = Switches(rings_until_screened=True)
    call = net.phone(CALLER).calls(LINE)
    first, second = net.phone(DUTY), net.phone(SECOND)
    first.answers()
    second.answers().hears("A call")
    first.presses("1")
    call.talks_to(DUTY)
    late = second.presses("1")
    assert (late.is_over, call.talking_to) == (True, [DUTY])
    assert len(net.exchange.bridges) == 1


def test_one_after_the_other_rings_the_second_when_the_first_does_not_answer() -> None:
    nouns = f"<Number>{DUTY}</Number><Number>{SECOND}</Number>"
    app, net = line_that(f'<Dial action="/after" sequential="true" timeout="10">{nouns}</Dial>')
    net.phone(DUTY).will("no answer")
    net.phone(SECOND).will("answer")
    call = net.phone(CALLER).calls(LINE).talks_to(SECOND).hangs_up()
    assert (call.status, dial_fields(app)["DialCallStatus"]) == ("completed", "completed")


def test_a_caller_who_hangs_up_while_it_rings_cancels_it_and_the_action_is_requested() -> None:
    app, net = line_that(screened())
    net.phone(DUTY).will("no answer")
    net.phone(CALLER).calls(LINE).waits(seconds=8).hangs_up()
    sent = app.of("/after")[0]
    assert (sent["CallStatus"], sent["DialCallStatus"]) == ("completed", "canceled")
    assert [one["CallStatus"] for one in app.of("/leg")] == ["initiated", "ringing", "canceled"]
    assert [one["SequenceNumber"] for one in app.of("/leg")] == ["0", "1", "2"]


def test_without_an_action_the_next_verb_follows() -> None:
    _, net = line_that(f'<Dial timeout="5">{DUTY}</Dial>')
    net.phone(DUTY).will("busy")
    net.phone(CALLER).calls(LINE).hears("Never said").ends()


def test_the_star_ends_the_called_leg_when_the_dial_allows_it() -> None:
    app, net = line_that(f'<Dial action="/after" hangupOnStar="true">{DUTY}</Dial>')
    net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).presses("*").hears("Goodbye")
    assert dial_fields(app)["DialCallStatus"] == "completed"


def test_the_time_limit_ends_the_talk() -> None:
    app, net = line_that(f'<Dial action="/after" timeLimit="60">{DUTY}</Dial>')
    net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).hears("Goodbye")
    assert dial_fields(app)["DialCallDuration"] == "60"


def test_answer_on_bridge_leaves_the_caller_ringing_until_then() -> None:
    _, net = line_that(f'<Dial action="/after" answerOnBridge="true">{DUTY}</Dial>')
    net.phone(DUTY).will("answer")
    call = net.phone(CALLER).calls(LINE).waits(seconds=3)
    assert call.status == "ringing"
    assert call.talks_to(DUTY).status == "in-progress"


def test_the_recording_of_a_dial_is_in_its_action() -> None:
    app, net = line_that(
        f'<Dial action="/after" record="record-from-answer-dual" recordingStatusCallback="/rec">{DUTY}</Dial>'
    )
    duty = net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).waits(seconds=9)
    duty.hangs_up()
    net.settles()
    assert app.of("/after")[0]["RecordingDuration"] == "9"
    assert (app.of("/rec")[0]["RecordingSource"], app.of("/rec")[0]["RecordingChannels"]) == ("DialVerb", "2")


def test_the_called_side_sees_the_caller_or_a_number_of_ours_and_no_other() -> None:
    _, net = line_that(f'<Dial callerId="{LINE}">{DUTY}</Dial>')
    net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY)
    assert net.exchange.calls[net.exchange.bridges[0].other].from_ == LINE
    _, other = line_that('<Dial callerId="+12025550199">+442079460990</Dial>')
    other.phone(CALLER).calls(LINE).ends()
    other.expects_alert(13247)


def test_a_number_that_is_none_is_skipped_with_an_alert() -> None:
    app, net = line_that('<Dial action="/after">123</Dial>')
    net.phone(CALLER).calls(LINE).hears("Goodbye")
    net.expects_alert(13223)
    assert dial_fields(app)["DialCallStatus"] == "failed"
    net.check()


def test_rest_moves_the_called_leg_away_and_the_dial_ends_without_duration() -> None:
    app, net = line_that(f'<Dial action="/after">{DUTY}</Dial>')
    app.documents["/elsewhere"] = "<Say>You are elsewhere.</Say>"
    duty = net.phone(DUTY).will("answer")
    call = net.phone(CALLER).calls(LINE).talks_to(DUTY)
    assert duty.current is not None
    calls.update_call(net.exchange, duty.current.sid, CallChange(url=f"{URL}/elsewhere"))
    duty.hears("You are elsewhere")
    call.hears("Goodbye")
    assert dial_fields(app) == {"DialCallStatus": "completed", "DialBridged": "true"}


def test_rest_moves_the_caller_out_of_the_bridge_and_the_other_leg_ends() -> None:
    app, net = line_that(f'<Dial action="/after">{DUTY}</Dial>')
    app.documents["/elsewhere"] = "<Say>You are elsewhere.</Say>"
    duty = net.phone(DUTY).will("answer")
    call = net.phone(CALLER).calls(LINE).talks_to(DUTY)
    calls.update_call(net.exchange, call.sid, CallChange(url=f"{URL}/elsewhere"))
    call.hears("You are elsewhere").ends()
    assert duty.current is not None
    assert (duty.current.status, app.of("/after")) == ("completed", [])


def test_a_ring_nobody_expected_fails_the_check() -> None:
    _, net = line_that(f'<Dial timeout="5">{DUTY}</Dial>')
    net.phone(CALLER).calls(LINE).ends()
    with pytest.raises(AssertionError, match=r"\+442079460990 rang"):
        net.check()


def test_a_client_is_rung_by_its_name() -> None:
    _, net = line_that(
        '<Dial action="/after"><Client url="/whisper"><Identity>alice</Identity></Client></Dial>'
    )
    net.phone("client:alice").will("accept")
    net.phone(CALLER).calls(LINE).talks_to("client:alice")


def test_what_picked_up_is_told_when_the_noun_asks_for_it() -> None:
    noun = f'<Number machineDetection="Enable" amdStatusCallback="/amd" {ALL_EVENTS}>{DUTY}</Number>'
    app, net = line_that(f'<Dial action="/after">{noun}</Dial>')
    net.phone(DUTY).will("voicemail")
    net.phone(CALLER).calls(LINE).hears("Goodbye")
    assert app.of("/amd")[0]["AnsweredBy"] == "machine_start"
    assert app.of("/leg")[-1]["AnsweredBy"] == "machine_start"
    assert set(app.of("/amd")[0]) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
