"""Transfers, messages and texts: what a caller is promised."""

from dataclasses import replace

import pytest

from ivr.facts import PromiseMade, TransferBegan, TransferEnded, VoicemailLeft
from ivr.questions import HandIn, NotFound, Promise, Promised, Unanswered
from ivr.steps.say import Say
from ivr.steps.text import Text
from ivr.steps.transfer import Transfer
from ivr.steps.voicemail import Voicemail
from ivr.verbs import Dial, Record
from tests.ivr.steps.caller import Answers, Caller, flow, in_order, nothing, prompt, step, when

WRITTEN = Promised(promise="p1")


def transfer(action: Transfer, **call: object) -> Caller:
    duty = flow(
        step("duty", action, after={"answered": "end", "else": "message"}),
        step("message", Say(), say="Message."),
    )
    caller = Caller(duty, call=call)
    caller.world = replace(caller.world, outside={"duty_line": "+12025550199"})
    return caller.arrives()


def dialled(caller: Caller) -> Dial:
    return next(verb for verb in caller.verbs if isinstance(verb, Dial))


def test_a_line_is_dialled_by_its_name_from_the_line_that_was_called() -> None:
    assert dialled(transfer(Transfer(line="duty_line", timeout_s=20))) == Dial(
        numbers=("+12025550199",), ring_s=20, caller_id="+18005551820", language="en-US"
    )


def test_a_screened_line_hears_who_calls() -> None:
    screened = Transfer(line="duty_line", screened=True)
    assert dialled(transfer(screened, caller={"name": "Pat Doe"})).whisper == (
        "Urgent call from Pat Doe. Press 1 to accept."
    )
    assert (
        dialled(transfer(screened, number="")).whisper
        == "Urgent call from an unknown number. Press 1 to accept."
    )


def test_a_whisper_of_the_flow_screens_as_well() -> None:
    caller = transfer(Transfer(line="duty_line", whisper=prompt("Call from ${caller.number}.")))
    assert dialled(caller).whisper == "Call from +12025550123."
    assert caller.hears_the_dial_end("completed").heard == ["Message."]


@pytest.mark.parametrize(
    ("screened", "status", "accepted", "outcome"),
    [
        (True, "completed", True, "answered"),
        (True, "completed", False, "failed"),
        (True, "no-answer", False, "failed"),
        (False, "completed", False, "answered"),
        (False, "answered", False, "answered"),
        (False, "busy", False, "failed"),
        (False, "no-answer", False, "failed"),
        (False, "canceled", False, "failed"),
    ],
)
def test_a_voicemail_that_picks_up_is_no_person(
    *, screened: bool, status: str, accepted: bool, outcome: str
) -> None:
    """D6: on a screened line only the 1 counts."""
    caller = transfer(Transfer(line="duty_line", screened=screened)).hears_the_dial_end(
        status, accepted=accepted
    )
    assert caller.outcomes[0] == outcome
    assert caller.facts(TransferBegan) == [TransferBegan(line="duty_line", screened=screened)]
    assert caller.facts(TransferEnded) == [
        TransferEnded(line="duty_line", status=status, accepted=outcome == "answered")
    ]


def test_a_dial_whose_end_was_not_heard_leads_on_to_the_message() -> None:
    assert transfer(Transfer(line="duty_line")).waits().heard == ["Message."]


def test_a_line_nobody_named_fails_at_once() -> None:
    caller = transfer(Transfer(line="no_such_line"))
    assert caller.heard == ["Message."]
    assert caller.facts(TransferBegan) == []


def voicemail(answers: Answers, **call: object) -> Caller:
    box = Voicemail(box="tier1", max_s=90, policy="duty", urgency="critical")
    recorded = flow(
        step("message", box, say="Please leave a message.", after={"saved": "thanks", "else": "nothing"}),
        step("thanks", Say(), say="Thank you."),
        step("nothing", Say(), say="We heard nothing."),
    )
    return Caller(recorded, answers=answers, call=call).arrives()


def test_a_message_is_promised_in_writing_before_the_tone() -> None:
    caller = voicemail(in_order(WRITTEN))
    assert caller.asked == [
        Promise(
            kind="voicemail",
            key="CA1/main/message/1",
            body={
                "box": "tier1",
                "policy": "duty",
                "urgency": "critical",
                "number": "+12025550123",
                "name": "",
                "language": "en-US",
            },
        )
    ]
    assert caller.facts(PromiseMade) == [PromiseMade(promise="p1", kind="voicemail")]
    assert caller.verbs[-1] == Record(max_s=90)


def test_a_name_goes_with_the_message_only_when_the_caller_is_identified() -> None:
    for level, name in (("recognised", ""), ("identified", "Pat Doe")):
        caller = voicemail(in_order(WRITTEN), level=level, caller={"name": "Pat Doe"})
        promise = caller.asked[0]
        assert isinstance(promise, Promise)
        assert promise.body["name"] == name


def test_a_recording_is_handed_in_under_the_promise() -> None:
    caller = voicemail(in_order(WRITTEN, WRITTEN)).leaves("RE1", 12)
    assert caller.asked[1] == HandIn(key="CA1/main/message/1", recording="RE1", seconds=12)
    assert caller.facts(VoicemailLeft) == [
        VoicemailLeft(box="tier1", recording="RE1", seconds=12, alerts="duty")
    ]
    assert caller.heard == ["Thank you."]


@pytest.mark.parametrize(("recording", "seconds"), [("", 0), ("RE1", 0), ("", 5)])
def test_an_empty_recording_is_handed_in_as_empty(recording: str, seconds: int) -> None:
    caller = voicemail(in_order(WRITTEN, WRITTEN)).leaves(recording, seconds)
    assert caller.asked[1] == HandIn(key="CA1/main/message/1", recording="", seconds=0)
    assert caller.heard == ["We heard nothing."]


def test_a_caller_is_recorded_though_nothing_could_be_written_down() -> None:
    caller = voicemail(in_order(Unanswered(), Unanswered()))
    assert caller.verbs[-1] == Record(max_s=90)
    assert caller.facts(PromiseMade) == []
    assert caller.leaves("RE1", 3).heard == ["Thank you."]


def test_keys_during_a_message_are_part_of_it() -> None:
    assert voicemail(in_order(WRITTEN)).presses("0").verbs == (Record(max_s=90),)


def text(answers: Answers, to: str = "caller.number", **call: object) -> Caller:
    sms = Text(to=when(to), body=prompt("Case ${vars.agent}."))
    return Caller(
        flow(step("sms", sms, after={"sent": "person", "failed": "sorry"})), answers=answers, call=call
    ).arrives()


def test_a_text_is_promised_once_a_visit() -> None:
    caller = text(in_order(WRITTEN))
    assert caller.asked == [
        Promise(kind="text", key="CA1/main/sms/1", body={"to": "+12025550123", "text": "Case agent_7."})
    ]
    assert caller.outcomes[0] == "sent"


@pytest.mark.parametrize("answer", [Unanswered(), NotFound()])
def test_a_text_that_cannot_be_written_down_is_not_said_to_be_sent(answer: Unanswered | NotFound) -> None:
    assert text(in_order(answer)).outcomes[0] == "failed"


@pytest.mark.parametrize("to", ["caller.plan", '"anonymous"', '"07123"', "12025550123"])
def test_a_text_to_no_number_is_never_promised(to: str) -> None:
    caller = text(nothing, to)
    assert (caller.asked, caller.outcomes[0]) == ([], "failed")
