"""What several tests of commands begin with: an account where all is as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.live.server import RunningRedis, start_redis
from storage.record.drills import Drills, RadioChecks
from storage.record.engine import open_record
from storage.record.found_calls import FoundCalls
from tests.commands.account import Operator, an_account
from tests.e2e.command import NOW
from tests.on_call_company import DESK, DRILLS, FIRST, SECOND


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with start_redis(tmp_path_factory.mktemp("redis"), forced_bundled=True) as running:
        yield running


@pytest.fixture
def operator(tmp_path: Path, redis: RunningRedis) -> Iterator[Operator]:
    """An account where all is as it should be, but that nobody serves at the public address."""
    with an_account(tmp_path, extra=(DRILLS,)) as found:
        found.env["REDIS_URL"] = redis.url
        assert found.runs("provision", "--yes").status == 0
        _practise(found)
        yield found


def _practise(operator: Operator) -> None:
    """Every phone was taken lately, and the drill too."""
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    for number in (FIRST, SECOND, DESK):
        RadioChecks(record, "toy").note(number, "somebody", NOW - timedelta(days=1))
    drills = Drills(record, "toy")
    FoundCalls(record, "toy").looked(NOW)
    begun = drills.begin("emergency", NOW - timedelta(days=2), NOW - timedelta(days=2))
    assert begun is not None
    drills.end(replace(begun, state="accepted"))
    record.close()
