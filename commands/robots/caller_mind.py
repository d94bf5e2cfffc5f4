"""How a caller thinks: answers what is asked, waits for a person with so much patience, talks, hangs up.

Pure: what happened and the time go in, what to do comes out. Times are seconds on any one clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from commands.robots.plan import Customer
from commands.robots.scripts import WANTS, Answer, script_of
from commands.robots.stream import Event

#: From a question to its answer.
THINKS_S = (1.5, 4.0)
#: From the beginning of the call to giving up, when nobody has come on the line; the mean of what varies.
PATIENCE_S = (45.0, 150.0)
#: How long a talk may last before the caller has had enough.
TALKS_S = (60.0, 240.0)
_LINES = (
    "Hello. Yes, thank you for taking my call.",
    "It began a few days ago, and I have tried the usual things.",
    "Yes, that is right.",
    "All right, that would help a lot.",
    "No, that is all. Thank you.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the caller does now: press keys, say words, hang up."""

    does: str
    what: str = ""


class CallerMind:
    """One caller in one call."""

    def __init__(self, customer: Customer, chance: Random, now: float) -> None:
        self._script: tuple[Answer, ...] = script_of(customer, chance.randrange(WANTS))
        self._chance = chance
        least, more = PATIENCE_S
        self._leaves_at = now + least + chance.expovariate(1 / more)
        self._heard = ""
        self._asked = False
        self._plan: tuple[float, Act] | None = None
        self._lines = list(_LINES)
        self._is_talking = False

    def hears(self, event: Event, now: float) -> None:
        """Take in what happened."""
        if event.kind == "asks":
            self._asked = bool(event.data.get("takes"))
            if not self._asked:
                self._heard, self._plan = "", None
        elif event.kind == "hears":
            self._listens(str(event.data.get("kind")), str(event.data.get("words")), now)
        if self._asked and self._plan is None and not self._is_talking:
            self._plan = self._answer(now)

    def _listens(self, kind: str, words: str, now: float) -> None:
        if kind == "voice":
            if not self._is_talking:
                self._is_talking = True
                self._leaves_at = now + self._chance.uniform(*TALKS_S)
            if self._lines and self._plan is None:
                self._plan = (now + self._chance.uniform(*THINKS_S), Act(does="say", what=self._lines.pop(0)))
        elif kind == "say":
            self._is_talking = False
            self._heard = f"{self._heard} {words}".casefold()[-2000:]

    def _answer(self, now: float) -> tuple[float, Act] | None:
        """Plan the answer to what is asked; None: nothing fits, and silence is an answer too."""
        for answer in self._script:
            if answer.heard in self._heard:
                return now + self._chance.uniform(*THINKS_S), Act(does=answer.does, what=answer.what)
        return None

    def acts(self, now: float) -> Act | None:
        """Return what to do now, if anything."""
        if now >= self._leaves_at:
            return Act(does="hang up")
        if self._plan is None or now < self._plan[0]:
            return None
        act = self._plan[1]
        self._plan, self._heard, self._asked = None, "", False
        return act
