"""serve: the web workers, any number of them on any machine."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog
from granian import Granian
from granian.constants import Interfaces

from commands.assembling import Outside, assemble, keep_room
from commands.companies import tenants_in
from commands.publishing import Publisher, refuse_unless_live
from commands.settings import Settings, switched_off
from storage.live.server import start_redis
from storage.record.bounded import RecordUnavailable
from web.capacity import MOST_STREAMS

log = structlog.get_logger(__name__)

WORKERS = 2
#: Requests one worker answers at once. Each may wait 150 ms for Redis or 300 ms for SQL; an open stream of
#: events holds a thread for as long as it lasts. Of the 64 beside the streams people have 32 at most
#: (web/capacity.py), so webhooks always find as many.
THREADS = 64 + MOST_STREAMS
#: Connections one worker keeps open, idle ones too: a browser keeps up to six. Whoever connects beyond them
#: waits until others leave, a webhook as well, so they are many more than desks ever need.
CONNECTIONS = 8 * MOST_STREAMS

#: How long a worker that is stopped may take for what it answers just now; open streams are cut then.
STOPS_WITHIN_S = 5

#: A folder that is no disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - its folders are made for their owner alone
#: For what is done with the record before the first caller, seconds: migrating, proving, publishing.
PATIENT_S = 300.0

Clock = Callable[[], datetime]


def prepare(settings: Settings, clock: Clock) -> None:
    """Bring the record to its newest form; at a company's first start put its flows live.

    Where SQL is away the workers serve the releases that this machine knew last. Raises RefusedError when
    flows do not pass at their first start, and when a company has none that can serve.
    """
    folder = settings.callflows_dir
    services = assemble(settings, Outside(clock=clock, tenants=[tenant for tenant, _ in tenants_in(folder)]))
    releases = {name: tenant.releases for name, tenant in services.tenants.items()}
    ask = services.record.bounded.run
    try:
        ask(services.record.migrate, within_s=PATIENT_S)
        first = Publisher(releases=releases, by="first start")
        ask(lambda: first.publish_first(folder, clock()), within_s=PATIENT_S)
    except RecordUnavailable as away:
        log.exception("record_away_at_start", why=str(away))
    services.books.begin()
    services.record.close()
    keep_room(services)
    refuse_unless_live(services.books)


def figures_folder(data: Path, memory: Path = MEMORY) -> Path:
    """Make an empty folder for the figures of this start's workers, in memory where there is a place.

    They are written through the memory of each worker: on a disk that is full, that kills the worker.
    """
    name = f"ringdown-{os.getuid()}-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]}"
    for folder in (memory / name, data / "metrics"):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700)
        except OSError:  # no such place, or somebody else's file stands there
            continue
        return folder
    raise OSError(f"{data}: there is no place for figures")


@contextmanager
def _figures(data: Path) -> Iterator[None]:
    """Let the workers of this start sum their figures in a folder, which begins and ends empty."""
    folder = figures_folder(data)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251 - read by the library in each worker
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve(settings: Settings, clock: Clock, target: str) -> int:
    """Serve until SIGTERM or Ctrl-C. target: `module:factory` of the worker's WSGI app."""
    for line in switched_off(settings):
        log.info("setting_left_out", what=line)
    with ExitStack() as running:
        if not settings.redis_url:
            redis = running.enter_context(start_redis(settings.data / "redis"))
            settings = replace(settings, redis_url=redis.url)
            os.environ["REDIS_URL"] = redis.url  # noqa: TID251 - handed to the workers, which read settings
        prepare(settings, clock)
        running.enter_context(_figures(settings.data))
        # Twilio reaches it through whatever stands before it.
        run_server(target, "0.0.0.0", settings.port)  # noqa: S104
    return 0


def run_server(target: str, address: str, port: int) -> None:
    """Serve a WSGI factory until SIGTERM; the workers may open as many files as they need."""
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = 2 * CONNECTIONS
    if files != resource.RLIM_INFINITY and files < enough:
        allowed = enough if most == resource.RLIM_INFINITY else min(enough, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, allowed), most))
    Granian(
        target,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=WORKERS,
        blocking_threads=THREADS,
        backlog=WORKERS * CONNECTIONS,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPS_WITHIN_S,
        log_access=False,
    ).serve()
