from dataclasses import replace

import pytest

from ivr.engine import Turn, fail
from ivr.events import Arrived
from ivr.facts import QueueJoined, QueueLeft
from ivr.questions import QueueSeen, SeeQueue, Unanswered
from ivr.steps.queue import HOLD_PIECES, PATIENCE_S, Announce, Queue
from ivr.steps.say import Say
from ivr.verbs import Gather, Play
from tests.ivr.steps.caller import Caller, flow, in_order, prompt, step

BOTH = Announce(position=True, wait=True, every_s=45)


def seen(ahead: int = 2, *, staffed: int = 3, wait_s: int | None = 130) -> QueueSeen:
    return QueueSeen(place=7_000, ahead=ahead, staffed=staffed, wait_s=wait_s)


def waiting(line: Queue, first: QueueSeen | Unanswered | None = None, *, languages: str = "en-US") -> Caller:
    after = {"no_agents": "nobody", "timed_out": "late", "answered": "end"}
    one = flow(
        step("line", line, after=after),
        step("nobody", Say(), say="Nobody."),
        step("late", Say(), say="Late."),
        languages=(languages,),
    )
    return Caller(one, answers=in_order(first or seen())).arrives().sees(seen())


def test_the_line_is_looked_at_before_it_is_joined() -> None:
    caller = waiting(Queue(queue="support", priority=70))
    assert caller.asked == [SeeQueue(queue="support", priority=70)]
    assert (caller.call.queues, caller.call.place) == (("support",), 7_000)
    (joined,) = caller.facts(QueueJoined)
    assert (joined.queue, joined.position, joined.wait_s, joined.back) == ("support", 3, 130, False)


@pytest.mark.parametrize("first", [seen(staffed=0), Unanswered()])
def test_nobody_waits_in_a_line_that_nobody_serves_or_that_cannot_be_seen(
    first: QueueSeen | Unanswered,
) -> None:
    caller = waiting(Queue(queue="support"), first)
    assert caller.heard == ["Nobody."]
    assert caller.call.queues == ()
    assert (caller.facts(QueueJoined), caller.facts(QueueLeft)) == ([], [])


def test_without_the_live_store_the_line_counts_as_empty_of_agents() -> None:
    line = step("line", Queue(queue="safety", priority=100), urgent=True)
    caller = Caller(flow(line))
    caller.world = replace(caller.world, store=False)
    assert caller.does(Arrived()).outcomes == ["no_agents"]


@pytest.mark.parametrize(("urgent", "store"), [(True, True), (True, False), (False, True)])
def test_of_a_line_that_has_nobody_an_urgent_caller_hears_nothing(*, urgent: bool, store: bool) -> None:
    """What is said before the first phone rings counts; elsewhere the caller is told what was tried."""
    to_page = {"else": "page"}
    one = flow(
        step("line", Queue(queue="safety"), say="We are finding you.", urgent=urgent, after=to_page),
        step("page", Say(), say="Calling our engineer now.", urgent=True),
    )
    caller = Caller(one, answers=in_order(seen(staffed=0)))
    caller.world = replace(caller.world, store=store)
    caller.does(Arrived())
    told = "" if urgent else "We are finding you. "
    assert " ".join(caller.heard) == f"{told}Calling our engineer now."


def test_a_store_that_goes_away_for_a_moment_costs_nobody_the_place() -> None:
    caller = waiting(Queue(queue="support"))
    caller.world = replace(caller.world, store=False, away_s=PATIENCE_S - 1)
    caller.waits()
    assert caller.facts(QueueLeft) == []
    assert (caller.call.queues, caller.call.place) == (("support",), 7_000)


def test_a_store_that_stays_away_lets_the_caller_out_of_the_line() -> None:
    caller = waiting(Queue(queue="support"))
    caller.world = replace(caller.world, store=False, away_s=PATIENCE_S)
    caller.call = replace(caller.call, step="line")
    assert caller.waits().outcomes[0] == "no_agents"
    assert [fact.reason for fact in caller.facts(QueueLeft)] == ["no_agents"]


def test_place_and_wait_are_told_on_joining_with_the_wait_in_whole_minutes_rounded_up() -> None:
    assert waiting(Queue(queue="support", announce=BOTH)).heard == [
        "You are number 3 in line.",
        "We expect to answer in about 3 minutes.",
    ]


