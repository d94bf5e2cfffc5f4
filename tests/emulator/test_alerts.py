"""Errors and warnings: what the Debugger says, the fallback, the apology (twilio.md 5, 6, 13)."""

import pytest

from emulator.faults import ServerTrouble, Switches
from emulator.fetch import Failure, Reply
from emulator.phones import Network
from emulator.script import APOLOGY
from tests.emulator.small_app import CALLER, LINE, URL, SmallApp, small_network


def network(voice: str, *, fallback: bool = True) -> tuple[SmallApp, Network]:
    app = SmallApp({"/voice": voice, "/menu": "<Hangup/>", "/fallback": "<Say>From the fallback.</Say>"})
    net = small_network(app)
    if fallback:
        hooks = net.exchange.numbers[LINE].hooks
        hooks.voice_fallback_url = "https://safe.example/fallback"
        net.exchange.hosts["safe.example"] = net.served(app)
    return app, net


def test_a_warning_is_logged_and_the_call_goes_on_without_the_bad_part() -> None:
    _, net = network('<Say loud="yes">Hello.</Say><Shout/><Say>Still here.</Say>')
    net.phone(CALLER).calls(LINE).hears("Hello").hears("Still here").ends()
    assert [(one.code, one.level) for one in net.alerts] == [(12200, "WARNING")] * 2
    with pytest.raises(AssertionError, match="12200"):
        net.check()


TROUBLES: list[tuple[Failure, int, float]] = [
    ("refused", 11202, 0.0),
    ("connect-timeout", 11205, 10.0),
    ("read-timeout", 11203, 15.0),
]


@pytest.mark.parametrize(("failure", "code", "after_s"), TROUBLES)
def test_a_server_that_does_not_answer_leads_to_the_fallback(
    failure: Failure, code: int, after_s: float
) -> None:
    """One retry on a failed connection, at 5 s each; 15 s for a reply, without a retry (twilio.md 5)."""
    app, net = network("<Say>Never.</Say>")
    net.faults.server = ServerTrouble(failure=failure)
    call = net.phone(CALLER).calls(LINE).hears("From the fallback")
    sent = app.of("/fallback")[0]
    assert (sent["ErrorCode"], sent["ErrorUrl"]) == (str(code), f"{URL}/voice")
    assert call.leg.heard[0].since == pytest.approx(after_s)
    assert net.webhooks[0].attempts == (1 if failure == "read-timeout" else 2)
    net.expects_alert(code)


REPLIES = [
    (Reply(status=500), 11200),
    (Reply(status=404, body=b"gone"), 11200),
    (Reply(status=200, body=b"<Response/>"), 12300),
    (Reply(status=200, body=b"{}", headers={"content-type": "application/json"}), 12300),
    (Reply(status=200, body=b"<Response><Say>", headers={"content-type": "text/xml"}), 12100),
    (Reply(status=200, body=b"", headers={"content-type": "text/xml"}), 11770),
    (Reply(status=200, body=b"<Response>" + b" " * 65536, headers={"content-type": "text/xml"}), 11750),
    (Reply(status=302, headers={"location": "/voice"}), 11215),
]


@pytest.mark.parametrize(("reply", "code"), REPLIES)
def test_a_reply_that_is_no_document_leads_to_the_fallback(reply: Reply, code: int) -> None:
    app, net = network("<Say>Never.</Say>")
    net.faults.server = ServerTrouble(reply=reply)
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    assert app.of("/fallback")[0]["ErrorCode"] == str(code)


def test_an_error_in_the_middle_of_a_call_leads_to_the_fallback_too() -> None:
    app, net = network('<Gather numDigits="1" action="/menu"><Say>Press 1.</Say></Gather>')
    call = net.phone(CALLER).calls(LINE).hears("Press 1")
    net.server_dies()
    call.presses("1").hears("From the fallback").ends()
    assert app.of("/fallback")[0]["ErrorUrl"] == f"{URL}/menu"
    assert call.status == "completed"


