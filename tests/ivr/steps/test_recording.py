"""What a call keeps of a recording: the caller was told, in words nobody interrupts, or has refused (C19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.call import Call
from ivr.events import AgentTook
from ivr.questions import QueueSeen
from ivr.steps.menu import Menu, Option
from ivr.steps.queue import Queue
from ivr.steps.say import Say
from ivr.verbs import Confer, Gather
from ivr.verbs import Say as Spoken
from tests.ivr.steps.caller import Caller, flow, in_order, step

MENU = Menu(options=(Option(key="1", next="again"),), retries=1)


def caller(*means: str) -> Caller:
    """A caller who passes one step of each meaning, and comes to a menu."""
    names = [f"step{number}" for number in range(len(means))]
    steps = [
        replace(step(name, Say(), say="Words.", after={"else": after}), recording=meaning)
        for name, after, meaning in zip(names, [*names[1:], "menu"], means, strict=True)
    ]
    return Caller(
        flow(*steps, step("menu", MENU, say="Press 1."), step("again", Say(), say="Again."))
    ).arrives()


@pytest.mark.parametrize(
    ("means", "kept"),
    [
        (("",), ""),
        (("told",), "told"),
        (("refused",), "refused"),
        (("told", "refused"), "refused"),
        (("refused", "told"), "refused"),
        (("told", ""), "told"),
    ],
)
def test_who_was_told_stays_told_and_who_refused_stays_so(means: tuple[str, ...], kept: str) -> None:
    assert caller(*means).call.recording == kept


def test_no_key_interrupts_the_words_that_tell_of_it() -> None:
    first, gather = caller("told").turns[-1][1].verbs
    assert isinstance(first, Spoken)
    assert isinstance(gather, Gather)
    assert first.uninterrupted


def test_a_call_of_before_and_one_that_is_resumed_were_not_told() -> None:
    told = caller("told").call
    assert Call.from_json(told.to_json()).recording == "told"
    assert Call.from_json(told.to_json().replace(',"recording":"told"', "")).recording == ""


def test_the_conference_is_recorded_when_the_floor_says_so() -> None:
    seen = QueueSeen(place=7_000, ahead=0, staffed=1, wait_s=60)
    line = step("line", Queue(queue="tier1"), after={"else": "end"})
    waiting = Caller(flow(line), answers=in_order(seen, seen)).arrives().sees(seen)
    assert waiting.does(AgentTook(recorded=True)).turns[-1][1].verbs == (Confer(room="CA1", recorded=True),)
