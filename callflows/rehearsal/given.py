"""What a test says of the world, and the answers that the engine gets from it. What is not said goes well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, assert_never

from ivr.events import DialEnded
from ivr.questions import (
    Answer,
    CheckPin,
    Denied,
    Found,
    HandIn,
    Identify,
    JoinBridge,
    LookAtBridge,
    LookUp,
    NotFound,
    OfBridge,
    OpenBridge,
    Promise,
    Promised,
    Question,
    QueueSeen,
    Recognise,
    SeeQueue,
    Unanswered,
)
from ivr.steps.verify import RECOGNISED_VALUES

#: What may be said under each name; the first is what holds when nothing is said.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "order_ok": ("true", "false", "locked"),
        "pin_ok": ("true", "false", "locked"),
        "transfer": ("accepted", "exhausted"),
        "page": ("accepted", "exhausted"),
        "join": ("joined", "failed"),
        "text": ("sent", "failed"),
        "queue": ("answered", "no_agents", "timed_out", "waits"),
        "lookup": ("not_found", "error"),
    }
)
_CUSTOMER = "rehearsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """caller: known by an attested number, with these values; None: a stranger.

    breaks: the step, as `flow/step`, at which our side fails once; "" for none.
    """

    caller: Mapping[str, str] | None
    breaks: str
    #: Name -> one of its WORDS: `order_ok`, `queue.tier1`.
    said: Mapping[str, str]
    #: Connector -> what it answers with.
    found: Mapping[str, Mapping[str, str]]

    def word(self, name: str) -> str:
        return self.said.get(name) or WORDS[name.partition(".")[0]][0]

    def dialled(self, what: Literal["transfer", "page"]) -> DialEnded:
        """How ringing an outside line, or people on call, ends: somebody presses 1, or nobody picks up."""
        if self.word(what) == "accepted":
            return DialEnded(status="completed", accepted=True)
        return DialEnded(status="no-answer")

    def answer(self, question: Question) -> Answer:
        match question:
            case Recognise():
                return self._recognised()
            case Identify() | CheckPin():
                return self._tried(question)
            case LookUp(connector=connector):
                return self._looked_up(connector)
            case SeeQueue(queue=queue):
                return seen(staffed=self.word(f"queue.{queue}") != "no_agents")
            case JoinBridge() | OpenBridge() | LookAtBridge():
                return self._bridged(question)
            case Promise() | HandIn():
                return self._promised(question)
            case _:
                assert_never(question)

    def _bridged(self, question: OfBridge) -> Answer:
        """Open no bridge: so `page` says what comes of it, as of any page."""
        if not isinstance(question, JoinBridge):
            return Unanswered()
        return NotFound() if self.word("join") == "failed" else Found(values={"bridge": _CUSTOMER})

    def _recognised(self) -> Answer:
        """Tell what routing may know of a caller whose number is on file, and nothing else."""
        if self.caller is None:
            return NotFound()
        shown = {name: value for name, value in self.caller.items() if name in RECOGNISED_VALUES}
        return Found(values={"customer": _CUSTOMER, **shown})

    def _tried(self, question: Identify | CheckPin) -> Answer:
        words = {self.word("order_ok")}
        if isinstance(question, CheckPin):
            words.add(self.word("pin_ok"))
        if "locked" in words:
            return Denied(reason="limited")
        return (
            NotFound() if "false" in words else Found(values={"customer": _CUSTOMER, **(self.caller or {})})
        )

    def _promised(self, question: Promise | HandIn) -> Answer:
        if isinstance(question, Promise) and question.kind == "text" and self.word("text") == "failed":
            return Unanswered()
        return Promised(promise=question.key)

    def _looked_up(self, connector: str) -> Answer:
        if connector in self.found:
            return Found(values=self.found[connector])
        return Unanswered() if self.word(f"lookup.{connector}") == "error" else NotFound()


def seen(*, staffed: bool) -> QueueSeen:
    """A line of one: the caller is next, and a minute is expected."""
    return QueueSeen(place=1, ahead=0, staffed=int(staffed), wait_s=60 if staffed else None)
