"""Whatever callers do on the four lines, and whatever the world does, nobody is hung up on with nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.book import Book, load_company
from callflows.rehearsal.given import WORDS, Given
from callflows.rehearsal.playing import Played, play
from callflows.rehearsal.rings import one_ring
from callflows.rehearsal.script import Script, read_script
from ivr.events import Event, HungUp, Pressed, Spoke, StayedSilent
from ivr.facts import StepEnded, SurveyOffered, Tagged
from ivr.steps.voicemail import Voicemail
from ivr.world import Opening, World
from routing import hours

COMPANIES = Path(__file__).parents[3] / "callflows"
BOOKS = {name: load_company(COMPANIES / name) for name in ("homeika", "homewise")}
LINES = sorted((name, flow) for name, book in BOOKS.items() for flow in book.flows)
YEAR_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

_PERSON = {("queue", "answered"), ("transfer", "answered"), ("page", "accepted"), ("voicemail", "saved")}


def _phrases(book: Book) -> list[str]:
    menus = (step.action for flow in book.flows.values() for step in flow.steps.values())
    said = {phrase for menu in menus for option in getattr(menu, "options", ()) for phrase in option.phrases}
    return sorted(said | {phrase for flow in book.flows.values() for phrase in flow.anywhere.phrases})


def _deeds(book: Book) -> st.SearchStrategy[list[Event]]:
    keys = st.sampled_from([*"0123456789*#", "12345678", "123456", "1234567890123", "10"])
    words = st.sampled_from(_phrases(book)) | st.text(min_size=1, max_size=20)
    deed = st.one_of(
        keys.map(lambda digits: Pressed(digits=digits)),
        words.map(lambda text: Spoke(text=text)),
        st.just(StayedSilent()),
    )
    return st.lists(deed, max_size=25)


def _worlds(book: Book) -> st.SearchStrategy[Given]:
    names = [name for name in WORDS if name not in {"queue", "lookup"}]
    names += [f"queue.{queue}" for queue in book.company.queues]
    names += [f"lookup.{connector}" for connector in book.company.connectors]
    said = {name: st.sampled_from(WORDS[name.partition(".")[0]]) for name in names}
    answers = {"status": "closed", "covered": "true", "balance": "12.99"}
    found = st.dictionaries(st.sampled_from(sorted(book.company.connectors)), st.just(answers))
    plans = st.sampled_from(["basic", "premium", "enterprise"])
    kinds = st.sampled_from(["homeowner", "renter", "trade"])
    caller = st.none() | st.fixed_dictionaries({}, optional={"plan": plans, "kind": kinds})
    steps = sorted(f"{flow}/{step}" for flow, compiled in book.flows.items() for step in compiled.steps)
    return st.builds(
        Given,
        caller=caller,
        breaks=st.just("") | st.sampled_from(steps),
        said=st.fixed_dictionaries({}, optional=said),
        found=found,
    )


def _world(book: Book, now: datetime) -> World:
    def opening(flow: str, name: str) -> Opening:
        found = hours.opening(book.hours(flow, name), now)
        return Opening(state=found.state, holiday=found.holiday, next_open=found.next_open)

    page = one_ring(book.oncall, now)
    return World(now=now, opening=opening, outside=book.company.outside, page=page)


def _gained(book: Book, played: Played) -> bool:
    """Whether the caller got a person, a promise or an answer."""
    return any(_gives(book, fact) for fact in played.facts)


def _gives(book: Book, fact: object) -> bool:
    match fact:
        case StepEnded(kind="voicemail", flow=flow, step=step, outcome="empty"):
            action = book.flows[flow].steps[step].action
            return isinstance(action, Voicemail) and bool(action.policy)
        case StepEnded(kind=kind, outcome=outcome):
            return (kind, outcome) in _PERSON
        case Tagged(tags=tags):
            return "outcome" in tags
        case _:
            return isinstance(fact, SurveyOffered)


def _script(book: Book, flow: str, world: Given, deeds: list[Event]) -> Script:
    script = read_script(book, book.compiled[flow], 0)
    call = replace(script.call, attested=world.caller is not None)
    return replace(script, call=call, given=world, do=tuple((str(deed), deed) for deed in deeds))


@pytest.mark.parametrize(("company", "flow"), LINES)
@settings(max_examples=100, derandomize=True, deadline=None)
@given(data=st.data())
def test_whoever_is_hung_up_on_has_gained_something(company: str, flow: str, data: st.DataObject) -> None:
    book = BOOKS[company]
    deeds = data.draw(_deeds(book))
    world = data.draw(_worlds(book))
    now = YEAR_BEGAN + timedelta(minutes=data.draw(st.integers(0, 2 * 365 * 24 * 60)))
    played = play(book.flows, _script(book, flow, world, deeds), _world(book, now))
    assert not played.trouble or "the call was over before" in played.trouble, played.trouble
    assert not played.call.ended or _gained(book, played), (played.path, deeds)


@pytest.mark.parametrize(("company", "flow"), LINES)
@settings(max_examples=40, derandomize=True, deadline=None)
@given(data=st.data())
def test_a_hang_up_at_any_point_ends_the_call_there(company: str, flow: str, data: st.DataObject) -> None:
    book = BOOKS[company]
    deeds = [*data.draw(_deeds(book)), HungUp()]
    world = data.draw(_worlds(book))
    played = play(book.flows, _script(book, flow, world, deeds), _world(book, YEAR_BEGAN))
    assert played.call.ended
    assert played.call.queues == ()


@pytest.mark.parametrize(("company", "flow"), LINES)
@settings(max_examples=40, derandomize=True, deadline=None)
@given(data=st.data())
def test_a_caller_who_only_stays_silent_comes_to_an_end(company: str, flow: str, data: st.DataObject) -> None:
    book = BOOKS[company]
    world = replace(data.draw(_worlds(book)), breaks="")
    now = YEAR_BEGAN + timedelta(hours=data.draw(st.integers(0, 2 * 365 * 24)))
    silence: list[Event] = [StayedSilent()] * 40
    played = play(book.flows, _script(book, flow, world, silence), _world(book, now))
    assert played.call.ended
    assert _gained(book, played)
