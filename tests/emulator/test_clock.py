"""One heap, one notion of now: in virtual time and driven by real time."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from emulator import calls
from emulator.clock import Clock
from emulator.exchange import Exchange, Nobody, Setup
from emulator.fetch import HttpFetcher, Request
from emulator.model import Hooks
from tests.emulator.small_app import ACCOUNT, CALLER, LINE, NOW, TOKEN


def test_events_run_by_time_and_then_in_the_order_they_were_set() -> None:
    clock = Clock(NOW)
    seen: list[str] = []
    for name, seconds in (("b", 2.0), ("a", 1.0), ("c", 2.0)):
        clock.after(seconds, lambda name=name: seen.append(name))  # type: ignore[misc]  # bound early on purpose
    clock.moves(seconds=2)
    assert (seen, clock.elapsed, (clock.now - NOW).total_seconds()) == (["a", "b", "c"], 2.0, 2.0)


def test_a_cancelled_event_does_not_run_and_is_not_due() -> None:
    clock = Clock(NOW)
    timer = clock.after(1, lambda: pytest.fail("it ran"))
    timer.cancel()
    clock.moves(seconds=5)
    assert clock.next_due() is None


def test_an_event_sees_its_own_time_and_may_set_others() -> None:
    clock = Clock(NOW)
    seen: list[float] = []
    clock.after(1, lambda: clock.after(1, lambda: seen.append(clock.elapsed)))
    clock.moves(seconds=10)
    assert seen == [2.0]


class Handler(BaseHTTPRequestHandler):
    """Answers one document; `/slow` never."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'<Response><Say>Hi.</Say><Gather numDigits="1" action="/voice"/></Response>'
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """A web server on the loopback; gives its host and port."""
    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield f"127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


def wait_for(happened: Callable[[], bool]) -> bool:
    """Look until it has happened, at most 5 s of real time."""
    until = time.monotonic() + 5
    looked = threading.Event()
    while not happened() and time.monotonic() < until:
        looked.wait(0.01)
    return happened()


def test_a_call_in_real_time_fetches_over_http_in_threads(server: str) -> None:
    setup = Setup(account_sid=ACCOUNT, auth_token=TOKEN, start=NOW, public=HttpFetcher(), public_host=server)
    exchange = Exchange(setup)
    exchange.add_number(LINE, Hooks(voice_url=f"http://{server}/voice"))
    stop = threading.Event()
    driver = threading.Thread(target=exchange.run_realtime, args=(stop,))
    driver.start()
    try:
        with exchange.entered():
            leg = calls.arrive(exchange, Nobody(), calls.Arrival(from_=CALLER, to=LINE))
        assert wait_for(lambda: leg.listening is not None)
        with exchange.entered():
            leg.presses("1")
        assert wait_for(lambda: len(exchange.post.sent) == 2)
        assert wait_for(lambda: len(leg.heard) == 2)
        with exchange.entered():
            leg.hang_up()
        assert leg.call.status == "completed"
    finally:
        stop.set()
        driver.join()
    assert exchange.alerts == []


def test_a_refused_connection_is_told_from_a_reply(server: str) -> None:
    host = server.partition(":")[0]
    request = Request(method="POST", url=f"http://{server}/", headers={"Content-Length": "0"})
    assert HttpFetcher().fetch(request).status == 200
    assert (
        HttpFetcher().fetch(Request(method="GET", url=f"http://{host}:1/", headers={})).failure == "refused"
    )
