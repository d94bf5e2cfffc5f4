"""What must be there before the first caller, and that nothing is served without it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from time import thread_time

import pytest

from commands.answering import application
from commands.assembling import Outside, assemble
from commands.companies import RefusedError
from commands.serving import figures_folder, prepare
from commands.settings import Settings, read_settings
from storage.record.engine import open_record
from storage.record.releases import Releases
from tests.commands.toys import NOW, NUMBERS, changed, files_of, write
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN
from web.assembled import services_of
from web.music import CHORDS, PIECES


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A folder with one company."""
    write(tmp_path / "flows", "toy", files_of("toy"))
    return tmp_path / "flows"


def settings(flows: Path, database: Path) -> Settings:
    return read_settings(
        {
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "a-key-for-tests-of-no-worth",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DATABASE_URL": f"sqlite:///{database}",
            "CALLFLOWS_DIR": str(flows),
            "RINGDOWN_DATA": str(flows.parent / "data"),
        }
    )


def test_a_start_without_the_database_is_refused_where_a_company_was_never_served(
    flows: Path, tmp_path: Path
) -> None:
    """Its callers would hear that the number is not in use."""
    away = settings(flows, tmp_path / "no-such-folder" / "record.sqlite")
    with pytest.raises(RefusedError, match="toy: no flows that can serve"):
        prepare(away, lambda: NOW)
    with pytest.raises(RefusedError, match="toy: no flows that can serve"):
        application(away, lambda: NOW, demo=False)


def test_no_piece_of_the_hold_music_is_made_in_a_request_of_a_server(flows: Path, tmp_path: Path) -> None:
    """A piece costs a quarter of a second, which every caller on this worker would wait for."""
    prepare(settings(flows, tmp_path / "record.sqlite"), lambda: NOW)
    app = application(settings(flows, tmp_path / "record.sqlite"), lambda: NOW, demo=False)
    caller = app.test_client()
    began_s = thread_time()
    replies = [caller.get(f"/audio/hold/{piece}.wav") for piece in range(PIECES)]
    assert thread_time() - began_s < 0.15
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.data for reply in replies}) == len(CHORDS)


def test_a_worker_asks_the_phone_network_aside_from_its_webhooks(flows: Path, tmp_path: Path) -> None:
    prepare(settings(flows, tmp_path / "record.sqlite"), lambda: NOW)
    services = services_of(application(settings(flows, tmp_path / "record.sqlite"), lambda: NOW, demo=False))
    assert services.aside is not None
    done_by: list[threading.Thread] = []
    over = threading.Event()
    services.aside("CA1", lambda: done_by.append(threading.current_thread()))
    services.aside("CA1", over.set)
    assert over.wait(10)
    assert done_by != [threading.current_thread()]


def test_a_start_without_the_database_serves_what_was_served_on_this_machine_before(
    flows: Path, tmp_path: Path
) -> None:
    prepare(settings(flows, tmp_path / "record.sqlite"), lambda: NOW)
    away = settings(flows, tmp_path / "no-such-folder" / "record.sqlite")
    prepare(away, lambda: NOW)
    services = assemble(away, Outside(clock=lambda: NOW, tenants=["toy"]))
    services.books.begin()
    services.record.close()
    assert services.books.line(NUMBERS["toy"]) == ("toy", "toy")


def test_without_the_database_a_company_that_is_new_keeps_the_start_from_all(
    flows: Path, tmp_path: Path
) -> None:
    prepare(settings(flows, tmp_path / "record.sqlite"), lambda: NOW)
    write(flows, "shop", files_of("shop"))
    with pytest.raises(RefusedError, match=r"^shop: no flows"):
        prepare(settings(flows, tmp_path / "no-such-folder" / "record.sqlite"), lambda: NOW)


def test_a_restart_with_a_new_company_puts_no_draft_of_another_live(flows: Path, tmp_path: Path) -> None:
    own = settings(flows, tmp_path / "record.sqlite")
    prepare(own, lambda: NOW)
    write(flows, "shop", files_of("shop"))
    write(flows, "toy", changed(files_of("toy"), ("toy.yaml", "Thank you.", "A draft.")))
    prepare(own, lambda: NOW)
    record = open_record(own.database_url)
    shop, toy = (Releases(record, name).live() for name in ("shop", "toy"))
    record.close()
    assert shop is not None
    assert toy is not None
    assert toy.files == files_of("toy")
    assert toy.number == 1


def test_figures_are_kept_in_memory_and_begin_empty(tmp_path: Path) -> None:
    """They are written through a worker's memory: a full disk under them would kill it."""
    memory, data = tmp_path / "shm", tmp_path / "data"
    memory.mkdir()
    data.mkdir()
    folder = figures_folder(data, memory)
    assert folder.parent == memory
    (folder / "counter_1.db").write_text("of an earlier start")
    assert figures_folder(data, memory) == folder
    assert list(folder.iterdir()) == []
    assert figures_folder(data / "..", memory) != folder


def test_without_a_place_in_memory_figures_are_kept_beside_the_rest(tmp_path: Path) -> None:
    assert figures_folder(tmp_path, tmp_path / "none") == tmp_path / "metrics"
    # Nobody else's place is taken.
    theirs = figures_folder(tmp_path, tmp_path).name
    shutil.rmtree(tmp_path / theirs)
    (tmp_path / theirs).symlink_to(tmp_path / "theirs")
    assert figures_folder(tmp_path, tmp_path) == tmp_path / "metrics"
