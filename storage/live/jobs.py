"""Doorbells: RQ tells a worker that a promise is due.

RQ is "usually once". A ring carries a kind and the id of a row in SQL, which is the promise; whatever is
still due is rung for again by a sweeper. So a lost ring costs a minute, and a second one meets a row that is
fenced.

Nothing above storage is imported here. The process that assembles the parts hands `run_worker` a table, kind
-> handler. The table travels to the job in a context variable, which a forked work-horse inherits; what Redis
holds names only `ring`, in JSON, so write access to Redis is not a way to run code.
Source: reliability.md section 5 (RQ under faults); stack.md, row "jobs".
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from types import FrameType

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError, StopRequested
from rq.serializers import JSONSerializer

from storage.live.client import LiveClient

Handler = Callable[[str], None]  #: takes a promise's id; the row says if it is still due

LOG = logging.getLogger(__name__)

WORKER_TTL_S = 30
MONITORING_S = 5
MAINTENANCE_S = 15
RING_S = 60  #: a ring that waited or failed this long is forgotten, and its id may be rung again
LIMIT_S = 60  #: a handler is ended after it; the carrier's REST API alone may take 5
AGAIN_S = 1.0
CONNECT_S = 5.0

_handlers: ContextVar[Mapping[str, Handler]] = ContextVar("handlers")


class Jobs:
    """Rings for the workers. After StoreUnavailableError the row is still due, and the sweeper will ring."""

    def __init__(self, client: LiveClient) -> None:
        self._client = client

    def ring(self, queue_name: str, kind: str, promise_id: str, ring_id: str) -> bool:
        """Tell the workers of a queue that a promise is due. False: this ring waits or runs already.

        ring_id: letters, digits, "-" and "_", unique over all kinds, such as a fact's id or "callback-17-2".
        """

        def enqueue(redis: Redis) -> bool:
            queue = Queue(queue_name, connection=redis, serializer=JSONSerializer)
            try:
                queue.enqueue_call(
                    f"{__name__}.{ring.__name__}",
                    args=(kind, promise_id),
                    job_id=ring_id,
                    unique=True,
                    timeout=LIMIT_S,
                    ttl=RING_S,
                    result_ttl=0,
                    failure_ttl=RING_S,
                )
            except DuplicateJobError:
                return False
            return True

        return self._client.run(enqueue)


def ring(kind: str, promise_id: str) -> None:
    """Run the handler of this kind, in a worker. An unknown kind raises KeyError, and the ring fails."""
    _handlers.get()[kind](promise_id)


class RingWorker(Worker):
    """A worker that remembers whether it was told to stop, or gave up on Redis."""

    told_to_stop = False

    def register_birth(self) -> None:
        """Listen for signals first: RQ does it later, and killed in between would leave its name in Redis."""
        self._install_signal_handlers()  # type: ignore[no-untyped-call]  # RQ leaves it untyped
        super().register_birth()  # type: ignore[no-untyped-call]  # RQ leaves it untyped

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped


def run_worker(url: str, queue_name: str, handlers: Mapping[str, Handler]) -> None:
    """Answer the rings of one queue until SIGTERM or Ctrl-C; a job under way is finished first.

    For a process of its own, in its main thread: it sets signal handlers, and forks for each job. One queue a
    worker: on two, a ring that was just taken is lost for good when the worker is killed. While Redis is gone
    or full the worker gives up and begins again, each second.
    """
    _handlers.set(handlers)
    with suppress(StopRequested):  # told to stop in the pause: the last worker still has the signal
        while not _works_until_stopped(url, queue_name):
            time.sleep(AGAIN_S)


def _works_until_stopped(url: str, queue_name: str) -> bool:
    """Work, and tell whether we were told to stop. False: Redis is gone or full."""
    try:
        worker = _worker(url, queue_name)
        try:
            worker.work(logging_level="WARNING")
        except StopRequested:  # before RQ's own loop, which would have said goodbye
            worker.register_death()  # type: ignore[no-untyped-call]  # RQ leaves it untyped
    except RedisError as error:
        LOG.warning("the worker of queue %s rests: %s", queue_name, error)
        return False
    return worker.told_to_stop


def _worker(url: str, queue_name: str) -> RingWorker:
    redis = Redis.from_url(
        url, socket_connect_timeout=CONNECT_S, retry=Retry(NoBackoff(), 0), protocol=2, driver_info=None
    )
    return RingWorker(
        [queue_name],
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_S,
        job_monitoring_interval=MONITORING_S,
        maintenance_interval=MAINTENANCE_S,
    )