def test_without_a_fallback_the_caller_hears_the_apology() -> None:
    _, net = network("<Say>Hello.</Say><Redirect>/nowhere</Redirect>", fallback=False)
    net.phone(CALLER).calls(LINE).hears("Hello").hears(APOLOGY).ends()
    net.expects_alert(12300)


@pytest.mark.parametrize(
    ("switches", "status"), [(Switches(), "completed"), (Switches(swapped_error_status=True), "failed")]
)
def test_after_the_apology_an_answered_call_is_completed_or_by_a_switch_failed(
    switches: Switches, status: str
) -> None:
    _, net = network("<Say>Hello.</Say><Redirect>/nowhere</Redirect>", fallback=False)
    net.exchange.switches = switches
    call = net.phone(CALLER).calls(LINE).ends()
    assert call.status == status


def test_a_call_that_was_never_answered_has_failed() -> None:
    _, net = network("<Say>Never.</Say>", fallback=False)
    net.server_dies()
    assert net.phone(CALLER).calls(LINE).ends().status == "failed"


@pytest.mark.parametrize(("switches", "tokens"), [(Switches(), 2), (Switches(one_token_on_fallback=True), 1)])
def test_the_fallback_has_a_token_of_its_own_but_for_a_switch(switches: Switches, tokens: int) -> None:
    """reliability.md 14, #6."""
    _, net = network("<Say>Never.</Say>")
    net.exchange.switches = switches
    net.server_dies()
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    assert len({one.token for one in net.webhooks}) == tokens


def test_a_fallback_that_fails_ends_with_the_apology() -> None:
    app, net = network("<Say>Never.</Say>")
    del app.documents["/fallback"]
    net.server_dies()
    net.phone(CALLER).calls(LINE).hears(APOLOGY).ends()


def test_the_fallback_serves_by_get_when_the_number_says_so() -> None:
    app, net = network("<Say>Never.</Say>")
    net.exchange.numbers[LINE].hooks.voice_fallback_method = "GET"
    net.server_dies()
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    assert (app.asked[0].method, app.asked[0].params["ErrorCode"]) == ("GET", "11202")


def test_a_sound_that_cannot_be_had_leads_to_the_fallback() -> None:
    """reliability.md 14, #3; a switch makes it no more than an alert."""
    _, net = network("<Play>/gone.wav</Play><Say>Went on.</Say>")
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    _, other = network("<Play>/gone.wav</Play><Say>Went on.</Say>")
    other.exchange.switches = Switches(media_failure_is_error=False)
    other.phone(CALLER).calls(LINE).hears("Went on")
    other.expects_alert(13420)


def test_a_verb_that_is_not_emulated_says_so() -> None:
    _, net = network("<Enqueue>support</Enqueue>")
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    assert net.expects_alert(13750).message == "<Enqueue> is not emulated"


@pytest.mark.parametrize("url", ["ftp://a.example/x", "https://under_score.example/x"])
def test_a_url_that_is_none_is_an_error(url: str) -> None:
    _, net = network(f"<Redirect>{url}</Redirect>")
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    net.expects_alert(11100)


def test_a_host_nobody_serves_is_an_error() -> None:
    _, net = network("<Redirect>https://elsewhere.example/x</Redirect>")
    net.phone(CALLER).calls(LINE).hears("From the fallback")
    net.expects_alert(11210)


@pytest.mark.parametrize(
    ("body", "codes"), [(None, []), ("", []), ("<Say>Ignored.</Say>", []), ("<", [15003])]
)
def test_a_status_callback_must_be_answered_204_or_with_a_document(
    body: str | None, codes: list[int]
) -> None:
    app, net = network("<Hangup/>")
    if body is not None:
        app.documents["/status"] = body
    net.phone(CALLER).calls(LINE).ends()
    net.settles()
    assert [one.code for one in net.alerts] == codes
    assert len(app.of("/status")) == 1


def test_an_endless_loop_of_documents_stops_the_test() -> None:
    _, net = network("<Redirect/>")
    call = net.phone(CALLER).calls(LINE)
    with pytest.raises(RecursionError, match="without any time passing"):
        call.ends()
