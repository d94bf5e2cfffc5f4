"""One reader of the log a process, and what it reads passed on to every open stream of that process.

Source: cti-and-desktop.md section 6.3. No stream asks Redis by itself but once, when it begins.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from flask import Flask

from cti.events import STATS_FACTS, Event, event_of, queue_stats
from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.facts import Entry, follow
from storage.record.bounded import RecordUnavailable
from switchboard.services import Services
from web.capacity import MOST_STREAMS
from web.desk.whole import Floors
from web.links import Links
from web.viewers import Parts, Stream, Viewer, may_see

log = structlog.get_logger(__name__)

#: Of one person's, in one process: one more closes the oldest. The tabs of a browser share one.
MOST_OF_ONE = 5
BLOCK_MS = 1_000
READER_TIMEOUT_S = 3.0
#: Figures of a queue are sent at most so often, and desks that fell silent are looked for.
ROUND_S = 1.0
#: For how long streams stay open while the log cannot be read.
BLIND_S = 10.0


class TooManyStreamsError(Exception):
    """This process has as many streams open as it may."""


@dataclass(slots=True, kw_only=True)
class _Company:
    """One company's streams in this process. number: of the last fact that was passed on."""

    number: int = 0
    #: The oldest first.
    streams: dict[Stream, None] = field(default_factory=dict)
    parts: Parts = field(default_factory=Parts)
    #: Of the last fact after which its queues' figures may be others, and up to which they were looked at.
    stirred: int = 0
    shown: int = 0
    #: The figures that were sent last, without their clocks.
    sent: dict[str, object] = field(default_factory=dict)


class FanOut:
    """The streams of one process. Its threads run while there are any."""

    def __init__(self, services: Services, floors: Floors) -> None:
        self._services = services
        self._floors = floors
        self.links = Links(services)
        self._lock = threading.Lock()
        self._companies = {name: _Company() for name in services.tenants}
        self._stop: threading.Event | None = None
        self._read_s = 0.0

    def join(self, tenant: str, viewer: Viewer, call: str) -> Stream:
        """Begin a stream. call: that the viewer is at now, "" none.

        Raises TooManyStreamsError, and StoreUnavailableError.
        """
        with self._lock:
            if sum(len(each.streams) for each in self._companies.values()) >= MOST_STREAMS:
                raise TooManyStreamsError
            if self._stop is None:
                self._begin()
            company = self._companies[tenant]
            theirs = [each for each in company.streams if each.viewer.id == viewer.id and not each.is_over]
            for oldest in theirs[: max(0, len(theirs) + 1 - MOST_OF_ONE)]:
                oldest.end()
            company.parts.add(call, viewer.id)
            stream = Stream(tenant=tenant, viewer=viewer, since=company.number)
            company.streams[stream] = None
            return stream

    def leave(self, stream: Stream) -> None:
        """End a stream; once more does nothing."""
        with self._lock:
            self._companies[stream.tenant].streams.pop(stream, None)
            if self._stop is not None and not any(each.streams for each in self._companies.values()):
                self._stop.set()
                self._stop = None

    @property
    def count(self) -> int:
        """How many streams are open in this process."""
        return sum(len(each.streams) for each in self._companies.values())

    @property
    def is_blind(self) -> bool:
        """Whether the log could not be read for so long that streams tell nothing any more."""
        return self._services.stopwatch() - self._read_s > BLIND_S

    def parts(self, tenant: str) -> Parts:
        return self._companies[tenant].parts

    def _begin(self) -> None:
        """Start the threads, from the newest fact of each company."""
        for name, company in self._companies.items():
            company.number = self._services.tenants[name].facts.last()
        self._read_s = self._services.stopwatch()
        self._stop = threading.Event()
        for name, work in (("feed-reader", self._read), ("feed-rounds", self._go_round)):
            threading.Thread(target=work, args=(self._stop,), name=name, daemon=True).start()

    def _read(self, stop: threading.Event) -> None:
        client = LiveClient(self._services.live.url, timeout_s=READER_TIMEOUT_S)
        try:
            while not stop.is_set():
                try:
                    read = follow(client, self._numbers(), BLOCK_MS)
                except StoreUnavailableError as away:
                    log.warning("feed_not_read", why=str(away))
                    stop.wait(ROUND_S)
                    continue
                self._read_s = self._services.stopwatch()
                self._pass_on(read, stop)
        finally:
            client.close()

    def _numbers(self) -> Mapping[str, int]:
        return {name: company.number for name, company in self._companies.items()}

    def _pass_on(self, read: Iterable[tuple[str, Entry]], stop: threading.Event) -> None:
        told = [(tenant, entry, told_by(entry)) for tenant, entry in read]
        with self._lock:
            if stop.is_set():  # the next reader begins where the log is then
                return
            for tenant, entry, event in told:
                company = self._companies[tenant]
                company.number = entry.number
                if event is not None:
                    _spread(company, event)
                    if event.fact in STATS_FACTS:
                        company.stirred = entry.number

    def _go_round(self, stop: threading.Event) -> None:
        while not stop.wait(ROUND_S):
            self.go_round()

    def go_round(self) -> None:
        """Look after the desks and the figures of every company; what breaks waits for the next round."""
        for name in self._companies:
            for work in (self.links.look, self._send_figures):
                try:
                    work(name)
                except (StoreUnavailableError, RecordUnavailable) as away:
                    log.warning("feed_round_failed", tenant=name, why=str(away))
                except Exception:  # a boundary: one broken record must not hold up every desk of this process
                    log.exception("feed_round_broke", tenant=name)

    def _send_figures(self, tenant: str) -> None:
        """Send the figures of the queues that changed: at most once a second each."""
        company = self._companies[tenant]
        if company.shown >= company.stirred or not company.streams:
            return
        whole = self._floors.whole(self._services.tenants[tenant])
        now = self._services.clock()
        with self._lock:
            for queue in whole.queues.values():
                if company.sent.get(queue.name) != queue:
                    company.sent[queue.name] = queue
                    _spread(company, queue_stats(tenant, queue.shown(int(now.timestamp() * 1000)), now))
        company.shown = whole.number


def told_by(entry: Entry) -> Event | None:
    """Tell a fact; one that is not as facts are is left out, so that those after it are told."""
    try:
        return event_of(entry.fact, entry.number)
    except (KeyError, TypeError, ValueError):
        log.exception("fact_not_told", number=entry.number)
        return None


def _spread(company: _Company, event: Event) -> None:
    company.parts.hear(event)
    for stream in company.streams:
        if may_see(stream.viewer, event, company.parts):
            stream.put(event)
    company.parts.heard(event)


def fanout_of(app: Flask) -> FanOut:
    found: FanOut = app.extensions["fanout"]
    return found
