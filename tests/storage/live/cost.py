"""What a turn costs in Redis: `python -m tests.storage.live.cost` prints microseconds of this machine."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.live.calls import Calls, Commit
from storage.live.client import LiveClient
from storage.live.server import start_redis

TIMES = 3_000
TURN = Commit(
    call_id="CA",
    turn_read=0,
    turn=1,
    state="s" * 600,
    reply="r" * 500,
    now_ms=0,
    facts=("f" * 200, "g" * 200),
)


def say_cost(name: str, action: Callable[[int], object]) -> None:
    """Do it TIMES times and print the median and the 99th percentile."""
    costs_us: list[float] = []
    for number in range(TIMES):
        began_s = time.perf_counter()
        action(number)
        costs_us.append((time.perf_counter() - began_s) * 1e6)
    costs_us.sort()
    median_us, p99_us = costs_us[TIMES // 2], costs_us[TIMES * 99 // 100]
    sys.stdout.write(f"{name:28} p50 {median_us:5.0f} us   p99 {p99_us:5.0f} us\n")


def main() -> None:
    with TemporaryDirectory() as folder, start_redis(Path(folder), forced_bundled=True) as server:
        client = LiveClient(server.url, timeout_s=5.0)
        calls = Calls(client, "homewise")

        def commit(number: int) -> None:
            calls.commit(replace(TURN, call_id=f"CA{number}", joins=(("repairs", float(number)),)))

        def turn(number: int) -> None:
            calls.read(f"CA{number}", "repairs")
            calls.commit(replace(TURN, call_id=f"CA{number}", turn_read=1, turn=2))

        say_cost("ping", lambda _: client.run(lambda redis: redis.ping()))
        say_cost("commit", commit)
        say_cost("read", lambda number: calls.read(f"CA{number}"))
        say_cost("read with the queue", lambda number: calls.read(f"CA{number}", "repairs"))
        say_cost("read with the queue, commit", turn)


if __name__ == "__main__":
    main()
