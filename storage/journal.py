"""A local file that takes down what cannot be put into SQL or Redis just now, so that it is not lost.

One JSON line an entry, with its own checksum, forced to the disk before `write` returns. Done entries are
marked by a line of their own; when nothing is pending the file is emptied. A line that was cut off while it
was written fails its checksum and is left out: its writer never heard that it was written.
Source: architecture section 5; reliability.md D2 and section 4 (150 ms).
"""

import errno
import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from storage.bulkhead import Bulkhead, FullError, LateError
from storage.syncing import sync_folder

log = structlog.get_logger(__name__)

WITHIN_S = 0.15
#: Held for some thousand entries, which a full disk could not take; given back piece by piece.
ROOM_BYTES = 4 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_TIMES = 8
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
#: A disk that hangs holds so many writers, and no more.
_THREADS = 4

Entry = Mapping[str, Any]


class JournalUnavailable(Exception):  # noqa: N818 - says what is wrong
    """The disk did not take the entry in time, or at all. A late entry may still be written."""


class Journal:
    """The journal at `path`. Any number of processes may write to it and replay it at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._replaying = path.with_name(f"{path.name}.replaying")
        self._room = path.with_name(f"{path.name}.room")
        self._bulkhead = Bulkhead("journal", _THREADS)

    def write(self, kind: str, body: Mapping[str, Any]) -> None:
        """Take an entry down within 150 ms. `body` is JSON. Raises JournalUnavailable."""
        line = _line({"id": uuid.uuid4().hex, "kind": kind, "body": dict(body)})
        try:
            self._bulkhead.run(lambda: self._append(line), WITHIN_S)
        except (FullError, LateError, OSError) as trouble:
            raise JournalUnavailable(f"{self._path.name}: {trouble}") from trouble

    def pending(self) -> int:
        """Count the entries that are not done. Raises OSError."""
        with self._locked(fcntl.LOCK_SH) as file:
            return len(_pending(file))

    def replay(self, handler: Callable[[str, Mapping[str, Any]], bool]) -> int:
        """Give each pending entry, oldest first, to `handler(kind, body)`; return how many are done now.

        handler: True when the entry's effect is kept somewhere safe; False keeps it pending and goes on. An
        entry may come twice, after a crash between the two, so the handler makes its effect once by a key.
        While another process replays this does nothing. Raises OSError, and what the handler raises.
        """
        done = 0
        with self._only_replay() as ours:
            if not ours:
                return 0
            with self._locked(fcntl.LOCK_SH) as file:
                entries = _pending(file)
            for entry in entries:
                if handler(entry["kind"], entry["body"]):
                    self._append(_line({"done": entry["id"]}))
                    done += 1
            self._empty_when_done()
        return done

    def keep_room(self) -> None:
        """Hold space of the disk, for the time when it is full. Raises OSError."""
        room = os.open(self._room, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(room).st_size < ROOM_BYTES:
                os.posix_fallocate(room, 0, ROOM_BYTES)
        finally:
            os.close(room)

    def close(self) -> None:
        self._bulkhead.close()

    def _append(self, line: bytes) -> None:
        """Write one line; on a full disk into the room that was kept: others may be faster to take it."""
        for _ in range(_TIMES):
            try:
                return self._write(line)
            except OSError as trouble:
                if trouble.errno not in _FULL or not self._gives_room():
                    raise
        return self._write(line)

    def _gives_room(self) -> bool:
        """Let go of a piece of the room. False: there is none."""
        try:
            left = self._room.stat().st_size - _PIECE_BYTES
            if left < 0:
                return False
            os.truncate(self._room, left)
        except FileNotFoundError:
            return False
        log.error("journal_takes_room", left_bytes=left)
        return True

    def _write(self, line: bytes) -> None:
        """Write one line and force it to the disk. After a line that was cut off, on a new one."""
        with self._locked(fcntl.LOCK_EX) as file:
            size = os.fstat(file).st_size
            whole = size == 0 or os.pread(file, 1, size - 1) == b"\n"
            left = line if whole else b"\n" + line
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)

    def _empty_when_done(self) -> None:
        with self._locked(fcntl.LOCK_EX) as file:
            if os.fstat(file).st_size and not _pending(file):
                os.ftruncate(file, 0)
                os.fsync(file)

    @contextmanager
    def _locked(self, how: int) -> Iterator[int]:
        """Open the file, make it where it is missing, and lock it for as long as the block runs."""
        new = not self._path.exists()
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, how)
            if new:
                sync_folder(self._path.parent)
            yield file
        finally:
            os.close(file)

    @contextmanager
    def _only_replay(self) -> Iterator[bool]:
        """Yield whether this process is the one that replays; writers are not held up by it."""
        file = os.open(self._replaying, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(file)


def _pending(file: int) -> list[Entry]:
    """Read the entries that have no mark, in the order in which they were written."""
    entries: dict[str, Entry] = {}
    with os.fdopen(os.dup(file), "rb") as reader:
        reader.seek(0)
        for line in reader:
            read = _read(line)
            if read is None:
                continue
            if "done" in read:
                entries.pop(read["done"], None)
            else:
                entries[read["id"]] = read
    return list(entries.values())


def _line(content: Mapping[str, Any]) -> bytes:
    written = json.dumps({**content, "sum": _sum(content)}, sort_keys=True)
    return written.encode() + b"\n"


def _read(line: bytes) -> Entry | None:
    """Return the content of a line that is whole, or None."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.pop("sum", None) != _sum(content):
        return None
    return content


def _sum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
