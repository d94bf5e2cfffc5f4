"""cti/pop.py: match rules, words for how sure we are, the intake, and hostile text."""

from __future__ import annotations

from typing import Any

import pytest

from cti.pop import Caller, Note, Person, pop_of, reference_of
from ivr.call import Call

BASE = Call(
    id="CA1",
    tenant="homeika",
    release="r",
    flow="f",
    step="queue",
    dialled="+18005551820",
    number="+12125550100",
)
ANN = Person(customer_id="cus_1", name="Ann", tier="premium")
BOB = Person(customer_id="cus_2", name="Bob")
KINDS = {"f/menu": "menu", "f/route": "choose", "f/ask": "ask", "f/queue": "queue"}


def pop(call: Call = BASE, **known: Any) -> dict[str, Any]:
    return pop_of(Caller(call=call, **known))


@pytest.mark.parametrize(
    ("call", "known", "match"),
    [
        (BASE, {"person": ANN}, "one"),
        (BASE, {"candidates": (ANN,)}, "one"),
        (BASE, {"candidates": (ANN, BOB)}, "many"),
        (BASE, {}, "none"),
        (BASE.but(number=""), {}, "withheld"),
        (BASE.but(number=""), {"person": ANN}, "one"),
    ],
)
def test_a_caller_is_matched_by_what_is_known(call: Call, known: dict[str, Any], match: str) -> None:
    assert pop(call, **known)["match"] == match


def test_only_many_shows_candidates_and_at_most_five() -> None:
    many = tuple(Person(customer_id=f"cus_{index}", name="N") for index in range(9))
    assert len(pop(candidates=many)["candidates"]) == 5
    assert pop(person=ANN, candidates=many)["candidates"] == []


def test_a_name_found_by_the_number_alone_verifies_nobody() -> None:
    shown = pop(candidates=(ANN,))
    assert (shown["name"], shown["level_words"]) == ("Ann", "Not identified")


@pytest.mark.parametrize(
    ("level", "caller", "words"),
    [
        ("none", {}, "Not identified"),
        ("recognised", {}, "Recognised number"),
        ("identified", {"order_number": "12345678"}, "Identified (order)"),
        ("identified", {}, "Identified (account)"),
        ("verified", {"order_number": "12345678"}, "Verified (order + PIN)"),
    ],
)
def test_how_sure_we_are_is_said_in_words(level: str, caller: dict[str, str], words: str) -> None:
    assert pop(BASE.but(level=level, caller=caller))["level_words"] == words


def test_the_intake_is_always_shown_and_what_was_skipped_is_null() -> None:
    call = BASE.but(answers={"device.serial": "A1B2", "color": "blue"}, caller={"order_number": "12345678"})
    answers = pop(call, intake=("order_number", "device.serial", "device.firmware"))["answers"]
    assert answers == {
        "order_number": "12345678",
        "device.serial": "A1B2",
        "device.firmware": None,
        "color": "blue",
    }
    assert list(answers)[:3] == ["order_number", "device.serial", "device.firmware"]


def test_a_card_number_among_the_answers_is_masked() -> None:
    assert "4111" not in str(pop(BASE.but(answers={"note": "card 4111 1111 1111 1111"})))


def test_a_queue_on_the_path_has_its_own_title() -> None:
    call = BASE.but(path=("f/menu chosen", "f/queue timed_out"))
    shown = pop(call, kinds=KINDS, titles={"f/queue": "Customer service"})
    assert [step["title"] for step in shown["path"]] == ["Menu", "Customer service"]


def test_the_path_is_what_the_caller_remembers_and_the_reason_what_they_chose() -> None:
    call = BASE.but(path=("f/menu chosen", "f/ask saved", "f/route else", "f/ask saved"))
    shown = pop(call, kinds=KINDS)
    assert [step["title"] for step in shown["path"]] == ["Menu", "Ask", "Queue"]
    assert shown["reason"] == "Ask"
    assert pop(call.but(tags={"case": "disputed_charge"}))["reason"] == "Disputed charge"


def test_a_choice_of_the_flow_and_the_queue_itself_are_no_reason_to_call() -> None:
    by_flow = BASE.but(path=("f/ask saved", "f/route chosen", "f/ask saved"))
    to_queue = BASE.but(path=("f/ask saved", "f/menu chosen", "f/queue timed_out"))
    assert [pop(call, kinds=KINDS)["reason"] for call in (by_flow, to_queue)] == ["", ""]


def test_an_event_carries_references_and_no_name() -> None:
    call = BASE.but(caller={"order_number": "123456789"})
    reference = reference_of(pop(call, person=ANN, kinds=KINDS))
    assert (reference["customer_id"], reference["answers"]["order_number"]) == ("cus_1", "••••6789")
    assert "Ann" not in str(reference)
    assert "+1212" not in str(reference)


@pytest.mark.parametrize(
    "hostile", ["<script>x</script>", "a\x00b\x1b[31m", "a\u202eb\u2028c", "y" * 10_000, "\n\r\t"]
)
def test_hostile_text_is_one_short_line_that_can_be_printed(hostile: str) -> None:
    person = Person(customer_id=hostile, name=hostile, tier=hostile)
    call = BASE.but(
        number=hostile, answers={hostile: hostile}, tags={"case": hostile}, vars={"case_id": hostile}
    )
    shown = pop(call, person=person, notes_before=(Note(by=hostile, text=hostile),), candidates=(person,) * 3)
    texts = [text for name in ("name", "tier", "number", "reason", "case_id") for text in [shown[name]]]
    texts += [text for pair in shown["answers"].items() for text in pair if text]
    assert all(len(text) <= 200 and (text.isprintable() or not text) for text in texts)
