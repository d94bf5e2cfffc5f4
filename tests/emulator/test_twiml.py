"""The document reader: what is allowed, what is left out, with which code (twilio.md 1, 1.1, 1.2, 6)."""

import pytest

from emulator.twiml import MOST_BYTES, Context, read


def codes(body: str, context: Context = "call") -> list[int]:
    return [one.code for one in read(f"<Response>{body}</Response>".encode(), context).violations]


GOOD = [
    '<Say voice="Polly.Joanna" language="en-US">Hello <break time="500ms"/> you</Say>',
    '<Gather input="dtmf speech" timeout="5" numDigits="1" action="/a" hints="fire" speechTimeout="auto">'
    "<Say>Press 1</Say><Play>/a.wav</Play><Pause length='1'/></Gather>",
    '<Dial action="/a" callReason="Fault" record="true" answerOnBridge="true" timeout="25"><Number url="/w" '
    'statusCallback="/s" statusCallbackEvent="initiated ringing answered">+442079460990</Number></Dial>',
    '<Dial><Conference startConferenceOnEnter="false" beep="onEnter" waitUrl="" statusCallbackEvent="end">x'
    "</Conference></Dial>",
    '<Record action="/a" maxLength="120" finishOnKey="#*" playBeep="true" trim="do-not-trim"/>',
    "<Redirect method='GET'>/x</Redirect><Hangup/>",
    '<Reject reason="busy"/>',
    "<!-- a comment --><Pause length='2'/>",
]


@pytest.mark.parametrize("body", GOOD)
def test_what_the_grammar_allows_raises_nothing(body: str) -> None:
    assert codes(body) == []


BAD = [
    ("<say>x</say>", 12200),
    ("<Transfer/>", 12200),
    ('<Say volume="11">x</Say>', 12200),
    ("<Gather><Record/></Gather>", 12200),
    ("<Record><Say>x</Say></Record>", 12200),
    ('<Dial statusCallback="/s">+14155550100</Dial>', 12200),
    ("<Hangup>now</Hangup>", 12200),
    ("<Say></Say>", 13520),
    ("<Say>" + "x" * 4097 + "</Say>", 13521),
    ('<Say loop="many">x</Say>', 13510),
    ('<Say voice="Bob">x</Say>', 13511),
    ('<Play loop="-1">/a.wav</Play>', 13410),
    ('<Play digits="12x"/>', 13430),
    ('<Pause length="x"/>', 13910),
    ('<Gather method="PUT"/>', 13312),
    ('<Gather timeout="-1"/>', 13313),
    ('<Gather numDigits="0"/>', 13314),
    ('<Gather finishOnKey="##"/>', 13310),
    ('<Gather input="voice"/>', 13326),
    ('<Gather speechTimeout="0"/>', 13327),
    ('<Gather language="English"/>', 13331),
    ('<Gather actionOnEmptyResult="yes"/>', 13338),
    ('<Dial method="put">+14155550100</Dial>', 13210),
    ('<Dial timeout="4">+14155550100</Dial>', 13212),
    ('<Dial timeLimit="0">+14155550100</Dial>', 13216),
    ('<Dial record="yes">+14155550100</Dial>', 13217),
    ('<Dial answerOnBridge="1">+14155550100</Dial>', 13219),
    ('<Dial><Number sendDigits="12e">+14155550100</Number></Dial>', 13222),
    ("<Dial><Number>+14155550100</Number><Conference>x</Conference></Dial>", 13000),
    ('<Dial><Conference endConferenceOnExit="yes">x</Conference></Dial>', 13231),
    ('<Dial><Conference beep="loud">x</Conference></Dial>', 13235),
    ('<Dial><Conference participantLabel="a/b">x</Conference></Dial>', 16023),
    ('<Record maxLength="1"/>', 13612),
    ('<Record finishOnKey="x"/>', 13613),
    ('<Record playBeep="maybe"/>', 13616),
    ('<Record recordingStatusCallbackEvent="done"/>', 13621),
    ('<Redirect method="x">/a</Redirect>', 13710),
    ('<Reject reason="sorry"/>', 13810),
    ('<Dial callReason="' + "x" * 51 + '">+14155550100</Dial>', 12200),
]


@pytest.mark.parametrize(("body", "code"), BAD)
def test_what_it_does_not_allow_has_a_code(body: str, code: int) -> None:
    assert codes(body) == [code]


def test_a_bad_attribute_is_left_out_and_the_rest_stays() -> None:
    gather = read(b'<Response><Gather timeout="x" numDigits="4"/></Response>').verbs[0]
    assert gather.attrs == {"numDigits": "4"}


def test_the_wording_of_12200_is_that_of_a_schema_validator() -> None:
    document = read(b'<Response><Dial statusCallbackEvent="answered">+14155550100</Dial><X/></Response>')
    attribute, verb = sorted(one.message for one in document.violations)
    assert attribute == "Attribute 'statusCallbackEvent' is not allowed to appear in element 'Dial'."
    assert verb.startswith("Invalid content was found starting with element 'X'. One of '{")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<Response><Say>x</Response>", 12100),
        (b' <?xml version="1.0"?><Response/>', 12100),
        (b"Service unavailable", 12100),
        (b'<?xml version="1.1"?><Response/>', 12101),
        (b"<response/>", 12102),
        (b"<html/>", 12102),
        (b"", 11770),
        (b"<Response>" + b" " * MOST_BYTES + b"</Response>", 11750),
    ],
)
def test_an_unusable_document_is_an_error(body: bytes, code: int) -> None:
    error = read(body).error
    assert error is not None
    assert error.code == code


@pytest.mark.parametrize(
    ("body", "context", "code"),
    [
        ("<Dial>+14155550100</Dial>", "whisper", 13201),
        ("<Redirect>/x</Redirect>", "whisper", 12200),
        ("<Gather><Say>Press 1</Say></Gather><Hangup/>", "whisper", None),
        ("<Say>Wait</Say><Pause/><Redirect/>", "wait", None),
        ("<Gather/>", "wait", 13238),
        ("<Hangup/>", "wait", 13238),
    ],
)
def test_some_documents_may_use_few_verbs(body: str, context: Context, code: int | None) -> None:
    assert codes(body, context) == ([code] if code else [])


def test_words_last_at_165_a_minute_and_breaks_as_long_as_they_say() -> None:
    words = b'One two <break time="1.5s"/><sub alias="three four">x</sub>'
    say = read(b"<Response><Say>" + words + b"</Say></Response>").verbs[0]
    assert say.text == "One two three four"
    assert say.spoken_s == pytest.approx(4 * 60 / 165 + 1.5)
