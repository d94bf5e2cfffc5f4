"""storage/roster_file.py: the roster of now, or the one before it; never half of one, nor a stranger's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from routing.oncall.roster import LevelPlan, Person, Policy, Roster
from routing.oncall.rotation import Shift
from routing.oncall.schedule import Change
from storage import roster_file
from storage.roster_file import RosterFiles, RosterNotWrittenError
from storage.roster_text import KeptRoster

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY, OLDER = b"a-key-for-tests-of-no-worth", b"the-key-before-that-one"
LATER = timedelta(minutes=5)


def roster(tenant: str = "homeika", person: str = "engineer_1") -> Roster:
    return Roster(
        tenant=tenant,
        since=NOW - timedelta(days=1),
        until=NOW + timedelta(days=14),
        people={
            "engineer_1": Person(id="engineer_1", title="Engineer 1", number="+13415550101", sms=True),
            "engineer_2": Person(
                id="engineer_2", title="Ingénieure 2", number="+13415550102", language="fr-FR", drills=True
            ),
        },
        shifts={
            "primary": (
                Shift(person=person, since=NOW - timedelta(days=1), until=NOW + LATER / 3, source="layer 1"),
                Shift(
                    person="engineer_2",
                    since=NOW + LATER / 3,
                    until=NOW + timedelta(days=14),
                    source="override",
                ),
            )
        },
        policies={
            "on-call": Policy(
                name="on-call",
                levels=(LevelPlan(call=("primary",), strategy="simultaneous", ring_s=20, tries=2),),
                catch_all=("engineer_2",),
                rounds=3,
            )
        },
    )


def kept(at: datetime | None = NOW, *, tenant: str = "homeika", person: str = "engineer_1") -> KeptRoster:
    change = Change(
        number=7,
        kind="override",
        person="engineer_2",
        since=NOW + timedelta(microseconds=1),
        until=NOW + timedelta(days=20),
        replaces="engineer_1",
    )
    return KeptRoster(
        roster=roster(tenant, person),
        known_at=at,
        release="0123456789ab",
        changes={"primary": (change,)},
        newest=9,
    )


@contextmanager
def opened(folder: Path, *keys: bytes) -> Iterator[RosterFiles]:
    files = RosterFiles(folder / "rosters", keys or (KEY,))
    try:
        yield files
    finally:
        files.close()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[RosterFiles]:
    with opened(tmp_path) as found:
        yield found


def path_of(folder: Path) -> Path:
    return folder / "rosters" / "homeika.roster"


def person_in(found: KeptRoster | None) -> str:
    """Who is on call first, as the tests' rosters differ."""
    assert found is not None
    return found.roster.shifts["primary"][0].person


@pytest.mark.parametrize("at", [NOW, None])
def test_what_was_written_is_read_to_the_last_microsecond(files: RosterFiles, at: datetime | None) -> None:
    assert files.write(kept(at), NOW)
    assert files.read("homeika") == kept(at)
    assert files.read("homewise") is None
    assert files.refused == 0


def test_a_file_cut_off_or_changed_anywhere_is_never_used_and_the_one_before_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as files:
        files.write(kept(person="before"), NOW)
        files.write(kept(NOW + LATER, person="after"), NOW + LATER)
        assert person_in(files.read("homeika")) == "after"
        path = path_of(tmp_path)
        whole = path.read_bytes()
        spoiled = [whole[:place] for place in range(0, len(whole), 37)]
        spoiled += [
            whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            for place in range(0, len(whole), 41)
        ]
        with capture_logs() as logs:
            for data in spoiled:
                path.write_bytes(data)
                assert person_in(files.read("homeika")) == "before"
        assert len(logs) == files.refused == len(spoiled)
        assert {(log["event"], log["tenant"]) for log in logs} == {("roster_refused", "homeika")}


def test_a_spoiled_file_never_takes_the_place_of_the_good_one_before_it(tmp_path: Path) -> None:
    with opened(tmp_path) as files:
        files.write(kept(person="before"), NOW)
        files.write(kept(NOW + LATER, person="after"), NOW + LATER)
        path_of(tmp_path).write_bytes(b"spoiled")
        files.write(kept(NOW + 2 * LATER, person="now"), NOW + 2 * LATER)
        assert person_in(files.read("homeika")) == "now"
        path_of(tmp_path).unlink()
        assert person_in(files.read("homeika")) == "before"


def test_only_our_keys_sign_and_a_key_before_the_present_one_is_believed(tmp_path: Path) -> None:
    with opened(tmp_path, OLDER) as before:
        before.write(kept(), NOW)
    with opened(tmp_path, KEY) as strangers:
        assert strangers.read("homeika") is None
    with opened(tmp_path, KEY, OLDER) as rotated:
        assert rotated.read("homeika") == kept()


