"""Pages while Redis is away, from the start or from the middle of a ring on: the same people, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commands.assembling import Outside, assemble
from emulator.faults import Switches
from emulator.phone_call import PhoneCall
from switchboard.replaying import replay
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, FIRST_RING_S, PEOPLE, at_once, in_turn
from tests.faults.stores import OwnRedis
from tests.house import House, settings_for

ADA, BEN, CLEO = PEOPLE["ada"], PEOPLE["ben"], PEOPLE["cleo"]


def says_unbridged(house: House) -> None:
    """Let Twilio say it where a whisper that hangs up has bridged nobody; the worse is that it does not."""
    house.net.exchange.switches = Switches(whisper_hangup_says_unbridged=True)


def back(house: House, redis: OwnRedis, folder: Path) -> None:
    """Redis is there again, and a process that has not seen it fail has replayed the journal."""
    redis.start()
    outside = Outside(clock=house.services.clock, tenants=("toy",), carrier=house.services.carrier)
    fresh = assemble(settings_for(redis.url, f"sqlite:///{folder / 'record.sqlite'}", folder), outside)
    replay(replace(fresh, books=house.services.books))
    fresh.record.close()
    fresh.live.close()
    fresh.journal.close()


def test_without_redis_the_first_phone_rings_as_soon_and_is_put_through(
    shaken: House, redis: OwnRedis
) -> None:
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(ADA).will("accept")
    call = toy.dials(shaken).talks_to(ADA)
    assert toy.rings(shaken, call)[0].at <= FIRST_RING_S
    call.hangs_up()
    assert toy.talked(shaken, call) == ["ada"]


@pytest.mark.parametrize("plan", ["busy", "no answer", "decline", "unreachable"])
def test_without_redis_the_whole_order_is_rung(shaken: House, redis: OwnRedis, plan: str) -> None:
    """Where the page stands is in its addresses."""
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"), in_turn("cleo"))
    for number in toy.EVERYBODY.values():
        shaken.net.phone(number).will(plan)  # type: ignore[arg-type]  # each is a Plan
    call = toy.dials(shaken).hears(toy.MESSAGE, within=250).hangs_up()
    assert toy.rung(shaken, call) == ["ada", "ben", "cleo", "hugo"] * 2
    assert toy.talked(shaken, call) == []


@pytest.mark.parametrize("plan", ["voicemail at once", "answer", "hang up in whisper"])
def test_without_redis_a_pick_up_asks_the_caller_and_goes_on(
    shaken: House, redis: OwnRedis, plan: str
) -> None:
    """Nobody can tell whether it was a person who accepted, so the caller may say so."""
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(ADA).will(plan)  # type: ignore[arg-type]  # each is a Plan
    shaken.net.phone(BEN).will("accept")
    call = toy.dials(shaken).hears(toy.HELPED).talks_to(BEN).hangs_up()
    assert toy.rung(shaken, call) == ["ada", "ben"]
    assert toy.talked(shaken, call) == ["ben"]


@pytest.mark.parametrize("key", ["2", "4"])
def test_without_redis_twilios_word_on_the_bridge_spares_the_question(
    shaken: House, redis: OwnRedis, key: str
) -> None:
    says_unbridged(shaken)
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(ADA).will("accept", key=key)
    shaken.net.phone(BEN).will("accept")
    call = toy.dials(shaken).talks_to(BEN).hangs_up()
    call.does_not_hear("If you have been helped")
    assert toy.rung(shaken, call) == ["ada", "ben"]


def test_without_redis_who_was_helped_says_so(shaken: House, redis: OwnRedis) -> None:
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(ADA).will("drop")
    call = toy.dials(shaken).hears(toy.HELPED).presses("1").ends()
    assert toy.rung(shaken, call) == ["ada"]


def test_without_redis_who_was_not_is_rung_for_at_the_next_person(shaken: House, redis: OwnRedis) -> None:
    redis.stop()
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(ADA).will("drop")
    shaken.net.phone(BEN).will("accept")
    call = toy.dials(shaken).hears(toy.HELPED).talks_to(BEN).hangs_up()
    assert toy.talked(shaken, call) == ["ada", "ben"]


def test_without_redis_those_silenced_by_a_voicemail_are_rung_alone(shaken: House, redis: OwnRedis) -> None:
    """Whose voicemail it was nobody knows: all of them are."""
    says_unbridged(shaken)
    redis.stop()
    toy.roster(shaken, at_once("ada", "ben", "cleo"))
    shaken.net.phone(ADA).will("voicemail at once")
    shaken.net.phone(CLEO).will("no answer", "accept")
    call = toy.dials(shaken).talks_to(CLEO).hangs_up()
    assert toy.rung(shaken, call) == ["ada", "ben", "cleo", "ada", "ben", "cleo"]


def test_an_accept_that_redis_missed_stands_once_it_is_back(
    shaken: House, redis: OwnRedis, tmp_path: Path
) -> None:
    """Taken without a store, hung up after the talk: nobody calls that caller back."""
    redis.stop()
    toy.roster(shaken, in_turn("ada"))
    shaken.net.phone(ADA).will("accept")
    call = toy.dials(shaken).talks_to(ADA).waits(seconds=20).hangs_up()
    back(shaken, redis, tmp_path)
    told = toy.facts(shaken, "PageBegan", "PageRang", "PageAccepted", "PageEnded", "CallEnded")
    assert [fact["fact"] for fact in told] == [
        "PageBegan",
        "PageRang",
        "PageAccepted",
        "PageEnded",
        "CallEnded",
    ]
    assert told[3]["outcome"] == "accepted"
    assert shaken.promises(call) == ()


def while_it_rings(house: House, _: PhoneCall) -> None:
    house.net.phone(ADA).rings()


def in_the_whisper(house: House, _: PhoneCall) -> None:
    house.net.phone(ADA).answers().hears("Toy works")


def while_they_talk(house: House, call: PhoneCall) -> None:
    house.net.phone(ADA).answers().hears("Toy works").presses("1")
    call.talks_to(ADA)


MOMENTS = [while_it_rings, in_the_whisper, while_they_talk]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
@pytest.mark.parametrize("comes_back", [False, True], ids=["for good", "for a while"])
def test_redis_goes_in_the_middle_of_a_ring_and_the_caller_reaches_the_next_person(
    shaken: House, redis: OwnRedis, moment: Callable[[House, PhoneCall], None], *, comes_back: bool
) -> None:
    """It comes back, or not, before the first ring is over: either way nobody is rung out of order."""
    toy.roster(shaken, in_turn("ada", "ben"))
    shaken.net.phone(BEN).will("accept")
    call = toy.dials(shaken)
    moment(shaken, call)
    redis.stop()
    call.waits(seconds=3)
    if comes_back:
        redis.start()
        call.waits(seconds=8)
    if shaken.net.phone(ADA).current is not None:
        shaken.net.phone(ADA).hangs_up()
    call.talks_to(BEN).hangs_up()
    assert toy.rung(shaken, call) == ["ada", "ben"]


@pytest.mark.parametrize("forgets", [False, True], ids=["back as it was", "back and empty"])
def test_a_page_whose_first_turns_redis_missed_goes_on_where_it_stands(
    shaken: House, redis: OwnRedis, *, forgets: bool
) -> None:
    """The capsule knows better than a store that has missed a ring."""
    toy.roster(shaken, in_turn("ada", "ben"), in_turn("cleo"))
    shaken.net.phone(CATCH_ALL).will("accept")
    call = toy.dials(shaken)
    shaken.net.phone(ADA).rings()
    redis.stop()
    shaken.net.phone(BEN).rings(within=60)
    if forgets:
        redis.forget()
    else:
        redis.start()
    call.talks_to(CATCH_ALL).hangs_up()
    assert toy.rung(shaken, call) == ["ada", "ben", "cleo", "hugo"]
