"""The one way to Redis: a short timeout, no retry, a circuit breaker, and one kind of failure.

Source: reliability.md section 4; architecture section 7. The server may be as old as Redis 6.2.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.exceptions import (
    ClusterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as NotConnectedError
from redis.exceptions import TimeoutError as NotInTimeError
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from storage.breaker import Breaker, Monotonic
from storage.treated_as_away import WHY, is_treated_as_away

WEBHOOK_S = 0.15  #: what one trip may take while a caller waits for our answer
MOST_CONNECTIONS = 1_000  #: above the threads of any process: one too few would look like an outage

# Its own state and no fault of the command: a disk that fails, a script that hangs, replicas that are gone.
# Redis 6.2 wraps what a script met in a sentence of its own, so the code may stand anywhere.
REFUSALS = ("MISCONF ", "BUSY Redis", "NOREPLICAS ", "READONLY ")

WITH = "-- with "  #: begins a script that uses the functions of another file

Answer = TypeVar("Answer")
Argument = str | bytes | int | float


class StoreUnavailableError(Exception):
    """The live store gave no answer, or refused for its own reasons. Whether a write was kept is not known.

    This is never "the call is unknown": that is an answer. A write may be asked for again; commits compare
    turns.
    """


class StoreFullError(StoreUnavailableError):
    """The live store has no memory left. Reads still work; the write was not kept."""


class LiveClient:
    """Commands to one Redis, from any thread. Make it once a process, before or after a fork.

    url: redis://, rediss:// or unix://. timeout_s: connecting and each reply; followers, which wait on the
    stream, need more than they wait. monotonic: seconds for the breaker.
    """

    def __init__(
        self, url: str, *, timeout_s: float = WEBHOOK_S, monotonic: Monotonic = time.monotonic
    ) -> None:
        self.url = url
        self.timeout_s = timeout_s
        self.breaker = Breaker(monotonic)
        self._redis = Redis.from_url(
            url,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            max_connections=MOST_CONNECTIONS,
            retry=Retry(NoBackoff(), 0),  # the default retries for 7 to 25 s on a paused server
            protocol=2,
            driver_info=None,
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._scripts: dict[str, Script] = {}

    def run(self, command: Callable[[Redis], Answer]) -> Answer:
        """Do one thing with the connection; its value is returned.

        Raises StoreUnavailableError at once while the breaker is open, or when no answer comes within the
        timeout; StoreFullError when there is no memory for a write. A command that is wrong in itself raises
        as redis-py does.
        """
        if is_treated_as_away():
            raise StoreUnavailableError(WHY)
        if not self.breaker.admits():
            raise StoreUnavailableError("the live store has failed; not asked again yet")
        try:
            answer = command(self._redis)
        except (NotConnectedError, NotInTimeError) as error:
            self.breaker.failed()
            raise StoreUnavailableError(f"no answer from the live store: {error}") from error
        except ResponseError as error:
            self.breaker.succeeded()
            raise _refusal(error) from error
        self.breaker.succeeded()
        return answer

    def script(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> Any:
        """Run `<name>.lua` of this folder in one trip; three the first time after the server's restart."""
        return self.run(lambda redis: self._script(name, redis)(keys=keys, args=args))

    def answers(self) -> bool:
        """Whether the store is in reach right now."""
        try:
            return bool(self.run(lambda redis: redis.ping()))
        except StoreUnavailableError:
            return False

    def close(self) -> None:
        self._redis.close()

    def _script(self, name: str, redis: Redis) -> Script:
        if name not in self._scripts:
            self._scripts[name] = redis.register_script(_text_of(name))
        return self._scripts[name]


def _refusal(error: ResponseError) -> Exception:
    """Which of our failures a refusal is: full, unavailable, or (a wrong command) itself."""
    said = str(error)
    if isinstance(error, OutOfMemoryError) or "OOM command not allowed" in said:
        return StoreFullError(f"the live store is full: {said}")
    if isinstance(error, ReadOnlyError | ClusterDownError | TryAgainError) or any(
        code in said for code in REFUSALS
    ):
        return StoreUnavailableError(f"the live store refuses: {said}")
    return error


@cache
def _text_of(name: str) -> str:
    """Return a script; a first line "-- with <other>" puts that file's functions before it."""
    text = (Path(__file__).parent / f"{name}.lua").read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    return _text_of(first.removeprefix(WITH)) + text if first.startswith(WITH) else text
