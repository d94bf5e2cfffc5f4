"""Ring the people on call, one ring after the other, until somebody accepts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.events import DialEnded, Event, HungUp, Pressed
from ivr.flow import Prompt
from ivr.move import Move
from ivr.page_facts import PageBegan, PageEnded, PageRang, PageRingEnded
from ivr.questions import Answer
from ivr.verbs import Dial, Gather, Say
from ivr.world import Paged, PageLevel, Paging

#: Under this name a call, and its capsule, remember where its page stands.
SPOT = "spot"
#: Under this name: the caller is being asked whether they were helped; "yes" where somebody has accepted,
#: "perhaps" where nobody can tell.
ASKED = "asked_if_helped"
#: Silence that means: call again. Source: reliability.md 2.
HELPED_WAIT_S = 6
HELPED = "1"
_PICKED_UP = frozenset({"completed", "answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """levels: this step's own, in place of the policy's; progress: spoken between rings.

    engineer: what whoever is rung hears before pressing a key; None: our own words. accept, decline: the keys
    of the release that the call began on. Needs no store: where the page stands is in the call's address.

    A drill is over with its page: nothing that follows it is for a drill.
    """

    takes_anywhere: ClassVar[bool] = False

    policy: str
    urgency: str = "high"
    progress: Prompt | None = None
    engineer: Prompt | None = None
    levels: tuple[PageLevel, ...] = ()
    accept: str = "1"
    decline: str = "2"

    def begin(self, at: At, /) -> Move:
        began = Move(call=at.call, facts=(PageBegan(policy=self.policy, urgency=self.urgency),))
        paged = at.world.page(self._paging(at))
        return self._exhausted(at, began) if paged is None else self._ring(at, paged, began)

    def resume(self, at: At, event: Event, /) -> Move:
        """Whoever is on the line and was not helped is rung for: routing after a ring needs no proof."""
        if isinstance(event, DialEnded):
            return self._rung(at, event)
        if isinstance(event, Pressed) and event.digits.startswith(HELPED):
            ended = PageEnded(policy=self.policy, outcome="accepted")
            return Move(call=at.call, facts=(ended,), outcome="accepted")
        return self._go_on(at, at.world.page(replace(self._paging(at), stands=True)), Move(call=at.call))

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def hung_up(self, at: At, event: HungUp) -> PageEnded:
        """End the page with its caller's leg. A caller who was told to hang up if helped has been helped."""
        helped = event.accepted or at.call.scratch.get(ASKED) == "yes"
        return PageEnded(policy=self.policy, outcome="accepted" if helped else "abandoned")

    def whispered(self, at: At, language: str) -> Say:
        """Tell somebody on call who it is, why, and the keys. language: theirs, or "" for the flow's own."""
        wanted = language or at.flow.languages[0]
        said = self._told(at, wanted)
        if not is_drill(at):
            return said
        return replace(said, text=f"{words.say('drill', said.language).text} {said.text}")

    def _told(self, at: At, wanted: str) -> Say:
        first = at.flow.languages[0]
        if self.engineer is None:
            caller = str(_in(at, wanted).read("caller.name_or_number"))
            who = words.say("page_call", wanted, caller=caller)
            return replace(who, text=f"{who.text} {self._keys(who.language)}")
        spoken = wanted if wanted in self.engineer else first
        template = self.engineer[spoken]
        text = template.render(_in(at, spoken).read)
        told = "".join(part for part in template.parts if isinstance(part, str))
        tells_keys = re.search(rf"(?<!\w){re.escape(self.accept)}(?!\w)", told)
        return Say(text=text if tells_keys else f"{text} {self._keys(spoken)}", language=spoken)

    def _keys(self, language: str) -> str:
        return words.say("page_keys", language, accept=self.accept, decline=self.decline).text

    def _rung(self, at: At, ended: DialEnded) -> Move:
        """A ring is over. Only an accept counts; where nobody can tell, the caller is asked.

        Who accepted as the ring was given up has met nobody, so the next one is rung.
        """
        picked_up = ended.status in _PICKED_UP
        accepted = ended.accepted and ended.bridged is not False
        doubt = not accepted and picked_up and _is_doubtful(ended)
        rung = Move(
            call=at.call,
            facts=(
                PageRingEnded(
                    policy=self.policy,
                    spot=at.call.scratch.get(SPOT, ""),
                    status=ended.status,
                    taken=accepted,
                ),
            ),
        )
        paging = replace(
            self._paging(at),
            picked_up=picked_up,
            accepted=accepted,
            busy=ended.status == "busy",
            heard=ended.heard,
            declined=ended.declined,
            escalated=ended.escalated,
        )
        if is_drill(at) and ended.accepted:
            over = PageEnded(policy=self.policy, outcome="accepted")
            return replace(rung, facts=(*rung.facts, over), ends=True)
        paged = at.world.page(paging)
        if (accepted or doubt) and not is_drill(at):
            return self._ask_if_helped(at, paged, rung, "yes" if accepted else "perhaps")
        return self._go_on(at, paged, rung)

    def _ask_if_helped(self, at: At, paged: Paged | None, rung: Move, asked: str) -> Move:
        """Let the caller say so. Nobody is promised a ring that does not come: with nobody left, go on."""
        if paged is None:
            helped = words.say("if_helped", at.language)
            return self._exhausted(at, replace(rung, verbs=(helped,)))
        prompt = words.say("if_helped_press", at.language)
        listen = Gather(prompts=(prompt,), language=at.language, wait_s=HELPED_WAIT_S, digits=1)
        call = at.call.but(scratch={SPOT: paged.spot, ASKED: asked})
        return replace(rung, call=call, verbs=(listen,))

    def _go_on(self, at: At, paged: Paged | None, so_far: Move) -> Move:
        return self._exhausted(at, so_far) if paged is None else self._ring(at, paged, so_far, progress=True)

    def _exhausted(self, at: At, so_far: Move) -> Move:
        over = replace(so_far, facts=(*so_far.facts, PageEnded(policy=self.policy, outcome="exhausted")))
        return replace(over, ends=True) if is_drill(at) else replace(over, outcome="exhausted")

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

    def _paging(self, at: At) -> Paging:
        return Paging(
            policy=self.policy,
            levels=self.levels,
            spot=at.call.scratch.get(SPOT, ""),
            manager=str(at.read("caller.account_manager") or ""),
            caller=at.call.number,
            drill=is_drill(at),
        )


def is_drill(at: At) -> bool:
    """Whether a call comes from the number of the company's drills. It is known without any store."""
    return bool(at.world.drills_from) and at.call.number == at.world.drills_from


def _is_doubtful(ended: DialEnded) -> bool:
    """Whether somebody may have accepted in a ring that was picked up, and no store has kept it.

    Twilio's word on the bridge settles it, where it gives one. Else: a store that knows nobody who picked up
    has missed what happened.
    """
    if ended.bridged is not None:
        return ended.bridged
    return ended.unsure or not (ended.heard or ended.declined)


def _in(at: At, language: str) -> At:
    """Stand there as somebody who speaks that language: numbers are said in it."""
    return replace(at, call=at.call.but(language=language))
