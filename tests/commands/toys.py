"""Two small companies in a folder, a record of their own, and somebody else who publishes too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from commands.publishing import Publisher
from storage.record.engine import Record
from storage.record.releases import Change, Release, Releases
from tests.toy_company import COMPANY, SMALL

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
#: Tenant -> its number.
NUMBERS = {"shop": "+442079460992", "toy": "+442079460990"}


def files_of(tenant: str) -> dict[str, bytes]:
    """The files of one company, which pass."""
    company = COMPANY.replace("name: toy", f"name: {tenant}").replace(NUMBERS["toy"], NUMBERS[tenant])
    return {
        "company.yaml": company.encode(),
        "toy.yaml": SMALL.replace(NUMBERS["toy"], NUMBERS[tenant]).encode(),
    }


def changed(files: Mapping[str, bytes], *changes: tuple[str, str, str]) -> dict[str, bytes]:
    """Replace texts: (file, old, new)."""
    found = dict(files)
    for name, old, new in changes:
        assert old.encode() in found[name], old
        found[name] = found[name].replace(old.encode(), new.encode())
    return found


def write(folder: Path, tenant: str, files: Mapping[str, bytes]) -> None:
    (folder / tenant).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / tenant / name).write_bytes(data)


def put_live(record: Record, tenant: str, files: Mapping[str, bytes]) -> Release:
    """Publish past every check, as another version of the program may have."""
    releases = Releases(record, tenant)
    return releases.publish(files, Change(by="ana", comment="", base=releases.live_version()), NOW)


def publisher(record: Record, **other: Releases) -> Publisher:
    """A publisher of both companies. other: releases of one that behave in another way."""
    return Publisher(releases={name: Releases(record, name) for name in NUMBERS} | other, by="ben")


class Overtaken(Releases):
    """Somebody else publishes just before we do."""

    def publish(self, files: Mapping[str, bytes], change: Change, now: datetime) -> Release:
        base = self.live_version()
        super().publish({"company.yaml": b"quicker"}, Change(by="ana", comment="", base=base), now)
        return super().publish(files, change, now)


class OvertakenEarly(Releases):
    """Somebody else publishes while we prove: after our first look at what is live."""

    looked = False

    def live_version(self) -> str | None:
        seen = super().live_version()
        if not self.looked:
            self.looked = True
            super().publish({"company.yaml": b"quicker"}, Change(by="ana", comment="", base=seen), NOW)
        return seen
