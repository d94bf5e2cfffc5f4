"""Whoever is rung by a page hears who calls and why, and is put through only by pressing 1 (D6).

Keys keep their meaning for ever: 1 accepts, 2 declines, 4 escalates to the next level, * repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from ivr import words
from ivr.at import At
from ivr.call import Call
from ivr.facts import Fact, PageAccepted, PageDeclined
from ivr.steps.page import Page
from storage.live.client import StoreUnavailableError
from switchboard.answerer import Screened, find_call
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.strangers import not_ours
from telephony import twiml

log = structlog.get_logger(__name__)

ACCEPT, DECLINE, ESCALATE = "1", "2", "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engineer:
    """A request on the leg of somebody on call. screened: whose call it is; number: of them, in the Dial."""

    screened: Screened
    number: int
    person: str

    @classmethod
    def read(cls, screened: Screened, target: str) -> Engineer | None:
        """Read `<number>.<person>`, as the Dial has it. None: it is not that."""
        number, _, person = target.partition(".")
        known = number.isdecimal() and len(number) < 3 and bool(person)
        return cls(screened=screened, number=int(number), person=person) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    """Whom the leg belongs to, and the page that rings it."""

    setting: Setting
    call: Call
    turn: int
    page: Page
    engineer: Engineer

    @property
    def language(self) -> str:
        people = self.setting.roster.people
        flow = self.setting.book.flows[self.call.flow]
        known = people.get(self.engineer.person)
        return (known.language if known is not None else "") or flow.languages[0]

    def mark(self, name: str, value: str, facts: Sequence[Fact] = ()) -> str | None:
        """Set a mark on the call, once; None: the store cannot say what stands. The facts are kept either way."""
        beside = f"{self.call.id}/{name}"
        origin = Origin(tenant=self.setting.tenant.name, call_id=self.call.id, turn=self.turn, beside=beside)
        told = written(facts, origin, self.setting.now)
        try:
            stands = self.setting.tenant.calls.mark(self.call.id, name, value, told)
        except StoreUnavailableError:
            stands = None
        if stands is None and told:
            keep_facts(self.setting, told)
        return stands


def whisper(services: Services, engineer: Engineer) -> str:
    """Tell whoever picked up who calls. Needs no store."""
    rung = _rung(services, engineer)
    if rung is None:
        return not_ours()
    rung.mark(f"heard/{rung.turn}/{engineer.number}", engineer.person)
    return _whispered(services, rung)


def key(services: Services, engineer: Engineer, digits: str) -> str:
    """Take the key. Only an accept bridges the legs, and only the first one."""
    rung = _rung(services, engineer)
    if rung is None:
        return not_ours()
    match digits:
        case "1":
            return _accept(rung)
        case "2" | "4":
            return _decline(rung, escalated=digits == ESCALATE)
        case "":
            return not_ours()
        case _:
            return _whispered(services, rung)


def _accept(rung: _Rung) -> str:
    step = f"{rung.call.flow}/{rung.call.step}"
    fact = PageAccepted(policy=rung.page.policy, person=rung.engineer.person, channel="dial", step=step)
    stands = rung.mark(f"accepted/{rung.turn}", rung.engineer.person, [fact])
    if stands is None or stands == rung.engineer.person:
        return twiml.BRIDGE  # reaching a person fails open, where the store cannot say who was first
    winner = rung.setting.roster.people.get(stands)
    taken = words.say("taken_by", rung.language, person=winner.title if winner is not None else stands)
    return twiml.goodbye(taken.text, rung.language)


def _decline(rung: _Rung, *, escalated: bool) -> str:
    fact = PageDeclined(
        policy=rung.page.policy, person=rung.engineer.person, channel="dial", escalated=escalated
    )
    rung.mark(f"declined/{rung.turn}/{rung.engineer.number}", rung.engineer.person, [fact])
    if escalated:
        rung.mark(f"escalated/{rung.turn}", rung.engineer.person)
    return not_ours()


def _whispered(services: Services, rung: _Rung) -> str:
    engineer = rung.engineer
    flow = rung.setting.book.flows[rung.call.flow]
    at = At(flow=flow, step=flow.steps[rung.call.step], call=rung.call, world=rung.setting.world())
    screened = engineer.screened
    url = (
        f"{services.public_url}/twilio/page/key?c={screened.capsule}&p={screened.call_id}"
        f"&t={engineer.number}.{engineer.person}"
    )
    return twiml.whisper(rung.page.whispered(at, rung.language), rung.language, accept_url=url)


def _rung(services: Services, engineer: Engineer) -> _Rung | None:
    found = find_call(services, engineer.screened)
    if found is None:
        return None
    setting, capsule, call = found
    action = setting.book.flows[call.flow].steps[call.step].action
    if not isinstance(action, Page):
        return None
    return _Rung(setting=setting, call=call, turn=capsule.turn, page=action, engineer=engineer)
