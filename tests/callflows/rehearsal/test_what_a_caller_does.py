"""What the lines of a test mean: wait, press, say, hang up, and what happens in between."""

from callflows.rehearse import Outcome
from ivr.call import Call
from tests.callflows.rehearsal.conftest import Try


def path(outcome: Outcome) -> list[str]:
    assert outcome.played is not None
    assert outcome.failures == ()
    return outcome.played.path


def call(outcome: Outcome) -> Call:
    assert outcome.played is not None
    return outcome.played.call


def test_a_test_stops_where_the_caller_is_asked_for_more(rehearsed: Try) -> None:
    outcome = rehearsed("[]")
    assert path(outcome) == ["who"]
    assert not call(outcome).ended


def test_waiting_is_silence_until_the_step_gives_up(rehearsed: Try) -> None:
    """The number is asked for twice, the menu is spoken twice."""
    assert path(rehearsed("[wait, wait]")) == ["who", "by_hours", "main", "desk", "how"]


def test_waiting_passes_over_a_whole_survey(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 1, wait]")
    assert path(outcome)[-1] == "how"
    assert call(outcome).ended
    assert call(outcome).answers == {}


def test_a_survey_takes_one_line_a_question(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 1, press 4, say 'yes']")
    assert call(outcome).answers == {"csat": "4", "fixed": "1"}


def test_pound_alone_skips_and_pound_after_digits_ends_them(rehearsed: Try) -> None:
    assert call(rehearsed("['press #']")).level == "none"
    assert call(rehearsed("['press 12345678#', press 123456]")).level == "verified"


def test_keys_past_what_is_listened_for_are_not_heard(rehearsed: Try) -> None:
    """The menu takes one key at once, as the phone network does."""
    assert path(rehearsed("['press #', press 12]"))[-2:] == ["desk", "how"]


def test_speech_where_only_keys_are_taken_is_silence(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 3, say seven seven]")
    assert path(outcome)[-3:] == ["note", "desk", "how"]
    assert "note" not in call(outcome).answers


def test_words_leave_a_message_and_silence_leaves_none(rehearsed: Try) -> None:
    closed = "{at: '2026-11-24T20:00'}"
    assert path(rehearsed("['press #', say ring me]", call=closed))[-2:] == ["post", "thanks"]
    assert path(rehearsed("['press #', wait]", call=closed))[-2:] == ["post", "silent"]
    assert path(rehearsed("['press #', press 5]", call=closed))[-2:] == ["post", "silent"]


def test_a_hang_up_ends_the_call_where_it_is(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', hang up]")
    assert path(outcome)[-1] == "main"
    assert call(outcome).ended == "customer"


def test_a_hang_up_is_heard_while_a_message_is_recorded(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', hang up]", call="{at: '2026-11-24T20:00'}")
    assert path(outcome)[-1] == "post"
    assert call(outcome).ended == "customer"


def test_star_says_it_again_and_goes_nowhere(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press *]", "{says: For the desk}")
    assert path(outcome) == ["who", "by_hours", "main"]


def test_a_key_that_is_valid_anywhere_is_taken_in_line_too(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 1, press 9]", given="{queue.desk: waits}")
    assert path(outcome)[-3:] == ["desk", "duty", "how"]


def test_waiting_in_line_ends_by_the_time_limit(rehearsed: Try) -> None:
    outcome = rehearsed("['press #', press 1, wait]", given="{queue.desk: waits}")
    assert path(outcome)[-2:] == ["desk", "post"]
