"""unreachable: every step can be reached from a dialled number."""

from __future__ import annotations

from tests.callflows.prove.sound import OTHER, after_find, found, steps


def test_the_sound_flow_is_proved_whole() -> None:
    assert found() == []


def test_a_step_that_nothing_leads_to_is_found_with_what_hangs_on_it() -> None:
    lost = steps("lost: {say: Nobody hears this., next: then}", "then: {say: Nor this., next: person}")
    assert found(lost) == [
        "small.yaml:43:3: error: step lost cannot be reached; path: nothing -> lost [unreachable]",
        "small.yaml:44:3: error: step then cannot be reached; path: nothing -> lost -> then [unreachable]",
    ]


def test_two_steps_that_lead_only_to_each_other_are_unreachable() -> None:
    lost = steps("here: {say: Hello., next: there}", "there: {say: Hello., next: here}")
    assert [line.rpartition("error: ")[2] for line in found(lost)] == [
        "step here cannot be reached; path: nothing -> there -> here [unreachable]",
        "step there cannot be reached; path: nothing -> here -> there [unreachable]",
    ]


def test_a_step_that_only_an_error_leads_to_is_reachable() -> None:
    second = steps("second: {transfer: duty, next: {answered: end, else: alert}}")
    assert (
        found(
            (
                "on our side., transfer: duty, next: {answered: end, else: alert}",
                "on our side., next: second",
            ),
            second,
        )
        == []
    )


def test_a_flow_that_nobody_dials_or_calls_is_told_of_once() -> None:
    assert found(other=OTHER) == [
        'other.yaml:7:11: error: no other flow calls entry "hello"; take it out of `entries`; '
        "path: nothing -> hello [unreachable]",
        'other.yaml:11:3: error: flow "other" is never begun: no line has its numbers, and no reachable step '
        "calls it; path: nothing -> hello [unreachable]",
    ]


def test_an_entry_that_no_flow_calls_is_found_in_its_place() -> None:
    assert found(("start: greeting\n", "start: greeting\nentries: [choices]\n")) == [
        'small.yaml:7:11: error: no other flow calls entry "choices"; take it out of `entries`; '
        "path: nothing -> choices [unreachable]"
    ]


def test_a_flow_that_is_called_is_reachable_and_so_is_what_it_comes_back_to() -> None:
    asks = steps("ask: {call: other, at: hello, next: {agreed: person, refused: message}}")
    assert found(after_find("{found: told, else: ask}"), asks, other=OTHER) == []
