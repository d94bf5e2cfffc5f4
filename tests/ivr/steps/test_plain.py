"""Kinds that are over at once, and look-ups."""

from dataclasses import replace
from typing import Any

import pytest

from ivr.clock_facts import ClockStarted
from ivr.events import Arrived
from ivr.facts import LookedUp, Tagged
from ivr.questions import Answer, Denied, Found, LookUp, NotFound, Unanswered
from ivr.steps.call import Call
from ivr.steps.choose import Choose
from ivr.steps.hangup import HangUp
from ivr.steps.hours import Hours
from ivr.steps.lookup import Lookup
from ivr.steps.play import Play
from ivr.steps.say import Say
from ivr.steps.set import Set
from ivr.steps.tag import Tag
from ivr.world import Opening
from tests.ivr.steps.caller import Answers, Caller, flow, in_order, step, when


def test_words_to_be_said_twice_are_said_twice() -> None:
    assert Caller(flow(step("gas", Say(repeat=2), say="Leave."))).arrives().heard == ["Leave.", "Leave."]


def test_an_urgent_prompt_cannot_be_interrupted() -> None:
    spoken = Caller(flow(step("gas", Say(repeat=2), say="Leave.", urgent=True))).arrives().verbs
    assert [getattr(verb, "uninterrupted", None) for verb in spoken] == [True, True, None]


@pytest.mark.parametrize(
    ("opening", "edges", "outcome"),
    [
        (Opening(state="open"), {}, "open"),
        (Opening(state="reduced"), {}, "reduced"),
        (Opening(state="closed"), {}, "closed"),
        (Opening(state="closed", holiday=True), {}, "closed"),
        (Opening(state="reduced", holiday=True), {}, "reduced"),
        (Opening(state="closed", holiday=True), {"holiday": "end"}, "holiday"),
        (Opening(state="open"), {"holiday": "end"}, "open"),
    ],
)
def test_a_holiday_counts_only_where_the_flow_has_an_edge_for_it(
    opening: Opening, edges: dict[str, str], outcome: str
) -> None:
    caller = Caller(flow(step("now", Hours(hours="support"), after={**edges, "else": "end"})))
    caller.world = replace(caller.world, opening=lambda _flow, _hours: opening)
    assert caller.does(Arrived()).outcomes == [outcome]


def test_hours_are_asked_for_by_flow_and_name() -> None:
    asked: list[tuple[str, str]] = []

    def opening(flow_name: str, hours: str) -> Opening:
        asked.append((flow_name, hours))
        return Opening(state="open")

    caller = Caller(flow(step("now", Hours(hours="support"))))
    caller.world = replace(caller.world, opening=opening)
    caller.does(Arrived())
    assert asked == [("main", "support")]


@pytest.mark.parametrize(
    ("plan", "heard"), [("premium", "First."), ("enterprise", "Second."), ("", "Other.")]
)
def test_the_first_line_that_holds_is_taken(plan: str, heard: str) -> None:
    lines = (
        (when('caller.plan == "premium"'), "first"),
        (when('caller.plan in ["premium", "enterprise"]'), "second"),
    )
    chosen = flow(
        step("by_plan", Choose(lines=lines, otherwise="other")),
        *(step(name, Say(), say=f"{name.title()}.") for name in ("first", "second", "other")),
    )
    assert Caller(chosen, call={"caller": {"plan": plan}}).arrives().heard == [heard]


def test_a_clock_starts_for_the_case_the_call_was_tagged_with_before() -> None:
    clock = step("clock", Tag(tags={"clock": "critical-ack-1h"}))
    tagged = flow(step("case", Tag(tags={"case": "critical"}), after={"else": "clock"}), clock)
    caller = Caller(tagged).arrives()
    (started,) = caller.facts(ClockStarted)
    assert (started.clock, started.case) == ("critical-ack-1h", "critical")
    assert (started.number, started.dialled) == (caller.call.number, caller.call.dialled)
    assert [fact.tags for fact in caller.facts(Tagged)] == [
        {"case": "critical"},
        {"clock": "critical-ack-1h"},
    ]
    assert caller.call.tags == {"case": "critical", "clock": "critical-ack-1h"}


