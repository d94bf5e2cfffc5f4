"""Pages that wait until somebody is free: the first of each line is found, however long the others are."""

from datetime import UTC, datetime, timedelta

from storage.record.pages import Pages, key_of
from storage.record.promises import NewPromise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def stand(promises: Promises, pages: Pages, *policies: str, rung: bool = False) -> None:
    """Let a page of each policy stand in line, one a second, by calls CA0, CA1 and so on."""
    for number, policy in enumerate(policies):
        call, at = f"CA{policy}{number}{rung}", NOW + timedelta(seconds=number)
        body = {"policy": policy, "number": "", "spot": "0.0"}
        new = NewPromise(kind="page", call_id=call, key=key_of(call), due_at=at, body=body)
        claim = promises.claim(pages.hand_over(new, at).id, LATER)
        assert claim is not None
        if rung:
            assert pages.begins(claim, "0.0", ["ben"])
            assert pages.rings(claim, {}, LATER, LATER)
            claim = promises.claim(claim.id, LATER)
            assert claim is not None
        assert pages.waits(claim, LATER, in_line=True)


def first(pages: Pages) -> set[str]:
    return {row.call_id for row in pages.first_in_line()}


def test_the_first_of_a_line_is_found_behind_any_number_of_another(promises: Promises, pages: Pages) -> None:
    stand(promises, pages, *["fires"] * 60, "floods", "floods")
    assert first(pages) == {"CAfires0False", "CAfloods60False"}


def test_those_that_were_rung_for_stand_in_a_line_of_their_own(promises: Promises, pages: Pages) -> None:
    stand(promises, pages, "fires", "fires")
    stand(promises, pages, "fires", "fires", rung=True)
    assert first(pages) == {"CAfires0False", "CAfires0True"}


def test_a_page_that_rings_stands_in_no_line(promises: Promises, pages: Pages) -> None:
    stand(promises, pages, "fires", "fires")
    (waits,) = pages.first_in_line()
    assert promises.claim(waits.id, LATER) is not None
    assert first(pages) == {"CAfires1False"}
