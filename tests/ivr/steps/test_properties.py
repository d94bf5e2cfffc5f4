"""No sequence of events makes any kind raise, loop or lose the caller."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.call import Call
from ivr.engine import FlowError
from ivr.events import Arrived, DialEnded, Event, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.flow import Flow
from ivr.questions import Answer, Denied, Found, NotFound, Promised, Question, QueueSeen, SeeQueue, Unanswered
from ivr.steps import STEP_KINDS
from ivr.verbs import Dial, Gather, HangUp, Record
from tests.ivr.steps.caller import Caller
from tests.ivr.steps.walks import WALKS

KEYS = st.text("0123456789*#", max_size=20)
SAID = st.sampled_from(
    ["yes", "no", "one", "two", "ten", "double", "oh", "repair", "bill", "danger", "12345678"]
)
WORDS = st.one_of(st.text(max_size=80), st.lists(SAID).map(" ".join))
EVENTS = st.one_of(
    st.builds(Pressed, digits=KEYS),
    st.builds(Pressed, digits=st.sampled_from(["1", "2", "12345678", "271828", "0", "*", "#", "••••"])),
    st.builds(Spoke, text=WORDS),
    st.just(StayedSilent()),
    st.builds(DialEnded, status=st.sampled_from(["completed", "busy", ""]), accepted=st.booleans()),
    st.builds(RecordingEnded, recording=st.sampled_from(["", "RE1"]), seconds=st.integers(0, 9)),
)
SEEN = st.builds(
    QueueSeen,
    place=st.integers(0, 10**13),
    ahead=st.integers(0, 50),
    staffed=st.integers(0, 3),
    wait_s=st.none() | st.integers(0, 4000),
)
VALUES = st.dictionaries(
    st.sampled_from(["customer", "plan", "name", "order_number", "language"]), st.text(max_size=9)
)
ANSWERS = st.one_of(
    st.builds(Found, values=VALUES),
    st.just(NotFound()),
    st.just(Denied(reason="limited")),
    st.just(Unanswered()),
    st.just(Promised(promise="p1")),
    SEEN,
)
ROUNDS = st.lists(
    st.tuples(EVENTS, st.integers(0, 400), st.none() | SEEN, st.integers(0, 19)), min_size=1, max_size=25
)


def starting(kind: str) -> Caller:
    """The call of a kind's walk, before anything has happened."""
    walked = WALKS[kind]()
    flows: tuple[Flow, ...] = tuple(walked.flows.values())
    return Caller(*flows, call={"attested": True})


def waits_for_something(caller: Caller) -> bool:
    """Whether a turn ends with the caller being heard, recorded, put through or let go: one of them, last."""
    ways = [verb for verb in caller.verbs if isinstance(verb, Gather | Record | Dial | HangUp)]
    return len(ways) == 1 and caller.verbs[-1] == ways[0]


@pytest.mark.parametrize("kind", STEP_KINDS)
@settings(derandomize=True, max_examples=25, deadline=None)
@given(rounds=ROUNDS, answers=st.lists(ANSWERS, min_size=1, max_size=12))
def test_nothing_a_caller_or_the_world_does_loses_the_call(
    kind: str, rounds: list[tuple[Event, int, QueueSeen | None, int]], answers: list[Answer]
) -> None:
    """Each turn grows by one and survives being stored (both in Caller.does); it ends in exactly one wait."""
    caller = starting(kind)
    given_out = iter(answers * 100)

    def answer(question: Question) -> Answer:
        return QueueSeen(ahead=1, staffed=1, wait_s=60) if isinstance(question, SeeQueue) else next(given_out)

    caller.answers = answer
    caller.arrives()
    for event, seconds, seen, forgets in rounds:
        assert waits_for_something(caller)
        if caller.call.ended:
            break
        if forgets == 0:
            caller.call = replace(caller.call, scratch={})
        caller.later(seconds).sees(seen).does(event)
    assert caller.call.tries <= 3


@pytest.mark.parametrize("kind", STEP_KINDS)
@settings(derandomize=True, max_examples=10, deadline=None)
@given(events=st.lists(EVENTS, max_size=6))
def test_without_the_store_a_kind_fails_in_words_or_goes_on(kind: str, events: list[Event]) -> None:
    """Architecture 3: the engine turns a FlowError into the error path; nothing else may be raised."""
    caller = starting(kind)
    caller.answers = lambda _question: Unanswered()
    caller.world = replace(caller.world, store=False)
    for event in (Arrived(), *events):
        try:
            caller.does(event)
        except FlowError:
            break
        if caller.call.ended:
            break
    assert (caller.call.level, caller.call.queues) == ("none", ())


NAMES = st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)


@settings(derandomize=True, deadline=None)
@given(
    answers=NAMES,
    scratch=NAMES,
    found=st.dictionaries(st.text(max_size=8), NAMES, max_size=2),
    queues=st.lists(st.text(max_size=8), max_size=2).map(tuple),
    callers=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=2).map(tuple),
    place=st.integers(-(10**13), 10**13),
)
def test_a_call_is_the_same_after_being_stored(**fields: object) -> None:
    call = Call(id="CA1", tenant="t", release="r", flow="f", step="s", dialled="+1", **fields)  # type: ignore[arg-type]  # drawn by name
    assert Call.from_json(call.to_json()) == call
