"""A supervisor frees whoever is stuck, whatever they do: they are idle, and no caller is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.live.keys import Keys
from storage.record.handled import Handled
from switchboard.unsaved import keep_unsaved
from tests.calls import homewise
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.people import Person, signs_in

TENANT = "homewise"


@pytest.fixture
def boss(house: House) -> Person:
    return signs_in(house, TENANT, "supervisor")


def frees(boss: Person, desk: Desk) -> None:
    order = {"id": str(uuid4()), "do": "free", "agent": desk.profile.id}
    reply = boss.posts("/desk/commands", json=order)
    assert reply.status_code == 200, reply.text
    assert (desk.me.work, desk.me.call, desk.me.offer) == ("idle", "", "")


def written(house: House, desk: Desk) -> list[bool]:
    """Return of each wrap-up in the record whether the agent had talked."""
    keep_unsaved(house.services, desk.tenant, "one")
    rows = Handled(house.services.record, TENANT).of_agent(desk.profile.id)
    assert all(row.auto for row in rows)
    return [row.answered_at is not None for row in rows]


def test_from_an_offer_however_far_it_is_the_caller_goes_to_a_colleague(
    house: House, floor: Floor, boss: Person, ann: Desk, call: PhoneCall
) -> None:
    frees(boss, ann)
    house.net.settles(seconds=2)
    assert ann.display == "available"
    ben = floor.agent("ben").goes_available().is_offered(call)
    ben.does(events.Accepted, offer=ben.me.offer)
    frees(boss, ben)
    desk_phone = floor.agent("cem", number="+442079460888").goes_available().sees("ringing")
    frees(boss, desk_phone)
    house.net.settles(seconds=2)
    floor.agent("dan").goes_available().is_offered(call).accepts().talks_to(call)
    assert [written(house, desk) for desk in (ann, ben, desk_phone)] == [[], [], []]


def test_from_a_talk_or_a_hold_the_caller_waits_again_ahead_and_the_work_is_written_down(
    house: House, floor: Floor, boss: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    frees(boss, ann)
    call.hears("Sorry, we lost the connection")
    ben = floor.agent("ben").goes_available().is_offered(call).accepts().talks_to(call)
    ben.does(events.Hold, on=True)
    ben.sees("on_hold")
    frees(boss, ben)
    house.net.settles(seconds=2)
    assert (ann.display, ben.display) == ("available", "available")
    floor.agent("cem").goes_available().is_offered(call).accepts().talks_to(call)
    assert [written(house, desk) for desk in (ann, ben)] == [[True], [True]]


def hands_on(desk: Desk, mode: str, other: Desk) -> None:
    profile = other.profile
    desk.does(
        events.TransferBegun, mode=mode, kind="agent", to=profile.id, offer=f"off_{mode}", target=profile
    )


def test_from_a_consult_the_caller_goes_on_with_who_is_there(
    house: House, floor: Floor, boss: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    ben = floor.agent("ben").goes_available()
    hands_on(ann, "consult", ben)
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    frees(boss, ann.sees("consulting"))
    ben.talks_to(call)
    assert floor.conversation(call).owner == ben.profile.id
    cem = floor.agent("cem").goes_available()
    hands_on(ben, "consult", cem)
    cem.sees("ringing").accepts()
    house.net.settles(seconds=3)
    frees(boss, cem)
    ben.sees("on_call").talks_to(call)
    assert [written(house, desk) for desk in (ann, cem)] == [[True], []]


@pytest.mark.parametrize("mode", ["consult", "blind"])
def test_from_a_transfer_that_still_rings_the_caller_waits_again(
    floor: Floor, boss: Person, ann: Desk, call: PhoneCall, mode: str
) -> None:
    ann.accepts().talks_to(call)
    ben = floor.agent("ben").goes_available()
    hands_on(ann, mode, ben)
    ben.sees("ringing")
    frees(boss, ann)
    ben.is_offered(call).accepts().talks_to(call)
    assert floor.conversation(call).owner == ben.profile.id


def test_from_a_call_of_which_nothing_is_known_any_more(
    house: House, boss: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.services.live.run(lambda redis: redis.delete(Keys(TENANT).conversation(call.sid)))
    frees(boss, ann)
    assert [fact["auto"] for fact in homewise.facts_of(house, "Wrapup")] == [True]
