"""A page: what is dialled, what an end of a ring means, what engineers hear, and that it ends once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.at import At
from ivr.engine import fail
from ivr.events import DialEnded, HungUp, Pressed
from ivr.page_facts import PageBegan, PageEnded, PageRang
from ivr.page_state import ASKED, SPOT
from ivr.steps.page import Page
from ivr.steps.say import Say
from ivr.verbs import Dial, Gather
from ivr.verbs import Say as Spoken
from ivr.walk import Turn
from ivr.world import OnCall, Paged, PageLevel, Paging
from tests.ivr.steps.caller import Caller, flow, prompt, step

PAGE = Page(
    policy="on-call", urgency="critical", progress=prompt("Still calling.", de_DE="Wir rufen weiter an.")
)
HELPED = "If you have been helped, press 1 or hang up. Otherwise stay on the line and we call again."


class Asked:
    """Who rings next: engineer 1, 2, 3, ... up to `most`; what was asked is kept."""

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self.pagings: list[Paging] = []

    def __call__(self, paging: Paging) -> Paged | None:
        self.pagings.append(paging)
        number = int(paging.spot or "0") + (not paging.stands)
        if number > self.most:
            return None
        people = (OnCall(person=f"engineer_{number}", title="Engineer", number=f"+120255501{number:02}"),)
        return Paged(spot=str(number), people=people, ring_s=15)


def caller(page: Page = PAGE, asked: Asked | None = None, **call: object) -> Caller:
    """Somebody whose call has come to a page."""
    here = flow(
        step(
            "engineer",
            page,
            say="Calling now.",
            urgent=True,
            after={"accepted": "thanks", "exhausted": "message"},
        ),
        step("thanks", Say(), say="Thank you."),
        step("message", Say(), say="A message."),
        languages=("en-US", "de-DE"),
    )
    made = Caller(here, call=call)
    made.world = replace(made.world, page=asked or Asked())
    return made.arrives()


def dialled(of: Caller) -> tuple[str, ...]:
    return next((verb.page for verb in of.verbs if isinstance(verb, Dial)), ())


def ends(of: Caller, **how: object) -> Caller:
    return of.does(DialEnded(**{"status": "completed", **how}))  # type: ignore[arg-type]  # its own fields


def whispered(page: Page, theirs: str = "", **call: object) -> Spoken:
    made = caller(page, None, **call)
    here = made.flows["main"]
    at = At(flow=here, step=here.steps["engineer"], call=made.call, world=made.world)
    return page.whispered(at, theirs)


def test_one_sentence_and_then_the_ring() -> None:
    begun = caller()
    said, dial = begun.verbs
    assert said == Spoken(text="Calling now.", language="en-US", uninterrupted=True)
    assert dial == Dial(numbers=("+12025550101",), page=("engineer_1",), ring_s=15, caller_id="+18005551820")


def test_the_next_ring_follows_what_is_said_between() -> None:
    later = caller().hears_the_dial_end("no-answer")
    assert (later.heard, dialled(later)) == (["Still calling."], ("engineer_2",))


def test_without_words_for_between_the_next_ring_follows_at_once() -> None:
    assert caller(replace(PAGE, progress=None)).hears_the_dial_end("busy").heard == []


def test_who_is_asked_for_is_told_all_that_is_known() -> None:
    asked = Asked()
    levels = (PageLevel(call=("primary",)),)
    page = replace(PAGE, levels=levels)
    made = caller(page, asked, caller={"account_manager": "agent_7"})
    ends(made, heard=frozenset({"a"}), declined=frozenset({"b"}), escalated=True, bridged=False)
    assert asked.pagings == [
        Paging(
            policy="on-call",
            levels=levels,
            manager="agent_7",
            caller="+12025550123",
            call="CA1",
            since_ms=0,
        ),
        Paging(
            policy="on-call",
            levels=levels,
            spot="1",
            picked_up=True,
            heard=frozenset({"a"}),
            declined=frozenset({"b"}),
            escalated=True,
            manager="agent_7",
            caller="+12025550123",
            call="CA1",
            since_ms=0,
        ),
    ]


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_ring_that_nobody_picked_up_is_never_asked_about(status: str) -> None:
    assert dialled(ends(caller(), status=status, unsure=True)) == ("engineer_2",)


@pytest.mark.parametrize(
    ("how", "asks"),
    [
        ({"accepted": True}, "yes"),
        ({"accepted": True, "bridged": True}, "yes"),
        ({"accepted": True, "bridged": False}, ""),
        ({"accepted": True, "bridged": False, "status": "no-answer"}, ""),
        ({"heard": frozenset({"a"})}, ""),
        ({"declined": frozenset({"a"})}, ""),
        ({"heard": frozenset({"a"}), "bridged": True}, "perhaps"),
        ({"unsure": True}, "perhaps"),
        ({"unsure": True, "heard": frozenset({"a"})}, "perhaps"),
        ({"unsure": True, "bridged": False}, ""),
        ({"unsure": True, "bridged": True}, "perhaps"),
        ({}, "perhaps"),
        ({"bridged": False}, ""),
    ],
    ids=str,
)
def test_whoever_may_have_been_helped_is_asked_and_nobody_else(how: dict[str, object], asks: str) -> None:
    """D6: an accept counts, or else Twilio's word on the bridge; a store that knows nobody has missed it."""
    after = ends(caller(), **how)
    assert after.call.scratch.get(ASKED, "") == asks
    assert after.heard == ([HELPED] if asks else ["Still calling."])


