"""A carrier that answers slowly, and people who ask for much, take no thread from webhooks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from commands.serving import THREADS
from emulator.phone_call import PhoneCall
from tests.calls.agents.conftest import ann, call, floor
from tests.calls.agents.working import TENANT, Desk, Floor
from tests.house import House
from tests.web.slow_carrier import SOON_S, Worker, working
from tests.web.twilio import ARRIVAL
from web.capacity import MOST_BEATS, MOST_OF_PEOPLE, MOST_STREAMS

__all__ = ["ann", "call", "floor"]

#: What webhooks have to themselves here, beside what people may take.
OF_WEBHOOKS = 2


def comes_and_goes(worker: Worker, floor: Floor, call: PhoneCall, times: int) -> None:
    """Tell that the agent's leg has left the conference and is there again, so many times."""
    conversation = floor.conversation(call)
    agent = conversation.party(conversation.owner)
    assert agent is not None
    told = {
        "ConferenceSid": conversation.conference,
        "FriendlyName": call.sid,
        "CallSid": agent.leg,
        "ParticipantLabel": f"{agent.id}.{agent.leg}",
    }
    for number in range(times):
        for at, event in enumerate(("participant-leave", "participant-join")):
            news = told | {"StatusCallbackEvent": event, "SequenceNumber": str(100 + 2 * number + at)}
            assert worker.webhook(f"/twilio/conference?tenant={TENANT}", news).status_code == 204


def test_the_news_of_a_conference_is_answered_while_the_carrier_still_thinks(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    """The orders that follow it are asked in order when the carrier comes to them."""
    ann.accepts().talks_to(call)
    with working(house, OF_WEBHOOKS) as worker:
        comes_and_goes(worker, floor, call, times=3)
        assert worker.rest.begun.acquire(timeout=SOON_S)
        answer = worker.webhook("/twilio/voice", ARRIVAL)
        assert "Thank you for calling" in answer.text
        assert len(worker.rest.asked) == 1
        over = threading.Event()
        worker.lanes.put(call.sid, over.set)
        worker.rest.answers.set()
        assert over.wait(SOON_S)
    # What has changed meanwhile may be asked for once more; nothing is asked before its turn.
    assert [held for held, _ in groupby(asked["Hold"] for asked in worker.rest.asked)] == [
        "true",
        "false",
    ] * 3


def test_more_than_so_many_requests_of_people_are_refused_and_webhooks_answered(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    with working(house, MOST_OF_PEOPLE + OF_WEBHOOKS) as worker, ThreadPoolExecutor(MOST_OF_PEOPLE) as people:
        worker.signs_in(TENANT, "ann")
        asked = []
        for number in range(MOST_OF_PEOPLE):
            asked.append(people.submit(worker.commands, "resume" if number % 2 else "hold"))
            assert worker.rest.begun.acquire(timeout=SOON_S)
        refused = worker.loads("/desk/state", "*/*")
        page = worker.loads("/desk", "text/html,*/*;q=0.8")
        assert (refused.status_code, page.status_code) == (503, 503)
        assert refused.headers["Retry-After"] == page.headers["Retry-After"] == "2"
        assert refused.json()["error"].startswith("Too much is asked of this desk at once.")
        assert page.text.startswith("Too much is asked")
        assert "Thank you for calling" in worker.webhook("/twilio/voice", ARRIVAL).text
        assert worker.loads("/assets/desk/main.js", "*/*").status_code == 200
        worker.rest.answers.set()
        assert [each.result().status_code for each in asked] == [200] * MOST_OF_PEOPLE
        assert worker.loads("/desk/state", "*/*").status_code == 200


def test_people_may_take_half_of_the_threads_beside_the_streams_at_most() -> None:
    assert 2 * (MOST_OF_PEOPLE + MOST_BEATS) <= THREADS - MOST_STREAMS
