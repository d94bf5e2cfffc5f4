"""telephony/carrier.py behind an operator's proxy: requests go where the environment says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from storage.breaker import Breaker
from telephony.carrier import Account, Carrier

ELSEWHERE = "http://api.twilio.test"


class Proxy(HTTPServer):
    """Answers everything itself, and notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[str] = []


class _Asked(BaseHTTPRequestHandler):
    server: Proxy

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        body = b'{"sid": "CA1", "status": "in-progress"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: object) -> None:
        """Say nothing to the terminal."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def carrier(api_url: str) -> Carrier:
    account = Account(sid="AC" + "0" * 32, key="SK" + "0" * 32, secret="s", api_url=api_url)  # noqa: S106 - of no account
    return Carrier(account, Breaker(time.monotonic))


def test_requests_go_through_the_proxy_that_the_environment_names(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
    monkeypatch.setenv("no_proxy", "")
    carrier(ELSEWHERE).redirect("CA" + "1" * 32, "https://calls.test/next")
    (asked,) = proxy.asked
    assert asked.startswith(f"{ELSEWHERE}/2010-04-01/Accounts/")


def test_a_host_that_the_environment_excepts_is_asked_directly(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    carrier(f"http://127.0.0.1:{proxy.server_port}").redirect("CA" + "1" * 32, "https://calls.test/next")
    (asked,) = proxy.asked
    assert asked.startswith("/2010-04-01/Accounts/")
