"""follow's part in the standby: it follows the roster, outlives failures, and mends what others spoil."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.assembling import follow_rosters
from commands.following import follow
from commands.operating import assets_of, operating
from commands.settings import read_settings
from commands.standby import COMPARED_EVERY, SIGN, TRIED_AGAIN, Keeper
from commands.terminal import Terminal
from emulator.faults import RestTrouble
from storage.live.server import start_redis
from storage.live.signs import Signs
from switchboard.services import Services
from tests.commands.account import STRANGER, Operator, an_account
from tests.on_call_company import FIRST, LINE, SECOND

#: Engineer 1 hands over to engineer 2 at 09:00 in London.
HANDOFF = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: A follower looks every five seconds; a busy machine may be slower.
WITHIN_S = 60.0


@dataclass
class Following:
    """A follower's keeper, with a clock that a test sets."""

    operator: Operator
    services: Services
    keeper: Keeper
    now: datetime

    def looks(self) -> None:
        follow_rosters(self.services)
        self.keeper.look()

    def asked(self) -> int:
        """How many documents the account has been given so far."""
        return sum(
            len(asset.versions)
            for service in self.operator.emulator.serverless.services.values()
            for asset in service.assets.values()
        )

    def first_rung(self) -> str:
        document = self.operator.document(self.operator.number(LINE).hooks.voice_fallback_url)
        return min((FIRST, SECOND), key=lambda number: document.index(f">{number}<"))


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Following]:
    with an_account(tmp_path) as operator, start_redis(tmp_path / "redis", forced_bundled=True) as redis:
        settings = replace(read_settings(operator.env), redis_url=redis.url)
        made: list[Following] = []

        def clock() -> datetime:
            return made[0].now if made else HANDOFF - timedelta(minutes=5)

        terminal = Terminal(
            clock=clock, env={}, user="", read=input, read_secret=input, say=print, complain=print
        )
        with operating(settings, terminal) as services:
            keeper = Keeper(services, assets_of(settings))
            made.append(Following(operator, services, keeper, clock()))
            yield made[0]


def test_at_a_handoff_the_standby_rings_the_next_engineer_first(following: Following) -> None:
    following.operator.runs("provision", "--yes")
    following.looks()
    before = following.first_rung()
    following.now = HANDOFF + timedelta(seconds=1)
    following.looks()
    assert {before, following.first_rung()} == {FIRST, SECOND}


def test_while_nothing_changes_nothing_is_put_and_the_sign_says_when_it_was_compared(
    following: Following,
) -> None:
    following.operator.runs("provision", "--yes")
    following.looks()
    held_at, count = following.now, following.asked()
    for _ in range(3):
        following.now += timedelta(seconds=15)
        following.looks()
    assert following.asked() == count
    assert Signs(following.services.live).last(SIGN) == held_at


def test_what_somebody_else_deployed_is_mended_when_it_is_compared(following: Following) -> None:
    following.operator.runs("provision", "--yes")
    following.now = HANDOFF
    following.looks()
    [service] = following.operator.emulator.serverless.services.values()
    [environment] = service.environments.values()
    right = following.first_rung()
    environment.build = None
    following.now += COMPARED_EVERY
    following.looks()
    assert following.first_rung() == right


def test_a_twilio_that_fails_is_asked_again_and_then_it_holds(following: Following) -> None:
    following.operator.runs("provision", "--yes")
    faults = following.operator.emulator.exchange.faults
    faults.rest.append(RestTrouble(status=503, times=1, path_contains="/Services"))
    following.looks()
    assert Signs(following.services.live).last(SIGN) is None
    following.now += TRIED_AGAIN
    following.looks()
    assert Signs(following.services.live).last(SIGN) == following.now


def test_without_redis_a_follower_keeps_the_standby_all_the_same(tmp_path: Path) -> None:
    with an_account(tmp_path) as operator:
        operator.env["REDIS_URL"] = "redis://127.0.0.1:1/0"
        assert operator.runs("provision", "--yes").status == 0
        stopping = threading.Event()
        settings = read_settings(operator.env)
        following = threading.Thread(target=follow, args=(settings, lambda: HANDOFF, stopping))
        following.start()
        try:
            file = operator.folder / "toy" / "oncall.yaml"
            file.write_text(file.read_text("utf-8").replace(FIRST, STRANGER), encoding="utf-8")
            assert operator.runs("publish", str(operator.folder)).status == 0
            url = operator.number(LINE).hooks.voice_fallback_url
            until = time.monotonic() + WITHIN_S
            while f">{STRANGER}<" not in operator.document(url) and time.monotonic() < until:
                following.join(0.2)
            assert f">{STRANGER}<" in operator.document(url)
        finally:
            stopping.set()
            following.join(WITHIN_S)


def test_where_nobody_has_provisioned_nothing_is_made(following: Following) -> None:
    following.looks()
    assert following.operator.emulator.serverless.services == {}
