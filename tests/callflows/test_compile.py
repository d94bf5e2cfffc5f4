"""What is written in a flow is what the engine runs."""

from __future__ import annotations

from datetime import date, time

from callflows.actions import _ACTIONS
from callflows.schema.step import KINDS
from ivr.flow import Step
from ivr.steps import STEP_KINDS
from ivr.steps.ask import Ask
from ivr.steps.choose import Choose
from ivr.steps.lookup import Lookup
from ivr.steps.menu import Menu
from ivr.steps.page import Page
from ivr.steps.queue import Queue
from ivr.steps.transfer import Transfer
from ivr.steps.verify import Verify
from ivr.steps.voicemail import Voicemail
from ivr.world import PageLevel
from routing.hours import HolidayHours, Span
from tests.callflows.small_book import book, with_steps


def step(text: str, name: str = "extra") -> Step:
    return book(with_steps(f"extra: {text}")).flows["small"].steps[name]


def test_every_kind_that_is_available_has_a_model_a_compiler_and_an_engine_module() -> None:
    available = {kind for kind, model in KINDS.items() if model.available}
    assert available == set(_ACTIONS) == set(STEP_KINDS)
    assert set(KINDS) - available == {"callback", "pay"}


def test_every_kind_compiles_to_its_own_module() -> None:
    flow = book(with_steps("extra: {tag: {outcome: told}, next: end}")).flows["small"]
    assert all(type(it.action) is STEP_KINDS[it.kind] for it in flow.steps.values())


def test_a_plain_next_is_an_else() -> None:
    assert step("{say: Hello., next: end}").next == {"else": "end"}


def test_words_for_all_languages_are_kept_under_the_first() -> None:
    said = step("{say: Hello., next: end}").say
    assert said is not None
    assert {language: words.text for language, words in said.items()} == {"en-GB": "Hello."}


def test_durations_are_seconds_and_a_lookup_is_in_milliseconds() -> None:
    queue = step(
        "{queue: support, timeout: 20m, overflow: {to: empty, after: 45s}, next: {else: end}}"
    ).action
    assert isinstance(queue, Queue)
    assert (queue.timeout_s, queue.overflow_to, queue.overflow_after_s) == (1200, "empty", 45)
    lookup = step("{lookup: visit, with: {number: caller.order_number}, timeout: 3s, next: end}").action
    assert isinstance(lookup, Lookup)
    assert (lookup.timeout_ms, lookup.values["number"].names) == (3000, frozenset({"caller.order_number"}))


def test_a_menu_keeps_the_order_of_the_file() -> None:
    menu = book().flows["small"].steps["choices"].action
    assert isinstance(menu, Menu)
    assert [(option.key, option.phrases, option.next) for option in menu.options] == [
        ("1", ("visit",), "person"),
        ("2", ("bill",), "message"),
    ]
    assert (menu.wait_s, menu.retries) == (5, 1)


def test_a_question_keeps_what_it_takes() -> None:
    ask = step(
        '{ask: {save: device.serial, say: Which one?, accept: [speech, keys], pattern: "[A-Z]{3}", '
        "digits: 2-5, attempts: 2, skip_when: caller.plan}, next: end}"
    ).action
    assert isinstance(ask, Ask)
    assert (ask.save, ask.accept, ask.pattern) == ("device.serial", frozenset({"speech", "keys"}), "[A-Z]{3}")
    assert (ask.digits, ask.attempts) == ((2, 5), 2)
    assert ask.skip_when is not None
    assert ask.skip_when.names == {"caller.plan"}


def test_factors_keep_their_order() -> None:
    verify = step(
        "{verify: {want: verified, factors: [{ask: ani, grants: recognised}, "
        "{ask: pin, say: Your PIN., digits: 6, attempts: 3, secret: true, grants: verified}], "
        "lockout: {after: 4, for: 10m}}, next: end}"
    ).action
    assert isinstance(verify, Verify)
    assert [(it.ask, it.digits, it.secret, it.grants) for it in verify.factors] == [
        ("ani", None, False, "recognised"),
        ("pin", (6, 6), True, "verified"),
    ]
    assert (verify.lockout_after, verify.lockout_for_s) == (4, 600)


def test_the_lines_of_a_choice_are_taken_in_order() -> None:
    choose = step('{choose: [{when: caller.plan == "a", next: person}, {else: message}]}').action
    assert isinstance(choose, Choose)
    assert [(line.text, target) for line, target in choose.lines] == [('caller.plan == "a"', "person")]
    assert choose.otherwise == "message"


def test_an_alert_goes_with_its_voicemail() -> None:
    box = step("{voicemail: support, max: 1m, alert: {page: on-call, urgency: critical}, next: end}").action
    assert box == Voicemail(box="support", max_s=60, policy="on-call", urgency="critical")


def test_a_transfer_is_screened_where_a_voicemail_must_not_pass_for_a_person() -> None:
    """Issue item 9: in an urgent step, and wherever the error path leads."""
    plain = "transfer: duty, timeout: 20s, next: {else: message}"
    steps = (
        book(
            with_steps(f"day: {{{plain}}}", f"night: {{urgent: true, {plain}}}", f"later: {{{plain}}}"),
            ("answered: end, else: message}}\ntests", "answered: end, else: later}}\ntests"),
        )
        .flows["small"]
        .steps
    )
    screened = {name: it.action.screened for name, it in steps.items() if isinstance(it.action, Transfer)}
    assert screened == {"day": False, "night": True, "later": True, "failsafe": True}


def test_hours_are_what_is_written() -> None:
    hours = book(
        (
            "week: {mon-fri: 08:00-18:00}",
            "week: {mon-fri: [08:00-12:00, 13:00-18:00], sat: 00:00-24:00 reduced}",
        ),
        ("holidays: none", "holidays: {calendar: scotland, open: closed}"),
    ).hours("small", "staffed")
    day = (Span(opens=time(8), closes=time(12)), Span(opens=time(13), closes=time(18)))
    assert hours.week == {
        **dict.fromkeys(range(5), day),
        5: (Span(opens=time(0), closes=None, reduced=True),),
    }
    assert hours.holidays == HolidayHours(calendar="scotland", spans=())
    assert hours.dates[date(2026, 12, 26)] == ()


def test_anywhere_phrases_are_in_small_letters() -> None:
    flow = book(("phrases: {person: person}", "phrases: {A Real Person: person}")).flows["small"]
    assert flow.anywhere.phrases == {"a real person": "person"}


def test_a_flow_with_a_kind_that_is_not_available_does_not_run() -> None:
    booking = book(with_steps("extra: {callback: support, next: {else: end}}"))
    assert booking.flows == {}
    assert "small" in booking.texts.flows


def test_a_page_keeps_its_own_levels_and_what_engineers_hear() -> None:
    page = step(
        "{page: on-call, urgency: critical, engineer: {say: A caller. Press 1.}, progress: Still calling., "
        "levels: [{call: [duty], ring: 20s, tries: 2}, {call: [duty, caller.account_manager], "
        "strategy: simultaneous}], next: {accepted: end, exhausted: message}}"
    ).action
    assert isinstance(page, Page)
    assert page.levels == (
        PageLevel(call=("duty",), ring_s=20, tries=2),
        PageLevel(call=("duty", "caller.account_manager"), at_once=True),
    )
    assert (page.policy, page.urgency) == ("on-call", "critical")
    assert page.engineer is not None
    assert page.progress is not None
    assert (page.engineer["en-GB"].text, page.progress["en-GB"].text) == (
        "A caller. Press 1.",
        "Still calling.",
    )
