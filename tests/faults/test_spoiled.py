"""What breaks in ways that no store is meant to: a file gone or spoiled, a store emptied within a turn."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.live.calls import Calls, Remembered
from tests.faults.conftest import Shake, Shaken
from tests.faults.places import ENGINEER, FAILSAFE, MESSAGE, STRANGER, at_menu, at_voicemail
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT
from tests.on_call import HOMEIKA


def file_of(shaken: Shaken) -> Path:
    return Path(urlsplit(shaken.settings.database_url).path[1:])


def spoil(shaken: Shaken) -> None:
    """Write over the database, as a failing disk does."""
    for path in (file_of(shaken), *file_of(shaken).parent.glob(f"{file_of(shaken).name}-*")):
        path.write_bytes(b"\x00spoiled\xff" * 4_096)


def take_away(shaken: Shaken) -> None:
    """Put a folder where the database was."""
    for path in (file_of(shaken), *file_of(shaken).parent.glob(f"{file_of(shaken).name}-*")):
        path.unlink()
    file_of(shaken).mkdir()


@pytest.mark.parametrize("harm", [spoil, take_away])
def test_a_database_that_is_spoiled_or_gone_loses_no_promise(
    shake: Shake, harm: object, tmp_path: Path
) -> None:
    shaken = shake("sqlite")
    house = shaken.house
    saved = tmp_path / "saved"
    shutil.copy(file_of(shaken), saved)
    assert callable(harm)
    house.services.record.engine.dispose()
    harm(shaken)
    HOMEIKA.will(house.net, "decline")
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER).leaves_message(MESSAGE)
    call.hears("We have your message").ends()
    house.net.settles(seconds=60)
    shaken.watch.check()
    if file_of(shaken).is_dir():
        file_of(shaken).rmdir()
    for path in file_of(shaken).parent.glob(f"{file_of(shaken).name}-*"):
        path.unlink()
    shutil.copy(saved, file_of(shaken))
    shaken.follows()
    with shaken.another_process() as services:
        rows = services.tenants["homeika"].promises.open_of(call.sid)
    assert {row.kind for row in rows} == {"alert", "page", "voicemail"}
    HOMEIKA.texted(house.net).receives_sms("URGENT")


class EmptiedWhenRead(Calls):
    """Calls of a store that is emptied right after a turn has read it, once."""

    emptied = False

    def read(self, call_id: str, queue: str | None = None) -> Remembered | None:
        found = super().read(call_id, queue)
        if found is not None and not self.emptied:
            self.emptied = True
            self._client.run(lambda redis: redis.flushall())
        return found


def test_a_store_emptied_between_a_turns_read_and_its_commit_loses_no_call(shake: Shake) -> None:
    shaken = shake("sqlite")
    house = shaken.house
    call = at_menu(house, STRANGER)
    services = house.services
    calls = EmptiedWhenRead(services.live, "homeika")
    tenants = {**services.tenants, "homeika": replace(services.tenants["homeika"], calls=calls)}
    house.emulated.app.extensions["ringdown"] = replace(services, tenants=tenants)
    call.presses("2").hears("To start a return, press 1")
    assert calls.emptied
    assert house.path(call)[-1] == "return_menu"
    call.hangs_up()


def test_a_full_disk_under_the_journal_keeps_the_caller(shake: Shake) -> None:
    """The journal's place is taken by a folder, and both stores are away: callers are served all the same."""
    shaken = shake("sqlite")
    house = shaken.house
    house.net.phone(FAILSAFE).will("decline")
    call = at_voicemail(house, STRANGER)
    journal = shaken.settings.data / "journal"
    journal.unlink(missing_ok=True)
    journal.mkdir()
    shaken.breaks("redis stopped")
    shaken.breaks("sqlite locked")
    call.leaves_message(MESSAGE).hears("message").ends()
    other = house.dials(HOMEIKA_SUPPORT, number=STRANGER).hears("Otherwise, stay on the line")
    house.net.phone(ENGINEER).will("accept")
    other.presses("9").talks_to(ENGINEER).hangs_up()
    shaken.mends("sqlite locked")
    shaken.mends("redis stopped")
