"""Flow texts, kept byte for byte under their hash, and the releases that put them live."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exc, func, select, true

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import flow_texts, release_files, releases


class MovedBase(Exception):  # noqa: N818 - the name that publishers of flows agreed on
    """Somebody else has published since the text was read. Nothing was changed."""


class NoEarlierTextError(Exception):
    """The flow has no earlier text to go back to."""


class SpoiledTextError(Exception):
    """A stored text is not the one that its hash names. It is never served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who publishes, why, and on top of which version (None: on an empty record)."""

    by: str
    comment: str
    base: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the history: a release without its texts."""

    number: int  #: 1, 2, 3 ... of the tenant
    version: str  #: 12 hex digits, the same for the same texts
    base: str | None
    by: str
    comment: str
    made_at: datetime
    hashes: Mapping[str, str]  #: file name -> sha256 of its text, hex; sorted by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release with its texts, file name -> bytes, sorted by name."""

    entry: Entry
    files: Mapping[str, bytes]

    @property
    def version(self) -> str:
        return self.entry.version

    @property
    def number(self) -> int:
        return self.entry.number


class Releases:
    """The releases of one tenant. The one with the highest number is live."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def publish(self, files: Mapping[str, bytes], change: Change, now: datetime) -> Release:
        """Make the texts live, all at once, as a new release. They have passed `check` before.

        Publishing what is live already makes no release and returns the live one; it mends a text that was
        spoiled. Raises MovedBase when `change.base` is not the live version, also when two publish at the
        same time.
        """
        hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
        try:
            with self._record.writing() as connection:
                for name, hashed in hashes.items():
                    _keep_text(connection, hashed, files[name])
                entry = self._last(connection)
                if entry is None or entry.version != version_of(hashes):
                    entry = _next(entry, hashes, change, now)
                    self._append(connection, entry)
                return self._with_texts(connection, entry)
        except exc.IntegrityError as raced:
            raise MovedBase("another release was published at the same time") from raced

    def rolled_back(self, name: str) -> Mapping[str, bytes]:
        """Return what is live with the file `name` as it was before its last change. Nothing is published.

        Raises NoEarlierTextError when it has never changed or is not live.
        """
        live = self.live()
        if live is None or name not in live.files:
            raise NoEarlierTextError(f"{name} is not live")
        current = live.entry.hashes[name]
        for entry in self.history():
            if entry.hashes.get(name, current) != current:
                with self._record.reading() as connection:
                    return {**live.files, name: self._with_texts(connection, entry).files[name]}
        raise NoEarlierTextError(f"{name} has had one text only")

    def texts_of(self, name: str) -> tuple[bytes, ...]:
        """Return every text that the file `name` has had, newest first; a spoiled one is left out."""
        last = func.max(release_files.c.number)
        mine = and_(release_files.c.tenant == self._tenant, release_files.c.name == name)
        wanted = (
            select(flow_texts.c.hash, flow_texts.c.text)
            .join(release_files, release_files.c.hash == flow_texts.c.hash)
            .where(mine)
            .group_by(flow_texts.c.hash, flow_texts.c.text)
            .order_by(last.desc())
        )
        with self._record.reading() as connection:
            rows = [(row.hash, bytes(row.text)) for row in connection.execute(wanted)]
        return tuple(text for hashed, text in rows if hashlib.sha256(text).hexdigest() == hashed)

    def live(self) -> Release | None:
        """Return what new calls get; None: nothing was ever published."""
        with self._record.reading() as connection:
            entry = self._last(connection)
            return None if entry is None else self._with_texts(connection, entry)

    def live_version(self) -> str | None:
        """Return the version of what new calls get, without its texts: cheap to ask every second."""
        mine = select(releases.c.version).where(releases.c.tenant == self._tenant)
        with self._record.reading() as connection:
            return connection.execute(mine.order_by(releases.c.number.desc()).limit(1)).scalar_one_or_none()

    def read(self, version: str) -> Release | None:
        """Return the texts that a call is pinned to; None: there is no such version."""
        with self._record.reading() as connection:
            entries = self._entries(connection, releases.c.version == version)
            return self._with_texts(connection, entries[0]) if entries else None

    def history(self) -> tuple[Entry, ...]:
        """Return every release, newest first."""
        with self._record.reading() as connection:
            return self._entries(connection, true())

    def _last(self, connection: Connection) -> Entry | None:
        mine = releases.c.tenant == self._tenant
        last = select(func.max(releases.c.number)).where(mine).scalar_subquery()
        entries = self._entries(connection, releases.c.number == last)
        return entries[0] if entries else None

    def _entries(self, connection: Connection, which: ColumnElement[bool]) -> tuple[Entry, ...]:
        """Read releases with the hashes of their files, newest first."""
        mine = and_(releases.c.tenant == self._tenant, which)
        chosen = select(releases).where(mine).order_by(releases.c.number.desc())
        joined = and_(
            release_files.c.tenant == releases.c.tenant, release_files.c.number == releases.c.number
        )
        listed = (
            select(release_files.c.number, release_files.c.name, release_files.c.hash)
            .join(releases, joined)
            .where(mine)
            .order_by(release_files.c.name)
        )
        hashes: dict[int, dict[str, str]] = {}
        for number, name, hashed in connection.execute(listed):
            hashes.setdefault(number, {})[name] = hashed
        return tuple(_entry(row, hashes.get(row.number, {})) for row in connection.execute(chosen))

    def _append(self, connection: Connection, entry: Entry) -> None:
        """Write a release. Its number is unique, so of two at once one fails."""
        row = {
            "tenant": self._tenant,
            "number": entry.number,
            "version": entry.version,
            "base": entry.base,
            "made_by": entry.by,
            "comment": entry.comment,
            "made_at": entry.made_at,
        }
        connection.execute(releases.insert(), row)
        for name, hashed in entry.hashes.items():
            file = {"tenant": self._tenant, "number": entry.number, "name": name, "hash": hashed}
            connection.execute(release_files.insert(), file)

    def _with_texts(self, connection: Connection, entry: Entry) -> Release:
        wanted = select(flow_texts).where(flow_texts.c.hash.in_(set(entry.hashes.values())))
        texts = {row.hash: bytes(row.text) for row in connection.execute(wanted)}
        for hashed, text in texts.items():
            if hashlib.sha256(text).hexdigest() != hashed:
                raise SpoiledTextError(f"a text of release {entry.number} is not what was published")
        return Release(entry=entry, files={name: texts[hashed] for name, hashed in entry.hashes.items()})


def version_of(hashes: Mapping[str, str]) -> str:
    """Return the version that these files make: from their names and hashes, in order of name."""
    listed = "".join(f"{name}\0{hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


def _keep_text(connection: Connection, hashed: str, text: bytes) -> None:
    """Keep a text under its hash; where another stands under it, that one was spoiled."""
    if not insert_new(connection, flow_texts, {"hash": hashed, "text": text}):
        spoiled = and_(flow_texts.c.hash == hashed, flow_texts.c.text != text)
        connection.execute(flow_texts.update().where(spoiled).values(text=text))


def _next(live: Entry | None, hashes: Mapping[str, str], change: Change, now: datetime) -> Entry:
    """Return the release that follows the live one. Raises MovedBase when it was made on another."""
    base = None if live is None else live.version
    if base != change.base:
        raise MovedBase(f"live is {base}, the change was made on {change.base}")
    return Entry(
        number=1 if live is None else live.number + 1,
        version=version_of(hashes),
        base=base,
        by=change.by,
        comment=change.comment,
        made_at=now,
        hashes=hashes,
    )


def _entry(row: Row[Any], hashes: Mapping[str, str]) -> Entry:
    return Entry(
        number=row.number,
        version=row.version,
        base=row.base,
        by=row.made_by,
        comment=row.comment,
        made_at=row.made_at,
        hashes=hashes,
    )
