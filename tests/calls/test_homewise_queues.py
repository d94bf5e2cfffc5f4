"""Waiting at Homewise: by priority and arrival, told truly, never sent back, never without a way out."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from emulator.phone_call import PhoneCall
from ivr.steps.queue import HOLD_PIECES
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import AS_OWNER, OPEN, STRANGERS, TRADE, identified
from tests.house import House

LONGER = "It is taking longer than we thought. Thank you for waiting."
NEXT = "You are next in the queue."
TO_TIER1 = (*AS_OWNER, "press 0")


@pytest.fixture
def house(at: At) -> House:
    return at(OPEN)


def _wait_in_tier1(house: House, many: int) -> list[PhoneCall]:
    """Let callers join one after another."""
    return [homewise.calls(house, *TO_TIER1, number=STRANGERS[number]) for number in range(many)]


def _positions(call: PhoneCall) -> list[int]:
    """Return the places that a caller was told, in order."""
    said = [line.text for line in call.leg.heard if line.kind == "say"]
    told = (re.fullmatch(r"You are (?:next|number (\d+)) in the queue\.", text) for text in said)
    return [int(found[1] or 1) for found in told if found]


def test_callers_wait_in_the_order_in_which_they_came(house: House) -> None:
    """DC3: and each is told the place, and when to expect an answer."""
    first, second, third = _wait_in_tier1(house, 3)
    assert homewise.in_line(house, "tier1") == [first.sid, second.sid, third.sid]
    third.hears("You are number 3 in the queue.").hears("We expect to answer in about a minute.")
    for call in (first, second, third):
        call.hangs_up()


def test_the_place_gets_better_when_somebody_gives_up(house: House) -> None:
    """DC3: told at the next announcement, 45 seconds after the last."""
    first, second, third = _wait_in_tier1(house, 3)
    third.hears("You are number 3 in the queue.")
    first.hangs_up()
    third.hears("You are number 2 in the queue.")
    second.hangs_up()
    third.hears(NEXT).hangs_up()
    assert _positions(third) == sorted(_positions(third), reverse=True)


def test_a_caller_with_a_head_start_is_before_those_of_the_last_minute_only(house: House) -> None:
    """DC3: a trade partner overflows after two minutes, and passes nobody who came earlier."""
    early = homewise.calls(house, *TO_TIER1, number=STRANGERS[0])
    house.net.settles(seconds=90)
    late = homewise.calls(house, *TO_TIER1, number=STRANGERS[1]).hears("You are number 2 in the queue.")
    trade = homewise.calls(house, *identified(TRADE.order_number), number=STRANGERS[2])
    trade.waits(seconds=135)
    assert homewise.in_line(house, "tier1") == [early.sid, trade.sid, late.sid]
    late.waits(seconds=60)
    assert set(_positions(late)) == {2}  # the third place it now has is not said: it would be worse
    for call in (early, late, trade):
        call.hangs_up()


@pytest.mark.parametrize("queue", ["tier1", "complaints", "trade"])
def test_an_urgent_caller_passes_everybody_and_takes_nobodys_number(house: House, queue: str) -> None:
    """HW5: the others keep the place that they were told."""
    to = {"tier1": TO_TIER1, "complaints": (*AS_OWNER, "press 5"), "trade": ("wait", "press #", "press 3")}[
        queue
    ]
    waiting = homewise.calls(house, *to, number=STRANGERS[0]).hears(NEXT)
    urgent = homewise.calls(house, "press 9", number=STRANGERS[1])
    assert _score(house, "safety", urgent) < _score(house, queue, waiting)
    waiting.hears(NEXT)
    assert set(_positions(waiting)) == {1}
    waiting.hangs_up()
    urgent.hangs_up()


@pytest.mark.parametrize(
    ("does", "queue", "after_s"),
    [((*AS_OWNER, "press 5"), "complaints", 180), (identified(TRADE.order_number), "trade", 120)],
    ids=["complaints after 3 minutes", "trade after 2 minutes"],
)
def test_a_full_queue_overflows_and_keeps_the_place(
    house: House, does: tuple[str, ...], queue: str, after_s: int
) -> None:
    """DC3: the caller then waits in both, with the one score of their arrival."""
    call = homewise.calls(house, *does).waits(seconds=after_s - 15)
    assert homewise.in_line(house, "tier1") == []
    call.waits(seconds=30)
    assert homewise.in_line(house, "tier1") == homewise.in_line(house, queue) == [call.sid]
    assert _score(house, "tier1", call) == _score(house, queue, call)
    call.hangs_up()
    left = {fact["queue"]: fact["reason"] for fact in homewise.facts_of(house, "QueueLeft")}
    assert left == {queue: "abandoned", "tier1": "abandoned"}


@pytest.mark.parametrize(
    ("does", "minutes"),
    [
        (TO_TIER1, 20),
        ((*AS_OWNER, "press 5"), 15),
        ((*AS_OWNER, "press 3"), 15),
        ((*AS_OWNER, "press 4"), 15),
        ((*AS_OWNER, "press 1", "press 1"), 15),
        ((*AS_OWNER, "press 2", "press 2"), 15),
        (identified(TRADE.order_number), 15),
    ],
    ids=["person", "complaint", "warranty", "claim", "booking", "billing", "trade"],
)
def test_a_wait_has_an_end_and_a_promise(house: House, does: tuple[str, ...], minutes: int) -> None:
    """HW2: whoever has waited so long is asked for a message, which is promised before it is asked for."""
    call = homewise.calls(house, *does).waits(seconds=minutes * 60 - 20)
    assert doing.promised(house, call) == []
    call.hears("I am sorry, nobody is free right now.").hears("listen to it and ring you back.")
    assert doing.promised(house, call) == ["voicemail"]
    reasons = {fact["reason"] for fact in homewise.facts_of(house, "QueueLeft")}
    assert reasons == {"timed_out"}
    call.leaves_message("please ring me").hears("We have your message.").ends()


def test_seven_leaves_the_queue_for_a_message(house: House) -> None:
    """HW2: offered in the queue, and taken at any moment of it."""
    call = homewise.calls(house, *TO_TIER1).hears("To leave a message instead, press 7.").presses("7")
    call.hears("Please leave your name, number and a short message after the tone.")
    (left,) = homewise.facts_of(house, "QueueLeft")
    assert left["reason"] == "moved"
    assert homewise.in_line(house, "tier1") == []
    call.leaves_message("it can wait").hears("We have your message.").ends()


def test_whoever_asks_for_a_person_again_keeps_the_place(house: House) -> None:
    """DC3: 0 in the queue means what it always means, and costs nothing."""
    first, second = _wait_in_tier1(house, 2)
    house.net.settles(seconds=60)
    first.presses("0").hears("Let me find somebody to help you.").hears(NEXT)
    assert homewise.in_line(house, "tier1") == [first.sid, second.sid]
    first.hangs_up()
    second.hangs_up()


def test_the_announcement_comes_every_45_seconds_with_music_between(house: House) -> None:
    """HW2: the place, the wait, the way out; and music that goes on where it stopped.

    The wait is told once: a minute later nobody has come, and that is owned up to.
    """
    call = homewise.calls(house, *TO_TIER1).hears(NEXT).waits(seconds=180)
    told = [line for line in call.leg.heard if line.text in {NEXT, LONGER}]
    assert [line.text for line in told] == [NEXT, NEXT, LONGER]
    assert all(45 <= later.since - sooner.since <= 56 for sooner, later in pairwise(told))
    pieces = [
        int(line.text.rpartition("/")[2].removesuffix(".wav"))
        for line in call.leg.heard
        if line.kind == "play"
    ]
    assert pieces == [number % HOLD_PIECES for number in range(len(pieces))]
    assert all(line.seconds <= 10 for line in call.leg.heard if line.kind == "play")
    call.hangs_up()


@pytest.mark.parametrize(
    ("does", "says"),
    [
        (TO_TIER1, "We expect to answer in about a minute."),
        (identified(TRADE.order_number), "We expect to answer in about 2 minutes."),
        ((*AS_OWNER, "press 5"), "We expect to answer in about 3 minutes."),
    ],
    ids=["20 people of 6 minutes", "4 people of 6 minutes", "3 people of 8 minutes"],
)
def test_the_expected_wait_is_told_in_whole_minutes(house: House, does: tuple[str, ...], says: str) -> None:
    """HW8: from how many are ahead, how many answer, and how long they take; rounded up."""
    homewise.calls(house, *does).hears(NEXT).hears(says).hangs_up()


def test_an_urgent_caller_is_told_no_number(house: House) -> None:
    """HW5: only that somebody is being found, again and again."""
    call = homewise.calls(house, "press 9").hears("stay on the line. We are finding somebody now.")
    call.hears("If it becomes dangerous, hang up and call 999.").does_not_hear("in the queue").hangs_up()


def _score(house: House, queue: str, call: PhoneCall) -> float:
    waiting = house.services.tenants["homewise"].queues.waiting(queue, 9)
    return next(one.score for one in waiting if one.call_id == call.sid)
