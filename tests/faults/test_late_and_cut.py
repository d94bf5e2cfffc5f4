"""Redis slow, failed over, or gone after it has done what was asked: one effect, nobody lost (F3, F5, F9)."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from switchboard.books import Books
from switchboard.errands import keep_due, sweep
from switchboard.replaying import replay
from tests.faults.conftest import _logs_of_the_product, books, filled, redis_server
from tests.faults.places import (
    ENGINEER,
    FAILSAFE,
    MESSAGE,
    PREMIUM,
    STRANGER,
    TEXTED,
    Way,
    at_danger,
    at_menu,
    at_pin,
    at_queue,
    wait_patiently,
)
from tests.faults.proxy import Proxy
from tests.faults.stores import LOOPBACK, OwnRedis
from tests.faults.test_recovery import until
from tests.faults.watch import Watch
from tests.house import HOMEIKA_EMERGENCY, MONDAY, House, a_house, drop_ring_texts
from tests.on_call import HOMEIKA

__all__ = ["_logs_of_the_product", "books", "filled", "redis_server"]

#: Among its keys only the commit of a turn has this one.
COMMIT = b"{homeika}:seen"


@dataclass(kw_only=True)
class Far:
    """A house whose Redis is behind a proxy."""

    house: House
    watch: Watch
    redis: OwnRedis
    proxy: Proxy

    def facts(self) -> list[str]:
        """The types of all of Homeika's facts; one that was told twice says the same, and counts once."""
        entries: Any = self.redis.redis.xrange("{homeika}:facts")
        read = [json.loads(fields[b"fact"]) for _, fields in entries]
        told: dict[str, str] = {}
        for fact in read:
            what = f"{fact['fact']} {fact.get('step')} {fact.get('outcome')}"
            assert told.setdefault(fact["id"], what) == what
        return [what.partition(" ")[0] for what in told.values()]

    def waiting(self) -> int:
        return int(self.redis.redis.zcard("{homeika}:queue:support"))

    def heals(self) -> None:
        """Let the proxy carry everything again, and wait until the house knows."""
        self.proxy.late_s = 0.0
        until(self.house.services.live.answers)
        replay(self.house.services)


@pytest.fixture
def far(filled: Path, books: Books, tmp_path: Path) -> Iterator[Far]:
    redis = OwnRedis(tmp_path)
    redis.start()
    parts = urlsplit(redis.url)
    assert parts.port is not None
    proxy = Proxy(parts.port)
    url = redis.url.replace(f":{parts.port}/", f":{proxy.listens_on}/")
    shutil.copy(filled, tmp_path / "house")
    try:
        with a_house(
            redis_url=url,
            database_url=f"sqlite:///{tmp_path / 'house'}",
            folder=tmp_path,
            books=books,
            at=MONDAY,
        ) as house:
            found = Far(house=house, watch=Watch(house), redis=redis, proxy=proxy)
            for line in (ENGINEER, FAILSAFE):
                house.net.phone(line).will("accept")
            yield found
            found.watch.check()
    finally:
        proxy.close()
        redis.stop()


@pytest.mark.parametrize("late_s", [0.2, 2.0])
def test_f03_a_slow_redis_counts_as_away_and_callers_reach_people(far: Far, late_s: float) -> None:
    patient, in_danger = at_menu(far.house, PREMIUM.number), at_danger(far.house, STRANGER)
    far.proxy.late_s = late_s
    in_danger.presses("9").talks_to(ENGINEER)
    in_danger.hangs_up()
    assert wait_patiently(far.house, patient) == "person"
    patient.hangs_up()
    far.heals()
    assert far.facts().count("CallEnded") == 2


def test_f03_a_slow_redis_is_asked_once_in_5_seconds_after_it_has_failed(far: Far) -> None:
    """The breaker: callers do not wait for it again and again."""
    call = at_menu(far.house, STRANGER)
    far.proxy.late_s = 2.0
    before = far.proxy.requests
    call.talks_to(FAILSAFE).hangs_up()
    for _ in range(10):
        far.house.dials(HOMEIKA_EMERGENCY, number=STRANGER).talks_to(ENGINEER).hangs_up()
    # Once in five seconds; eleven calls that each asked at every turn would ask more than fifty times.
    assert far.proxy.requests - before <= 24
    far.heals()


