"""What the facts of a page say to screens. Source: cti-and-desktop.md 2.2.

A page has the id of its call: what is rung for after the caller has hung up is still the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cti.told import Data, Fact, Told


def _began(fact: Fact) -> Told:
    return Told(name="page.started", data={**_page(fact), "urgency": fact["urgency"]})


def _rang(fact: Fact) -> Told:
    """One phone is a target; several that ring together are targets."""
    people = list(fact["people"])
    several = {"targets": people} if len(people) > 1 else {"target": people[0] if people else ""}
    return Told(
        name="page.attempt",
        data={
            **_page(fact),
            "level": fact["level"] + 1,
            "round": fact["round"] + 1,
            **several,
            "channel": fact["channel"],
            "drill": fact["drill"] or None,
        },
    )


def _accepted(fact: Fact) -> Told:
    """A key is the only proof of a person (reliability.md D6), so whoever has pressed one is human."""
    return Told(name="page.accepted", data={**_page(fact), **_person(fact)})


def _declined(fact: Fact) -> Told:
    more = {"escalated": fact["escalated"] or None}
    return Told(name="page.declined", data={**_page(fact), **_person(fact), **more})


def _ended(fact: Fact) -> Told | None:
    """That somebody took it was told when they did; that its caller has gone, by the end of the call."""
    return Told(name="page.exhausted", data=_page(fact)) if fact["outcome"] == "exhausted" else None


def _unreached(fact: Fact) -> Told:
    """Say that everybody was rung again, by calls of their own; given_up: nobody is any more."""
    more = {"rounds": fact["rounds"], "given_up": fact["over"] or None}
    return Told(name="page.exhausted", data={**_page(fact), **more})


def _page(fact: Fact) -> Data:
    return {"page_id": f"{fact['call']}/page", "policy": fact["policy"]}


def _person(fact: Fact) -> Data:
    return {"target": fact["person"], "channel": fact["channel"], "answered_by": "human"}


def _nothing(_fact: Fact) -> None:
    """Say nothing: the catalogue has no event for it."""


#: As cti.tellers has them.
TELLERS: Mapping[str, Callable[[Fact], Told | None]] = {
    "PageBegan": _began,
    "PageRang": _rang,
    "PageRingEnded": _nothing,
    "PageAccepted": _accepted,
    "PageDeclined": _declined,
    "PageWaits": _nothing,
    "PageEnded": _ended,
    "PageHandedOver": _nothing,
    "PageUnreached": _unreached,
    "CalledBack": _nothing,
    "DrillFailed": _nothing,
}
