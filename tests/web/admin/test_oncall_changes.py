"""Overrides and temporary schedules: who may make them, what is refused, and what a conflict does."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.house import House
from tests.web.admin.sending import PAGE, Editor, opens, words
from tests.web.people import signs_in

SINCE, UNTIL = "2026-11-24T18:00", "2026-11-25T06:00"


def standing(house: House) -> list[tuple[str, str, str, str]]:
    """Return what holds of the schedule: kind, person, since, until in UTC."""
    found = house.services.tenants["homeika"].oncall.standing(house.services.clock())
    return [
        (each.kind, each.person, f"{each.since:%d %H:%M}", f"{each.until:%d %H:%M}")
        for each in found.get("primary", ())
    ]


def trail(house: House) -> list[str]:
    """Return who did what, the oldest first."""
    tenant = house.services.tenants["homeika"]
    logins = {member.id: member.login for member in tenant.staff.all()}
    return [
        f"{logins[done.by]} {done.did} {done.detail['person']}" for done in reversed(tenant.oncall.audit(50))
    ]


def last_id(house: House) -> str:
    (newest,) = house.services.tenants["homeika"].oncall.audit(1)
    assert newest.change_id is not None
    return newest.change_id


def test_an_administrator_puts_somebody_on_call_and_the_page_shows_it(house: House) -> None:
    admin = opens(house, "admin")
    done = admin.overrides("engineer_1", SINCE, UNTIL, note="Dentist")
    assert (done.status_code, done.location) == (303, f"{PAGE}?schedule=primary#told")
    assert standing(house) == [("override", "engineer_1", "25 02:00", "25 14:00")]
    text = admin.reads()
    assert "Done. Engineer 1 on primary, Tue 24 Nov 18:00 to Wed 25 Nov 06:00." in text
    assert (
        "Administrator made override: Engineer 1 on primary, Tue 24 Nov 18:00 to Wed 25 Nov 06:00 Dentist"
        in text
    )
    assert trail(house) == ["admin made engineer_1"]


def test_what_was_done_is_told_once(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", SINCE, UNTIL)
    assert "Done." in admin.reads()
    assert "Done." not in admin.reads()


def test_undo_takes_it_back_and_both_are_in_the_trail(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", SINCE, UNTIL)
    assert f'action="{PAGE}/changes/{last_id(house)}/withdraw"' in admin.loads().text
    assert admin.answers(last_id(house), "withdraw").status_code == 303
    assert standing(house) == []
    assert trail(house) == ["admin made engineer_1", "admin withdrawn engineer_1"]


def test_without_a_beginning_it_is_from_now_on(house: House) -> None:
    opens(house, "admin").overrides("engineer_1", "", "2026-11-23T12:00")
    assert standing(house) == [("override", "engineer_1", "23 18:00", "23 20:00")]


def test_a_beginning_that_passed_while_it_was_typed_is_now(house: House) -> None:
    opens(house, "admin").overrides("engineer_1", "2026-11-23T09:58", "2026-11-23T12:00")
    assert standing(house) == [("override", "engineer_1", "23 18:00", "23 20:00")]


def test_a_temporary_schedule_stands_above_an_override(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", "", "2026-11-24T10:00", kind="temporary")
    done = admin.loads().overrides("engineer_3", "", "2026-11-23T20:00")
    assert done.status_code == 303
    text = admin.reads()
    assert "a temporary schedule stands above this" in text
    assert "It has no effect" in text
    assert "primary, until Tue 24 Nov 10:00, then Engineer 2" in text


def test_the_later_of_two_overrides_counts_and_the_page_warns(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", "", "2026-11-24T10:00")
    admin.loads().overrides("engineer_3", "", "2026-11-23T20:00")
    text = admin.reads()
    assert "where both hold, the later made wins" in text
    assert "primary, until Mon 23 Nov 20:00, then Engineer 1" in text


@pytest.mark.parametrize(
    ("said", "words_of_it"),
    [
        ({"since": "2026-11-20T09:00"}, "What has been is not rewritten"),
        ({"until": "2026-11-24T17:00"}, "It ends before it begins"),
        ({"until": ""}, "Write the date and the time when it ends."),
        ({"until": "soon"}, "Write the date and the time when it ends."),
        ({"since": "2026-99-99"}, "Write a date and a time"),
        ({"since": "2026-11-24T18:00+00:00"}, "Write a date and a time"),
        ({"until": "2126-11-24T18:00"}, "It is longer than"),
        ({"person": ""}, "Choose somebody."),
        ({"person": "nobody"}, "Choose somebody from the list."),
        ({"schedule": "none"}, "There is no such schedule any more."),
        ({"based_on": "x"}, "This page is not complete."),
        ({"by_clock": "Nowhere"}, "This page is not complete."),
        ({"note": "x" * 201}, "Keep it under 200 characters."),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy_and_nothing_is_changed(
    house: House, said: dict[str, str], words_of_it: str
) -> None:
    admin = opens(house, "admin")
    refused = admin.overrides(**{"person": "engineer_1", "since": SINCE, "until": UNTIL, **said})
    assert refused.status_code == 422
    assert words_of_it in words(refused.text)
    assert (standing(house), trail(house)) == ([], [])


def test_a_refused_form_comes_again_as_it_was_filled_in(house: House) -> None:
    page = opens(house, "admin").overrides("engineer_1", "2026-11-20T09:00", UNTIL, note="Dentist").text
    for kept in (
        'value="2026-11-20T09:00"',
        f'value="{UNTIL}"',
        'value="Dentist"',
        'value="engineer_1" selected',
    ):
        assert kept in page
    assert 'aria-describedby="override-since-wrong"' in page


def test_an_end_before_the_beginning_is_said_at_the_end(house: House) -> None:
    page = opens(house, "admin").overrides("engineer_1", SINCE, "2026-11-24T17:00").text
    assert 'aria-describedby="override-until-wrong"' in page
    assert 'aria-describedby="override-since-wrong"' not in page


def test_what_was_done_before_is_not_told_beside_what_is_refused_now(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", SINCE, UNTIL)
    refused = admin.overrides("engineer_1", SINCE, "2026-11-24T17:00").text
    assert refused.count('id="told"') == 1


def test_somebody_on_call_takes_hours_themselves_and_may_undo_it(house: House) -> None:
    engineer = opens(house, "agent1")
    assert engineer.overrides("engineer_1", SINCE, UNTIL).status_code == 303
    assert standing(house) == [("override", "engineer_1", "25 02:00", "25 14:00")]
    assert engineer.answers(last_id(house), "withdraw").status_code == 303
    assert trail(house) == ["agent1 made engineer_1", "agent1 withdrawn engineer_1"]


@pytest.mark.parametrize(
    ("said", "words_of_it"),
    [
        ({"schedule": "nights"}, "no turn in this schedule"),
        ({"until": "2026-12-09T18:00"}, "for more than 14 days"),
    ],
)
def test_nobody_puts_themselves_on_call_elsewhere_or_for_long(
    house: House, said: dict[str, str], words_of_it: str
) -> None:
    engineer = opens(house, "agent1")
    refused = engineer.overrides(**{"person": "engineer_1", "since": SINCE, "until": UNTIL, **said})
    assert refused.status_code == 422
    assert words_of_it in words(refused.text)
    assert "Take hours yourself" not in engineer.loads("?schedule=nights").text
    assert (standing(house), trail(house)) == ([], [])


@pytest.mark.parametrize("login", ["agent1", "agent3", "supervisor", "ops"])
@pytest.mark.parametrize(("person", "kind"), [("engineer_3", "override"), ("engineer_1", "temporary")])
def test_nobody_but_an_administrator_puts_another_person_on_call(
    house: House, login: str, person: str, kind: str
) -> None:
    basis = opens(house, "admin").text
    somebody = Editor(person=signs_in(house, "homeika", login), text=basis)
    refused = somebody.overrides(person, SINCE, UNTIL, kind=kind)
    assert refused.status_code == 422
    assert "administrator" in words(refused.text)
    assert (standing(house), trail(house)) == ([], [])


def test_what_an_administrator_made_nobody_else_takes_back(house: House) -> None:
    opens(house, "admin").overrides("engineer_1", SINCE, UNTIL)
    refused = opens(house, "agent1").answers(last_id(house), "withdraw")
    assert refused.status_code == 422
    assert "Only an administrator takes this back" in words(refused.text)
    assert len(standing(house)) == 1


def test_of_two_who_change_the_same_schedule_the_second_is_told_what_the_first_did(house: House) -> None:
    first, second = opens(house, "admin"), opens(house, "agent1")
    first.overrides("engineer_3", SINCE, UNTIL)
    told = second.overrides("engineer_1", SINCE, UNTIL)
    assert told.status_code == 409
    assert "Somebody has changed the schedule since you loaded this page" in words(told.text)
    assert "Administrator made override: Engineer 3 on primary" in words(told.text)
    assert [each[1] for each in standing(house)] == ["engineer_3"]
    # Having seen it, they send the same form again.
    again = Editor(person=second.person, text=told.text).overrides("engineer_1", SINCE, UNTIL)
    assert again.status_code == 303
    assert [each[1] for each in standing(house)] == ["engineer_3", "engineer_1"]


def test_a_change_of_another_schedule_is_no_conflict(house: House) -> None:
    first, second = opens(house, "admin"), opens(house, "agent1")
    first.overrides("engineer_3", SINCE, UNTIL, schedule="nights")
    assert second.overrides("engineer_1", SINCE, UNTIL).status_code == 303


def test_a_form_of_another_release_is_a_conflict(house: House) -> None:
    told = opens(house, "admin").overrides("engineer_1", SINCE, UNTIL, based_on="0123456789ab.0")
    assert told.status_code == 409
    assert standing(house) == []


def test_an_override_that_has_begun_is_ended_and_what_has_been_stays(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", "", "2026-11-24T10:00")
    house.net.clock.moves(seconds=600)
    assert admin.answers(last_id(house), "withdraw").status_code == 303
    assert trail(house) == ["admin made engineer_1", "admin ended engineer_1"]
    kept = house.services.tenants["homeika"].oncall.standing(datetime.fromisoformat("2026-11-23T00:00+00:00"))
    (past,) = kept["primary"]
    assert (past.until - past.since).total_seconds() == 600


def test_what_was_taken_back_twice_is_told(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", SINCE, UNTIL)
    change = last_id(house)
    admin.answers(change, "withdraw")
    told = admin.answers(change, "withdraw")
    assert told.status_code == 409
    assert "decided or has ended meanwhile" in words(told.text)
    assert trail(house) == ["admin made engineer_1", "admin withdrawn engineer_1"]


def test_a_note_is_text_and_nothing_else(house: House) -> None:
    admin = opens(house, "admin")
    admin.overrides("engineer_1", SINCE, UNTIL, note="<script>alert(1)</script>")
    assert "<script>alert(1)" not in admin.loads().text


def test_while_the_record_is_away_the_page_says_so_and_nothing_is_done(house: House) -> None:
    admin = opens(house, "admin")
    record = house.services.record
    record.close()
    told = admin.overrides("engineer_1", SINCE, UNTIL)
    assert told.status_code == 503
    assert "store cannot be reached" in told.text
