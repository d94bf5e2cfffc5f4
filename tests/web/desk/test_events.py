"""GET /events: what a stream begins with, what it goes on with, and how it resumes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.feeding import TENANT, listening, until
from tests.web.people import Person, signs_in


def test_a_first_stream_begins_with_how_things_stand(house: House) -> None:
    with listening(signs_in(house, TENANT, "agent1")) as heard:
        first = next(heard)
    assert first.name == "feed.snapshot"
    assert first.id == first.data["as_of_sequence"] == first.data["state"]["sequence"]
    assert first.data["state"]["me"]["link"] == "connected"


def test_an_offer_reaches_its_agent_with_its_pop_and_no_name(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.declines()
    house.net.settles(seconds=50)
    with listening(signs_in(house, TENANT, "ann")) as heard:
        next(heard)
        house.net.settles(seconds=15)
        offer = until(heard, "offer.created")
    assert offer.data["agent_id"] == ann.profile.id
    assert offer.data["pop"]["match"] in {"none", "one", "withheld"}
    assert "name" not in offer.data["pop"]
    assert offer.envelope["sequence"] == offer.id


def test_what_was_missed_comes_again_in_order_and_then_what_is_new(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    person = signs_in(house, TENANT, "ann")
    with listening(person) as heard:
        seen = next(heard).id
    ann.accepts().talks_to(call)
    with listening(person, seen) as heard:
        missed = until(heard, "offer.accepted")
        ann.does(events.Hold, on=True)
        held = until(heard, "leg.held")
    assert seen < missed.id < held.id


def test_an_offer_that_was_missed_comes_with_its_pop_while_its_call_is_the_agents(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    person = signs_in(house, TENANT, "ann")
    seen = f"{house.services.tenants[TENANT].facts.oldest():015d}"
    with listening(person, seen) as heard:
        offer = until(heard, "offer.created")
    assert offer.data["pop"]["match"] == "none"
    assert "name" not in offer.data["pop"]
    ann.accepts().talks_to(call)
    with listening(person, seen) as heard:
        assert until(heard, "offer.accepted").data["pop"]["path"]
    ann.does(events.End)
    ann.does(events.Wrapped, disposition="", resolved="unsure", stay_away=True)
    with listening(person, seen) as heard:
        assert "pop" not in until(heard, "offer.created").data


def test_a_fact_that_nobody_can_read_holds_up_none_after_it(house: House) -> None:
    person = signs_in(house, TENANT, "agent1")
    facts = house.services.tenants[TENANT].facts
    with listening(person) as heard:
        seen = next(heard).id
        facts.append(['{"fact": "OfferMade"}', json.dumps(_presence("agent1", house))])
        assert until(heard, "agent.presence_changed").data["reason"] == "the mark"
    with listening(person, seen) as again:
        assert until(again, "agent.presence_changed").data["reason"] == "the mark"


def test_an_id_that_nobody_gave_out_begins_the_stream_anew(house: House) -> None:
    person = signs_in(house, TENANT, "agent1")
    for last_id in ("999999999999999", "none", "000000000000001"):
        with listening(person, last_id) as heard:
            assert [next(heard).name, next(heard).name] == ["feed.reset", "feed.snapshot"]


def test_a_break_of_more_than_a_day_begins_the_stream_anew(house: House) -> None:
    person, facts = signs_in(house, TENANT, "supervisor"), house.services.tenants[TENANT].facts
    mark = _presence("agent1", house)
    facts.append([json.dumps(mark)])
    seen = f"{facts.last():015d}"
    old = {**mark, "at": (house.services.clock() - timedelta(hours=25)).isoformat()}
    facts.append([json.dumps(old), json.dumps(mark)])
    with listening(person, seen) as heard:
        assert next(heard).name == "feed.reset"


def test_an_agent_hears_nothing_of_others_and_a_supervisor_of_everybody(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    with (
        listening(signs_in(house, TENANT, "agent2")) as stranger,
        listening(signs_in(house, TENANT, "supervisor")) as boss,
    ):
        next(stranger)
        next(boss)
        ann.accepts().talks_to(call)
        assert until(boss, "offer.accepted").data["agent_id"] == ann.profile.id
        house.services.tenants[TENANT].facts.append([json.dumps(_presence("agent2", house))])
        others = next(each for each in stranger if each.name != "queue.stats")
    assert others.data["reason"] == "the mark"


def test_no_company_hears_of_another(house: House, ann: Desk, call: PhoneCall) -> None:
    with listening(signs_in(house, "homeika", "supervisor")) as heard:
        assert next(heard).name == "feed.snapshot"
        ann.accepts().talks_to(call)
        house.services.tenants["homeika"].facts.append([json.dumps(_presence("agent1", house, "homeika"))])
        first = next(each for each in heard if each.name != "queue.stats")
        assert first.data["reason"] == "the mark"


def test_the_figures_of_a_queue_reach_its_agents_and_are_never_replayed(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    with listening(signs_in(house, TENANT, "ann")) as heard:
        next(heard)
        ann.accepts().talks_to(call)
        figures = until(heard, "queue.stats")
    assert figures.id == ""
    assert figures.data["queue"] in {"safety", "tier1", "complaints", "trade"}
    assert {"waiting", "longest_wait_s", "free_agents", "title"} <= set(figures.data)


def test_a_browser_that_is_signed_out_is_told_to_come_back_no_more(house: House) -> None:
    person = Person(client=house.emulated.app.test_client())
    assert person.gets("/events", headers={"Accept": "text/event-stream"}).status_code == 204
    assert person.gets("/events").status_code == 401


def _presence(login: str, house: House, tenant: str = TENANT) -> dict[str, Any]:
    member = house.services.tenants[tenant].staff.by_login(login)
    assert member is not None
    return {
        "id": f"{login}/mark",
        "at": house.services.clock().isoformat(),
        "tenant": tenant,
        "call": "",
        "fact": "PresenceChanged",
        "agent": member.id,
        "was": "away",
        "now": "available",
        "by": "agent",
        "reason": "the mark",
        "next_presence": "",
    }
