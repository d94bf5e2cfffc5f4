"""What an agent's stream says of calls: as long as they have a part in one, live and when it resumes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.test_transfers import begins
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.feeding import TENANT, Heard, listening
from tests.web.people import signs_in


def until_marked(heard: Iterator[Heard], house: House, desk: Desk) -> list[str]:
    """Return the names of what this agent hears up to now; of others' figures nothing."""
    mark = {
        "id": "the mark",
        "at": house.services.clock().isoformat(),
        "tenant": TENANT,
        "call": "",
        "fact": "HandChanged",
        "agent": desk.profile.id,
        "up": True,
    }
    house.services.tenants[TENANT].facts.append([json.dumps(mark)])
    told = []
    for event in heard:
        if event.name == "agent.hand_raised":
            break
        told.append(event.name)
    return [name for name in told if name != "queue.stats"]


def test_who_was_consulted_in_vain_hears_no_more_of_the_call(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    ben = floor.agent("ben").goes_available()
    with listening(signs_in(house, TENANT, "ben")) as heard:
        next(heard)
        begins(ann, "consult", ben)
        ben.sees("ringing").accepts()
        house.net.settles(seconds=3)
        ann.does(events.ConsultStep, step="cancel")
        house.net.settles(seconds=2)
        assert "leg.ended" in until_marked(heard, house, ben)
        ann.does(events.Hold, on=True)
        ann.does(events.End)
        call.hears("How did we do").hangs_up()
        house.net.settles(seconds=2)
        assert until_marked(heard, house, ben) == []


def test_who_declined_hears_on_resuming_nothing_of_the_call_that_is_a_colleagues(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    person = signs_in(house, TENANT, "ann")
    with listening(person) as heard:
        seen = next(heard).id
    ann.declines()
    ben = floor.agent("ben").goes_available()
    ben.is_offered(call).accepts().talks_to(call)
    ben.does(events.Hold, on=True)
    with listening(person, seen) as heard:
        told = until_marked(heard, house, ann)
    assert "offer.declined" in told
    assert {
        name for name in told[told.index("offer.declined") + 1 :] if not name.startswith("agent.")
    } == set()


def test_who_was_away_for_the_end_of_their_call_hears_all_of_it(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    person = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call)
    with listening(person) as heard:
        seen = next(heard).id
    ann.does(events.Hold, on=True)
    ann.does(events.End)
    with listening(person, seen) as heard:
        told = until_marked(heard, house, ann)
    assert told.index("leg.held") < told.index("leg.ended")
