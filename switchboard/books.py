"""The releases that calls run on: the live one of each company, and older ones that calls are pinned to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

import structlog

from callflows.book import Book, load_book
from callflows.check import has_errors
from callflows.schema.company import CompanyText
from callflows.texts import COMPANY, read_texts
from routing import hours
from storage.record.bounded import RecordUnavailable
from storage.record.releases import Release, Releases, SpoiledTextError
from storage.shelf import Shelf

log = structlog.get_logger(__name__)

#: Of what is wrong with a release, a log line shows so many findings.
SHOWN = 5
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
        #: Every company.yaml that any release of a tenant has had, newest first.
        self._companies: dict[str, tuple[CompanyText, ...]] = {}
        #: (tenant, version) of what cannot serve here. The version is made of the texts: it never will.
        self._refused: set[tuple[str, str]] = set()

    def follow(self) -> None:
        """Take up what was published since. A release that cannot serve leaves the one before it live."""
        for tenant, releases in self._releases.items():
            version = releases.live_version()
            if version is None or version == self._taken_up(tenant) or (tenant, version) in self._refused:
                continue
            try:
                release = releases.live()
            except SpoiledTextError:
                log.exception("release_spoiled", tenant=tenant)
                continue
            if release is not None:
                earlier = releases.texts_of(COMPANY)
                if self._serves(tenant, release.files):
                    self._companies[tenant] = tuple(_companies(earlier))
                    self._shelve(tenant, release.files)

    def begin(self) -> None:
        """Take up what is live, at a process's start; what was live here last where SQL is away.

        Whoever is still without flows then is `missing`.
        """
        try:
            self.follow()
        except Exception:  # a boundary: a start without SQL serves the last release it knew
            log.exception("releases_not_read")
        for tenant in self.missing:
            files = self._shelf.take(tenant)
            if files is not None and self._serves(tenant, files):
                log.error("release_from_shelf", tenant=tenant)

    @property
    def missing(self) -> tuple[str, ...]:
        """The companies that no flows are live of here: answering their callers would turn them away."""
        return tuple(tenant for tenant in self._releases if tenant not in self._live)

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
        if book is not None or (tenant, version) in self._refused:
            return book or self._live[tenant]
        try:
            release = read(lambda: self._releases[tenant].read(version))
        except (RecordUnavailable, SpoiledTextError):
            release = None
        book = None if release is None else self._keep(tenant, release.files)
        return self._live[tenant] if book is None else book

    def line(self, dialled: str) -> tuple[str, str] | None:
        """Find whose number this is, for a call that arrives: (tenant, flow). None: nobody's, by now."""
        for tenant, book in tuple(self._live.items()):
            flow = book.flow_of(dialled)
            if flow is not None:
                return tenant, flow
        return None

    def tenant_of(self, number: str) -> str | None:
        """Find whose number this is, for news of a call that arrived before. None: it never was anybody's.

        What is live comes first; then every release that the record keeps, so that a publish that moves or
        removes a number loses no call under way. A number that went from one company to another is the new
        one's.
        """
        found = self.line(number)
        if found is not None:
            return found[0]
        for tenant, kept in tuple(self._companies.items()):
            if any(number in company.lines.values() for company in kept):
                return tenant
        return None

    def queues(self, tenant: str) -> frozenset[str]:
        """Return the queues that callers may wait in: those of every release that the record keeps."""
        live = [self._live[tenant].company] if tenant in self._live else []
        return frozenset(
            queue for company in (*live, *self._companies.get(tenant, ())) for queue in company.queues
        )

    def _taken_up(self, tenant: str) -> str | None:
        """Return the version that is live here, as the record has it; None: nothing, or from the shelf."""
        return self._live[tenant].version if tenant in self._companies else None

    def _serves(self, tenant: str, files: Mapping[str, bytes]) -> bool:
        """Put a release live here. False when it cannot serve: what was live stays."""
        book = self._keep(tenant, files)
        if book is None:
            return False
        self._live[tenant] = book
        return True

    def _keep(self, tenant: str, files: Mapping[str, bytes]) -> Book | None:
        """Compile a release and keep it. None: a part does not compile; its callers would be lost."""
        book = load_book(files, f"{tenant}/")
        if not _is_whole(book):
            findings = [str(finding) for finding in book.findings if finding.level == "error"]
            log.error("release_refused", tenant=tenant, version=book.version, findings=findings[:SHOWN])
            self._refused.add((tenant, book.version))
            return None
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


def _is_whole(book: Book) -> bool:
    """Whether every file of a release compiles. What was published did; another version of us may differ."""
    complete = book.compiled.keys() == book.texts.flows.keys()
    return complete and not has_errors(book.findings)


def _companies(texts: Iterable[bytes]) -> Iterator[CompanyText]:
    """Read what company.yaml has said over time; what fits the models no longer is passed over."""
    for text in texts:
        company = read_texts({COMPANY: text}).company
        if company is not None:
            yield company
