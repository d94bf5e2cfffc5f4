"""error-path: what follows an error needs nothing that may be broken."""

from __future__ import annotations

from tests.callflows.prove.sound import Change, found, steps

SAFE = "after an error only say, transfer, voicemail and hangup are safe"
ELSE: Change = ("else: alert}}\ntests", "else: person}}\ntests")
SAID: Change = (
    "on our side., transfer: duty, next: {answered: end, else: alert}",
    "on our side., next: second",
)


def test_a_queue_needs_the_live_store() -> None:
    assert found(ELSE) == [
        f"small.yaml:39:3: error: person is of kind queue; {SAFE}; "
        "path: failsafe -(failed)-> person [error-path]"
    ]


def test_what_comes_after_the_first_unsafe_step_is_not_told_of() -> None:
    hours = "second: {hours: staffed, next: {open: person, closed: message}}"
    assert found(SAID, steps(hours)) == [
        f"small.yaml:43:3: error: second is of kind hours; {SAFE}; path: failsafe -> second [error-path]"
    ]


def test_words_a_transfer_and_a_message_are_safe() -> None:
    assert found(SAID, steps("second: {transfer: duty, next: {answered: end, else: alert}}")) == []


def test_words_alone_end_with_nothing() -> None:
    assert found(SAID, steps("second: {say: Please call again., next: end}")) == [
        "small.yaml:43:3: error: a caller can come to the end at second with nothing: no person, promise or "
        "answer; path: greeting -(error)-> failsafe -> second -> end [ends-with-nothing]"
    ]
