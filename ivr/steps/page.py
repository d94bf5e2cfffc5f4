"""Ring the people on call, one ring after the other, until somebody accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.events import DialEnded, Event, Pressed
from ivr.facts import PageBegan, PageEnded, PageRang, PageRingEnded
from ivr.flow import Prompt
from ivr.move import Move, scratched
from ivr.questions import Answer
from ivr.verbs import Dial, Gather
from ivr.world import Paged, PageLevel, Paging

#: Under this name a call, and its capsule, remember where its page stands.
SPOT = "spot"
#: Under this name: the caller is being asked whether they have been helped.
ASKED = "asked_if_helped"
#: Silence that means: call again. Source: reliability.md 2.
HELPED_WAIT_S = 6
HELPED = "1"
_PICKED_UP = frozenset({"completed", "answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """levels: this step's own, in place of the policy's; progress: spoken between rings.

    engineer: what whoever is rung hears before pressing a key; None: our own words. Needs no store: where the
    page stands is in the call's address.
    """

    takes_anywhere: ClassVar[bool] = False

    policy: str
    urgency: str = "high"
    progress: Prompt | None = None
    engineer: Prompt | None = None
    levels: tuple[PageLevel, ...] = ()

    def begin(self, at: At, /) -> Move:
        began = PageBegan(policy=self.policy, urgency=self.urgency)
        paged = at.world.page(self._paging(at))
        if paged is None:
            ended = PageEnded(policy=self.policy, outcome="exhausted")
            return Move(call=at.call, facts=(began, ended), outcome="exhausted")
        return self._ring(at, paged, Move(call=at.call, facts=(began,)))

    def resume(self, at: At, event: Event, /) -> Move:
        """Routing after a ring needs no proof: whoever is on the line and was not helped is rung for."""
        if isinstance(event, DialEnded):
            rung = PageRingEnded(
                policy=self.policy,
                spot=at.call.scratch.get(SPOT, ""),
                status=event.status,
                taken=event.accepted,
            )
            if event.accepted or (event.unsure and event.status in _PICKED_UP):
                return self._ask_if_helped(at, rung)
            return self._go_on(at, event, Move(call=at.call, facts=(rung,)))
        if isinstance(event, Pressed) and event.digits.startswith(HELPED):
            ended = PageEnded(policy=self.policy, outcome="accepted")
            return Move(call=at.call, facts=(ended,), outcome="accepted")
        return self._go_on(at, DialEnded(status="completed"), Move(call=at.call))

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def whispered(self, at: At, language: str) -> str:
        """What somebody on call hears: who it is and why. language: theirs, or "" for the flow's own."""
        spoken = language or at.flow.languages[0]
        if self.engineer is None:
            return words.say("urgent_call", spoken, caller=str(at.read("caller.name_or_number"))).text
        template = self.engineer.get(spoken) or self.engineer[at.flow.languages[0]]
        return template.render(at.read)

    def _ask_if_helped(self, at: At, rung: PageRingEnded) -> Move:
        prompt = words.say("if_helped_press", at.language)
        listen = Gather(prompts=(prompt,), language=at.language, wait_s=HELPED_WAIT_S, digits=1)
        asked = at.call.but(scratch=scratched(at.call, **{ASKED: "yes"}))
        return Move(call=asked, verbs=(listen,), facts=(rung,))

    def _go_on(self, at: At, ended: DialEnded, so_far: Move) -> Move:
        paged = at.world.page(self._paging(at, ended))
        if paged is not None:
            return self._ring(at, paged, so_far, progress=True)
        over = PageEnded(policy=self.policy, outcome="exhausted")
        return Move(call=at.call, facts=(*so_far.facts, over), outcome="exhausted")

    def _ring(self, at: At, paged: Paged, so_far: Move, *, progress: bool = False) -> Move:
        said = (at.say(self.progress),) if progress and self.progress is not None else ()
        dial = Dial(
            numbers=tuple(one.number for one in paged.people),
            page=tuple(one.person for one in paged.people),
            ring_s=paged.ring_s,
            caller_id=at.call.dialled,
        )
        rang = PageRang(
            policy=self.policy,
            people=tuple(one.person for one in paged.people),
            round=paged.round,
            level=paged.level,
            channel="dial",
            drill=paged.drill,
        )
        call = so_far.call.but(scratch={SPOT: paged.spot})
        return Move(call=call, verbs=(*said, dial), facts=(*so_far.facts, rang))

    def _paging(self, at: At, ended: DialEnded | None = None) -> Paging:
        return Paging(
            policy=self.policy,
            levels=self.levels,
            spot="" if ended is None else at.call.scratch.get(SPOT, ""),
            picked_up=ended is not None and ended.status in _PICKED_UP,
            heard=frozenset() if ended is None else ended.heard,
            escalated=ended is not None and ended.escalated,
            manager=str(at.read("caller.account_manager") or ""),
            caller=at.call.number,
        )
