"""How flows go live, and what stops them: publish, rollback, and the first start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callflows.book import Book, load_book, load_company
from callflows.check import check_books, has_errors
from callflows.rehearse import rehearse
from callflows.texts import Texts, read_folder, read_texts
from commands.companies import RefusedError, tenants_in
from storage.record.bounded import AWAY
from storage.record.releases import (
    Change,
    MovedBase,
    NoEarlierTextError,
    Release,
    Releases,
    SpoiledTextError,
)
from switchboard.books import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Publishes for every tenant that `releases` has."""

    releases: Mapping[str, Releases]
    by: str

    def publish(self, folder: Path, comment: str, now: datetime) -> dict[str, Release]:
        """Put every company in `folder` live, all of them checked and tested first. Raises RefusedError."""
        for tenant in self.new_in(folder):
            raise RefusedError(f"{tenant} is new: restart serve, work and follow with it in CALLFLOWS_DIR")
        return self.publish_known(folder, comment, now)

    def new_in(self, folder: Path) -> list[str]:
        """The companies in `folder` that are not served: they are taken up at a start."""
        return [tenant for tenant, _ in tenants_in(folder) if tenant not in self.releases]

    def publish_known(self, folder: Path, comment: str, now: datetime) -> dict[str, Release]:
        """Put the companies in `folder` live that are served, as `publish` does; leave new ones alone."""
        found = [(tenant, path) for tenant, path in tenants_in(folder) if tenant in self.releases]
        bases = {tenant: self.releases[tenant].live_version() for tenant, _ in found}
        books = self._passing(found, now)
        for tenant, base in bases.items():
            if self.releases[tenant].live_version() != base:
                raise RefusedError(f"{tenant}: {MOVED}")
        done: dict[str, Release] = {}
        for tenant, book in books.items():
            change = Change(by=self.by, comment=comment, base=bases[tenant])
            try:
                done[tenant] = self.releases[tenant].publish(book.texts.files, change, now)
            except MovedBase as moved:
                raise RefusedError(f"{tenant}: {MOVED}{_went_live(done)}") from moved
            except AWAY as away:
                raise RefusedError(f"{tenant}: the database went away{_went_live(done)}") from away
        return done

    def publish_first(self, folder: Path, now: datetime) -> None:
        """Put those companies in `folder` live that have no release yet. Raises RefusedError.

        The others are not looked at: what their folders hold may be somebody's draft.
        """
        new = [(tenant, path) for tenant, path in tenants_in(folder) if not self._has_release(tenant)]
        for tenant, book in self._passing(new, now).items():
            change = Change(by=self.by, comment="first start", base=None)
            with suppress(MovedBase):  # another machine's first start came before: what it put live serves
                self.releases[tenant].publish(book.texts.files, change, now)

    @property
    def has_live(self) -> bool:
        """Whether every company has a release that can serve."""
        return all(found.live() is not None for found in self.releases.values())

    def is_live(self, folder: Path) -> bool:
        """Whether every company's texts in `folder` are live already, byte for byte."""
        for tenant, path in tenants_in(folder):
            live = self.releases[tenant].live()
            if live is None or dict(live.files) != dict(read_folder(path)):
                return False
        return True

    def roll_back(self, tenant: str, flow: str, now: datetime) -> Release:
        """Put one flow's text back as it was before its last change.

        What comes of it passes `check` and its own tests as any publish does: the flow that is put back meets
        a company.yaml and other flows that may have changed since. Raises RefusedError.
        """
        if tenant not in self.releases:
            raise RefusedError(f"there is no tenant {tenant}; there are {', '.join(sorted(self.releases))}")
        releases = self.releases[tenant]
        try:
            base = releases.live_version()
            files = releases.rolled_back(f"{flow}.yaml")
            refuse_unless_passing({tenant: load_book(files, f"{tenant}/")}, self._live_but({tenant}), now)
            change = Change(by=self.by, comment=f"roll back {flow}", base=base)
            return releases.publish(files, change, now)
        except (NoEarlierTextError, SpoiledTextError) as refused:
            raise RefusedError(f"{tenant} {flow}: {refused}") from refused
        except MovedBase as moved:
            raise RefusedError(f"{tenant}: {MOVED}") from moved

    def _has_release(self, tenant: str) -> bool:
        return self.releases[tenant].live_version() is not None

    def _passing(self, found: Collection[tuple[str, Path]], now: datetime) -> dict[str, Book]:
        """Read companies, once: what was checked is what goes live. Raises RefusedError."""
        books = {tenant: load_company(path) for tenant, path in found}
        refuse_unless_passing(books, self._live_but(books), now)
        return books

    def _live_but(self, tenants: Collection[str]) -> dict[str, Texts]:
        """What is live of all other tenants: their numbers are taken."""
        others: dict[str, Texts] = {}
        for tenant, releases in self.releases.items():
            with suppress(SpoiledTextError):  # a company that cannot serve keeps no other from mending theirs
                live = None if tenant in tenants else releases.live()
                if live is not None:
                    others[tenant] = read_texts(live.files, f"{tenant}/")
        return others


MOVED = "somebody else has published meanwhile; look at what is live, and do it again"


def refuse_unless_passing(books: Mapping[str, Book], others: Mapping[str, Texts], now: datetime) -> None:
    """Raise RefusedError unless everything in the books passes `check` and its own tests.

    Both by tenant. others: what is live of the companies that are not in books.
    """
    findings = check_books(books, others, now).findings
    if has_errors(findings):
        raise RefusedError("\n".join(map(str, findings)))
    failed = [
        failure for book in books.values() for outcome in rehearse(book) for failure in outcome.failures
    ]
    if failed:
        raise RefusedError("\n".join(failed))


def refuse_unless_live(books: Books) -> None:
    """Raise RefusedError while a company has no flows here: its callers would be told of no such number."""
    if books.missing:
        raise RefusedError(
            f"{', '.join(books.missing)}: no flows that can serve, neither in the database (DATABASE_URL) "
            "nor among the last releases on this machine (RINGDOWN_DATA); the log says why"
        )


def _went_live(done: Mapping[str, Release]) -> str:
    """Say what is live already when a later company could not follow; "" when nothing is."""
    if not done:
        return "; nothing was published"
    told = ", ".join(f"{tenant} (release {release.number})" for tenant, release in done.items())
    return f"; before that went live: {told}"
