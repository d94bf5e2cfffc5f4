"""Why this call came to this agent: on the card of the call, and for each offer in the call's story."""

from __future__ import annotations

import json
from typing import Any

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.live.keys import Keys
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.people import signs_in

TENANT = "homewise"


def asked(house: House, login: str, path: str) -> Any:
    reply = signs_in(house, TENANT, login).gets(path)
    assert reply.status_code == 200, path
    return reply.get_json()


def why(house: House, login: str) -> Any:
    return asked(house, login, "/desk/state")["call"]["why"]


def test_the_card_says_who_was_chosen_and_who_was_passed_over_and_why(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    floor.agent("cem").goes_available().does(events.PresenceChosen, presence="away", reason="lunch")
    ben = floor.agent("ben").goes_available()
    ann.declines()
    ben.is_offered(call).accepts().talks_to(call)
    shown = why(house, "ben")
    assert (shown["agent"]["name"], shown["purpose"], shown["ring"]) == ("Ben", "take", 1)
    rows = asked(house, "supervisor", f"/desk/calls/{call.sid}/timeline")["timeline"]
    reasons = [row["why"] for row in rows if row["name"] == "offer.created"]
    assert [each["agent"]["name"] for each in reasons] == ["Ann", "Ben"]
    assert reasons[-1] == shown
    assert shown["passed"] == [{"name": "Ann", "reason": "declined_recently"}]
    assert shown["others"] == [{"reason": "away:lunch", "count": 1}]
    told = json.dumps(floor.conversation(call).decisions[-1]) + json.dumps(shown)
    assert call.sid not in told
    assert "+44" not in told


def test_an_agent_who_became_free_is_told_of_other_callers_only_how_many(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben")
    ann.declines()
    ben.goes_available()
    ben.is_offered(call).accepts().talks_to(call)
    shown = why(house, "ben")
    assert (shown["looked"], shown["callers"], shown["passed"]) == ("callers", [], [])
    assert shown["others"] == [{"reason": "available", "count": 1}]


def test_who_was_handed_the_call_sees_by_whom_and_who_gave_it_still_their_own_reason(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    ben = floor.agent("ben").goes_available()
    profile = ben.profile
    ann.does(events.TransferBegun, mode="consult", kind="agent", to=profile.id, offer="off_c", target=profile)
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    assert (why(house, "ben")["purpose"], why(house, "ben")["by"]) == ("consult", "Ann")
    assert (why(house, "ann")["purpose"], why(house, "ann")["agent"]["name"]) == ("take", "Ann")


def test_a_story_of_which_something_is_gone_says_so(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    path = f"/desk/calls/{call.sid}/timeline"
    before = asked(house, "ann", path)
    assert before["whole"]
    house.services.live.run(lambda redis: redis.xtrim(Keys(TENANT).facts, maxlen=8, approximate=False))
    after = asked(house, "ann", path)
    assert not after["whole"]
    assert after["timeline"] == before["timeline"][-len(after["timeline"]) :] != []
