"""Flow texts are kept byte for byte; what is live changes only by a publish on what was live."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from storage.record.engine import Record
from storage.record.releases import (
    Change,
    MovedBase,
    NoEarlierTextError,
    Release,
    Releases,
    SpoiledTextError,
    version_of,
)
from storage.record.tables import flow_texts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ODD = "# naïve: 08:00\r\n\tkey: ٣\n".encode() + b"\x00\xff no newline at the end"


@pytest.fixture
def releases(record: Record) -> Releases:
    return Releases(record, "homewise")


def publish(releases: Releases, base: Release | None, **texts: bytes) -> Release:
    change = Change(by="ana", comment="new words", base=None if base is None else base.version)
    return releases.publish({f"{name}.yaml": text for name, text in texts.items()}, change, NOW)


def test_an_empty_record_has_nothing_live(releases: Releases) -> None:
    assert releases.live() is None
    assert releases.history() == ()
    assert releases.read("0" * 12) is None


def test_texts_come_back_byte_for_byte(releases: Releases) -> None:
    published = publish(releases, None, main=ODD, support=b"")
    assert published.files == {"main.yaml": ODD, "support.yaml": b""}
    assert releases.live() == published == releases.read(published.version)


def test_the_version_depends_on_names_and_texts_only(releases: Releases) -> None:
    published = publish(releases, None, b=b"2", a=b"1")
    assert published.version == version_of(dict(published.entry.hashes))
    assert len(published.version) == 12
    assert version_of({"a": "1", "b": "2"}) == version_of({"b": "2", "a": "1"})
    assert version_of({"a": "1", "b": "2"}) != version_of({"a": "2", "b": "1"})


def test_a_publish_on_a_moved_base_is_refused_and_changes_nothing(releases: Releases) -> None:
    first = publish(releases, None, a=b"1")
    second = publish(releases, first, a=b"2")
    with pytest.raises(MovedBase, match=first.version):
        publish(releases, first, a=b"3")
    with pytest.raises(MovedBase):
        publish(releases, None, a=b"3")
    assert releases.live() == second


def test_publishing_what_is_live_makes_no_release(releases: Releases) -> None:
    first = publish(releases, None, a=b"1")
    assert publish(releases, None, a=b"1") == first
    assert len(releases.history()) == 1


def test_an_old_version_can_still_be_read(releases: Releases) -> None:
    first = publish(releases, None, a=b"1", b=b"x")
    publish(releases, first, a=b"2", b=b"x")
    assert releases.read(first.version) == first


def test_history_tells_who_when_and_why_newest_first(releases: Releases) -> None:
    first = publish(releases, None, a=b"1")
    change = Change(by="ben", comment="shorter", base=first.version)
    releases.publish({"a.yaml": b"2"}, change, NOW + timedelta(hours=1))
    newest, oldest = releases.history()
    assert (newest.number, newest.by, newest.comment, newest.base) == (2, "ben", "shorter", first.version)
    assert newest.made_at == NOW + timedelta(hours=1)
    assert (oldest.number, oldest.base) == (1, None)


def test_rolling_one_flow_back_leaves_the_others(releases: Releases) -> None:
    first = publish(releases, None, a=b"1", b=b"x")
    second = publish(releases, first, a=b"2", b=b"x")
    third = publish(releases, second, a=b"2", b=b"y")
    assert releases.rolled_back("a.yaml") == {"a.yaml": b"1", "b.yaml": b"y"}
    assert releases.live() == third


def test_a_flow_that_never_changed_cannot_be_rolled_back(releases: Releases) -> None:
    publish(releases, None, a=b"1")
    for name in ("a.yaml", "missing.yaml"):
        with pytest.raises(NoEarlierTextError):
            releases.rolled_back(name)


def test_a_spoiled_text_is_never_served(record: Record, releases: Releases) -> None:
    publish(releases, None, a=b"1")
    with record.writing() as connection:
        connection.execute(update(flow_texts).values(text=b"2"))
    with pytest.raises(SpoiledTextError):
        releases.live()


def test_publishing_again_mends_a_spoiled_text(record: Record, releases: Releases) -> None:
    first = publish(releases, None, a=b"1", b=b"x")
    with record.writing() as connection:
        connection.execute(update(flow_texts).values(text=b"2"))
    assert publish(releases, first, a=b"1", b=b"x") == first
    assert releases.live() == first


def test_every_text_that_a_file_has_had_is_told_newest_first_but_no_spoiled_one(
    record: Record, releases: Releases
) -> None:
    first = publish(releases, None, a=b"1", b=b"x")
    second = publish(releases, first, a=b"2", b=b"x")
    third = publish(releases, second, a=b"3", b=b"x")
    publish(releases, third, a=b"1", b=b"x")
    publish(Releases(record, "homeika"), None, a=b"4")
    assert releases.texts_of("a.yaml") == (b"1", b"3", b"2")
    with record.writing() as connection:
        connection.execute(update(flow_texts).where(flow_texts.c.text == b"3").values(text=b"5"))
    assert releases.texts_of("a.yaml") == (b"1", b"2")


def test_tenants_have_releases_of_their_own(record: Record, releases: Releases) -> None:
    published = publish(releases, None, a=b"1")
    other = Releases(record, "homeika")
    assert other.live() is None
    assert other.read(published.version) is None
    assert publish(other, None, a=b"1").number == 1
