"""How a robot agent thinks: takes most offers, talks, wraps up, comes back after a missed one.

Pure: the desk's state (GET /desk/state) and the time go in, what to do comes out. Times are seconds on any
one clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import Random
from typing import Any

from commands.robots import handing_on
from commands.robots.acts import Act, Command, Phone, Steps

#: The shares of offers that are declined, and that nobody reacts to.
DECLINES = 0.06
MISSES = 0.05
ANSWERS_S = (2.0, 7.0)
#: The shortest talk, and the mean of what comes on top.
TALKS_S = (25.0, 45.0)
#: The share of talks with a hold in the middle, and how long that is.
HOLDS = 0.2
HOLDS_FOR_S = (8.0, 20.0)
WRAPS_UP_S = (5.0, 20.0)
COMES_BACK_S = (15.0, 45.0)
#: From one attempt to dial in to the next.
CONNECTS_AGAIN_S = 6.0
LOOKS_AGAIN_S = 10.0
_RESOLVED = ("yes", "yes", "yes", "no", "unsure")
_NOTES = (
    "Explained the next steps.",
    "Booked as asked.",
    "Checked the account, all well.",
    "Will follow up.",
)


class AgentMind:
    """One agent. What is planned for a thing is dropped when the desk no longer shows it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._plans: dict[str, Steps] = {}

    def acts(self, state: Mapping[str, Any], now: float, *, on_line: bool) -> list[Act]:
        """Return what to do now, in order. on_line: whether the softphone has a leg."""
        seen = dict(self._seen(state, on_line=on_line))
        kept = {name: steps for name, steps in self._plans.items() if name in seen}
        for name in seen.keys() - kept.keys():
            kept[name] = [(now + after, act) for after, act in seen[name]()]
        self._plans = {
            name: [(when, act) for when, act in steps if when > now] for name, steps in kept.items()
        }
        return [act for steps in kept.values() for when, act in steps if when <= now]

    def looks_again(self, now: float) -> float:
        """Return after how many seconds something planned is due."""
        waits = [when - now for steps in self._plans.values() for when, _ in steps]
        return max(0.05, min([*waits, LOOKS_AGAIN_S]))

    def _seen(self, state: Mapping[str, Any], *, on_line: bool) -> Iterator[tuple[str, Callable[[], Steps]]]:
        """Yield what there is to react to by name, and how a reaction to it is drawn."""
        me, call = state["me"], state["call"]
        for offer in state["offers"]:
            yield f"offer {offer['id']}", partial(self._offer, offer)
        if call and me["phone"] == "browser" and not on_line:
            yield f"line {call['id']}", self._line
        if call and call["phase"] == "talking":
            consult = call.get("transfer") or {}
            if consult.get("answered") and consult["by"] == me["id"] and consult["mode"] == "consult":
                yield f"told {call['id']} {consult['to']}", partial(handing_on.tell, self._chance)
            else:
                yield f"talk {call['id']}", partial(self._talk, str(me["name"]))
        if state["wrap"]:
            yield "wrap-up", partial(self._wrap, state["wrap"])
        if me["presence"] != "available" and me["work"] == "idle":
            yield "away", self._back

    def _offer(self, offer: Mapping[str, Any]) -> Steps:
        """Take it, decline it, or miss it."""
        after, drawn = self._chance.uniform(*ANSWERS_S), self._chance.random()
        if drawn < MISSES:
            return []
        if drawn < MISSES + DECLINES:
            return [(after, Command(do="decline", fields={"offer": offer["id"], "reason": "busy"}))]
        return [(after, Command(do="accept", fields={"offer": offer["id"]}))]

    def _line(self) -> Steps:
        """Dial in, and again while the line does not come."""
        return [(CONNECTS_AGAIN_S * times, Phone(does="connect")) for times in range(5)]

    def _talk(self, name: str) -> Steps:
        least, more = TALKS_S
        ends = least + self._chance.expovariate(1 / more)
        steps: Steps = [
            (1.0, Phone(does="say", words=f"Thank you for waiting, this is {name}. How can I help?")),
            (ends / 2 - 3, Phone(does="say", words="I see. Let me look at that for you.")),
            (ends - 2, Phone(does="say", words="That is done. Thank you for calling, and goodbye.")),
            (ends, Command(do="end")),
        ]
        if handed_on := handing_on.draw(self._chance, ends / 2):
            return [steps[0], *handed_on]
        if self._chance.random() < HOLDS:
            lasts = self._chance.uniform(*HOLDS_FOR_S)
            steps[2:] = [(after + lasts, act) for after, act in steps[2:]]
            steps[2:2] = [(ends / 2, Command(do="hold")), (ends / 2 + lasts, Command(do="resume"))]
        return steps

    def _wrap(self, wrap: Mapping[str, Any]) -> Steps:
        dispositions = [each["id"] for each in wrap["dispositions"]]
        fields = {
            "disposition": self._chance.choice(dispositions) if dispositions else "",
            "resolved": self._chance.choice(_RESOLVED),
            "notes": self._chance.choice(_NOTES),
            "follow_up": "",
            "stay_away": False,
        }
        return [(self._chance.uniform(*WRAPS_UP_S), Command(do="wrap", fields=fields))]

    def _back(self) -> Steps:
        fields = {"presence": "available", "reason": ""}
        return [(self._chance.uniform(*COMES_BACK_S), Command(do="presence", fields=fields))]
