"""Somebody's desk as the browser keeps it: a stream of events, signs of life, looks, and commands."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from random import random
from uuid import uuid4

from tests.bench.load import length_of
from tests.bench.people import Person
from web.links import HEADER

TRIES = 50
#: A page says that it is there each time a heartbeat of its stream comes.
BEATS_EVERY_S = 10.0
#: After how long a page reads its state again that could not be read (web/assets/desk/main.js).
LOOKS_AGAIN_S = 2.5


class UnexpectedAnswerError(Exception):
    """Something was refused: the figure would mean nothing."""


class BusyError(UnexpectedAnswerError):
    """The server is too busy for it just now, and says so (503)."""


@dataclass(kw_only=True)
class Desk:
    """news: the stream, after its snapshot. Beats and looks have a connection of their own."""

    person: Person
    news: asyncio.StreamReader
    stream: str
    #: How often it was told that the server is busy.
    refused: int = 0
    _kept: asyncio.StreamWriter
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def beats(self) -> None:
        """Say again and again that the page is there, until cancelled; who is refused waits for the next."""
        await asyncio.sleep(random() * BEATS_EVERY_S)  # noqa: S311 - a moment, no secret
        while True:
            await self._asks(asked(self.person, "/desk/beat", {"stream": self.stream}))
            await asyncio.sleep(BEATS_EVERY_S)

    async def looks(self) -> None:
        """Read the whole state of the desk, as a page does after news of its own: again after a refusal."""
        head = f"GET /desk/state HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.person.cookie}\r\n\r\n"
        if not await self._asks(head.encode()):
            await asyncio.sleep(LOOKS_AGAIN_S)
            await self.looks()

    async def _asks(self, request: bytes) -> bool:
        """Return whether it was done; False: the server is busy."""
        async with self._one_at_a_time:
            try:
                await exchange(*self._line, request)
            except BusyError:
                self.refused += 1
                return False
            return True

    def close(self) -> None:
        self._kept.close()
        self._line[1].close()


def command(person: Person, **fields: str) -> bytes:
    """Write a command of somebody's desk."""
    return asked(person, "/desk/commands", {"id": str(uuid4()), **fields})


def asked(person: Person, path: str, fields: dict[str, str]) -> bytes:
    """Write a request of somebody's page."""
    body = json.dumps(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {person.cookie}\r\n"
        f"X-CSRF-Token: {person.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def open_desk(port: int, person: Person, gate: asyncio.Semaphore) -> Desk:
    """Open a stream; a worker that is full sends its browser away, and the next try may meet the other."""
    async with gate:
        for _ in range(TRIES):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
            writer.write(
                f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {person.cookie}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " in head[:20] and await _begins(reader):
                line = await asyncio.open_connection("127.0.0.1", port)
                return Desk(person=person, news=reader, stream=_named(head), _kept=writer, _line=line)
            writer.close()
            await asyncio.sleep(0.1)
    raise UnexpectedAnswerError(f"no stream: {head!r}")


async def _begins(reader: asyncio.StreamReader) -> bool:
    """Whether the stream says how things stand; it ends where a store was too slow to say so."""
    try:
        await reader.readuntil(b"event: feed.snapshot")
    except asyncio.IncompleteReadError:
        return False
    return True


def _named(head: bytes) -> str:
    fields = (line.partition(": ") for line in head.decode().split("\r\n"))
    return next(value for name, _, value in fields if name.lower() == HEADER.lower())


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """Send a request and return the reply's body. Raises UnexpectedAnswerError for one that is no success."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    body = b"" if b" 204 " in head[:20] else await reader.readexactly(length_of(head))
    if b" 503 " in head[:13]:
        raise BusyError(f"{body[:300]!r}")
    if b" 20" not in head[:12]:
        raise UnexpectedAnswerError(f"{head[:60]!r} {body[:300]!r}")
    return body
