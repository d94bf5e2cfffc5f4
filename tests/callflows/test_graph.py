"""The graph has every way that a call can go, and none that it cannot."""

from __future__ import annotations

from callflows.graph import END, Edge, graph
from tests.callflows.small_book import book, changed, with_steps


def ways(node: str, *changes: tuple[str, str], **more: bytes) -> list[Edge]:
    return list(graph(book(*changes, **more).texts).out[node])


def told(edges: list[Edge]) -> list[str]:
    return [f"{edge.how} {edge.name} -> {edge.target}" for edge in edges]


def test_calls_begin_where_their_number_says() -> None:
    assert graph(book().texts).starts == {"+442071234567": "small/greeting"}
    assert graph(book().texts).errors == {"small": "small/failsafe"}


def test_a_menu_has_its_options_its_outcomes_and_what_is_valid_anywhere() -> None:
    assert told(ways("small/choices")) == [
        "option 1 -> small/person",
        "option 2 -> small/message",
        "outcome no_input -> small/person",
        "outcome no_match -> small/person",
        "key 0 -> small/person",
        "phrase person -> small/person",
        "error error -> small/failsafe",
    ]


def test_an_else_stands_for_every_outcome_that_is_not_named() -> None:
    assert told(ways("small/person"))[:3] == [
        "outcome answered -> end",
        "outcome timed_out -> small/message",
        "outcome no_agents -> small/message",
    ]


def test_a_caller_in_a_queue_has_keys_but_nobody_listens() -> None:
    hows = [edge.how for edge in ways("small/person")]
    assert "key" in hows
    assert "phrase" not in hows


def test_voicemail_and_speaking_have_no_anywhere_keys() -> None:
    assert told(ways("small/message")) == [
        f"outcome saved -> {END}",
        f"outcome empty -> {END}",
        "error error -> small/failsafe",
    ]
    assert told(ways("small/greeting")) == ["outcome done -> small/by_hours", "error error -> small/failsafe"]


def test_hours_are_reduced_only_where_their_set_says_so() -> None:
    assert [edge.name for edge in ways("small/by_hours")] == ["open", "closed", "error"]
    reduced = ("08:00-18:00", "08:00-18:00 reduced")
    routed = ("closed: message}}", "closed: message, reduced: person}}")
    assert [edge.name for edge in ways("small/by_hours", reduced, routed)] == [
        "open",
        "closed",
        "reduced",
        "error",
    ]


def test_a_choice_has_its_lines_in_order() -> None:
    lines = with_steps('extra: {choose: [{when: caller.plan == "a", next: person}, {else: message}]}')
    assert told(ways("small/extra", lines))[:2] == [
        'choice caller.plan == "a" -> small/person',
        "choice else -> small/message",
    ]


def test_a_look_at_the_number_alone_takes_no_input() -> None:
    quiet = with_steps(
        "extra: {verify: {want: recognised, factors: [{ask: ani, grants: recognised}]}, next: end}"
    )
    assert {edge.how for edge in ways("small/extra", quiet)} == {"outcome", "error"}


def test_a_call_goes_into_another_flow_and_comes_back_by_the_edge_of_the_step_that_called() -> None:
    other = changed(
        ("name: small", "name: other"),
        ('["+442071234567"]', "[]"),
        ("start: greeting", "start: greeting\nentries: [greeting]\nreturns: [told]"),
        with_steps("told: {say: There you are., next: return.told}"),
    )
    calling = with_steps("extra: {call: other, at: greeting, next: {told: person}}")
    assert told(ways("small/extra", calling, other=other)) == [
        "call other -> other/greeting",
        "error error -> small/failsafe",
    ]
    back = ways("other/told", calling, other=other)[0]
    assert (back.how, back.name, back.target, back.caller) == (
        "return",
        "told",
        "small/person",
        "small/extra",
    )
    assert (back.file, back.line, back.column) == ("small.yaml", 24, 51)


def test_a_hand_over_has_no_way_back() -> None:
    other = changed(
        ("name: small", "name: other"), ("start: greeting", "start: greeting\nentries: [greeting]")
    )
    handing = with_steps("extra: {call: other, at: greeting}")
    assert [edge.how for edge in ways("small/extra", handing, other=other)] == ["call", "error"]


def test_a_way_that_leads_nowhere_is_left_out() -> None:
    assert told(ways("small/greeting", ("next: by_hours}", "next: by_hour}"))) == [
        "error error -> small/failsafe"
    ]


def test_a_node_and_an_edge_know_their_place() -> None:
    node = graph(book().texts).nodes["small/person"]
    assert (node.file, node.line, node.column, node.kind, node.urgent) == (
        "small.yaml",
        24,
        3,
        "queue",
        False,
    )
    option = ways("small/choices")[1]
    assert (option.file, option.line, option.column, option.phrases) == ("small.yaml", 22, 100, ("bill",))
