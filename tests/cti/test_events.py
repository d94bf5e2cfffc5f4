"""cti/events.py: every fact is either told as an event of the catalogue, or left out on purpose."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from cti.causes import CAUSES
from cti.events import event_of
from cti.tellers import TELLERS
from ivr.facts import Fact
from routing.floor.facts import FloorFact

OFFER = {
    "id": "conversation/CA1/2/0",
    "at": "2026-11-23T18:15:04.221+00:00",
    "tenant": "homeika",
    "call": "CA1",
    "fact": "OfferMade",
    "offer": "off_1",
    "agent": "agt_7",
    "queue": "support",
    "purpose": "take",
    "ring_s": 20,
    "expires_ms": 1_795_457_724_221,
    "why": {},
}


def told(fact: dict[str, Any], number: int = 7) -> dict[str, Any]:
    event = event_of(json.dumps(fact), number)
    assert event is not None
    told: dict[str, Any] = json.loads(event.text)
    return told


def test_every_fact_has_a_row_and_every_row_a_fact() -> None:
    assert set(TELLERS) == {fact.__name__ for fact in (*get_args(Fact), *get_args(FloorFact))}


def test_an_offer_is_told_in_the_envelope_of_the_catalogue() -> None:
    event = told(OFFER)
    assert event["type"] == "org.ringdown.offer.created"
    assert event["subject"] == "calls/CA1"
    assert event["time"] == "2026-11-23T18:15:04.221Z"
    assert event["sequence"] == "000000000000007"
    assert event["data"]["offer_id"] == "off_1"
    assert event["data"]["expires_at"].endswith("Z")


def test_a_fact_keeps_its_id_wherever_it_is_delivered_again() -> None:
    assert told(OFFER, 7)["id"] == told(OFFER, 8)["id"] != told({**OFFER, "id": "other"})["id"]


def test_an_agents_own_events_name_the_agent_and_no_call() -> None:
    fact = {
        "id": "agent/agt_7/3/0",
        "at": "2026-11-23T18:15:04.221+00:00",
        "tenant": "homeika",
        "call": "",
        "fact": "WorkChanged",
        "agent": "agt_7",
        "was": "idle",
        "now": "reserved",
        "by": "system",
        "reason": "",
    }
    event = event_of(json.dumps(fact), 9)
    assert event is not None
    assert event.agents == ("agt_7",)
    envelope = json.loads(event.text)
    assert envelope["subject"] == "agents/agt_7"
    assert "call_id" not in envelope["data"]


@pytest.mark.parametrize("status", ["completed", "no-answer", "canceled", "busy", "anything new"])
def test_an_end_has_a_cause_of_the_closed_list(status: str) -> None:
    fact = {
        "id": "CA1/ended",
        "at": "2026-11-23T18:15:04.221+00:00",
        "tenant": "homeika",
        "call": "CA1",
        "fact": "CallEnded",
        "ended_by": "customer",
        "status": status,
    }
    assert told(fact)["data"]["cause"] in CAUSES


def fact(kind: str, **fields: object) -> dict[str, Any]:
    common = {"id": "CA1/1/0", "at": OFFER["at"], "tenant": "homeika", "call": "CA1", "fact": kind}
    return {**common, **fields}


def test_who_joins_a_queue_has_a_place_and_a_wait_and_who_is_back_is_marked() -> None:
    joined = fact("QueueJoined", queue="support", priority=50, position=3, wait_s=120, back=False)
    assert told(joined)["data"]["position"] == 3
    assert told(joined)["data"]["wait_estimate_s"] == 120
    assert "back" not in told(joined)["data"]
    back = told({**joined, "position": None, "wait_s": None, "back": True})["data"]
    assert back["back"] is True
    assert not {"position", "wait_estimate_s"} & set(back)


def test_a_caller_whom_an_agent_takes_has_left_the_queue_answered() -> None:
    taken = fact("QueueLeft", queue="support", reason="taken", waited_ms=9_000)
    assert told(taken)["data"]["reason"] == "answered"


def test_a_wrap_up_says_whose_notes_of_which_call_go_with_it() -> None:
    wrapped = fact("Wrapup", agent="agt_7", disposition="", resolved="unsure", auto=True, wrap_ms=5_000)
    assert told(wrapped)["data"]["notes_ref"] == "calls/CA1/notes/agt_7"


def test_what_screens_have_no_use_for_is_not_told() -> None:
    assert event_of(json.dumps({**OFFER, "fact": "Tagged"}), 1) is None
