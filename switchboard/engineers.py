"""Whoever is rung by a page hears who calls and why, and is put through only by a key (D6).

Keys keep their meaning for ever: 1 accepts, 2 declines, 4 escalates to the next level, any other repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import structlog

from ivr import words
from ivr.at import At
from ivr.call import Call
from ivr.facts import Fact
from ivr.page_facts import PageAccepted, PageDeclined
from ivr.steps.page import ESCALATE, MOST_AGAIN, Page
from storage.live.client import StoreUnavailableError
from switchboard.answerer import Screened, find_call
from switchboard.drills import is_drill
from switchboard.engaged import talks
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts, keep_mark
from switchboard.ringing import may_be_rung
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.strangers import not_ours
from telephony import twiml

log = structlog.get_logger(__name__)

_LONGEST_NAME = 64
_COUNTS = frozenset(str(count) for count in range(MOST_AGAIN + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Engineer:
    """A request on the leg of somebody on call. screened: whose call it is; again: whispers repeated."""

    screened: Screened
    person: str
    again: int = 0

    @classmethod
    def read(cls, screened: Screened, person: str, again: str) -> Engineer | None:
        """Read what the address says. None: it is none of ours."""
        if not 0 < len(person) <= _LONGEST_NAME:
            return None
        return cls(screened=screened, person=person, again=int(again) if again in _COUNTS else MOST_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rung:
    """Whom the leg belongs to, and the page that rings it. turn: that the end of the ring takes."""

    setting: Setting
    call: Call
    turn: int
    page: Page
    engineer: Engineer

    @property
    def at(self) -> At:
        flow = self.setting.book.flows[self.call.flow]
        return At(flow=flow, step=flow.steps[self.call.step], call=self.call, world=self.setting.world())

    @property
    def language(self) -> str:
        """The person's own language; "" for the flow's."""
        known = self.setting.roster.people.get(self.engineer.person)
        return known.language if known is not None else ""

    def says(self, name: words.Name, **values: str) -> str:
        """Say a sentence of ours to them, and hang up."""
        flow = self.setting.book.flows[self.call.flow]
        said = words.say(name, self.language or flow.languages[0], **values)
        return twiml.goodbye(said.text, said.language)

    def mark(self, name: str, facts: Sequence[Fact] = (), value: str = "") -> str | None:
        """Set a mark on the call, once, and return whose stands. None: the store cannot say.

        value: theirs, where it is not the person.
        """
        person = value or self.engineer.person
        beside = f"{self.call.id}/{name}"
        origin = Origin(tenant=self.setting.tenant.name, call_id=self.call.id, turn=self.turn, beside=beside)
        told = written(facts, origin, self.setting.now)
        try:
            stands = self.setting.tenant.calls.mark(self.call.id, name, person, told)
        except StoreUnavailableError:
            if told:
                keep_mark(self.setting, self.call.id, (name, person), told)
            return None
        if stands is None:
            keep_facts(self.setting, told)  # the store was emptied while it rang
        return stands


def whisper(services: Services, engineer: Engineer) -> str:
    """Tell whoever picked up who calls. Needs no store."""
    rung = _rung(services, engineer)
    if rung is None:
        return not_ours()
    if rung.call.ended:
        return rung.says("caller_gone")
    rung.mark(f"heard/{rung.turn}/{engineer.person}")
    return _whispered(services, rung)


def key(services: Services, engineer: Engineer, digits: str) -> str:
    """Take the key. Only an accept bridges the legs, and only the first one."""
    rung = _rung(services, engineer)
    if rung is None:
        return not_ours()
    if not digits:
        return twiml.HANG_UP
    if rung.call.ended:
        return rung.says("caller_gone")
    if digits == rung.page.accept:
        return _accept(rung)
    if digits in (rung.page.decline, ESCALATE):
        return _decline(rung, escalated=digits == ESCALATE)
    return (
        _whispered(services, rung, again=engineer.again + 1) if engineer.again < MOST_AGAIN else twiml.HANG_UP
    )


def _accept(rung: _Rung) -> str:
    step = f"{rung.call.flow}/{rung.call.step}"
    person = rung.engineer.person
    fact = PageAccepted(policy=rung.page.policy, person=person, channel="dial", step=step)
    rung.mark(f"pressed/{rung.turn}", value=str(int(rung.setting.now.timestamp() * 1000)))
    stands = rung.mark(f"accepted/{rung.turn}", [fact])
    if is_drill(rung.setting.book, rung.call.number):
        return rung.says("drill_taken")
    if stands is None or stands == person:
        services = rung.setting.services
        services.later(lambda: talks(services, rung.setting.tenant, rung.call.id, person))
        return twiml.BRIDGE  # reaching a person fails open, where the store cannot say who was first
    winner = rung.setting.roster.people.get(stands)
    return rung.says("taken_by", person=winner.title if winner is not None else stands)


def _decline(rung: _Rung, *, escalated: bool) -> str:
    person = rung.engineer.person
    fact = PageDeclined(policy=rung.page.policy, person=person, channel="dial", escalated=escalated)
    rung.mark(f"declined/{rung.turn}/{person}", [fact])
    if escalated:
        rung.mark(f"escalated/{rung.turn}")
    return twiml.HANG_UP


def _whispered(services: Services, rung: _Rung, *, again: int = 0) -> str:
    engineer, screened = rung.engineer, rung.engineer.screened
    said = rung.page.whispered(rung.at, rung.language)
    url = (
        f"{services.public_url}/twilio/page/key?c={screened.capsule}&p={screened.call_id}"
        f"&t={quote(engineer.person, safe='')}&n={again}"
    )
    return twiml.whisper(said.text, said.language, accept_url=url)


def _rung(services: Services, engineer: Engineer) -> _Rung | None:
    found = find_call(services, engineer.screened)
    if found is None or found.passed:
        return None
    call = found.call
    action = found.setting.book.flows[call.flow].steps[call.step].action
    if not isinstance(action, Page):
        return None
    rung = _Rung(setting=found.setting, call=call, turn=found.capsule.turn, page=action, engineer=engineer)
    paging = action.paging(rung.at)
    if not call.ended and not may_be_rung(rung.setting.roster, paging, engineer.person, rung.setting.now):
        log.warning("page_link_refused", call=call.id)
        return None
    return rung
