"""The releases that calls run on: the live one of each company, and older ones that calls are pinned to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from callflows.book import Book, load_book
from routing import hours
from storage.record.bounded import RecordUnavailable
from storage.record.releases import Release, Releases, SpoiledTextError
from storage.shelf import Shelf

log = structlog.get_logger(__name__)

ANY_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


class Books:
    """Compiled releases of every tenant, kept in memory: a call is answered without asking SQL for its flow.

    `follow` asks SQL for newer releases; it runs in the background of each process, never in a webhook.
    """

    def __init__(self, releases: Mapping[str, Releases], shelf: Shelf) -> None:
        self._releases = releases
        self._shelf = shelf
        self._live: dict[str, Book] = {}
        self._kept: dict[tuple[str, str], Book] = {}

    def follow(self) -> None:
        """Take up what was published since. A release that cannot be read leaves the one before it live."""
        for tenant, releases in self._releases.items():
            book = self._live.get(tenant)
            if book is not None and releases.live_version() == book.version:
                continue
            try:
                release = releases.live()
            except SpoiledTextError:
                log.exception("release_spoiled", tenant=tenant)
                continue
            if release is not None:
                self._live[tenant] = self._keep(tenant, release.files)
                self._shelve(tenant, release.files)

    def begin(self) -> None:
        """Take up what is live, at a process's start; what was live here last where SQL is away."""
        try:
            self.follow()
        except Exception:  # a boundary: a start without SQL serves the last release it knew
            log.exception("releases_not_read")
        for tenant in self._releases.keys() - self._live.keys():
            files = self._shelf.take(tenant)
            if files is not None:
                log.error("release_from_shelf", tenant=tenant)
                self._live[tenant] = self._keep(tenant, files)

    def live(self, tenant: str) -> Book:
        return self._live[tenant]

    @property
    def tenants(self) -> tuple[str, ...]:
        return tuple(self._live)

    def pinned(
        self, tenant: str, version: str, read: Callable[[Callable[[], Release | None]], Release | None]
    ) -> Book:
        """Return the release a call began on; the live one when it is gone or SQL cannot be asked in time.

        read: asks SQL under the webhook's deadline.
        """
        book = self._kept.get((tenant, version))
        if book is not None:
            return book
        try:
            release = read(lambda: self._releases[tenant].read(version))
        except (RecordUnavailable, SpoiledTextError):
            release = None
        return self._live[tenant] if release is None else self._keep(tenant, release.files)

    def line(self, dialled: str) -> tuple[str, str] | None:
        """Find whose number this is: (tenant, flow). None: nobody's."""
        for tenant, book in self._live.items():
            flow = book.flow_of(dialled)
            if flow is not None:
                return tenant, flow
        return None

    def _keep(self, tenant: str, files: Mapping[str, bytes]) -> Book:
        book = load_book(files)
        for compiled in book.compiled.values():
            for found in compiled.hours.values():
                # The first question to a holiday calendar reads a large package: not in a caller's time.
                hours.opening(found, ANY_INSTANT)
        self._kept[tenant, book.version] = book
        return book

    def _shelve(self, tenant: str, files: Mapping[str, bytes]) -> None:
        try:
            self._shelf.put(tenant, files)
        except OSError:
            log.exception("release_not_shelved", tenant=tenant)
