"""What the journal took is there after a crash, is handed over at least once, and then never again."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from storage.journal import ROOM_BYTES, Journal, JournalUnavailable

ROOT = Path(__file__).parents[2]


class Taker:
    """A handler that notes what it is given, and refuses what it is told to."""

    def __init__(self, refuses: str = "") -> None:
        self.taken: list[tuple[str, Any]] = []
        self.refuses = refuses

    def __call__(self, kind: str, body: Mapping[str, Any]) -> bool:
        self.taken.append((kind, body["n"]))
        return kind != self.refuses


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal(path)
    yield opened
    opened.close()


def reopened(path: Path) -> tuple[int, list[tuple[str, Any]]]:
    """What a process started after the crash finds: how many are pending, and which."""
    journal = Journal(path)
    taker = Taker()
    pending = journal.pending()
    journal.replay(taker)
    journal.close()
    return pending, taker.taken


def test_entries_are_handed_over_in_order_and_once(journal: Journal) -> None:
    for n in range(3):
        journal.write("alert", {"n": n, "say": "Ünïcode\nline"})
    assert journal.pending() == 3
    taker = Taker()
    assert journal.replay(taker) == 3
    assert taker.taken == [("alert", 0), ("alert", 1), ("alert", 2)]
    assert (journal.pending(), journal.replay(taker)) == (0, 0)


def test_a_journal_that_is_done_is_empty_again(journal: Journal, path: Path) -> None:
    journal.write("alert", {"n": 1})
    journal.replay(Taker())
    assert path.stat().st_size == 0


def test_an_entry_that_could_not_be_handled_stays_and_the_others_go_on(journal: Journal) -> None:
    journal.write("text", {"n": 1})
    journal.write("alert", {"n": 2})
    assert journal.replay(Taker(refuses="text")) == 1
    assert journal.pending() == 1
    taker = Taker()
    assert journal.replay(taker) == 1
    assert taker.taken == [("text", 1)]


def test_an_entry_whose_handler_broke_is_still_pending(journal: Journal) -> None:
    journal.write("alert", {"n": 1})

    def broken(_kind: str, _body: Mapping[str, Any]) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        journal.replay(broken)
    assert journal.pending() == 1


def test_a_tail_cut_off_at_any_byte_costs_that_entry_only(path: Path, tmp_path: Path) -> None:
    journal = Journal(path)
    journal.write("alert", {"n": 1})
    whole = path.stat().st_size
    journal.write("alert", {"n": 2})
    journal.close()
    text = path.read_bytes()
    for size in range(whole, len(text) + 1):
        cut = tmp_path / f"cut-{size}"
        cut.write_bytes(text[:size])
        after = Journal(cut)
        after.write("alert", {"n": 3})
        after.close()
        survives = size >= len(text) - 1  # only the end of the line is missing
        expected = [1, 2, 3] if survives else [1, 3]
        pending, taken = reopened(cut)
        assert (pending, [n for _, n in taken]) == (len(expected), expected), size


def test_a_cut_off_mark_hands_the_entry_over_again(path: Path) -> None:
    journal = Journal(path)
    journal.write("text", {"n": 1})
    journal.write("alert", {"n": 2})
    journal.replay(Taker(refuses="text"))
    journal.close()
    path.write_bytes(path.read_bytes()[:-10])
    assert reopened(path) == (2, [("text", 1), ("alert", 2)])


def test_a_changed_line_is_left_out(path: Path, journal: Journal) -> None:
    journal.write("alert", {"n": 1})
    journal.write("alert", {"n": 2})
    path.write_bytes(path.read_bytes().replace(b'"n": 1', b'"n": 7'))
    assert reopened(path) == (1, [("alert", 2)])


def test_writers_in_other_processes_lose_nothing_while_one_replays(journal: Journal, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from storage.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for n in range(50): journal.write(sys.argv[2], {'n': n})\n"
    )
    writers = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", program, str(path), name], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
        )
        for name in ("first", "second")
    ]
    taker = Taker()
    while any(writer.poll() is None for writer in writers):
        journal.replay(taker)
    journal.replay(taker)
    assert [writer.wait(10) for writer in writers] == [0, 0]
    for name in ("first", "second"):
        assert [n for kind, n in taker.taken if kind == name] == list(range(50))
    assert path.stat().st_size == 0


def test_two_replays_at_once_hand_nothing_over_twice(journal: Journal, path: Path) -> None:
    journal.write("alert", {"n": 1})
    inner = Taker()

    def while_replaying(_kind: str, _body: Mapping[str, Any]) -> bool:
        other = Journal(path)
        assert other.replay(inner) == 0
        other.write("alert", {"n": 2})
        other.close()
        return True

    assert journal.replay(while_replaying) == 1
    assert inner.taken == []
    assert journal.pending() == 1


def test_only_the_owner_may_read_it(journal: Journal, path: Path) -> None:
    journal.write("alert", {"n": 1})
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_told_and_not_swallowed() -> None:
    journal = Journal(Path("/dev/full"))
    with pytest.raises(JournalUnavailable):
        journal.write("alert", {"n": 1})
    journal.close()


def test_a_journal_locked_by_another_process_is_given_up_in_time(journal: Journal, path: Path) -> None:
    journal.write("alert", {"n": 1})
    program = (
        "import fcntl, sys; file = open(sys.argv[1], 'rb'); fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('locked', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        before = os.times().elapsed
        with pytest.raises(JournalUnavailable):
            journal.write("alert", {"n": 2})
        assert os.times().elapsed - before < 1
        holder.communicate(b"")
    assert journal.pending() >= 1


def test_on_a_full_disk_an_entry_is_refused_when_there_is_no_room_left_for_it(
    journal: Journal, path: Path
) -> None:
    """Space that is given back may be somebody else's before us: only some of it is given for one entry."""
    journal.keep_room()
    room = path.with_name("journal.room")
    assert room.stat().st_size == ROOM_BYTES <= room.stat().st_blocks * 512
    path.symlink_to("/dev/full")
    with pytest.raises(JournalUnavailable, match="No space left"):
        journal.write("alert", {"n": 1})
    assert ROOM_BYTES / 2 < room.stat().st_size < ROOM_BYTES
    path.unlink()
    journal.write("alert", {"n": 2})
    assert journal.pending() == 1
    journal.keep_room()
    assert room.stat().st_size == ROOM_BYTES <= room.stat().st_blocks * 512


def test_without_room_a_full_disk_refuses_at_once(journal: Journal, path: Path) -> None:
    path.symlink_to("/dev/full")
    with pytest.raises(JournalUnavailable, match="No space left"):
        journal.write("alert", {"n": 1})
    assert sorted(one.name for one in path.parent.iterdir()) == ["journal"]