def test_the_first_in_line_and_a_short_wait_have_words_of_their_own() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH), seen(0, wait_s=0), languages="en-GB")
    assert caller.heard == ["You are next in the queue.", "We expect to answer in about a minute."]


def test_only_what_the_flow_allows_is_told() -> None:
    assert waiting(Queue(queue="support")).heard == []
    assert waiting(Queue(queue="support", announce=Announce(position=True))).heard == [
        "You are number 3 in line."
    ]
    only_wait = Queue(queue="support", announce=Announce(wait=True))
    assert waiting(only_wait, seen(wait_s=None)).heard == []


def test_music_goes_on_where_it_stopped_and_begins_again_at_its_end() -> None:
    caller = waiting(Queue(queue="support"))
    played = []
    for _ in range(HOLD_PIECES + 1):
        played += [prompt for prompt in caller.gather.prompts if isinstance(prompt, Play)]
        caller.later(9).waits()
    assert [piece.audio for piece in played] == [f"hold/{n}" for n in range(HOLD_PIECES)] + ["hold/0"]


def test_a_round_is_words_or_music_never_both_and_listens_for_keys_alone() -> None:
    """Architecture 3: a round lasts at most 10 s; a piece has 8, and 165 words are said in a minute."""
    caller = waiting(Queue(queue="support", announce=replace(BOTH, every_s=10)))
    for _ in range(8):
        listens = caller.gather
        assert (listens.speech, listens.digits, listens.wait_s) == (False, 1, 1)
        kinds = {type(prompt) for prompt in listens.prompts}
        assert len(kinds) == 1
        assert len(" ".join(caller.heard).split()) * 60 / 165 + listens.wait_s <= 10
        caller.later(10).waits()


def test_a_place_worse_than_the_one_announced_is_not_announced() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH)).sees(seen(5, wait_s=400)).later(45).waits()
    assert caller.heard == ["Thank you for waiting. You are still in line."]
    assert caller.sees(seen(1, wait_s=60)).later(45).waits().heard == [
        "You are number 2 in line.",
        "We expect to answer in about a minute.",
    ]


def test_a_wait_that_would_end_later_than_the_one_told_is_not_told() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH), seen(0, wait_s=63)).sees(seen(0, wait_s=63))
    assert caller.heard == ["You are next in line.", "We expect to answer in about 2 minutes."]
    assert caller.later(45).waits().heard == ["You are next in line."]
    assert caller.sees(seen(0, wait_s=60)).later(15).presses("*").heard == [
        "You are next in line.",
        "We expect to answer in about a minute.",
    ]


def test_a_wait_that_has_passed_is_owned_up_to_once_and_no_figure_follows_it() -> None:
    line = Queue(queue="support", announce=replace(BOTH, say=prompt("To leave a message, press 7.")))
    caller = waiting(line, seen(0, wait_s=63)).sees(seen(0, wait_s=63))
    assert "about 2 minutes" in caller.heard[1]
    assert caller.later(121).waits().heard == ["It is taking longer than we thought. Thank you for waiting."]
    assert caller.later(8).waits().heard == ["To leave a message, press 7."]
    for _ in range(20):
        assert caller.later(45).waits().heard == ["To leave a message, press 7."]


def test_a_better_place_is_told_after_the_wait_has_passed_too() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH)).sees(seen(1)).later(181).waits()
    assert caller.heard == [
        "It is taking longer than we thought. Thank you for waiting.",
        "You are number 2 in line.",
    ]
    assert caller.later(45).waits().heard == ["Thank you for waiting. You are still in line."]


@pytest.mark.parametrize(
    ("closes_in_s", "told"), [(129, []), (130, ["about 3 minutes."]), (None, ["about 3 minutes."])]
)
def test_no_wait_is_told_that_ends_after_closing(closes_in_s: int | None, told: list[str]) -> None:
    """flow-language 6: promise nothing after closing."""
    first = replace(seen(wait_s=130), closes_in_s=closes_in_s)
    caller = waiting(Queue(queue="support", announce=Announce(wait=True)), first)
    assert [said.removeprefix("We expect to answer in ") for said in caller.heard] == told


