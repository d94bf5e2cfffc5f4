"""One short scripted walk through each kind of step: what the goldens are made of."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ivr.questions import Found, NotFound, Promised, QueueSeen
from ivr.steps.ask import Ask
from ivr.steps.call import Call
from ivr.steps.choose import Choose
from ivr.steps.hangup import HangUp
from ivr.steps.hours import Hours
from ivr.steps.join import Join
from ivr.steps.language import Language
from ivr.steps.lookup import Lookup
from ivr.steps.menu import Menu, Option
from ivr.steps.page import Page
from ivr.steps.play import Play
from ivr.steps.queue import Announce, Queue
from ivr.steps.say import Say
from ivr.steps.set import Set
from ivr.steps.survey import Question, Survey
from ivr.steps.tag import Tag
from ivr.steps.text import Text
from ivr.steps.transfer import Transfer
from ivr.steps.verify import Factor, Verify
from ivr.steps.voicemail import Voicemail
from ivr.world import OnCall, Paged, Paging
from tests.ivr.steps.caller import Caller, flow, in_order, prompt, step, when


def say() -> Caller:
    return Caller(flow(step("gas", Say(repeat=2), say="Leave the building.", urgent=True))).arrives()


def play() -> Caller:
    return Caller(flow(step("jingle", Play(audio="welcome")))).arrives()


def language() -> Caller:
    choice = Language(keys={"1": "en-US", "2": "de-DE"}, default="en-US")
    tongue = flow(
        step("tongue", choice, say="For English press 1. Für Deutsch die 2.", after={"else": "hello"}),
        step("hello", Menu(say=prompt("Hello.", de_DE="Hallo."), options=(Option(key="1", next="end"),))),
        languages=("en-US", "de-DE"),
    )
    return Caller(tongue).arrives().presses("5").presses("2")


def hours() -> Caller:
    return Caller(
        flow(step("open_now", Hours(hours="support"), after={"open": "person", "else": "sorry"}))
    ).arrives()


def verify() -> Caller:
    factors = (
        Factor(ask="ani", grants="recognised"),
        Factor(ask="order_number", say=prompt("Your order number."), attempts=3, grants="identified"),
        Factor(ask="pin", say=prompt("Your PIN."), attempts=3, secret=True, grants="verified"),
    )
    answers = in_order(
        Found(values={"plan": "premium"}),
        NotFound(),
        Found(values={"customer": "c1", "plan": "premium", "name": "Pat Doe"}),
    )
    caller = Caller(
        flow(step("who", Verify(want="verified", factors=factors))), answers=answers, call={"attested": True}
    ).arrives()
    return caller.presses("12345678").presses("111111").presses("123456789").presses("222222")


def menu() -> Caller:
    options = (
        Option(
            key="1", phrases=("repair", "broken boiler"), say=prompt("For a repair, press 1."), next="person"
        ),
        Option(key="2", phrases=("bill",), say=prompt("For your bill, press 2."), next="person"),
    )
    helped = flow(step("help", Menu(options=options, retries=2), say="How can we help?"))
    return Caller(helped).arrives().presses("7").waits().says("it is about my bill")


def ask() -> Caller:
    serial = Ask(
        save="serial",
        say=prompt("Your serial number?"),
        accept=frozenset({"speech", "keys"}),
        pattern="[A-Z0-9]{6,20}",
        confirm=True,
        attempts=2,
    )
    return Caller(flow(step("serial", serial))).arrives().presses("12").says("a1 b2 c3").presses("1")


def choose() -> Caller:
    lines = ((when('caller.plan == "premium"'), "person"),)
    return Caller(
        flow(step("by_plan", Choose(lines=lines, otherwise="sorry"))), call={"caller": {"plan": "premium"}}
    ).arrives()


def lookup() -> Caller:
    rma = Lookup(connector="rma", values={"order": when("caller.order_number")}, needs="identified")
    told = Say()
    found = flow(
        step("find", rma, after={"found": "told", "else": "sorry"}), step("told", told, say="${rma.status}")
    )
    return Caller(
        found,
        answers=in_order(Found(values={"status": "Being inspected."})),
        call={"level": "identified", "customer": "c1", "caller": {"order_number": "12345678"}},
    ).arrives()


def queue() -> Caller:
    line = Queue(
        queue="support",
        skills=("booking",),
        prefer_agent=when("vars.agent"),
        prefer_wait_s=15,
        objective_s=45,
        announce=Announce(position=True, wait=True, every_s=30),
        overflow_to="tier1",
        overflow_after_s=40,
        timeout_s=60,
    )
    seen = QueueSeen(place=1_000, ahead=2, staffed=3, wait_s=130)
    caller = Caller(flow(step("wait", line)), answers=in_order(seen)).arrives()
    caller.sees(seen).later(10).waits().later(10).waits()
    caller.sees(QueueSeen(place=1_000, ahead=0, staffed=3, wait_s=50)).later(15).waits()
    return caller.later(15).waits().later(15).waits()


def voicemail() -> Caller:
    box = Voicemail(box="homeika-on-call", max_s=60, policy="homeika-on-call", urgency="critical")
    caller = Caller(
        flow(step("message", box, say="Please leave a message.")),
        answers=in_order(Promised(promise="p1"), Promised(promise="p1")),
    )
    return caller.arrives().leaves("RE1", 12)


def page() -> Caller:
    on_call = Page(policy="on-call", urgency="critical", progress=prompt("Still calling our engineer."))
    caller = Caller(
        flow(
            step("engineer", on_call, say="Calling our engineer now.", urgent=True, after={"else": "person"})
        )
    )
    caller.world = replace(caller.world, page=_rings)
    return caller.arrives().hears_the_dial_end("busy").hears_the_dial_end("completed", accepted=True).waits()


def _rings(paging: Paging) -> Paged | None:
    """Ring one engineer, then the other, then the first again; then nobody."""
    order = ("", "first", "second", "third")
    at = order.index(paging.spot) + (not paging.stands)
    if at == len(order):
        return None
    name = order[at]
    people = (OnCall(person=f"{name}_engineer", title="Engineer", number=f"+1202555015{at}"),)
    return Paged(spot=name, people=people, ring_s=15)


def join() -> Caller:
    return (
        Caller(
            flow(
                step("pin", Join(say=prompt("The six digits?")), after={"joined": "end", "failed": "sorry"})
            ),
            answers=in_order(NotFound(), Found(values={"bridge": "0" * 32})),
        )
        .arrives()
        .presses("12")
        .presses("111111")
        .presses("222222")
        .hears_the_dial_end("completed")
    )


def survey() -> Caller:
    questions = (
        Question(save="csat", say=prompt("From 1 to 10?"), low=1, high=10),
        Question(save="resolved", say=prompt("Is it solved? 1 for yes, 2 for no."), low=1, high=2),
    )
    return (
        Caller(flow(step("csat", Survey(questions=questions))))
        .arrives()
        .presses("11")
        .presses("10")
        .says("yes")
    )


def text() -> Caller:
    sms = Text(to=when("caller.number"), body=prompt("Homeika: thank you, ${caller.plan}."))
    return Caller(
        flow(step("sms", sms, after={"sent": "person", "failed": "sorry"})),
        answers=in_order(Promised(promise="p1")),
    ).arrives()


def transfer() -> Caller:
    duty = Transfer(line="+12025550199", timeout_s=20, screened=True)
    through = flow(
        step(
            "duty", duty, say="Calling our engineer.", urgent=True, after={"answered": "end", "else": "sorry"}
        )
    )
    return Caller(through).arrives().hears_the_dial_end("completed", accepted=False)


def call() -> Caller:
    first = flow(step("over", Call(flow="support", at="choices"), after={"done": "person"}))
    second = flow(step("choices", Say(), say="Hello again.", after={"else": "return.done"}), name="support")
    return Caller(first, second).arrives()


def tag() -> Caller:
    return Caller(
        flow(step("incident", Tag(tags={"case": "critical", "clock": "critical-ack-1h"})))
    ).arrives()


def set_() -> Caller:
    values = {"price": when("49.50"), "agent": when("vars.agent"), "gone": when("caller.plan")}
    told = step("told", Say(), say="${vars.price} ${vars.agent}")
    return Caller(flow(step("keep", Set(values=values), after={"else": "told"}), told)).arrives()


def hangup() -> Caller:
    return Caller(flow(step("bye", HangUp(), say="Goodbye."))).arrives()


#: Kind -> its walk.
WALKS: Mapping[str, Callable[[], Caller]] = {
    walk.__name__.rstrip("_"): walk
    for walk in (
        say, play, language, hours, verify, menu, ask, choose, lookup, queue, voicemail, page, join, survey,
        text, transfer, call, tag, set_, hangup,
    )
}  # fmt: skip
