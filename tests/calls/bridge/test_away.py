"""Redis goes away with a bridge open, or a process is killed in it and begins anew: who talks with whom."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from twilio.http.response import Response

from commands.answering import pages_of
from commands.assembling import Outside, assemble
from commands.emulated import EmulatedRest
from emulator.phone_call import PhoneCall
from storage.breaker import Breaker
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.books import Books
from switchboard.bridge_rolls import sweep_rooms
from switchboard.bridging import ring_due
from telephony.carrier import Account, Carrier
from telephony.signature import Signatures
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, in_room, joins, made, on_call, opens, row_of
from tests.calls.conftest import PATIENT_S
from tests.calls.paging.paging import ringing, rung, talked
from tests.faults.stores import OwnRedis
from tests.house import TENANTS, House, a_house, settings_for
from tests.on_call import HOMEIKA
from web.app import create_app

ROUND_S = 3.0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A server that a script may stop and start."""
    (tmp_path / "redis").mkdir()
    server = OwnRedis(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shaken(redis: OwnRedis, filled: Path, books: Books, tmp_path: Path) -> Iterator[House]:
    """Ten in the morning, in a house on that server."""
    shutil.copy(filled, tmp_path / "record.sqlite")
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    at = datetime.fromisoformat(homeika.OPEN)
    with a_house(redis_url=redis.url, database_url=url, folder=tmp_path, books=books, at=at) as house:
        _is_patient(house)
        homeika.on_call(house, "no answer")
        _follows(house)
        yield house
        for number in HOMEIKA.phones:
            house.net.phone(number).unread.clear()


def _is_patient(house: House) -> None:
    house.services.record.bounded.within_s = PATIENT_S
    house.services.record.bounded.before_ring_s = PATIENT_S


def _follows(house: House) -> None:
    """Do from now on what a follower and workers do, whose rounds outlive a store that is away."""
    for do in (lambda: house.runs_errands("page", "alert"), lambda: sweep_rooms(house.services)):
        try:
            do()
        except (StoreUnavailableError, RecordUnavailable):
            continue
    house.net.clock.after(ROUND_S, partial(_follows, house))


def _begins_anew(house: House, redis: OwnRedis, folder: Path) -> None:
    """Kill the process, and begin another one on the same stores."""
    settings = settings_for(redis.url, f"sqlite:///{folder / 'record.sqlite'}", folder)
    old = house.services
    outside = Outside(clock=old.clock, tenants=TENANTS, carrier=old.carrier)
    house.emulated.services = replace(assemble(settings, outside), books=old.books)
    signatures = Signatures(settings.twilio_auth_tokens, settings.public_url)
    app = create_app(house.services, signatures, pages_of(settings, demo=True))
    house.emulated.app.wsgi_app = app.wsgi_app  # type: ignore[method-assign]  # Flask's own way to wrap an app
    for each in (old.record, old.live, old.journal, old.rosters):
        each.close()
    _is_patient(house)


def test_with_redis_gone_the_opener_is_rung_for_on_their_own_leg_alone(
    shaken: House, redis: OwnRedis
) -> None:
    call = opens(shaken)
    assert shaken.net.runs_until(lambda: bool(ringing(shaken)), 10)
    redis.stop()
    assert shaken.net.runs_until(lambda: bool(call.leg.children), 30)
    assert {leg.status for leg in made(shaken, MANAGER)} == {"canceled"}
    taker = shaken.net.phone(on_call(shaken)).answers(within=30).hears("priority one outage").presses("1")
    shaken.net.settles(seconds=3)
    assert talked(shaken, call, taker)
    redis.start()
    before = rung(shaken)
    shaken.net.settles(seconds=90)
    assert rung(shaken) == before
    assert call.talking_to == [on_call(shaken)]


def test_with_redis_gone_as_somebody_accepts_the_opener_is_rung_for_too(
    shaken: House, redis: OwnRedis
) -> None:
    """Nobody can say where the opener is. Whoever accepted is not left in the room either."""
    call = opens(shaken)
    manager = shaken.net.phone(MANAGER).answers(within=30).hears("Press 1 to join")
    redis.stop()
    manager.presses("1").hears("This conference is over", within=90).ends()
    taker = shaken.net.phone(on_call(shaken)).answers(within=60).hears("priority one outage").presses("1")
    shaken.net.settles(seconds=3)
    assert talked(shaken, call, taker)
    assert in_room(shaken) == set()
    redis.start()


def test_a_talk_goes_on_while_redis_is_gone_and_its_opener_is_asked_once_it_is_back(
    shaken: House, redis: OwnRedis, tmp_path: Path
) -> None:
    call = opens(shaken)
    manager = joins(shaken, MANAGER)
    assert shaken.net.runs_until(lambda: talked(shaken, call, manager), 60)
    shaken.net.settles(seconds=20)
    redis.stop()
    shaken.net.settles(seconds=60)
    assert in_room(shaken) == {call.sid, manager.sid}
    manager.hangs_up()
    shaken.net.settles(seconds=5)
    redis.start()
    _begins_anew(shaken, redis, tmp_path)
    call.hears("If you have been helped, press 1", within=60).presses("1").ends(within=20)


def test_a_bridge_outlives_the_process_that_opened_it(shaken: House, redis: OwnRedis, tmp_path: Path) -> None:
    call = opens(shaken)
    manager = shaken.net.phone(MANAGER).answers(within=30).hears("Press 1 to join")
    _begins_anew(shaken, redis, tmp_path)
    manager.presses("1")
    assert shaken.net.runs_until(lambda: talked(shaken, call, manager), 60)
    _begins_anew(shaken, redis, tmp_path)
    engineer = joins(shaken, on_call(shaken))
    shaken.net.settles(seconds=30)
    assert in_room(shaken) == {call.sid, manager.sid, engineer.sid}
    assert talked(shaken, engineer, call)
    assert row_of(shaken, call).state == "kept"


def opens_unrung(house: House) -> PhoneCall:
    """Open a bridge in a process that dies before it does what it was to do after its reply."""
    lost: list[object] = []
    here = house.emulated.app.extensions
    here["ringdown"] = replace(house.services, aside=lambda _about, job: lost.append(job))
    call = opens(house)
    here["ringdown"] = house.services
    assert lost
    assert not made(house, MANAGER)
    return call


def test_a_process_that_dies_before_it_rings_leaves_nobody_unrung(
    shaken: House, redis: OwnRedis, tmp_path: Path
) -> None:
    call = opens_unrung(shaken)
    _begins_anew(shaken, redis, tmp_path)
    manager = joins(shaken, MANAGER)
    assert shaken.net.runs_until(lambda: talked(shaken, call, manager), 60)


class KilledError(BaseException):
    """The worker is gone."""


class LastRing(EmulatedRest):
    """Carries one request, and then its process is killed."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        super().request(method, url, *args, **kwargs)
        raise KilledError


def test_a_worker_that_is_killed_as_it_rings_loses_neither_that_ring_nor_the_others(shaken: House) -> None:
    call = opens_unrung(shaken)
    account = shaken.net.exchange.account
    login = Account(sid=account.sid, key=account.sid, secret=account.auth_token)
    dies = Carrier(login, Breaker(time.monotonic), LastRing(lambda: shaken.net))
    with pytest.raises(KilledError):
        ring_due(
            replace(shaken.services, carrier=dies),
            shaken.services.tenants["homeika"],
            row_of(shaken, call).id,
        )
    assert shaken.net.runs_until(lambda: [leg.call.to for leg in ringing(shaken)] == [MANAGER], 10)
    engineer = joins(shaken, on_call(shaken))
    assert shaken.net.runs_until(lambda: talked(shaken, call, engineer), 60)
    shaken.net.settles(seconds=1)
    assert row_of(shaken, call).state == "kept"
