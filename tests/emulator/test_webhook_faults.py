"""Webhooks lost, doubled, late, out of order, slow; retries, redirects, cookies, overrides (twilio.md 5)."""

import gzip

import pytest

from emulator.faults import Switches, WebhookFault
from emulator.fetch import Reply, Request
from emulator.phones import Network
from tests.emulator.small_app import CALLER, LINE, URL, SmallApp, small_network


def network() -> tuple[SmallApp, Network]:
    app = SmallApp(
        {"/voice": '<Gather numDigits="1" action="/menu"><Say>Press 1.</Say></Gather>', "/menu": "<Hangup/>"}
    )
    return app, small_network(app)


def test_a_lost_status_callback_never_arrives() -> None:
    app, net = network()
    net.faults.webhooks.append(WebhookFault(kind="status", lost=True))
    net.phone(CALLER).calls(LINE).presses("1").ends()
    net.settles(seconds=30)
    assert app.of("/status") == []


@pytest.mark.parametrize("together", ["one after the other", "at once"])
def test_twenty_copies_arrive_with_one_token_and_the_first_reply_counts(together: str) -> None:
    app, net = network()
    net.faults.webhooks.append(WebhookFault(kind="gather", copies=20, together=together == "at once"))
    net.phone(CALLER).calls(LINE).presses("1").ends()
    copies = [one for one in app.asked if one.path == "/menu"]
    assert len(copies) == 20
    assert len({one.headers["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"] for one in copies}) == 1


def test_a_fault_is_used_up_after_its_times() -> None:
    app, net = network()
    net.faults.webhooks.append(WebhookFault(kind="status", times=1, lost=True))
    for _ in range(2):
        net.phone(CALLER).calls(LINE).presses("1").ends()
    net.settles()
    assert len(app.of("/status")) == 1


def test_a_late_callback_arrives_when_the_call_is_long_gone() -> None:
    app, net = network()
    net.faults.webhooks.append(WebhookFault(kind="status", delay_s=3600))
    net.phone(CALLER).calls(LINE).presses("1").ends()
    net.settles(seconds=3590)
    before = len(app.of("/status"))
    net.settles(seconds=20)
    assert (before, len(app.of("/status"))) == (0, 1)


def test_an_overtaken_webhook_comes_after_the_next_one() -> None:
    app, net = network()
    net.faults.webhooks.append(WebhookFault(kind="status", after_next=True))
    net.phone(CALLER).calls(LINE).presses("1").ends()
    net.phone(CALLER).calls(LINE).hears("Press 1")
    assert [one.path for one in app.asked] == ["/voice", "/menu", "/voice", "/status"]


def test_a_slow_reply_is_waited_for_up_to_15_seconds() -> None:
    _, net = network()
    net.server_is_slow(seconds=14)
    call = net.phone(CALLER).calls(LINE).hears("Press 1")
    assert call.leg.heard[0].since == pytest.approx(14)
    net.server_is_slow(seconds=16)
    net.phone(CALLER).calls(LINE).ends()
    net.expects_alert(11203)


def test_what_is_pressed_while_a_reply_is_awaited_is_lost() -> None:
    app, net = network()
    net.server_is_slow(seconds=5)
    call = net.phone(CALLER).calls(LINE).waits(seconds=1)
    call.leg.presses("1")
    call.hears("Press 1").hangs_up()
    assert app.of("/menu") == []


def test_a_hang_up_while_a_reply_is_awaited_drops_the_reply() -> None:
    _, net = network()
    net.server_is_slow(seconds=5)
    call = net.phone(CALLER).calls(LINE).waits(seconds=1).hangs_up().waits(seconds=30)
    assert (call.leg.heard, call.status) == ([], "no-answer")


def test_a_replay_is_signed_as_the_first_was_and_changes_nothing_here() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE).presses("1").ends()
    menu = next(one for one in net.webhooks if one.kind == "gather")
    replies = net.replay(menu, times=3)
    assert [one.status for one in replies] == [200, 200, 200]
    first, *others = (one for one in app.asked if one.path == "/menu")
    assert all(one.params == first.params and one.headers == first.headers for one in others)
    assert call.status == "completed"


def test_a_redirect_is_followed_by_get_and_at_most_ten_times() -> None:
    app, net = network()
    net.exchange.hosts["moved.example"] = Moves({"/voice": "https://small.example/voice", "/loop": "/loop"})
    net.exchange.numbers[LINE].hooks.voice_url = "https://moved.example/voice"
    net.phone(CALLER).calls(LINE).hears("Press 1").hangs_up()
    assert app.asked[0].method == "GET"
    net.exchange.numbers[LINE].hooks.voice_url = "https://moved.example/loop"
    net.phone(CALLER).calls(LINE).ends()
    net.expects_alert(11215)


class Moves:
    """A server that only redirects, and sets a cookie."""

    blocking = False

    def __init__(self, targets: dict[str, str]) -> None:
        self._targets = targets
        self.cookies: list[str] = []

    def fetch(self, request: Request) -> Reply:
        self.cookies.append(request.headers.get("Cookie", ""))
        path = request.url.removeprefix("https://moved.example")
        return Reply(status=302, headers={"location": self._targets[path], "set-cookie": "a=b; Path=/"})


def test_cookies_are_kept_for_the_call_and_returned() -> None:
    _, net = network()
    moves = Moves({"/voice": "/again", "/again": "https://small.example/voice"})
    net.exchange.hosts["moved.example"] = moves
    net.exchange.numbers[LINE].hooks.voice_url = "https://moved.example/voice"
    net.phone(CALLER).calls(LINE).hears("Press 1")
    assert moves.cookies == ["", "a=b"]


@pytest.mark.parametrize(("honours", "attempts"), [("ignored", 2), ("obeyed", 4)])
def test_the_overrides_of_a_url_are_ignored_unless_a_switch_obeys_them(honours: str, attempts: int) -> None:
    """reliability.md 14, #2. The fragment is neither sent nor signed."""
    _, net = network()
    net.exchange.switches = Switches(honours_overrides=honours == "obeyed")
    net.exchange.numbers[LINE].hooks.voice_url = f"{URL}/voice#rc=3&rp=ct"
    net.server_dies()
    net.phone(CALLER).calls(LINE).ends()
    assert net.webhooks[0].attempts == attempts


class Guarded:
    """A server that wants a password, and then answers compressed."""

    blocking = False

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        if "Authorization" not in request.headers:
            return Reply(status=401, headers={"www-authenticate": "Basic realm=x"})
        headers = {"content-type": "text/xml", "content-encoding": "gzip"}
        return Reply(
            status=200, headers=headers, body=gzip.compress(b"<Response><Say>Inside.</Say></Response>")
        )


def test_a_password_in_the_url_is_sent_when_asked_for_and_is_not_signed() -> None:
    _, net = network()
    guarded = Guarded()
    net.exchange.hosts["guarded.example"] = guarded
    net.exchange.numbers[LINE].hooks.voice_url = "https://user:secret@guarded.example/voice"
    net.phone(CALLER).calls(LINE).hears("Inside").ends()
    first, second = guarded.asked
    assert "Authorization" not in first.headers
    assert second.headers["Authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert first.headers["X-Twilio-Signature"] == second.headers["X-Twilio-Signature"]
    assert first.headers["Host"] == "guarded.example"
