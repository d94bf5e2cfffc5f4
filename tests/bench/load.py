"""A bounded load: requests made before the clock starts, each sent once, over kept-alive connections."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

CONNECTIONS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """latencies in milliseconds, sorted."""

    seconds: float
    latencies_ms: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    @property
    def p50_ms(self) -> float:
        return statistics.median(self.latencies_ms)

    @property
    def p99_ms(self) -> float:
        return self.latencies_ms[int(len(self.latencies_ms) * 0.99)]


class UnexpectedReplyError(Exception):
    """A reply was not 200 with TwiML of the kind expected: the figure would mean nothing."""


def fire(port: int, requests: Sequence[bytes], expected: bytes) -> Measured:
    """Send every request to loopback and wait for its reply; each reply must hold `expected`."""
    return asyncio.run(_fire(port, list(requests), expected))


async def _fire(port: int, requests: list[bytes], expected: bytes) -> Measured:
    latencies: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, requests, expected, latencies) for _ in range(CONNECTIONS)))
    seconds = time.perf_counter() - began
    return Measured(seconds=seconds, latencies_ms=tuple(sorted(latencies)))


async def _connection(port: int, requests: list[bytes], expected: bytes, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while requests:
        request = requests.pop()
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(length_of(head))
        latencies.append((time.perf_counter() - began) * 1000)
        if b" 200 " not in head[:20] or expected not in body:
            raise UnexpectedReplyError(f"{head[:60]!r} {body[:300]!r}")
    writer.close()


def length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise UnexpectedReplyError(f"a reply without a length: {head!r}")
