"""How each store of a house is broken, and mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.stores import LockedFile, OwnPostgres, OwnRedis


@dataclass
class Breaking:
    """The stores of one house: a Redis, and an SQLite file or a PostgreSQL."""

    redis: OwnRedis
    file: LockedFile | None
    server: OwnPostgres | None

    def of(self, fault: str) -> tuple[Callable[[], object], Callable[[], object]]:
        """Say how it is broken, and how it is mended."""
        known: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "redis paused": (self.redis.pause, self.redis.goes_on),
            "redis stopped": (self.redis.stop, self.redis.start),
            "redis full": (self.redis.fill, self.redis.empty),
            "redis restarted empty": (self.redis.forget, lambda: None),
        }
        if self.file is not None:
            known["sqlite locked"] = (self.file.lock, self.file.unlock)
        if self.server is not None:
            known["postgresql stopped"] = (self.server.stop, self.server.start)
            known["postgresql paused"] = (self.server.pause, self.server.goes_on)
            known["both stopped"] = (self._stop_both, self._start_both)
        return known[fault]

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
        if self.server is not None:
            self.server.goes_on()
            self.server.start()

    def _stop_both(self) -> None:
        assert self.server is not None
        self.redis.pause()
        self.server.stop()

    def _start_both(self) -> None:
        assert self.server is not None
        self.redis.goes_on()
        self.server.start()
