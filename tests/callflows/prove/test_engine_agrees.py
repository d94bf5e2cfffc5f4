"""Whatever the engine does with a call of either company, the proofs have followed it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.book import Book, load_company
from callflows.prove.endings import gives
from callflows.prove.explore import explore
from callflows.prove.ways import Ways
from ivr import engine
from ivr.call import Call
from ivr.events import Arrived, DialEnded, Event, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.facts import CallEnded, CallerIdentified, Fact, FlowFailed, StepEnded
from ivr.questions import (
    Answer,
    Denied,
    Found,
    HandIn,
    LookUp,
    NotFound,
    Promise,
    Promised,
    Question,
    QueueSeen,
    SeeQueue,
    Unanswered,
)
from ivr.verbs import Dial, Record, Verb
from ivr.walk import Asking, FlowError, Turn
from ivr.world import Opening, World

FLOWS = Path(__file__).parents[3] / "callflows"
BEGAN = datetime(2026, 11, 24, 10, tzinfo=UTC)
T = TypeVar("T")
KEYS = ("0", "1", "2", "3", "4", "5", "7", "8", "9", "#", "12345678", "123456", "*")
WORDS = ("person", "agent", "danger", "gas", "it works", "a bill", "yes", "hot")
#: What a customer has: everything that conditions look at.
CUSTOMER = {"customer": "c1", "name": "Pat", "plan": "premium", "kind": "renter"}
THINGS = {"covered": "true", "balance": "12", "status": "open", "date": "Monday"}


@cache
def proved(company: str) -> tuple[Book, Ways, frozenset[tuple[str, str, object]]]:
    """Return a company's book and every (step, level, has got something) that the proof of endings saw."""
    book = load_company(FLOWS / company)
    ways = Ways(book.texts)
    found = explore(ways, lambda edge, _, got: got or gives(ways.node(edge.origin), edge), note=False)
    return book, ways, frozenset((state.node, state.level, state.note) for state in found)


@dataclass(slots=True)
class Chance:
    """Chooses by a list of drawn numbers; past its end, always the first."""

    drawn: Sequence[int]
    place: int = 0

    def one_of(self, options: Sequence[T]) -> T:
        self.place += 1
        return options[self.drawn[self.place - 1] % len(options) if self.place <= len(self.drawn) else 0]


@dataclass(slots=True)
class Caller:
    """Takes a call through the engine by chance, and keeps what became true."""

    book: Book
    chance: Chance
    call: Call
    facts: list[Fact] = field(default_factory=list)
    verbs: tuple[Verb, ...] = ()
    now: datetime = BEGAN

    def plays(self) -> None:
        self._turn(Arrived())
        while not self.call.ended and self.call.turn < 150:
            self.now += timedelta(seconds=self.chance.one_of((5, 50, 700)))
            self._turn(self._event())

    def _turn(self, event: Event) -> None:
        state = self.chance.one_of(("open", "closed"))
        world = World(
            now=self.now,
            opening=lambda _, __: Opening(state=state, next_open=BEGAN),
            outside=self.book.company.outside,
        )
        try:
            self._through(engine.take_turn(self.book.flows, self.call, event, world), world)
        except FlowError as error:
            self._through(engine.fail(self.book.flows, self.call, error.why, world), world)

    def _through(self, step: Turn | Asking, world: World) -> None:
        while isinstance(step, Asking):
            step = engine.go_on(self.book.flows, step, self._answer(step.question), world)
        self.call = step.call
        self.facts += step.facts
        self.verbs = step.verbs

    def _answer(self, question: Question) -> Answer:
        answers: list[Answer]
        match question:
            case SeeQueue():
                return QueueSeen(place=1, ahead=0, staffed=self.chance.one_of((1, 0)), wait_s=60)
            case Promise():
                answers = [Promised(promise=question.key), Unanswered()]
            case HandIn():
                return Promised(promise=question.key)
            case LookUp():
                answers = [Found(values=THINGS), NotFound(), Unanswered()]
            case _:
                answers = [Found(values=CUSTOMER), NotFound(), Unanswered(), Denied(reason="limited")]
        return self.chance.one_of(answers)

    def _event(self) -> Event:
        last = self.verbs[-1]
        if isinstance(last, Dial):
            return self.chance.one_of(
                (DialEnded(status="no-answer"), DialEnded(status="completed", accepted=True))
            )
        if isinstance(last, Record):
            return RecordingEnded(
                recording=self.chance.one_of(("", "r1")), seconds=self.chance.one_of((0, 3))
            )
        kind = self.chance.one_of(("silence", "keys", "words"))
        if kind == "keys":
            return Pressed(digits=self.chance.one_of(KEYS))
        return Spoke(text=self.chance.one_of(WORDS)) if kind == "words" else StayedSilent()


def states(facts: Sequence[Fact], call: Call, ways: Ways) -> Iterator[tuple[str, str, bool]]:
    """Yield the state in which each step was begun, and at last ("end", ...) when our side ended the call."""
    level, got, began = "none", False, [fact for fact in facts if isinstance(fact, StepEnded)]
    following = [f"{fact.flow}/{fact.step}" for fact in began] + [
        "end" if call.ended else f"{call.flow}/{call.step}"
    ]
    number = 0
    yield following[0], level, got
    for fact in facts:
        match fact:
            case CallerIdentified():
                level = fact.level
            case StepEnded():
                node = ways.node(following[number])
                edges = (
                    it for it in ways.graph.out[node.id] if (it.how, it.name) == ("outcome", fact.outcome)
                )
                got = got or any(gives(node, edge) for edge in edges)
                number += 1
                yield following[number], level, got
            case _:
                pass


@pytest.mark.parametrize(
    ("company", "flow"),
    [
        ("homewise", "homewise-support"),
        ("homewise", "homewise-main"),
        ("homeika", "homeika-support"),
        ("homeika", "homeika-emergency"),
    ],
)
@given(drawn=st.lists(st.integers(0, 1000), max_size=120), attested=st.booleans())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_no_call_comes_to_a_state_that_the_proofs_have_not_seen(
    company: str,
    flow: str,
    drawn: list[int],
    attested: bool,  # noqa: FBT001  # drawn
) -> None:
    book, ways, known = proved(company)
    model = book.compiled[flow].model
    call = Call(
        id="c",
        tenant=company,
        release="r",
        flow=flow,
        step=model.start,
        dialled=model.numbers[0],
        number="+442079460999",
        attested=attested,
    )
    caller = Caller(book, Chance(drawn), call)
    caller.plays()
    seen = list(states(caller.facts, caller.call, ways))
    assert [state for state in seen if state not in known] == []
    ended = [fact.ended_by for fact in caller.facts if isinstance(fact, CallEnded)]
    if ended == ["system"] and not any(isinstance(fact, FlowFailed) for fact in caller.facts):
        assert seen[-1][2]
