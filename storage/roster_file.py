"""The roster of each company on the local disk, signed: whom to ring is known without any store (E1).

One file a company, written whole or not at all, with the one before it kept beside. A file that is cut off,
forged or unreadable is as good as none: the one before it is read. Source: reliability.md section 2.
Its text: a signature, a line break, the text of `storage.roster_text`.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

import structlog

from storage.bulkhead import Bulkhead, FullError, LateError
from storage.roster_text import KeptRoster, RosterTextError, read, written
from storage.syncing import sync_folder

log = structlog.get_logger(__name__)

#: Beyond this a file is not read. Two weeks of twenty schedules are some hundred kB.
MOST_BYTES = 8 * 1024 * 1024
#: What the writer waits for the disk, in seconds; one that hangs holds one thread, and nobody else.
WITHIN_S = 5.0


class RosterNotWrittenError(Exception):
    """The disk did not take the roster in time, or at all: the file before it stands."""


class RosterFiles:
    """The rosters in `folder`. keys: the first signs, all are accepted. Any number of processes may write."""

    def __init__(self, folder: Path, keys: Sequence[bytes]) -> None:
        self._folder = folder
        self._keys = tuple(keys)
        self.refused = 0  #: files that were there and not fit to be used

    def write(self, kept: KeptRoster, now: datetime) -> bool:
        """Put a roster on the disk. False: what is there is newer. Raises RosterNotWrittenError."""
        try:
            return self._disk.run(lambda: self._write(kept, now), WITHIN_S)
        except (OSError, FullError, LateError) as trouble:
            raise RosterNotWrittenError(f"{kept.roster.tenant}: {trouble}") from trouble

    def read(self, tenant: str) -> KeptRoster | None:
        """Return the newest roster that holds; None: there is none."""
        path = self._path(tenant)
        for place in (path, _previous(path)):
            kept = self._taken(place, tenant)
            if kept is not None:
                return kept
        return None

    def close(self) -> None:
        if "_disk" in self.__dict__:
            self._disk.close()

    @cached_property
    def _disk(self) -> Bulkhead:
        """Whoever only reads needs no thread."""
        return Bulkhead("roster", 1)

    def _write(self, kept: KeptRoster, now: datetime) -> bool:
        path = self._path(kept.roster.tenant)
        new = not self._folder.is_dir()
        self._folder.mkdir(parents=True, exist_ok=True)
        with _locked(self._folder / ".lock"):
            there = self._taken(path, kept.roster.tenant)
            if there is not None and _is_newer(there, kept, now):
                return False
            beside = _put_beside(path, self._signed(kept))
            if there is not None:  # what does not hold never takes the place of one that does
                _keep_previous(path)
            beside.replace(path)
            sync_folder(self._folder)
        if new:
            sync_folder(self._folder.parent)
        return True

    def _taken(self, path: Path, tenant: str) -> KeptRoster | None:
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            return self._opened(data, tenant)
        except FileNotFoundError:
            return None
        except (OSError, RosterTextError) as wrong:
            self.refused += 1
            log.error("roster_refused", tenant=tenant, file=path.name, why=str(wrong))  # noqa: TRY400 - the reason is all
            return None

    def _opened(self, data: bytes, tenant: str) -> KeptRoster:
        if len(data) > MOST_BYTES:
            raise RosterTextError(f"longer than {MOST_BYTES} bytes")
        signature, _, text = data.partition(b"\n")
        if not any(hmac.compare_digest(_signature(tenant, text, key), signature) for key in self._keys):
            raise RosterTextError("its signature does not hold: cut off, forged, or by a key not known here")
        kept = read(text.decode("utf-8", "replace"))
        if kept.roster.tenant != tenant:
            raise RosterTextError(f"it is of {kept.roster.tenant}")
        return kept

    def _signed(self, kept: KeptRoster) -> bytes:
        text = written(kept).encode()
        return _signature(kept.roster.tenant, text, self._keys[0]) + b"\n" + text

    def _path(self, tenant: str) -> Path:
        return self._folder / f"{tenant}.roster"


def _signature(tenant: str, text: bytes, key: bytes) -> bytes:
    """Sign for this use alone: the same keys sign capsules."""
    mac = hmac.new(key, f"ringdown roster\n{tenant}\n".encode(), hashlib.sha256)
    mac.update(text)
    return mac.hexdigest().encode()


def _is_newer(there: KeptRoster, ours: KeptRoster, now: datetime) -> bool:
    """Whether what is on the disk was known later than ours. What our clock calls the future was not."""
    if there.known_at is None or there.known_at > now:
        return False
    return ours.known_at is None or there.known_at > ours.known_at


def _put_beside(path: Path, data: bytes) -> Path:
    """Write a file beside its place and force it to the disk: nobody ever reads half of it."""
    beside = path.with_name(f"{path.name}.new")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _keep_previous(path: Path) -> None:
    """Let the present file be the previous one too, and at no moment none."""
    link = path.with_name(f"{path.name}.link")
    link.unlink(missing_ok=True)
    os.link(path, link)
    link.replace(_previous(path))


def _previous(path: Path) -> Path:
    return path.with_name(f"{path.name}.previous")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process write at a time; readers are never held up."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