def test_one_company_s_file_is_none_of_another_s(tmp_path: Path) -> None:
    with opened(tmp_path) as files:
        files.write(kept(), NOW)
        path_of(tmp_path).with_name("homewise.roster").write_bytes(path_of(tmp_path).read_bytes())
        assert files.read("homewise") is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format":2}',
        b"[" * 100_000,
        b'{"format":1,"tenant":"homeika"}',
        b'{"format":1,"tenant":"homeika","release":"","known_at":1e300,"newest":0,"since":0,"until":0,'
        b'"people":[],"shifts":{},"policies":[]}',
        b'{"format":1,"tenant":"homeika","release":"","known_at":null,"newest":0,"since":0,"until":0,'
        b'"people":[{"id":5}],"shifts":{},"policies":[]}',
        b'{"format":1,"tenant":"homewise","release":"","known_at":null,"newest":0,"since":0,"until":0,'
        b'"people":[],"shifts":{},"policies":[]}',
        "\N{SNOWMAN}".encode()[:2],
    ],
)
def test_what_is_signed_and_makes_no_sense_is_refused(tmp_path: Path, text: bytes) -> None:
    path_of(tmp_path).parent.mkdir()
    path_of(tmp_path).write_bytes(roster_file._signature("homeika", text, KEY) + b"\n" + text)
    with opened(tmp_path) as files:
        assert files.read("homeika") is None
        assert files.refused == 1


def test_people_s_numbers_are_for_our_own_processes_alone(tmp_path: Path, files: RosterFiles) -> None:
    for _ in range(2):
        files.write(kept(), NOW)
    for path in path_of(tmp_path).parent.glob("homeika.roster*"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path_of(tmp_path).parent.mkdir()
    with path_of(tmp_path).open("wb") as file:
        file.truncate(50 * roster_file.MOST_BYTES)
    with opened(tmp_path) as files:
        assert files.read("homeika") is None


def test_fields_of_a_later_version_of_us_are_passed_over(tmp_path: Path, files: RosterFiles) -> None:
    files.write(kept(), NOW)
    _, _, text = path_of(tmp_path).read_bytes().partition(b"\n")
    later = text.replace(b'"sms":true', b'"sms":true,"pager":"7"').replace(b'"rounds"', b'"x":[],"rounds"')
    assert later != text
    path_of(tmp_path).write_bytes(roster_file._signature("homeika", later, KEY) + b"\n" + later)
    assert files.read("homeika") == kept()


def test_what_was_known_later_stands_whoever_writes_last(files: RosterFiles) -> None:
    assert files.write(kept(NOW, person="newer"), NOW)
    assert not files.write(kept(NOW - LATER, person="older"), NOW)
    assert not files.write(kept(None, person="never told"), NOW)
    assert person_in(files.read("homeika")) == "newer"
    # The same knowledge, resolved for a later fortnight.
    assert files.write(kept(NOW, person="resolved again"), NOW)
    assert person_in(files.read("homeika")) == "resolved again"


def test_a_clock_that_was_ahead_blocks_nobody(files: RosterFiles) -> None:
    ahead = NOW + timedelta(days=400)
    assert files.write(kept(ahead), ahead)
    assert files.write(kept(NOW, person="now"), NOW)
    assert person_in(files.read("homeika")) == "now"


def test_many_writers_at_once_leave_the_newest_and_a_reader_always_finds_one(tmp_path: Path) -> None:
    writers = 8
    begin, seen = threading.Barrier(writers + 1), []

    def write(number: int) -> None:
        with opened(tmp_path) as files:
            begin.wait()
            for turn in range(10):
                at = NOW + timedelta(seconds=turn * writers + number)
                files.write(kept(at, person=f"{turn * writers + number}"), NOW + LATER)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    with opened(tmp_path) as first:
        first.write(kept(NOW - LATER, person="-1"), NOW)
        for thread in threads:
            thread.start()
        begin.wait()
        while any(thread.is_alive() for thread in threads):
            seen.append(int(person_in(first.read("homeika"))))
        for thread in threads:
            thread.join()
        assert person_in(first.read("homeika")) == f"{10 * writers - 1}"
        assert first.refused == 0
    assert seen == sorted(seen)


def test_a_disk_that_does_not_take_it_says_so_and_the_file_before_it_stands(tmp_path: Path) -> None:
    with opened(tmp_path) as files:
        files.write(kept(person="before"), NOW)
        beside = path_of(tmp_path).with_name("homeika.roster.new")
        beside.symlink_to("/dev/full")
        with pytest.raises(RosterNotWrittenError, match=r"homeika: .*No space left"):
            files.write(replace(kept(NOW + LATER), release="later"), NOW + LATER)
        assert person_in(files.read("homeika")) == "before"
