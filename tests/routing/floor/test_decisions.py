"""Why a call was put to whom is kept with it: cti-and-desktop 4, "why this route"."""

import json

from routing.floor.conversation import Conversation
from routing.floor.events import Declined, Offered, TransferBegun
from routing.floor.facts import OfferMade
from routing.floor.offering import DECISIONS
from tests.routing.floor.stage import ANN, CALL, Stage, needs, profile, seated, talking


def whom(stage: Stage) -> list[tuple[str, str]]:
    return [(each["offer"], each.get("agent", "")) for each in stage.call.decisions]


def test_each_offer_leaves_its_decision_and_the_last_few_are_kept() -> None:
    stage = seated()
    for number in range(DECISIONS + 2):
        why = {"agent": "ann", "ring": 1}
        stage.does(Offered(offer=f"off{number}", call=CALL, agent=ANN, needs=needs(), why=why))
        stage.does(Declined(agent=ANN, offer=f"off{number}"), after_s=1)
        stage.now_ms += 60_000
    assert whom(stage) == [(f"off{number}", "ann") for number in range(2, DECISIONS + 2)]
    assert stage.call.decisions[-1]["purpose"] == "take"
    assert [fact.why["ring"] for fact in stage.facts if isinstance(fact, OfferMade)] == [1] * (DECISIONS + 2)


def test_a_hand_over_says_who_chose() -> None:
    stage = talking()
    ben = profile("ben")
    stage.seats(ben)
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="ben", offer="off2", target=ben))
    last = stage.call.decisions[-1]
    assert (last["agent"], last["by"], last["purpose"]) == ("ben", "ann", "consult")


def test_a_conversation_of_before_this_was_kept_still_loads() -> None:
    stage = talking()
    stored = json.loads(stage.call.to_json())
    del stored["decisions"]
    assert Conversation.from_json(json.dumps(stored)).decisions == ()
    assert Conversation.from_json(stage.call.to_json()) == stage.call
