"""Webhooks to events: every value is hostile, and no call is lost to an odd one (F42, F43, C1, C4, C17)."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ivr.events import DialEnded, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.masking import MASK
from telephony import heard

SID = "CA" + "0123456789abcdef" * 2
RECORDING = "RE" + "0123456789abcdef" * 2
CARD = "4111111111111111"


def form(*pairs: tuple[str, str], **values: str) -> MultiDict[str, str]:
    return MultiDict([*values.items(), *pairs])


def test_a_leg_is_read_as_it_was_sent() -> None:
    sent = form(
        CallSid=SID,
        From="+12125550100",
        To="+18005551820",
        CallStatus="ringing",
        Direction="inbound",
        StirVerstat="TN-Validation-Passed-A",
    )
    assert heard.leg(sent) == heard.Leg(
        call_id=SID,
        number="+12125550100",
        dialled="+18005551820",
        status="ringing",
        verdicts=("TN-Validation-Passed-A",),
        outbound=False,
    )


@pytest.mark.parametrize("sid", ["", "CA", SID[:-1], SID + "0", SID.upper(), SID + "\n", "../" + SID])
def test_a_request_without_a_call_speaks_of_no_leg(sid: str) -> None:
    assert heard.leg(form(CallSid=sid)) is None


def test_a_request_with_two_calls_speaks_of_no_leg() -> None:
    assert heard.leg(form(("CallSid", SID), ("CallSid", SID))) is None


@pytest.mark.parametrize(
    "number",
    [
        "anonymous",
        "Restricted",
        "unknown",
        "+266696687",
        "266696687",
        "",
        "+",
        "+0123456789",
        "+123456",
        "+1234567890123456",
        "sip:alice@example.com",
        "client:agent_7",
        "+1212555\uff10\uff11\uff10\uff10",
        "+12125550100\n",
        "\u202e+12125550100",
        "+1212555'0100",
        "Ã\x00",
        "5" * 5_000,
    ],
)
def test_f43_an_odd_number_counts_as_withheld(number: str) -> None:
    leg = heard.leg(form(CallSid=SID, From=number, To="+18005551820"))
    assert leg is not None
    assert (leg.number, leg.dialled) == ("", "+18005551820")


def test_a_number_that_came_twice_is_not_trusted() -> None:
    leg = heard.leg(form(("From", "+12125550100"), ("From", "+12125550101"), CallSid=SID))
    assert leg is not None
    assert leg.number == ""


def test_a_request_of_the_call_alone_is_a_leg_of_which_nothing_else_is_known() -> None:
    assert heard.leg(form(CallSid=SID)) == heard.Leg(
        call_id=SID, number="", dialled="", status="", verdicts=(), outbound=False
    )


@pytest.mark.parametrize("keys", ["1", "*", "#", "0*#", "ABCD", "41000001"])
def test_keys_are_an_entry(keys: str) -> None:
    assert heard.gathered(form(Digits=keys)) == Pressed(digits=keys)


@pytest.mark.parametrize("keys", ["", " ", "1 2", "E", "\uff11", "٣", "1\n", "1\x00", "<1>", "a"])
def test_what_no_keypad_sends_is_no_entry(keys: str) -> None:
    assert heard.gathered(form(Digits=keys)) == StayedSilent()


def test_f42_of_5000_digits_the_first_64_are_looked_at() -> None:
    assert heard.gathered(form(Digits="7*" * 2_500)) == Pressed(digits="7*" * (heard.LONGEST_ENTRY // 2))


def test_pound_alone_is_an_entry_of_its_own() -> None:
    assert heard.gathered(form(Digits="", FinishedOnKey="#")) == Pressed(digits="#")


def test_keys_count_before_words() -> None:
    assert heard.gathered(form(Digits="1", SpeechResult="two")) == Pressed(digits="1")


@pytest.mark.parametrize(
    ("said", "confidence", "taken"),
    [
        ("my lock is on fire", "0.91", Spoke(text="my lock is on fire", confidence=0.91)),
        ("  fire \n\t now ", "", Spoke(text="fire now", confidence=0.0)),
        ("Feuer im Flur, größer", "0", Spoke(text="Feuer im Flur, größer", confidence=0.0)),
        ("火事です 🔥", "1", Spoke(text="火事です 🔥", confidence=1.0)),
        ("fire", "-3", Spoke(text="fire", confidence=0.0)),
        ("fire", "17", Spoke(text="fire", confidence=1.0)),
        ("fire", "high", Spoke(text="fire", confidence=0.0)),
        ("fire", "1e999", Spoke(text="fire", confidence=1.0)),
        ("fire", "nan", Spoke(text="fire", confidence=0.0)),
        ("fi\x00re\x08 \x1b[2J", "1", Spoke(text="fire [2J", confidence=1.0)),
        ("", "0.9", StayedSilent()),
        ("   ", "0.9", StayedSilent()),
        ("\x00", "0.9", StayedSilent()),
    ],
)
def test_words_are_taken_as_a_recogniser_may_write_them(
    said: str, confidence: str, taken: Spoke | StayedSilent
) -> None:
    assert heard.gathered(form(SpeechResult=said, Confidence=confidence)) == taken


def test_a_long_speech_is_cut() -> None:
    event = heard.gathered(form(SpeechResult="fire " * 5_000))
    assert isinstance(event, Spoke)
    assert len(event.text) <= heard.LONGEST_ENTRY


@pytest.mark.parametrize("name", ["Digits", "SpeechResult"])
def test_an_entry_that_came_twice_is_none(name: str) -> None:
    assert heard.gathered(form((name, "1"), (name, "9"))) == StayedSilent()


@pytest.mark.parametrize(
    "entry",
    [CARD, "5500005555555559", "378282246310005", "6011111111111117", "3530111333300000", "4222222222222"],
)
def test_c17_a_card_number_in_keys_is_masked(entry: str) -> None:
    assert heard.gathered(form(Digits=entry)) == Pressed(digits=MASK)


@pytest.mark.parametrize(
    "said",
    [
        f"it is {CARD}",
        "it is 4111 1111 1111 1111",
        "4111-1111-1111-1111 please",
        "4111.1111.1111.1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111 1111 1111 1111 12 26",
        "4111 1111 1111 1111 expires 12 26",
        "order 41000001 card 4111 1111 1111 1111",
        f"{'word ' * 8}{CARD}",
    ],
)
def test_c17_a_card_number_in_words_is_masked(said: str) -> None:
    event = heard.gathered(form(SpeechResult=said))
    assert isinstance(event, Spoke)
    assert MASK in event.text
    assert "111111" not in event.text.translate(str.maketrans("", "", " -."))


def test_c17_the_rest_of_a_card_whose_first_digits_went_elsewhere_is_masked() -> None:
    assert heard.gathered(form(Digits=CARD[2:])) == Pressed(digits=MASK)


def test_c17_the_cut_of_a_long_speech_leaves_no_rest_of_a_card() -> None:
    card = f"four {'seven ' * 14}eight so "
    event = heard.gathered(form(SpeechResult=card * 40))
    assert isinstance(event, Spoke)
    assert set(event.text.split()) <= {MASK, "so", "s"}


@pytest.mark.parametrize("entry", ["4111111111111112", "41000001", "123456789012", "+442079460000"])
def test_what_is_no_card_number_is_left_alone(entry: str) -> None:
    event = heard.gathered(form(SpeechResult=entry))
    assert isinstance(event, Spoke)
    assert event.text == entry


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_a_gather_of_a_caller_who_has_gone_is_a_hang_up(status: str) -> None:
    assert heard.gathered(form(CallStatus=status)) == HungUp()
    assert heard.dial_ended(form(CallStatus=status, DialCallStatus="completed")) == HungUp()
    assert heard.status_ended(form(CallStatus=status)) == HungUp(status=status)


@pytest.mark.parametrize("status", ["", "queued", "initiated", "ringing", "in-progress", "COMPLETED", "over"])
def test_a_call_that_goes_on_has_not_ended(status: str) -> None:
    assert heard.status_ended(form(CallStatus=status)) is None
    assert heard.gathered(form(CallStatus=status)) == StayedSilent()


@pytest.mark.parametrize("status", ["completed", "answered", "busy", "no-answer", "failed", "canceled"])
def test_a_dial_ends_as_it_says_and_never_as_accepted(status: str) -> None:
    """D6: only the key that somebody pressed is a person; the form may claim what it likes."""
    sent = form(CallStatus="in-progress", DialCallStatus=status, DialBridged="true", accepted="1")
    assert heard.dial_ended(sent) == DialEnded(status=status, accepted=False, bridged=True)


@pytest.mark.parametrize(("says", "bridged"), [("", None), ("false", False), ("perhaps", None)])
def test_whether_the_caller_was_put_through_is_known_where_twilio_says_so(
    *, says: str, bridged: bool | None
) -> None:
    ended = heard.dial_ended(form(DialCallStatus="completed", DialBridged=says))
    assert ended == DialEnded(status="completed", bridged=bridged)


@pytest.mark.parametrize("status", ["", "Completed", "won"])
def test_a_dial_that_ended_in_an_unknown_way_has_failed(status: str) -> None:
    assert heard.dial_ended(form(DialCallStatus=status)) == DialEnded(status="failed")


@pytest.mark.parametrize(
    ("recording", "seconds", "taken"),
    [
        (RECORDING, "12", (RECORDING, 12)),
        (RECORDING, "0", (RECORDING, 0)),
        (RECORDING, "99999", (RECORDING, 14_400)),
        (RECORDING, "9" * 5_000, (RECORDING, 14_400)),
        (RECORDING, "-1", ("", 0)),
        (RECORDING, "1.5", ("", 0)),
        (RECORDING, "٣", ("", 0)),
        (RECORDING, "", ("", 0)),
        ("", "12", ("", 0)),
        ("RE12", "12", ("", 0)),
        ("https://evil.example/RE", "12", ("", 0)),
    ],
)
def test_a_recording_is_its_id_and_length_or_none(
    recording: str, seconds: str, taken: tuple[str, int]
) -> None:
    sent = form(RecordingSid=recording, RecordingDuration=seconds)
    assert heard.recording_ended(sent) == RecordingEnded(recording=taken[0], seconds=taken[1])


def test_a_text_is_cut_and_its_card_numbers_masked() -> None:
    sent = form(
        MessageSid="SM" + "0" * 32, From="+13415550191", To="+18005551820", Body=f"OK {CARD} " + "a" * 9_000
    )
    text = heard.text_came(sent)
    assert text is not None
    assert text.body.startswith(f"OK {MASK} ")
    assert len(text.body) <= 1_600


def test_a_text_without_an_id_is_none() -> None:
    assert heard.text_came(form(From="+13415550191", Body="OK")) is None


NAMES = st.sampled_from(
    [
        "CallSid",
        "From",
        "To",
        "CallStatus",
        "Direction",
        "StirVerstat",
        "Digits",
        "FinishedOnKey",
        "SpeechResult",
        "Confidence",
        "DialCallStatus",
        "RecordingSid",
        "RecordingDuration",
        "MessageSid",
        "Body",
    ]
)
VALUES = st.one_of(
    st.text(max_size=80),
    st.text("0123456789*#", max_size=80),
    st.sampled_from([SID, RECORDING, "completed", "ringing", "+12125550100", "9" * 5_000, "nan", "-0", "#"]),
)


@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=12))
@settings(derandomize=True, max_examples=500)
def test_f43_nothing_that_a_form_can_hold_raises(pairs: Sequence[tuple[str, str]]) -> None:
    sent = MultiDict(list(pairs))
    heard.leg(sent)
    heard.text_came(sent)
    heard.status_ended(sent)
    for read in (heard.gathered, heard.dial_ended, heard.recording_ended):
        assert read(sent) is not None