def test_no_place_is_told_while_nobody_is_staffed() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH)).sees(seen(0, staffed=0)).later(45).waits()
    assert caller.heard == ["Thank you for waiting. You are still in line."]


def test_announcements_come_every_so_often_and_not_between() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH))
    assert caller.later(44).waits().heard == []
    assert caller.later(1).waits().heard != []
    assert caller.later(10).waits().heard == []


def test_the_flows_own_words_are_a_round_of_their_own() -> None:
    line = Queue(queue="support", announce=replace(BOTH, say=prompt("You can also visit our web site.")))
    caller = waiting(line)
    assert len(caller.heard) == 2
    assert caller.later(45).waits().heard[0] == "You are number 3 in line."
    assert caller.later(8).waits().heard == ["You can also visit our web site."]
    assert caller.later(8).waits().heard == []


def test_without_figures_the_flows_own_words_are_said_at_once() -> None:
    line = Queue(queue="support", announce=Announce(every_s=30, say=prompt("Still here.")))
    caller = waiting(line)
    assert caller.heard == []
    assert caller.later(30).waits().heard == ["Still here."]


def test_star_tells_the_place_again_and_joins_no_second_time() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH)).later(10).presses("*")
    assert caller.heard[0] == "You are number 3 in line."
    assert (len(caller.asked), len(caller.facts(QueueJoined))) == (1, 1)


def test_keys_that_mean_nothing_are_the_next_round() -> None:
    assert isinstance(waiting(Queue(queue="support")).presses("7").verbs[0], Gather)


def test_an_anywhere_key_leaves_the_line() -> None:
    caller = waiting(Queue(queue="support")).later(20).presses("0")
    assert caller.call.queues == ()
    assert caller.facts(QueueLeft) == [QueueLeft(queue="support", reason="moved", waited_ms=20_000)]


def test_a_hang_up_in_the_line_is_an_abandoned_call() -> None:
    caller = waiting(Queue(queue="support")).later(5).hangs_up()
    assert caller.facts(QueueLeft) == [QueueLeft(queue="support", reason="abandoned", waited_ms=5_000)]


def test_the_wait_ends_at_its_timeout_and_not_a_second_before() -> None:
    caller = waiting(Queue(queue="support", timeout_s=60)).later(59).waits()
    assert caller.outcomes == []
    assert caller.later(1).waits().heard == ["Late."]
    assert caller.facts(QueueLeft) == [QueueLeft(queue="support", reason="timed_out", waited_ms=60_000)]


def test_overflow_adds_a_line_and_keeps_the_place_in_the_first() -> None:
    caller = waiting(Queue(queue="trade", overflow_to="tier1", overflow_after_s=30)).later(29).waits()
    assert caller.call.queues == ("trade",)
    assert caller.later(1).waits().call.queues == ("trade", "tier1")
    assert caller.later(10).waits().call.queues == ("trade", "tier1")
    assert caller.call.place == 7_000
    assert [fact.queue for fact in caller.facts(QueueJoined)] == ["trade", "tier1"]


def test_a_caller_whom_the_store_forgot_keeps_the_old_place() -> None:
    caller = waiting(Queue(queue="support", announce=BOTH)).sees(None).later(60).waits()
    assert (caller.call.queues, caller.call.place, len(caller.asked)) == (("support",), 7_000, 1)
    assert caller.heard == ["Thank you for waiting. You are still in line."]


def test_a_call_that_forgot_its_line_joins_it_anew() -> None:
    caller = waiting(Queue(queue="support"))
    caller.answers = in_order(replace(seen(), place=9_000))
    caller.call = replace(caller.call, queues=(), place=0, scratch={}, step_began_ms=0)
    assert (caller.waits().call.queues, caller.call.place) == (("support",), 9_000)


def test_a_call_that_fails_in_the_line_waits_in_no_line_while_it_takes_the_error_path() -> None:
    caller = waiting(Queue(queue="support")).later(5)
    failed = fail(caller.flows, caller.call, "a store went away", caller.world)
    assert isinstance(failed, Turn)
    assert (failed.call.queues, failed.call.step) == ((), "sorry")
    assert QueueLeft(queue="support", reason="moved", waited_ms=5_000) in failed.facts