@pytest.mark.parametrize(("keys", "hears"), [("2", "To start a return, press 1"), ("0", "You are ")])
def test_f09_a_turn_that_was_kept_though_its_answer_was_lost_is_taken_once(
    far: Far, keys: str, hears: str
) -> None:
    """The commit is asked for again and finds itself kept, also where it joins a line."""
    call = at_menu(far.house, STRANGER)
    far.proxy.cut_at, far.proxy.cuts = COMMIT, 1
    call.presses(keys).hears(hears).does_not_hear("went wrong")
    assert far.proxy.cuts == 0
    assert far.waiting() == (1 if keys == "0" else 0)
    replay(far.house.services)
    call.hangs_up()
    assert far.waiting() == 0
    assert Counter(far.facts())["CallEnded"] == 1
    assert Counter(far.facts())["QueueJoined"] == (1 if keys == "0" else 0)
    entries = far.redis.redis.xlen("{homeika}:facts")
    assert entries == len(far.facts())


def test_f09_a_pin_whose_turn_was_kept_though_its_answer_was_lost_verifies_once(far: Far) -> None:
    call = at_pin(far.house, PREMIUM.number)
    far.proxy.cut_at, far.proxy.cuts = COMMIT, 1
    call.presses(PREMIUM.pin).hears("What can we help with?")
    assert far.proxy.cuts == 0
    assert far.house.level(call) == "verified"
    call.hangs_up()
    replay(far.house.services)
    assert Counter(far.facts())["CallerIdentified"] == 1
    assert Counter(far.facts())["VerificationFailed"] == 0
    assert far.redis.redis.xlen("{homeika}:facts") == len(far.facts())


@pytest.mark.parametrize("place", [at_menu, at_queue])
def test_f09_a_caller_whose_every_commit_is_answered_too_late_is_kept_and_told_of_once(
    far: Far, place: Way
) -> None:
    """Reads are quick, so that each turn begins well; its commit is done, but nobody hears so in time."""
    call = place(far.house, STRANGER)
    far.proxy.only_late, far.proxy.late_s = COMMIT, 0.3
    ended = wait_patiently(far.house, call)
    assert ended in {"person", "message", "waits"}, call.transcript
    call.hangs_up()
    far.heals()
    assert far.facts().count("CallEnded") == 1
    assert far.waiting() == 0


def test_f05_after_a_failover_that_lost_turns_callers_go_on_and_an_alert_is_told_once(
    far: Far, tmp_path: Path
) -> None:
    """The copy was cut off before the last turns: it knows one call as it was, and nothing of another."""
    (tmp_path / "copy").mkdir()
    copy = OwnRedis(tmp_path / "copy", far.redis.password)
    copy.start()
    try:
        HOMEIKA.will(far.house.net, "decline")
        call = at_queue(far.house, STRANGER)
        _follow(copy, far.redis)
        left = far.house.dials(HOMEIKA_EMERGENCY, number=PREMIUM.number).leaves_message(MESSAGE).ends()
        call.presses("7").hears("after the tone")
        drop_ring_texts(far.house.services)
        assert sweep(far.house.services) == 1 + TEXTED
        far.redis.stop()
        far.proxy.leads_to(copy.port)
        until(far.house.services.live.answers)
        call.leaves_message(MESSAGE).hears("Thank you").does_not_hear("went wrong").ends()
        assert copy.redis.zcard("{homeika}:queue:support") == 0
        assert [row.kind for row in far.house.promises(call)] == ["voicemail"]
        assert {row.kind for row in far.house.promises(left)} == {"alert", "page", "voicemail"}
        assert sweep(far.house.services) == 1 + TEXTED
        for _ in range(2):
            keep_due(far.house.services)
        far.house.net.settles(seconds=30)
        HOMEIKA.texted(far.house.net).receives_sms("URGENT")
        assert HOMEIKA.texted(far.house.net).unread == []
    finally:
        copy.stop()


def _follow(copy: OwnRedis, primary: OwnRedis) -> None:
    """Let the copy take over all there is, and cut it off."""
    copy.redis.config_set("masterauth", primary.password)
    copy.redis.replicaof(LOOPBACK, primary.port)
    until(lambda: bool(primary.redis.wait(1, 100)))
    copy.redis.replicaof("NO", "ONE")
