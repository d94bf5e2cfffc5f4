"""A call's page is handed over: one row, which goes on anew where its caller's leg alone had settled it."""

from datetime import UTC, datetime, timedelta

from storage.record.page_takings import Taker
from storage.record.pages import Pages, key_of
from storage.record.promises import Claim, NewPromise, Promise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def new(spot: str, at: datetime = NOW, **more: object) -> NewPromise:
    body = {"policy": "fires", "number": "+442079460321", "spot": spot, **more}
    return NewPromise(kind="page", call_id="CA1", key=key_of("CA1"), due_at=at, body=body)


def claimed(promises: Promises, row: Promise) -> Claim:
    claim = promises.claim(row.id, NOW)
    assert claim is not None
    return claim


def test_a_call_has_one_page_however_often_it_is_handed_over(pages: Pages) -> None:
    first = pages.hand_over(new("0.0"), NOW)
    assert pages.hand_over(new("0.1", LATER), LATER) == first
    assert (first.state, first.due_at, first.body["spot"]) == ("open", NOW, "0.0")


def test_who_was_helped_on_their_own_leg_and_leaves_unhelped_later_is_called_back(
    promises: Promises, pages: Pages
) -> None:
    row = pages.hand_over(new("0.0"), NOW)
    assert promises.keep(claimed(promises, row), NOW)
    again = pages.hand_over(new("1.0", LATER), LATER)
    assert (again.id, again.state, again.due_at) == (row.id, "open", LATER)
    assert (again.body["spot"], again.kept_at) == ("1.0", None)
    assert promises.claim(row.id, LATER) is not None


def test_news_from_before_they_were_helped_open_nothing(promises: Promises, pages: Pages) -> None:
    """The journal may tell of it long after."""
    row = pages.hand_over(new("0.0"), NOW)
    assert promises.keep(claimed(promises, row), LATER)
    assert pages.hand_over(new("1.0"), NOW).state == "kept"


def test_what_a_person_has_stays_theirs(promises: Promises, pages: Pages) -> None:
    row = pages.hand_over(new("0.0"), NOW)
    claimed(promises, row)
    assert pages.accept(row.id, Taker(person="ben", leg="CAben"), LATER) is not None
    assert pages.settle(row.id, "CAben", NOW)
    again = pages.hand_over(new("1.0", LATER), LATER)
    assert (again.state, again.acknowledged_by) == ("kept", "ben")


def test_who_was_talked_to_by_a_text_s_word_and_needs_somebody_later_is_rung_for(pages: Pages) -> None:
    row = pages.hand_over(new("0.0"), NOW)
    assert pages.done(row.key, "+442079460141", NOW) is not None
    again = pages.hand_over(new("1.0", LATER), LATER)
    assert (again.state, again.due_at, again.acknowledged_by) == ("open", LATER, None)


def test_who_said_that_they_were_helped_is_not_called_back_as_they_hang_up(pages: Pages) -> None:
    row = pages.hand_over(new("0.0"), NOW)
    assert pages.helped(row.id, NOW) is not None
    assert pages.hand_over(new("1.0", LATER), LATER).state == "kept"


def test_a_bridge_that_was_met_is_no_page_to_go_on_with(promises: Promises, pages: Pages) -> None:
    row = pages.hand_over(new("0.0", bridge={"id": "BR1"}), NOW)
    assert promises.keep(claimed(promises, row), NOW)
    assert pages.hand_over(new("1.0", LATER), LATER).state == "kept"
