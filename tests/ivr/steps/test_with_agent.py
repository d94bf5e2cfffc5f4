"""A queue's caller with an agent, and back: what the flow makes of what the floor decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.events import AgentTook, Served, WaitsAgain
from ivr.facts import QueueJoined, QueueLeft
from ivr.questions import QueueSeen, Unanswered
from ivr.steps.queue import Announce, Queue
from ivr.steps.say import Say
from ivr.verbs import Confer, Gather, Play
from ivr.verbs import Say as Spoken
from tests.ivr.steps.caller import Caller, flow, in_order, step

NEEDS = '{"demand":"trade|billing,claims|en|1|"}'


def back(why: str, *queues: str, joined_ms: int = 40_000) -> WaitsAgain:
    return WaitsAgain(
        queues=queues or ("trade",),
        place=-5,
        priority=99,
        joined_ms=joined_ms,
        needs=NEEDS,
        why=why,
        skills=("billing", "claims"),
    )


def now_ms(caller: Caller) -> int:
    return int(caller.world.now.timestamp() * 1000)


@pytest.fixture
def taken() -> Caller:
    """A caller whom an agent took after half a minute."""
    after = {"answered": "thanks", "timed_out": "late", "no_agents": "late"}
    one = flow(
        step("line", Queue(queue="tier1", timeout_s=60), after=after),
        step("thanks", Say(), say="Thanks."),
        step("late", Say(), say="Late."),
    )
    seen = QueueSeen(place=7_000, ahead=0, staffed=1, wait_s=60)
    return Caller(one, answers=in_order(seen, seen)).arrives().sees(seen).later(30).does(AgentTook())


def test_whoever_is_taken_is_in_the_conference_of_the_call_and_in_no_line(taken: Caller) -> None:
    assert taken.turns[-1][1].verbs == (Confer(room="CA1"),)
    assert taken.call.queues == ()
    assert taken.facts(QueueLeft) == [QueueLeft(queue="tier1", reason="taken", waited_ms=30_000)]


def test_told_twice_it_is_the_same_and_told_once(taken: Caller) -> None:
    taken.later(5).does(AgentTook())
    assert taken.turns[-1][1].verbs == (Confer(room="CA1"),)
    assert len(taken.facts(QueueLeft)) == 1


def test_who_was_served_goes_on_by_answered(taken: Caller) -> None:
    taken.later(600).does(Served())
    assert taken.call.path[0] == "main/line answered"
    assert len(taken.facts(QueueLeft)) == 1


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("dropped", ["Sorry, we lost the connection on our side. Please stay on the line."]),
        ("freed", ["Sorry, we lost the connection on our side. Please stay on the line."]),
        ("sent", ["You are being put through. Please stay on the line."]),
        ("not_joined", []),
    ],
)
def test_who_is_back_in_line_hears_why_unless_they_never_left_it(
    taken: Caller, why: str, words: list[str]
) -> None:
    taken.does(back(why))
    (round_,) = taken.turns[-1][1].verbs
    assert isinstance(round_, Gather)
    assert isinstance(round_.prompts[-1], Play)
    assert [prompt.text for prompt in round_.prompts if isinstance(prompt, Spoken)] == words
    assert (taken.call.queues, taken.call.place) == (("trade",), -5)
    joined = taken.facts(QueueJoined)[-1]
    assert (joined.queue, joined.priority, joined.skills) == ("trade", 99, ("billing", "claims"))
    assert joined.back is (why == "not_joined")


def test_who_was_sent_is_told_their_place_there_whatever_they_heard_before() -> None:
    line = Queue(queue="tier1", announce=Announce(position=True, wait=True))
    there = QueueSeen(place=-5, ahead=2, staffed=1, wait_s=600)
    one = flow(step("line", line, after={"answered": "end", "no_agents": "end"}))
    seen = QueueSeen(place=7_000, ahead=0, staffed=1, wait_s=60)
    caller = Caller(one, answers=in_order(seen, there)).arrives().sees(seen).later(30).does(AgentTook())
    caller.later(60).does(back("sent"))
    (round_,) = caller.turns[-1][1].verbs
    assert isinstance(round_, Gather)
    told = [prompt.text for prompt in round_.prompts if isinstance(prompt, Spoken)]
    assert told[1:] == ["You are number 3 in line.", "We expect to answer in about 10 minutes."]
    assert (caller.call.queues, caller.call.place) == (("trade",), -5)


def test_who_was_sent_while_nobody_can_say_how_long_the_line_is_waits_there_with_music(taken: Caller) -> None:
    taken.answers = in_order(Unanswered())
    taken.does(back("sent"))
    (round_,) = taken.turns[-1][1].verbs
    assert isinstance(round_, Gather)
    assert [type(prompt) for prompt in round_.prompts] == [Spoken, Play]
    assert taken.call.queues == ("trade",)


@pytest.mark.parametrize("why", ["dropped", "freed", "sent"])
def test_the_time_in_line_is_counted_from_where_the_floor_says(taken: Caller, why: str) -> None:
    """After a talk of 20 minutes nobody has waited for 20 minutes."""
    taken.later(1_200)
    taken.does(back(why, joined_ms=now_ms(taken))).later(40).waits()
    assert taken.call.step == "line"
    taken.later(40).waits()
    assert "main/line timed_out" in taken.call.path


def test_who_never_met_the_agent_has_waited_all_along(taken: Caller) -> None:
    taken.does(back("not_joined", joined_ms=now_ms(taken) - 30_000)).later(40).waits()
    assert "main/line timed_out" in taken.call.path


def test_who_waited_in_two_queues_is_back_in_both_at_one_place(taken: Caller) -> None:
    taken.does(back("not_joined", "tier1", "trade"))
    assert taken.call.queues == ("tier1", "trade")
    assert {name: taken.call.places[name] for name in taken.call.queues} == {"tier1": -5, "trade": -5}
    assert [fact.queue for fact in taken.facts(QueueJoined)[-2:]] == ["tier1", "trade"]


def test_a_place_elsewhere_has_no_second_queue(taken: Caller) -> None:
    line = replace(taken.flows["main"].steps["line"], action=Queue(queue="tier1", overflow_to="more"))
    taken.flows["main"] = replace(taken.flows["main"], steps={**taken.flows["main"].steps, "line": line})
    taken.does(back("sent", joined_ms=now_ms(taken))).later(30).waits()
    assert taken.call.queues == ("trade",)


def test_a_caller_whose_conference_nobody_knows_any_more_joins_the_line_again(taken: Caller) -> None:
    """The store has forgotten the agents' side of the call."""
    taken.waits()
    assert taken.call.queues == ("tier1",)
