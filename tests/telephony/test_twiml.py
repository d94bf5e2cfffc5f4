"""Verbs to TwiML: what callers will hear, as files to review; and no character breaks a document (C7)."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from emulator.twiml import read
from ivr.verbs import Confer, Dial, Gather, HangUp, NextTurn, Pause, Play, Record, Say, Verb
from telephony.texting import text_reply
from telephony.twiml import BRIDGE, Seat, Urls, goodbye, join, music, render, whisper

GOLDEN = Path(__file__).parents[1] / "golden" / "twiml"
URLS = Urls(
    turn=lambda kind: f"https://calls.example/twilio/turn/{kind}?c=CAPSULE",
    whisper="https://calls.example/twilio/whisper?c=CAPSULE&amp;p=CA",
    recording="https://calls.example/twilio/recording?to=%2B18005551820",
    audio=lambda name: f"https://calls.example/audio/{name}.wav",
    waiting="https://calls.example/twilio/wait",
    conference="https://calls.example/twilio/conference?tenant=homeika",
    talk="https://calls.example/twilio/conference/recording?of=homeika.CA1",
    page=lambda person: f"https://calls.example/twilio/page/whisper?c=CAPSULE&amp;p=CA&amp;t={person}",
)
WELCOME = Say(text="Thank you for calling.", language="en-US")
DUTY = "+13415550191"
DOCUMENTS: dict[str, tuple[Verb, ...]] = {
    "say": (WELCOME, Say(text="Guten Tag", language="de-DE"), Say(text="Hej", language="sv-SE"), HangUp()),
    "play_and_pause": (Play(audio="hold/3"), Pause(seconds=2), NextTurn()),
    "menu": (
        Say(text="If you smell gas, press 8.", language="en-GB", uninterrupted=True),
        Gather(prompts=(WELCOME, Pause(seconds=1)), language="en-US", digits=1, speech=True, hints=("gas",)),
    ),
    "entry": (Gather(prompts=(WELCOME,), language="en-US", wait_s=3),),
    "pin": (Gather(prompts=(WELCOME,), language="en-US", digits=6),),
    "speech_only": (Gather(language="en-GB", keys=False, speech=True, hints=("yes", "no")),),
    "round_of_waiting": (Gather(prompts=(Play(audio="hold/0"),), language="en-GB", wait_s=1, digits=1),),
    "voicemail": (WELCOME, Record(max_s=120)),
    "transfer_screened": (
        WELCOME,
        Dial(numbers=(DUTY,), ring_s=30, caller_id="+18005551820", whisper="A caller.", language="en-US"),
    ),
    "transfer_plain": (Dial(numbers=(DUTY,), ring_s=20, caller_id="+18005551820"),),
    "page_in_turn": (
        WELCOME,
        Dial(numbers=(DUTY,), ring_s=15, caller_id="+18005551820", page=("engineer_1",)),
    ),
    "page_at_once": (
        Dial(
            numbers=(DUTY, "+13415550192"),
            ring_s=15,
            caller_id="+18005551820",
            page=("engineer_1", "duty manager & more"),
        ),
    ),
    "conference": (Confer(room="CA1"),),
    "conference_recorded": (Confer(room="CA1", recorded=True),),
    "hangup": (HangUp(),),
}
SEAT = Seat(room="CA1", label="agt_1.CA2", told=URLS.conference)
WHISPER = "Urgent call from 2 1 2. Press 1 to accept."
ACCEPT = "https://calls.example/twilio/accept?c=CAPSULE&p=CA"
LONG = f"{WHISPER} {'The caller has a plan, an address and a story. ' * 3}"
OTHERS = {
    "whisper_long": whisper(LONG, "en-US", accept_url=ACCEPT),
    "whisper": whisper(WHISPER, "en-US", accept_url=ACCEPT),
    "bridge": BRIDGE,
    "seat": join(SEAT),
    "seat_recorded": join(replace(SEAT, talk=URLS.talk)),
    "seat_who_listens": join(replace(SEAT, muted=True)),
    "seat_who_coaches": join(replace(SEAT, coaches="CA2")),
    "music": music(("https://calls.example/audio/hold/0.wav",), URLS.waiting),
    "goodbye": goodbye("There is no call for you to join.", "en-US"),
    "text_reply": text_reply("Thank you. It is yours."),
    "no_text_reply": text_reply(""),
}
EVERY_CHARACTER = [chr(code) for code in range(0x110000)]


def written(document: str) -> str:
    tree = ET.fromstring(document)  # noqa: S314 - our own document
    ET.indent(tree)
    return ET.tostring(tree, encoding="unicode") + "\n"


@pytest.mark.parametrize("name", [*DOCUMENTS, *OTHERS])
def test_a_document_is_what_was_reviewed(name: str, *, update: bool) -> None:
    document = render(DOCUMENTS[name], URLS) if name in DOCUMENTS else OTHERS[name]
    golden = GOLDEN / f"{name}.xml"
    if update:
        golden.write_text(written(document), encoding="utf-8")
    assert written(document) == golden.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_document() -> None:
    assert {path.stem for path in GOLDEN.glob("*.xml")} == {*DOCUMENTS, *OTHERS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_a_call_breaks_no_rule_of_the_grammar(name: str) -> None:
    assert read(render(DOCUMENTS[name], URLS).encode()).violations == ()


def test_a_whisper_breaks_no_rule_of_the_grammar() -> None:
    assert read(OTHERS["whisper"].encode(), "whisper").violations == ()


@pytest.mark.parametrize("name", ["seat", "seat_recorded", "seat_who_listens", "seat_who_coaches", "goodbye"])
def test_a_document_of_a_leg_of_ours_breaks_no_rule_of_the_grammar(name: str) -> None:
    assert read(OTHERS[name].encode()).violations == ()


def verbs_of(document: str) -> list[str]:
    return [element.tag for element in ET.fromstring(document.encode("utf-8", "strict")).iter()]  # noqa: S314


@pytest.mark.parametrize("chunk", range(0, 0x110000, 0x8000), ids=hex)
def test_c07_every_code_point_in_what_is_said_leaves_the_document_whole(chunk: int) -> None:
    """Three texts of 8,000 characters a time; a renderer that lets one bad character pass fails its chunk."""
    plain = verbs_of(render(_hostile("a", "a"), URLS))
    for start in range(chunk, chunk + 0x8000, 0x1000):
        text = "".join(EVERY_CHARACTER[start : start + 0x1000])
        assert verbs_of(render(_hostile(text, "a"), URLS)) == plain
        assert verbs_of(whisper(f"x{text}", "en-US", accept_url=ACCEPT)) == verbs_of(OTHERS["whisper"])
        assert verbs_of(text_reply(f"x{text}")) == verbs_of(OTHERS["text_reply"])


@pytest.mark.parametrize("chunk", range(0, 0x110000, 0x8000), ids=hex)
def test_c07_every_code_point_in_the_hints_leaves_the_document_whole(chunk: int) -> None:
    plain = verbs_of(render(_hostile("a", "a"), URLS))
    for start in range(chunk, chunk + 0x8000, 0x1000):
        text = "".join(EVERY_CHARACTER[start : start + 0x1000])
        assert verbs_of(render(_hostile("a", text), URLS)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "</Say><Dial>+15005550000</Dial><Say>",
        "]]><Hangup/>",
        "<!-- --><Hangup/>",
        "&lt;Hangup/&gt;",
        '" onload="x',
        "<?xml version='1.0'?><Response><Hangup/></Response>",
        "https://ringdown.invalid/turn/gather",
        "https://ringdown.invalid/whisper",
    ],
)
def test_c07_what_is_said_is_said_word_for_word(text: str) -> None:
    """Words that look like markup, or like our own marks, are words."""
    document = render((Say(text=text, language="en-US"),), URLS)
    tree = ET.fromstring(document)  # noqa: S314 - our own document
    assert [element.tag for element in tree.iter()] == ["Response", "Say"]
    assert tree[0].text == text


def test_c07_characters_that_xml_has_no_place_for_are_left_out() -> None:
    document = render((Say(text="Mr.\x00 B\x08a\x1bk\ufffee\ud800r\uffff", language="en-GB"),), URLS)
    assert ET.fromstring(document)[0].text == "Mr. Baker"  # noqa: S314 - our own document


def test_nothing_to_say_is_not_said() -> None:
    assert verbs_of(render((Say(text="\x00", language="en-GB"), HangUp()), URLS)) == ["Response", "Hangup"]


def _hostile(said: str, hint: str) -> tuple[Verb, ...]:
    say = Say(text=f"x{said}", language="en-US")
    gather = Gather(prompts=(say,), language="en-US", speech=True, hints=("yes", f"x{hint}"))
    return (say, gather, HangUp())
