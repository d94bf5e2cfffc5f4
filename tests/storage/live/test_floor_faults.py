"""The floor when the store is full or its reply is lost: nothing by halves, and nothing twice."""

import signal

import pytest

from storage.live.client import LiveClient, StoreFullError, StoreUnavailableError
from storage.live.facts import Facts
from storage.live.floor import Floor, Loaded
from storage.live.floor_commit import (
    AgentRecord,
    CallPlace,
    ConversationRecord,
    Due,
    FloorCommit,
)
from storage.live.server import RunningRedis

REPAIRS = "repairs||en|1|"
ANNA = AgentRecord(
    id="agt_1",
    version=0,
    state="{}",
    shown_before="",
    shown="available",
    pools={REPAIRS: 10.0**13},
)
WAITS = CallPlace(
    call_id="CA1", change="again", demands=(REPAIRS,), queues=("repairs",), score=5.0, needs="{}"
)
WAITING = FloorCommit(
    id="wait", conversation=ConversationRecord(call_id="CA1", version=0, state="{}"), place=WAITS
)
CLAIM = FloorCommit(
    id="claim",
    agents=(ANNA,),
    conversation=ConversationRecord(call_id="CA1", version=1, state="{}"),
    place=CallPlace(call_id="CA1", change="claimed", demands=(REPAIRS,)),
    timers=(Due(kind="offer", id="o1", due_ms=9),),
    facts=("OfferMade",),
)


def test_a_full_store_keeps_nothing_of_a_claim_and_it_may_be_made_later(own_server: RunningRedis) -> None:
    client = LiveClient(own_server.url, timeout_s=5.0)
    floor = Floor(client, "homewise")
    assert floor.commit(WAITING)
    client.run(lambda redis: redis.config_set("maxmemory", "1mb"))
    with pytest.raises(StoreFullError):
        floor.commit(CLAIM)
    assert [head.call_id for head in floor.heads([REPAIRS])] == ["CA1"]
    assert floor.read(["agt_1"]) == Loaded()
    assert floor.due(100) == ()
    client.run(lambda redis: redis.config_set("maxmemory", "0"))
    assert floor.commit(CLAIM)


def test_a_claim_whose_reply_was_lost_may_be_made_again_and_is_told_once(own_server: RunningRedis) -> None:
    """The paused server has the claim in its socket, and carries it out when it wakes."""
    hasty, patient = (LiveClient(own_server.url, timeout_s=seconds) for seconds in (0.15, 5.0))
    assert Floor(patient, "homewise").commit(WAITING)
    Floor(hasty, "homewise").commit(FloorCommit(id="connects", agents=(ANNA,)))
    own_server.process.send_signal(signal.SIGSTOP)
    late = FloorCommit(
        id="late",
        conversation=CLAIM.conversation,
        place=CLAIM.place,
        timers=CLAIM.timers,
        facts=("OfferMade",),
    )
    try:
        with pytest.raises(StoreUnavailableError):
            Floor(hasty, "homewise").commit(late)
    finally:
        own_server.process.send_signal(signal.SIGCONT)
    assert Floor(patient, "homewise").commit(late)
    assert [entry.fact for entry in Facts(patient, "homewise").after(0, 10)] == ["OfferMade"]
    loaded = Floor(patient, "homewise").read([], "CA1")
    assert loaded.conversation is not None
    assert loaded.conversation.version == 2
