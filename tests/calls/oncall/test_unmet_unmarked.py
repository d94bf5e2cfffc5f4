"""A key that no bridge came of, while Redis takes no writes: the page of its caller goes on all the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.faults import Switches
from tests.calls.conftest import PATIENT_S
from tests.calls.oncall import toy
from tests.calls.oncall.conftest import Open
from tests.calls.oncall.test_unmet import ADA, page
from tests.calls.oncall.toy import in_turn
from tests.faults.stores import OwnRedis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("first", [False, True], ids=["end of the call first", "end of the dial first"])
def test_whoever_was_not_met_is_promised_a_call_though_redis_takes_no_mark(
    redis: OwnRedis, toy_record: Path, opens: Open, tmp_path: Path, *, first: bool
) -> None:
    shutil.copy(toy_record, tmp_path / "record.sqlite")
    house = opens(redis.url, f"sqlite:///{tmp_path / 'record.sqlite'}")
    house.services.record.bounded.within_s = PATIENT_S
    toy.roster(house, in_turn("ada", "ben"))
    house.net.exchange.switches = Switches(whisper_hangup_says_unbridged=True, action_before_callback=first)
    call = toy.dials(house)
    ada = house.net.phone(ADA).answers().hears("Press 1")
    house.net.server_is_slow(seconds=1.5)
    ada.leg.presses("1")
    house.net.settles(seconds=0.5)
    redis.fill()
    call.leg.hang_up()
    house.net.settles(seconds=1.5)
    house.net.server_recovers()
    house.net.settles(seconds=30)
    assert page(house, call) == "open"
