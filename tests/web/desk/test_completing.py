"""A call that nobody wrapped up is completed later by its agent or a supervisor, once; no work changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.handled import Handled, WrapUp
from storage.record.staff import staff_id
from switchboard.unsaved import keep_unsaved
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.feeding import TENANT, listening, until
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; the time for Ann's wrap-up is over, and nobody has saved it."""
    ann.accepts().talks_to(call).does(events.End)
    person = signs_in(house, TENANT, "ann")
    typed = person.asks("PUT", f"/desk/notes/{call.sid}", json={"text": "Boiler is cold.", "rev": 1})
    assert typed.status_code == 200
    house.net.settles(seconds=70)
    ann.sees("available")
    assert keep_unsaved(house.services, ann.tenant, "here") == 1
    return person


def history(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = person.gets("/desk/history").get_json()
    return found


def completes(person: Person, row: dict[str, Any], **said: Any) -> TestResponse:
    """Send the form as the page does."""
    late = {"call": row["call"], "ended_at": row["ended_at"]} | ({"agent": said.pop("agent", "")})
    filled = {"disposition": "", "resolved": "yes", "notes": "The pump was stuck.", "follow_up": ""} | said
    return sends(person, "wrap_late", **late, **filled)


def error(answer: TestResponse) -> str:
    assert answer.status_code == 409
    return str(answer.get_json()["error"])


def wrapped(house: House) -> list[dict[str, Any]]:
    return [fact for fact in house.facts(TENANT) if fact["fact"] == "Wrapup"]


def kept(house: House, ann: Desk) -> WrapUp:
    (row,) = Handled(house.services.record, TENANT).of_agent(ann.profile.id)
    return row


def test_its_agent_completes_it_and_works_on_undisturbed(house: House, agent: Person, ann: Desk) -> None:
    (row,) = history(agent)["calls"]
    assert row["late"]["notes"] == "Boiler is cold."
    booking = row["late"]["dispositions"][0]
    before = ann.me
    done = completes(agent, row, disposition=booking["id"], follow_up="2026-12-01")
    assert (done.status_code, ann.me) == (200, before)
    assert done.get_json()["state"]["wrap"] is None
    (after,) = history(agent)["calls"]
    assert (after["disposition_title"], after["resolved"], after["late"]) == (booking["title"], "yes", None)
    saved = kept(house, ann)
    assert (saved.auto, saved.completed_by, saved.notes) == (True, ann.profile.id, "The pump was stuck.")
    assert (saved.follow_up.isoformat() if saved.follow_up else "", saved.talk_ms) != ("", None)


def test_it_is_a_fact_of_the_call_with_no_times_and_stands_in_its_path(
    house: House, agent: Person, ann: Desk
) -> None:
    (row,) = history(agent)["calls"]
    completes(agent, row)
    first, late = wrapped(house)
    assert (first["auto"], first["late"], late["auto"], late["late"]) == (True, False, False, True)
    assert (late["call"], late["agent"], late["completed_by"]) == (
        row["call"],
        ann.profile.id,
        ann.profile.id,
    )
    assert (late["talk_ms"], late["hold_ms"], late["wrap_ms"]) == (0, 0, 0)
    path = agent.gets(f"/desk/calls/{row['call']}/timeline").get_json()["timeline"]
    assert (path[-1]["title"], path[-1]["detail"]) == ("Ann completed it later", "Resolved")


def test_the_feed_tells_it_as_late_and_the_record_is_not_written_again(
    house: House, agent: Person, ann: Desk
) -> None:
    (row,) = history(agent)["calls"]
    with listening(signs_in(house, TENANT, "supervisor")) as heard:
        next(heard)
        completes(agent, row)
        told = until(heard, "call.wrapped").data
    assert (told["late"], told["auto"], told["completed_by"]) == (True, False, ann.profile.id)
    assert keep_unsaved(house.services, ann.tenant, "here") == 0
    assert kept(house, ann).notes == "The pump was stuck."


def test_the_same_command_again_and_the_same_words_again_are_one_change(house: House, agent: Person) -> None:
    (row,) = history(agent)["calls"]
    same = {"id": str(uuid4()), "do": "wrap_late", "call": row["call"], "ended_at": row["ended_at"]}
    answers = [agent.posts("/desk/commands", json={**same, "notes": "Once."}).status_code for _ in range(2)]
    again = sends(agent, "wrap_late", call=row["call"], ended_at=row["ended_at"], notes="Once.").status_code
    assert (answers, again) == ([200, 200], 200)
    assert [fact["late"] for fact in wrapped(house)] == [False, True]


def test_what_is_completed_stays_so(house: House, agent: Person, ann: Desk) -> None:
    (row,) = history(agent)["calls"]
    assert completes(agent, row).status_code == 200
    assert "completed this call already" in error(completes(agent, row, notes="Something else."))
    late = agent.asks("PUT", f"/desk/notes/{row['call']}", json={"text": "a tab that came late", "rev": 2})
    assert (late.status_code, kept(house, ann).notes) == (200, "The pump was stuck.")


def test_a_wrap_up_that_was_saved_in_time_stays_as_it_was_saved(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call).does(events.End)
    agent = signs_in(house, TENANT, "ann")
    assert sends(agent, "wrap", resolved="yes", notes="In time.").status_code == 200
    (row,) = history(agent)["calls"]
    assert row["late"] is None
    assert "saved in its time" in error(completes(agent, row))
    assert kept(house, ann).notes == "In time."


def test_a_supervisor_completes_what_was_left_open_when_they_freed_its_agent(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call).does(events.End)
    supervisor = signs_in(house, TENANT, "supervisor")
    assert sends(supervisor, "free", agent=ann.profile.id).status_code == 200
    keep_unsaved(house.services, ann.tenant, "here")
    (row,) = history(supervisor)["unfinished"]
    assert (row["agent_name"], row["agent"]) == ("Ann", ann.profile.id)
    assert completes(supervisor, row, agent=row["agent"]).status_code == 200
    assert kept(house, ann).completed_by == staff_id(TENANT, "supervisor")
    assert history(supervisor)["unfinished"] == []
    path = supervisor.gets(f"/desk/calls/{call.sid}/timeline").get_json()["timeline"]
    assert path[-1]["title"].endswith("completed it later for Ann")


def test_a_colleague_neither_sees_nor_completes_it(
    house: House, floor: Floor, agent: Person, ann: Desk
) -> None:
    (row,) = history(agent)["calls"]
    floor.agent("ben")
    ben = signs_in(house, TENANT, "ben")
    assert history(ben) == {"calls": [], "unfinished": []}
    assert "no such call" in error(completes(ben, row))
    assert error(completes(ben, row, agent=ann.profile.id)) == "Only a supervisor can do this."
    other = signs_in(house, "homeika", "supervisor")
    assert history(other)["unfinished"] == []
    assert "no such call" in error(completes(other, row, agent=ann.profile.id))
    assert kept(house, ann).completed_at is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"disposition": "no_such"}, "no such disposition"),
        ({"follow_up": "tomorrow"}, "year-month-day"),
        ({"ended_at": "yesterday"}, "no such call"),
        ({"ended_at": "2026-11-24T10:00:00"}, "no such call"),
        ({"call": "CAother"}, "no such call"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(
    house: House, agent: Person, ann: Desk, said: dict[str, str], words: str
) -> None:
    (row,) = history(agent)["calls"]
    row |= {name: said.pop(name) for name in ("call", "ended_at") if name in said}
    assert words in error(completes(agent, row, **said))
    assert kept(house, ann).completed_at is None
    assert len(wrapped(house)) == 1


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 409)])
def test_it_can_be_completed_for_seven_days(house: House, days: int, status: int) -> None:
    person = signs_in(house, TENANT, "agent1")
    ended = house.services.clock().replace(microsecond=0) - timedelta(days=days)
    row = WrapUp(
        call_id="CAearlier",
        staff_id=staff_id(TENANT, "agent1"),
        ended_at=ended,
        wrapped_at=ended,
        customer_id="",
        queue="tier1",
        auto=True,
    )
    Handled(house.services.record, TENANT).save(row)
    (shown,) = history(person)["calls"]
    assert (shown["late"] is None) == (status == 409)
    assert completes(person, shown).status_code == status


def test_a_call_that_its_agent_has_again_is_completed_in_its_wrap_up(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    earlier = house.services.clock().replace(microsecond=0) - timedelta(minutes=5)
    row = WrapUp(
        call_id=call.sid,
        staff_id=ann.profile.id,
        ended_at=earlier,
        wrapped_at=earlier,
        customer_id="",
        queue="tier1",
        auto=True,
    )
    Handled(house.services.record, TENANT).save(row)
    agent = signs_in(house, TENANT, "ann")
    assert "going on" in error(completes(agent, history(agent)["calls"][0]))
