"""The phone network's news, late, repeated and out of order: cti-and-desktop 3.3 and 4."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.floor.conversation import Conversation
from routing.floor.events import Accepted, CallerGone, DeskRings, Due, Joined, Left, Unreachable
from routing.floor.orders import BringCaller, CloseRoom, DropLeg
from routing.floor.people import Agent
from tests.routing.floor.stage import CALL, ROOM, Stage, profile

ANN = profile("ann")


def joined(who: str, leg: str, sequence: int) -> Joined:
    return Joined(call=CALL, who=who, leg=leg, conference=ROOM, sequence=sequence)


def left(leg: str, sequence: int) -> Left:
    return Left(call=CALL, leg=leg, conference=ROOM, sequence=sequence)


News = list[Joined | Left]

REFRESHED: News = [
    joined("ann", "leg1", 1),
    joined("customer", CALL, 2),
    left("leg1", 3),
    joined("ann", "leg2", 4),
]
REDIRECTED_TWICE: News = [
    joined("customer", CALL, 1),
    left(CALL, 2),
    joined("ann", "leg1", 3),
    joined("customer", CALL, 4),
]
DROPPED: News = [joined("ann", "leg1", 1), joined("customer", CALL, 2), left("leg1", 3)]
DIALLED_TWICE: News = [
    joined("ann", "leg1", 1),
    joined("ann", "leg2", 2),
    left("leg1", 3),
    joined("customer", CALL, 4),
]
HISTORIES: list[News] = [REFRESHED, REDIRECTED_TWICE, DROPPED, DIALLED_TWICE]


def accepted() -> Stage:
    stage = Stage()
    stage.seats(ANN)
    stage.offers(ANN)
    stage.does(Accepted(agent=ANN, offer="off1"), after_s=2)
    return stage


def ends_as(news: News) -> tuple[Conversation, Agent]:
    stage = accepted()
    for each in news:
        stage.does(each)
    heard = dict(sorted(stage.call.heard.items()))
    return replace(stage.call, heard=heard), stage.agents["ann"]


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[News, News]:
    history = draw(st.sampled_from(HISTORIES))
    repeats = draw(st.lists(st.sampled_from(history), max_size=4))
    return history, draw(st.permutations(history + repeats))


@given(both=shuffled())
@settings(derandomize=True, deadline=None, max_examples=400)
def test_any_order_of_late_and_repeated_news_ends_in_the_same_state(
    both: tuple[News, News],
) -> None:
    history, news = both
    assert ends_as(news) == ends_as(history)


def test_news_without_numbers_count_as_they_come() -> None:
    stage = accepted()
    stage.does(Joined(call=CALL, who="ann", leg="leg1", conference=ROOM))
    stage.does(Joined(call=CALL, who="customer", leg=CALL, conference=ROOM))
    stage.does(Left(call=CALL, leg="leg1"))
    assert stage.party("ann").state == "dropped"


def test_news_of_a_call_that_nobody_knows_change_nothing() -> None:
    stage = Stage()
    for event in (
        joined("ann", "leg1", 1),
        left("leg1", 2),
        CallerGone(call=CALL, why="hung_up"),
        Unreachable(call=CALL, offer="off1"),
        Due(kind="join", id=f"{CALL}/off1"),
        Due(kind="offer", id=f"{CALL}/off1"),
        Due(kind="transfer", id=CALL),
        Due(kind="leave", id=CALL),
        Due(kind="rejoin", id=f"{CALL}/ann"),
        Due(kind="wrap", id="ann"),
        Due(kind="link", id="ann"),
    ):
        assert stage.does(event) == type(stage.last)()


def test_a_leg_that_joins_after_the_end_is_ended_and_asked_for_again_until_it_has_left() -> None:
    stage = accepted()
    stage.does(CallerGone(call=CALL, why="hung_up"))
    assert stage.does(joined("ann", "leg1", 1)).orders == (DropLeg(leg="leg1"),)
    assert stage.timers["leave", CALL].due_ms == stage.now_ms + 5_000
    assert stage.does(Due(kind="leave", id=CALL), after_s=5).orders == (DropLeg(leg="leg1"),)
    stage.does(left("leg1", 2))
    assert stage.does(Due(kind="leave", id=CALL), after_s=5).orders == ()
    assert stage.call.parties == ()


def test_a_caller_who_joins_when_nobody_is_there_any_more_is_sent_on() -> None:
    stage = accepted()
    stage.does(Due(kind="join", id=f"{CALL}/off1"), after_s=15)
    assert stage.does(joined("customer", CALL, 1)).orders == (BringCaller(call=CALL),)
    assert stage.does(left(CALL, 2)).orders == ()
    assert stage.call.phase == "waiting"


def test_the_end_of_an_offer_stops_a_desk_phone_that_rings_late() -> None:
    stage = accepted()
    stage.does(CallerGone(call=CALL, why="hung_up"))
    late = DeskRings(agent=ANN, offer="off1", leg="desk1")
    assert stage.does(late).orders == (DropLeg(leg="desk1"),)
    assert stage.last.agents == ()


def test_a_caller_who_leaves_the_room_and_is_not_heard_of_counts_as_gone_after_ten_seconds() -> None:
    stage = accepted()
    stage.does(joined("ann", "leg1", 1))
    stage.does(joined("customer", CALL, 2))
    stage.does(left(CALL, 3))
    assert stage.call.phase == "talking"
    assert stage.does(Due(kind="rejoin", id=f"{CALL}/customer"), after_s=9.9).orders == ()
    outcome = stage.does(Due(kind="rejoin", id=f"{CALL}/customer"), after_s=0.1)
    assert outcome.orders == (CloseRoom(conference=ROOM),)
    assert (stage.call.phase, stage.work("ann")) == ("ended", "wrap_up")


def test_a_caller_gone_twice_is_gone_once() -> None:
    stage = accepted()
    stage.does(CallerGone(call=CALL, why="hung_up"))
    again = stage.does(CallerGone(call=CALL, why="hung_up"))
    assert (again.conversation, again.agents, again.facts) == (None, (), ())
