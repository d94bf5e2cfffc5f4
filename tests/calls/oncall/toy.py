"""A company whose one line pages, and the people it rings: who was, and who talked, by the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from emulator.model import Call
from emulator.phone_call import PhoneCall
from routing.oncall.roster import LevelPlan, Person, Policy, Roster
from tests.house import House

LINE, CALLER = "+442079460990", "+442079460123"
SAID = "If anyone is in danger, call 999. Calling our engineer now."
PROGRESS = "Still calling our engineers."
HELPED = "If you have been helped, press 1 or hang up."
MESSAGE = "Nobody has picked up yet."
#: Whoever can be on call: name -> number. `hugo` is the catch-all.
PEOPLE = {
    name: f"+4420794609{number}" for number, name in enumerate(("ada", "ben", "cleo", "dan", "eve"), 41)
}
CATCH_ALL = "+442079460949"
EVERYBODY = {**PEOPLE, "hugo": CATCH_ALL}
#: From the answer of the caller's call until a phone rings (reliability.md 2).
FIRST_RING_S = 5.0

COMPANY = """\
company: v1
name: toy
title: Toy works
country: GB
lines: {works: "+442079460990"}
outside: {hugo: "+442079460949"}
boxes: {post: {title: Post}}
policies: {on-call: {duty: hugo}}
"""
FLOW = """\
callflow: v1
name: works
title: Toy works
numbers: ["+442079460990"]
languages: [en-GB]
start: engineer
anywhere: {error: failsafe}
steps:
  engineer:
    urgent: true
    say: "If anyone is in danger, call 999. Calling our engineer now."
    page: on-call
    progress: Still calling our engineers. Please stay on the line.
    urgency: critical
    engineer:
      say: "Toy works, emergency call from ${caller.name_or_number}. Press 1 to take it, 2 to decline."
    next: {accepted: thanks, exhausted: message}
  thanks: {say: Thank you for calling us., next: again}
  again:
    say: If it is still not safe, press 1.
    menu: {options: [{key: "1", next: engineer}]}
    next: {else: end}
  message:
    urgent: true
    say: "Nobody has picked up yet. Please leave your name and number."
    voicemail: post
    alert: {page: on-call, urgency: critical}
    next: end
  failsafe: {say: Sorry. Putting you through., transfer: hugo, next: {answered: end, else: message}}
tests:
  - name: it rings
    call: {at: "2026-11-23T10:00Z"}
    given: {page: accepted}
    do: [press 2]
    expect: {visits: [engineer]}
"""
FILES = {"company.yaml": COMPANY.encode(), "works.yaml": FLOW.encode()}


def roster(
    house: House,
    *levels: LevelPlan,
    rounds: int = 2,
    people: Mapping[str, str] = EVERYBODY,
    texted: Collection[str] = (),
) -> None:
    """Put people on call: these levels, then the catch-all, until something else is put in.

    people: name -> number; texted: those who want texts.
    """
    now = house.net.now
    policy = Policy(name="on-call", levels=levels, catch_all=("hugo",), rounds=rounds)
    house.services.rosters.keep(
        Roster(
            tenant="toy",
            since=now - timedelta(days=1),
            until=now + timedelta(days=14),
            people={
                name: Person(id=name, title=name.title(), number=number, sms=name in texted)
                for name, number in people.items()
            },
            policies={"on-call": policy},
        )
    )


def in_turn(*people: str, ring_s: int = 15, tries: int = 1) -> LevelPlan:
    return LevelPlan(call=people, ring_s=ring_s, tries=tries)


def at_once(*people: str, ring_s: int = 15, tries: int = 1) -> LevelPlan:
    return LevelPlan(call=people, strategy="simultaneous", ring_s=ring_s, tries=tries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One phone that was rung. at: seconds from the answer of the caller's call to its ringing."""

    person: str
    at: float
    status: str
    talked_s: float


def dials(house: House, number: str | None = CALLER) -> PhoneCall:
    return house.dials(LINE, number=number)


def rings(house: House, call: PhoneCall) -> list[Ring]:
    """Every leg that the call's Dials have rung, in order, by the ledger."""
    answered = call.leg.call.answered
    assert answered is not None
    return [
        Ring(
            person=_name(leg.to),
            at=(leg.created - answered).total_seconds() + 1.0,
            status=leg.status,
            talked_s=_talked_s(house, leg),
        )
        for leg in house.net.exchange.calls.values()
        if leg.parent_sid == call.sid
    ]


def ring_number(house: House, call: PhoneCall, number: int) -> None:
    """Wait until so many phones have been rung, or the call is over."""

    def is_rung() -> bool:
        legs = [leg for leg in house.net.exchange.calls.values() if leg.parent_sid == call.sid]
        return len(legs) >= number or call.is_over

    house.net.runs_until(is_rung, 60)


def rung(house: House, call: PhoneCall) -> list[str]:
    return [ring.person for ring in rings(house, call)]


def talked(house: House, call: PhoneCall) -> list[str]:
    """With whom the caller has talked, in order: an open line between the two, for however long."""
    return [
        _name(house.net.exchange.calls[bridge.other].to)
        for bridge in house.net.exchange.bridges
        if bridge.one == call.sid
    ]


def facts(house: House, *kinds: str) -> list[dict[str, object]]:
    """The company's facts of these kinds that were not asked for before, oldest first."""
    return [fact for fact in house.facts("toy") if fact["fact"] in kinds]


def outcomes(house: House) -> list[object]:
    """How pages ended that were not asked for before. It reads all facts."""
    return [fact["outcome"] for fact in facts(house, "PageEnded")]


def said(call: PhoneCall) -> Sequence[str]:
    return [line.text for line in call.leg.heard if line.kind == "say"]


def number_of(person: str) -> str:
    return PEOPLE.get(person, CATCH_ALL)


def _name(number: str) -> str:
    return next((name for name, known in PEOPLE.items() if known == number), "hugo")


def _talked_s(house: House, leg: Call) -> float:
    spent = 0.0
    for bridge in house.net.exchange.bridges:
        if bridge.other == leg.sid:
            spent += ((bridge.until or house.net.now) - bridge.since).total_seconds()
    return spent
