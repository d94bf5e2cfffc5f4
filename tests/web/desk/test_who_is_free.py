"""Who counts as free for a queue, and what an offer says to who helps another queue out."""

from __future__ import annotations

from typing import Any

from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.conversation import Conversation, Offer
from routing.floor.needs import Needs
from routing.floor.people import Profile
from storage.record.staff import Member
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.people import signs_in
from web.desk.views import offer_views
from web.desk.whole import Queue, Whole

TENANT = "homewise"


def free(house: House) -> int:
    shown: list[dict[str, Any]] = (
        signs_in(house, TENANT, "supervisor").gets("/desk/state").get_json()["queues"]
    )
    (queue,) = (each for each in shown if each["name"] == "tier1")
    return int(queue["free_agents"])


def test_free_are_those_alone_who_may_take_a_caller_who_waits(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    """The call rings at Ann, who is not free; Ben is of the queue, and of a tier that does not take it."""
    ben = floor.agent("ben", tier=3).goes_available()
    floor.agent("eva", languages=("cy",)).goes_available()
    cem = floor.agent("cem")
    assert free(house) == 0
    cem.goes_available()
    assert free(house) == 1
    ann.accepts().talks_to(call)
    assert free(house) == 3
    for desk in (ben, cem):
        desk.does(events.PresenceChosen, presence="away", reason="lunch")
    assert free(house) == 1


def shown(*queues: str) -> str:
    """Return the overflow of a call of Premium, by now of Support too, to an agent of these queues."""
    needs = Needs(
        call="CA1", demand="premium||en|1|", also="support||en|1|", score=1, priority=1, joined_ms=1_000
    )
    offer = Offer(id="off_1", agent="agt_1", purpose="take", made_ms=1_000, expires_ms=21_000)
    profile = Profile(id="agt_1", login="ann", name="Ann", queues=queues)
    titles = {"premium": "Premium", "support": "Support"}
    whole = Whole(
        number=1,
        staff={"agt_1": Member(profile=profile)},
        agents={},
        queues={
            name: Queue(name=name, title=title, waiting=0, oldest_ms=0, free_agents=0)
            for name, title in titles.items()
        },
    )
    (view,) = offer_views(Conversation(id="CA1", needs=needs, offers=(offer,)), "agt_1", whole, 2_000)
    assert view["queue_title"] == "Premium"
    return str(view["overflow"])


def test_an_offer_says_for_which_of_ones_queues_a_call_of_another_comes() -> None:
    assert shown("support") == "Support"
    assert shown("premium") == shown("premium", "support") == ""