def test_variables_are_read_before_any_is_changed() -> None:
    swap = {"left": when("vars.right"), "right": when("vars.left")}
    caller = Caller(
        flow(step("swap", Set(values=swap))), call={"vars": {"left": "a", "right": "b"}}
    ).arrives()
    assert caller.call.vars == {"left": "b", "right": "a"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("49.50", "49.5"),
        ("3m", "180"),
        ('"x"', "x"),
        ("caller.verified", "false"),
        ("not caller.verified", "true"),
    ],
)
def test_a_variable_is_kept_as_text(text: str, kept: str) -> None:
    caller = Caller(flow(step("keep", Set(values={"it": when(text)})))).arrives()
    assert caller.call.vars == {"it": kept}


def test_a_variable_without_a_value_is_forgotten() -> None:
    caller = Caller(flow(step("keep", Set(values={"it": when("caller.plan")}))), call={"vars": {"it": "old"}})
    assert caller.arrives().call.vars == {}


def test_audio_is_played_by_its_name_and_a_hang_up_ends_the_call() -> None:
    caller = Caller(
        flow(step("jingle", Play(audio="welcome"), after={"else": "bye"}), step("bye", HangUp()))
    ).arrives()
    assert [type(verb).__name__ for verb in caller.verbs] == ["Play", "HangUp"]
    assert caller.call.ended == "system"


def test_another_flow_takes_over_and_gives_back() -> None:
    first = flow(step("over", Call(flow="other", at="hello"), after={"done": "person"}))
    other = flow(step("hello", Say(), say="Hello.", after={"else": "return.done"}), name="other")
    caller = Caller(first, other).arrives()
    assert caller.heard == ["Hello.", "A person."]
    assert caller.call.callers == ()


def lookup(answers: Answers, *, needs: str = "none", **call: object) -> Caller:
    values = {"order": when("caller.order_number"), "plan": when("caller.plan")}
    found = Lookup(connector="rma", values=values, needs=needs, timeout_ms=3000)
    return Caller(flow(step("find", found, after={"else": "person"})), answers=answers, call=call).arrives()


KNOWN: dict[str, Any] = {"caller": {"order_number": "12345678"}, "customer": "c1"}


def test_a_connector_is_asked_with_what_there_is() -> None:
    caller = lookup(in_order(Found(values={"status": "inspected"})), level="identified", **KNOWN)
    assert caller.asked == [
        LookUp(
            connector="rma",
            values={"order": "12345678"},
            customer="c1",
            key="CA1/main/find/1",
            timeout_ms=3000,
        )
    ]
    assert caller.call.found == {"rma": {"status": "inspected"}}


def test_a_recognised_caller_is_no_customer_to_a_connector() -> None:
    """P1: a forged caller ID reads nobody's orders."""
    asked = lookup(in_order(NotFound()), level="recognised", **KNOWN).asked[0]
    assert isinstance(asked, LookUp)
    assert asked.customer == ""


@pytest.mark.parametrize(
    ("level", "needs"),
    [
        ("none", "recognised"),
        ("none", "identified"),
        ("recognised", "identified"),
        ("identified", "verified"),
    ],
)
def test_nothing_is_asked_below_the_level_it_needs(level: str, needs: str) -> None:
    caller = lookup(in_order(), needs=needs, level=level)
    assert (caller.asked, caller.outcomes[0]) == ([], "denied")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Found(values={}), "found"),
        (NotFound(), "not_found"),
        (Denied(reason="tenant"), "error"),
        (Unanswered(), "error"),
    ],
)
def test_each_answer_has_its_outcome_and_its_fact(answer: Answer, outcome: str) -> None:
    caller = lookup(in_order(answer), found={"rma": {"status": "old"}})
    assert caller.outcomes[0] == outcome
    assert caller.facts(LookedUp) == [LookedUp(connector="rma", outcome=outcome)]
    assert caller.call.found == {"rma": {}}
