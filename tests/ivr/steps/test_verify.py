from dataclasses import replace
from typing import Any

import pytest

from ivr.events import Arrived
from ivr.facts import CallerIdentified, VerificationFailed
from ivr.questions import Answer, CheckPin, Denied, Found, Identify, NotFound, Question, Recognise, Unanswered
from ivr.steps.say import Say
from ivr.steps.verify import Factor, Verify
from tests.ivr.steps.caller import Answers, Caller, flow, in_order, prompt, step

ANI = Factor(ask="ani", grants="recognised")
NUMBER = Factor(ask="order_number", say=prompt("Number."), attempts=3, grants="identified")
PIN = Factor(ask="pin", say=prompt("PIN."), attempts=3, secret=True, grants="verified")
SORRY = "Sorry, that does not match our records. Let's try again."
PAT = {"customer": "c1", "plan": "premium", "name": "Pat Doe"}


def directory(question: Question) -> Answer:
    """One customer, Pat, with order number 12345678 and PIN 271828."""
    match question:
        case Recognise():
            return Found(values=PAT)
        case Identify(number="12345678") | CheckPin(number="12345678", pin="271828"):
            return Found(values=PAT)
        case _:
            return NotFound()


def verify(*factors: Factor, want: str = "verified", answers: Answers = directory, **call: object) -> Caller:
    who = flow(step("who", Verify(want=want, factors=factors), after={"else": "over"}), step("over", Say()))
    return Caller(who, answers=answers, call=call).arrives()


def outcome(caller: Caller) -> str:
    return caller.outcomes[0] if caller.outcomes else "still asking"


def test_caller_id_only_recognises_and_tells_only_what_routing_needs() -> None:
    """P1: whatever the directory gives for it."""
    caller = verify(ANI, want="recognised", attested=True)
    assert outcome(caller) == "recognised"
    assert caller.call.caller == {"plan": "premium"}


def test_caller_id_tells_whom_to_ring_and_not_for_whom() -> None:
    """HK8."""
    enterprise = Found(values={**PAT, "plan": "enterprise", "account_manager": "agent7"})
    caller = verify(ANI, want="recognised", answers=in_order(enterprise), attested=True)
    assert caller.call.caller == {"plan": "enterprise", "account_manager": "agent7"}


@pytest.mark.parametrize("call", [{"attested": False}, {"attested": True, "number": ""}])
def test_a_number_without_attestation_is_not_looked_up(call: dict[str, Any]) -> None:
    caller = verify(ANI, want="recognised", **call)
    assert caller.asked == []
    assert outcome(caller) == "none"


def test_an_order_number_identifies() -> None:
    caller = verify(NUMBER, want="identified").presses("12345678")
    assert (outcome(caller), caller.call.level, caller.call.customer) == ("identified", "identified", "c1")
    assert caller.call.caller == {"plan": "premium", "name": "Pat Doe", "order_number": "12345678"}
    assert caller.facts(CallerIdentified) == [
        CallerIdentified(level="identified", factor="order_number", customer="c1")
    ]


@pytest.mark.parametrize("said", ["1 2 3 4 5 6 7 8", "one two three four five six seven eight", "1234 5678"])
def test_an_order_number_may_be_spoken(said: str) -> None:
    assert outcome(verify(NUMBER, want="identified").says(said)) == "identified"


@pytest.mark.parametrize("digits", ["1234567", "1234567890123", "1234*5678", "••••"])
def test_a_number_of_the_wrong_length_is_a_try_without_a_look_up(digits: str) -> None:
    """HK9: 8 to 12 digits."""
    caller = verify(NUMBER, want="identified").presses(digits)
    assert caller.asked == []
    assert (caller.call.tries, caller.heard) == (1, [SORRY, "Number."])


@pytest.mark.parametrize("digits", ["12345678", "123456789012"])
def test_8_and_12_digits_are_looked_up(digits: str) -> None:
    assert verify(NUMBER, want="identified").presses(digits).asked == [Identify(number=digits)]


def test_hash_alone_skips_a_factor() -> None:
    caller = verify(NUMBER, PIN).presses("#")
    assert (outcome(caller), caller.call.tries) == ("none", 0)


def test_silence_uses_up_attempts_but_no_tries() -> None:
    caller = verify(NUMBER, want="identified").waits().waits()
    assert caller.heard == ["Number."]
    assert outcome(caller.waits()) == "none"
    assert caller.call.tries == 0


def test_words_that_are_no_number_are_no_try() -> None:
    caller = verify(NUMBER, want="identified").says("hold on a second")
    assert caller.heard == ["Sorry, that does not look right. Please try again.", "Number."]
    assert caller.call.tries == 0


def test_number_and_pin_verify_in_one_look_up() -> None:
    caller = verify(NUMBER, PIN).presses("12345678")
    assert caller.asked == []
    assert caller.heard == ["PIN."]
    assert not caller.gather.speech
    assert outcome(caller.presses("271828")) == "verified"


