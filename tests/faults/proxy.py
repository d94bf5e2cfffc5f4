"""A way to a store that the tests can slow down, cut, or lead elsewhere (reliability.md 10)."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from tests.faults.stores import LOOPBACK

CHUNK = 1 << 16


@dataclass
class _Way:
    """One connection through the proxy. cut: its next reply is swallowed, and both ends are closed."""

    client: socket.socket
    server: socket.socket
    cut: bool = False
    late: bool = False

    def close(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@dataclass
class Proxy:
    """Listens on a port of its own. port: where it leads; a new one counts for new connections.

    late_s: seconds that a reply is held up; only_late: only replies to requests with this in them. cuts: to
    each of the next so many requests with `cut_at` in them no reply comes back, though the store has done it.
    """

    port: int
    late_s: float = 0.0
    only_late: bytes = b""
    cut_at: bytes = b""
    cuts: int = 0
    requests: int = 0
    _ways: list[_Way] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _closed: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server((LOOPBACK, 0))
        self.listens_on = int(self._listener.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    def leads_to(self, port: int) -> None:
        """Break every connection; new ones go to this port."""
        self.port = port
        self.breaks()

    def breaks(self) -> None:
        with self._lock:
            ways, self._ways = self._ways, []
        for way in ways:
            way.close()

    def close(self) -> None:
        self._closed.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.breaks()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection((LOOPBACK, self.port), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            way = _Way(client=client, server=server)
            with self._lock:
                self._ways.append(way)
            for pump in (self._ask, self._answer):
                Thread(target=pump, args=(way,), daemon=True).start()

    def _ask(self, way: _Way) -> None:
        with suppress(OSError):
            while asked := way.client.recv(CHUNK):
                self.requests += 1
                if self.cuts and self.cut_at in asked:
                    self.cuts -= 1
                    way.cut = True
                way.late = self.only_late in asked
                way.server.sendall(asked)
        way.close()

    def _answer(self, way: _Way) -> None:
        with suppress(OSError):
            while answered := way.server.recv(CHUNK):
                if way.cut:
                    break
                if self.late_s and way.late:
                    self._closed.wait(self.late_s)
                way.client.sendall(answered)
        way.close()
