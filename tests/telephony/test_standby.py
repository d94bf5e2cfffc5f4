"""What callers meet while Ringdown is dead: the documents of telephony/standby.py, played by the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import pytest

from emulator.fetch import WsgiFetcher
from emulator.phones import Network
from emulator.twiml import read
from routing.oncall.ladder import Ring, Target
from telephony.standby import ACCEPT, MOST_BYTES, StandbyLine, documents, path_of, too_large
from telephony.standby_words import SENTENCES, help_number

BASE = "https://standby-1.twil.io"
LINE, CALLER = "+18885551821", "+15105550101"
FIRST, SECOND, LAST = "+13415550181", "+13415550182", "+13415550191"
LANGUAGES = ["en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "nl-NL"]


def ring(*numbers: str) -> Ring:
    targets = tuple(Target(person=number, title=number, number=number) for number in numbers)
    return Ring(level=0, targets=targets, ring_s=15)


def line(*, urgent: bool = True, language: str = "en-US", rings: Iterable[Ring] = ()) -> StandbyLine:
    return StandbyLine(
        number=LINE,
        title="Toy & Sons <GmbH>",
        country="US",
        language=language,
        urgent=urgent,
        rings=tuple(rings) or (ring(FIRST), ring(SECOND), ring(LAST)),
    )


class Domain:
    """Serves documents as Twilio serves assets: GET alone."""

    def __init__(self, served: Mapping[str, str]) -> None:
        self.served = served

    def __call__(self, environ: Mapping[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        assert environ["REQUEST_METHOD"] == "GET"
        start("200 OK", [("Content-Type", "text/xml")])
        return [self.served[str(environ["PATH_INFO"])].encode()]


def network(of: StandbyLine) -> Network:
    """A line whose service is dead, and whose fallback stands."""
    net = Network(
        app=lambda *_: [],
        public_url="https://dead.example",
        account_sid="AC" + "0" * 32,
        auth_token="0" * 32,
        now=datetime(2026, 3, 2, 3, tzinfo=UTC),
    )
    net.exchange.hosts[BASE.removeprefix("https://")] = WsgiFetcher(Domain(documents([of], BASE)))
    number = net.number(LINE, voice_url="https://dead.example/twilio/voice", fallback_url=BASE + of.path)
    number.hooks.voice_fallback_method = "GET"
    net.server_dies()
    return net


def checked(net: Network) -> None:
    net.expects_alert(11202)
    net.check()


@pytest.mark.parametrize("urgent", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_is_valid_and_plain_ascii(language: str, urgent: bool) -> None:  # noqa: FBT001 - a parameter
    for path, document in documents([line(urgent=urgent, language=language)], BASE).items():
        context = "whisper" if path.endswith("/whisper.xml") or path == ACCEPT else "call"
        assert read(document.encode("ascii"), context).violations == (), path


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES)
def test_at_most_twelve_words_are_said_before_the_first_ring(sentences: Mapping[str, str]) -> None:
    assert len(sentences["calling"].format(number="112").split()) <= 12


def test_the_emergency_line_rings_within_fifteen_seconds_and_any_key_connects() -> None:
    net = network(line())
    engineer = net.phone(FIRST).will("accept", key="7")
    call = net.phone(CALLER).calls(LINE)
    call.hears("call 911")
    call.talks_to(FIRST)
    rang = next(leg.call for leg in net.exchange.legs.values() if leg.call.to == FIRST)
    assert rang.started is not None
    assert (rang.started - call.leg.call.created).total_seconds() <= 15
    assert engineer.current is not None
    assert "Emergency call for Toy & Sons" in engineer.current.transcript
    checked(net)


def test_a_voicemail_is_never_connected_and_everybody_is_rung_in_order() -> None:
    net = network(line())
    net.phone(FIRST).will("voicemail at once")
    net.phone(SECOND).will("no answer")
    net.phone(LAST).will("accept")
    call = net.phone(CALLER).calls(LINE)
    call.hears("If you have been helped, hang up now")
    call.talks_to(LAST)
    talked = {each.other for each in net.exchange.bridges} | {each.one for each in net.exchange.bridges}
    assert {net.exchange.calls[sid].to for sid in talked} == {LINE, LAST}
    checked(net)


def test_when_nobody_answers_a_message_is_taken_and_all_are_rung_once_more() -> None:
    net = network(line(rings=[ring(FIRST)]))
    phone = net.phone(FIRST).will("no answer")
    call = net.phone(CALLER).calls(LINE)
    call.hears("Nobody has answered yet")
    call.says("it is on fire")
    call.presses("#")
    call.hears("calling our engineers again")
    phone.will("accept")
    call.talks_to(FIRST)
    checked(net)


def test_on_another_line_any_key_means_danger_and_silence_a_message() -> None:
    for danger in (True, False):
        net = network(line(urgent=False))
        net.phone(FIRST).will("accept")
        call = net.phone(CALLER).calls(LINE)
        call.hears("If anyone is in danger, press 1")
        if danger:
            call.presses("1")
            call.talks_to(FIRST)
        else:
            call.hears("Please leave your name")
            call.says("my parcel is late")
            call.presses("#")
            call.hears("We have your message")
            assert len(net.exchange.recordings) == 1
        checked(net)


def test_the_caller_id_of_a_ring_is_the_line_and_not_the_caller() -> None:
    assert 'callerId="+18885551821"' in documents([line()], BASE)[path_of(LINE)]


def test_the_longest_order_fits_and_a_larger_document_is_told() -> None:
    assert not too_large(documents([line(rings=[ring(FIRST)] * 40)], BASE))
    assert too_large({"/a.xml": "x" * (MOST_BYTES + 1), "/b.xml": "x"}) == ["/a.xml"]


def test_the_number_for_help_is_that_of_the_country() -> None:
    assert [help_number(country) for country in ("US", "GB", "DE")] == ["911", "999", "112"]