def test_an_unknown_number_and_a_wrong_pin_cannot_be_told_apart() -> None:
    """C5: the same words, the same questions, the same number of turns."""
    wrong_pin = verify(NUMBER, PIN).presses("12345678").presses("111111")
    unknown = verify(NUMBER, PIN).presses("87654321").presses("271828")
    assert wrong_pin.heard == unknown.heard == [SORRY, "Number."]
    assert [type(one) for one in wrong_pin.asked] == [type(one) for one in unknown.asked] == [CheckPin]
    assert wrong_pin.verbs == unknown.verbs
    assert wrong_pin.facts(VerificationFailed) == unknown.facts(VerificationFailed)


def test_a_skipped_pin_leaves_the_caller_identified() -> None:
    for skips in (Caller.waits, lambda caller: caller.presses("#")):
        caller = skips(verify(NUMBER, PIN).presses("12345678"))
        assert caller.asked == [Identify(number="12345678")]
        assert outcome(caller) == "identified"


def test_the_third_wrong_try_of_a_call_locks() -> None:
    caller = verify(NUMBER, PIN)
    for _ in range(2):
        caller.presses("12345678").presses("111111")
    assert outcome(caller) == "still asking"
    assert outcome(caller.presses("12345678").presses("111111")) == "locked"
    assert caller.call.level == "none"


def test_tries_count_over_all_steps_of_a_call() -> None:
    """P2: and a call without tries left is asked nothing, not even once."""
    caller = verify(NUMBER, PIN, tries=3)
    assert (outcome(caller), caller.heard) == ("locked", [])


def test_a_limit_reached_elsewhere_locks() -> None:
    caller = verify(NUMBER, want="identified", answers=in_order(Denied(reason="account"))).presses("12345678")
    assert outcome(caller) == "locked"
    assert caller.facts(VerificationFailed) == [VerificationFailed(factor="order_number", reason="limited")]


def test_a_directory_that_does_not_answer_grants_nothing() -> None:
    caller = verify(NUMBER, PIN, answers=in_order(Unanswered())).presses("12345678").presses("271828")
    assert (outcome(caller), caller.call.level) == ("none", "none")
    assert caller.facts(VerificationFailed) == [VerificationFailed(factor="pin", reason="unavailable")]


def test_caller_id_that_cannot_be_looked_up_is_no_failure_of_the_caller() -> None:
    for answer in (NotFound(), Unanswered(), Denied(reason="storm")):
        caller = verify(ANI, NUMBER, want="identified", answers=in_order(answer), attested=True)
        assert caller.heard == ["Number."]
        assert (caller.call.tries, caller.facts(VerificationFailed)) == (0, [])


def test_an_identified_caller_is_asked_only_for_the_pin() -> None:
    known = {"order_number": "12345678"}
    caller = verify(NUMBER, PIN, level="identified", customer="c1", caller=known)
    assert caller.heard == ["PIN."]
    assert caller.presses("111111").heard == [SORRY, "PIN."]
    assert outcome(caller.presses("271828")) == "verified"


def test_a_caller_whose_identity_was_forgotten_can_give_the_number_again() -> None:
    """The store came back empty: the level is known from the capsule, the customer is not."""
    caller = verify(NUMBER, PIN, level="identified")
    assert caller.heard == ["Number."]


def test_a_level_reached_before_is_not_asked_for_again() -> None:
    assert outcome(verify(NUMBER, want="identified", level="verified")) == "verified"


def test_star_repeats_the_question_that_was_asked() -> None:
    caller = verify(NUMBER, PIN).presses("12345678").presses("*")
    assert caller.heard == ["PIN."]
    assert outcome(caller.presses("271828")) == "verified"


def test_a_pin_is_in_nothing_that_is_kept() -> None:
    """C5: not in the call, not in a fact, not in what is printed of a question."""
    caller = verify(NUMBER, PIN).presses("12345678").presses("111111")
    caller.presses("12345678").presses("271828")
    kept = "".join(turn.call.to_json() + str(turn.facts) + str(turn.verbs) for _, turn in caller.turns)
    assert not any(pin in kept + str(caller.asked) for pin in ("111111", "271828"))


def test_without_its_memory_the_step_takes_no_key_for_a_number() -> None:
    """The store forgot the call after the number was keyed: what comes now may be a PIN."""
    caller = verify(NUMBER, PIN).presses("12345678")
    caller.call = replace(caller.call, scratch={})
    assert caller.presses("27182818").heard == ["Number."]
    assert caller.asked == []


def test_without_the_live_store_nothing_is_granted() -> None:
    who = flow(
        step("who", Verify(want="recognised", factors=(ANI,)), after={"else": "over"}), step("over", Say())
    )
    caller = Caller(who, answers=directory, call={"attested": True})
    caller.world = replace(caller.world, store=False)
    assert outcome(caller.does(Arrived())) == "none"
    assert caller.asked == []


def test_a_lockout_of_the_flow_goes_with_the_question() -> None:
    strict = Verify(want="verified", factors=(NUMBER, PIN), lockout_after=2, lockout_for_s=60)
    caller = Caller(flow(step("who", strict))).arrives().presses("12345678").presses("111111")
    assert caller.asked == [CheckPin(number="12345678", pin="111111", lockout_after=2, lockout_for_s=60)]
