"""Pages keep connections open that nobody uses just now: a webhook is answered beside them."""

from __future__ import annotations

import socket

from commands.serving import CONNECTIONS, WORKERS
from tests.bench.server import serving

ANSWERED_WITHIN_S = 10.0
#: Far more than the server keeps open of itself, and what 200 browsers with six connections each have.
IDLE = 1_200
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_a_webhook_is_answered_while_browsers_keep_many_idle_connections() -> None:
    assert IDLE < WORKERS * CONNECTIONS
    with serving("tests.commands.hello:wsgi", {}) as port:
        idle = [asked(port) for _ in range(IDLE)]
        try:
            asked(port).close()
        finally:
            for each in idle:
                each.close()


def asked(port: int) -> socket.socket:
    """Return an open connection whose one request was answered."""
    line = socket.create_connection(("127.0.0.1", port), ANSWERED_WITHIN_S)
    line.sendall(REQUEST)
    assert line.recv(1024).startswith(b"HTTP/1.1 200")
    return line