def test_the_question_takes_one_key_and_six_seconds_of_silence() -> None:
    asked = ends(caller(), accepted=True)
    gather = asked.gather
    assert (gather.wait_s, gather.digits, gather.keys, gather.speech) == (6, 1, True, False)
    assert asked.call.scratch[SPOT] == "2"
    assert dialled(asked.waits()) == ("engineer_2",)


def test_one_says_that_the_caller_was_helped() -> None:
    helped = ends(caller(), accepted=True).presses("1")
    assert helped.heard == ["Thank you."]
    assert [fact.outcome for fact in helped.facts(PageEnded)] == ["accepted"]


@pytest.mark.parametrize("accepted", [True, False])
def test_with_nobody_left_no_ring_is_promised(accepted: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    over = ends(caller(asked=Asked(1)), accepted=accepted, unsure=not accepted)
    assert over.heard == ["If you have been helped, you can hang up now.", "A message."]


def test_nobody_at_all_is_exhausted_at_once() -> None:
    over = caller(asked=Asked(0))
    assert over.heard == ["Calling now.", "A message."]
    assert [len(over.facts(kind)) for kind in (PageBegan, PageRang, PageEnded)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("came", "event", "outcome"),
    [
        ((), HungUp(), "abandoned"),
        ((), HungUp(accepted=True), "accepted"),
        (({"accepted": True},), HungUp(), "accepted"),
        (({"unsure": True},), HungUp(), "abandoned"),
        (({"status": "busy"},), HungUp(), "abandoned"),
    ],
    ids=["ringing", "talking", "asked after a talk", "asked in doubt", "the second rings"],
)
def test_a_hang_up_ends_the_page_once(
    came: tuple[dict[str, object], ...], event: HungUp, outcome: str
) -> None:
    made = caller()
    for how in came:
        ends(made, **how)
    made.does(event)
    assert [fact.outcome for fact in made.facts(PageEnded)] == [outcome]


def test_a_page_that_breaks_has_ended_as_failed() -> None:
    made = caller()
    failed = fail(made.flows, made.call, "a broken world", made.world)
    assert isinstance(failed, Turn)
    assert [fact.outcome for fact in failed.facts if isinstance(fact, PageEnded)] == ["failed"]


def test_anywhere_keys_do_not_take_the_caller_out_of_a_page() -> None:
    assert dialled(caller().does(Pressed(digits="0"))) == ("engineer_1",)


def test_without_words_of_the_flow_ours_name_caller_and_keys() -> None:
    assert whispered(PAGE) == Spoken(
        text="Urgent call from 2 0 2, 5 5 5, 0 1 2 3. Press 1 to accept, 2 to decline.", language="en-US"
    )


def test_an_engineer_hears_their_own_language() -> None:
    said = whispered(PAGE, "de-DE", number="")
    assert said.language == "de-DE"
    assert said.text == (
        "Dringender Anruf von einer unbekannten Nummer. Zum Annehmen drücken Sie die 1, zum Ablehnen die 2."
    )


def test_the_flows_words_are_spoken_in_the_engineers_language_where_it_has_them() -> None:
    """Whatever language the caller has chosen."""
    page = replace(
        PAGE, engineer=prompt("From ${caller.name_or_number}. Press 1.", de_DE="Von ${caller.plan}, die 1.")
    )
    assert whispered(page, "de-DE", caller={"plan": "premium"}).text == "Von premium, die 1."
    assert whispered(page, "fr-FR", language="de-DE") == Spoken(
        text="From 2 0 2, 5 5 5, 0 1 2 3. Press 1.", language="en-US"
    )


def test_keys_that_the_flows_words_leave_out_are_told_and_a_number_is_no_key() -> None:
    page = replace(PAGE, engineer=prompt("Call of plan ${caller.plan}."), accept="5", decline="6")
    assert whispered(page, caller={"plan": "5"}).text == "Call of plan 5. Press 5 to accept, 6 to decline."


def test_what_is_asked_for_is_a_question_of_keys_alone() -> None:
    (gather,) = ends(caller(language="de-DE"), accepted=True).verbs
    assert isinstance(gather, Gather)
    (said,) = gather.prompts
    assert isinstance(said, Spoken)
    assert said.text.startswith("Wurde Ihnen geholfen")
