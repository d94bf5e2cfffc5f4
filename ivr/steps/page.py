"""Ring the people on call, one ring after the other, until somebody accepts."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.call import Call
from ivr.events import DialEnded, Event, HungUp, Pressed
from ivr.flow import Prompt
from ivr.move import Move
from ivr.page_facts import PageBegan, PageEnded, PageRang, PageRingEnded, PageWaits
from ivr.page_state import Asked, PageState, Waiting
from ivr.questions import Answer, Promise, Promised
from ivr.verbs import Dial, Gather, Say
from ivr.world import Paged, PageLevel, Paging

#: Silence after the words of a round of waiting, in seconds: after more, a line seems dead.
ROUND_WAIT_S = 3
CALL_BACK = "1"
#: Silence that means: call again. Source: reliability.md 2.
HELPED_WAIT_S = 6
HELPED = "1"
#: Whoever is rung asks with it for the next level; no company can choose another.
ESCALATE = "4"
#: How often whoever is rung hears the words again for keys that mean nothing: the caller waits all the while.
MOST_AGAIN = 3


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
        paged = at.world.page(self.paging(at))
        if paged is not None and paged.engaged:
            return self._wait(at, paged, replace(began, unsays=True))
        return self._exhausted(at, began) if paged is None else self._ring(at, paged, began)

    def resume(self, at: At, event: Event, /) -> Move:
        """Whoever is on the line and was not helped is rung for: routing after a ring needs no proof."""
        if isinstance(event, DialEnded):
            return self._rung(at, event)
        if isinstance(event, Pressed) and event.digits.startswith(CALL_BACK) and _may_leave(at.call):
            ended = PageEnded(policy=self.policy, outcome="promised")
            said = words.say("called_back", at.language)
            return Move(call=at.call, verbs=(said,), facts=(ended,), ends=True)
        stands = PageState.of(at.call)
        is_asked = bool(stands.asked) or not stands.waiting
        if isinstance(event, Pressed) and event.digits.startswith(HELPED) and is_asked:
            ended = PageEnded(policy=self.policy, outcome="accepted")
            return Move(call=at.call, facts=(ended,), outcome="accepted")
        return self._go_on(at, at.world.page(replace(self.paging(at), stands=True)), Move(call=at.call))

    def answered(self, at: At, answer: Answer, /) -> Move:
        """Tell the caller that everybody is engaged, their place, and what is promised: what is written."""
        stands = PageState.of(at.call)
        place = stands.ahead + 1
        if isinstance(answer, Promised):
            waits = PageState(spot=stands.spot, waiting="promised", ahead=stands.ahead)
            return self._round(at, at.call.but(scratch=waits.kept()), first=True, place=place)
        return self._round(at, at.call, first=True, place=place)

    def hung_up(self, at: At, event: HungUp) -> PageEnded:
        """End the page with its caller's leg. A caller who was told to hang up if helped has been helped."""
        helped = event.accepted or PageState.of(at.call).asked == "yes"
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
        accepted = ended.accepted and ended.bridged is not False
        doubt = not accepted and ended.picked_up and _is_doubtful(ended)
        rung = Move(
            call=at.call,
            facts=(
                PageRingEnded(
                    policy=self.policy,
                    spot=PageState.of(at.call).spot,
                    status=ended.status,
                    taken=accepted,
                ),
            ),
        )
        paging = replace(
            self.paging(at),
            picked_up=ended.picked_up,
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

    def _ask_if_helped(self, at: At, paged: Paged | None, rung: Move, asked: Asked) -> Move:
        """Let the caller say so. Nobody is promised a ring that does not come: with nobody left, go on."""
        if paged is None:
            helped = words.say("if_helped", at.language)
            return self._exhausted(at, replace(rung, verbs=(helped,)))
        prompt = words.say("if_helped_press", at.language)
        listen = Gather(prompts=(prompt,), language=at.language, wait_s=HELPED_WAIT_S, digits=1)
        # Whoever is not helped, and finds everybody engaged, waits as those who find it at first.
        waiting: Waiting = "unpromised" if paged.engaged else ""
        stands = PageState(spot=paged.spot, waiting=waiting, asked=asked)
        return replace(rung, call=at.call.but(scratch=stands.kept()), verbs=(listen,))

    def _go_on(self, at: At, paged: Paged | None, so_far: Move) -> Move:
        if paged is not None and paged.engaged:
            return self._wait(at, paged, so_far)
        return self._exhausted(at, so_far) if paged is None else self._ring(at, paged, so_far, progress=True)

    def _wait(self, at: At, paged: Paged, so_far: Move) -> Move:
        """Let the caller wait for somebody who is free. A call back is promised before it is spoken of."""
        if is_drill(at):
            return self._exhausted(at, so_far)
        before = PageState.of(at.call)
        waits_on = PageState(spot=paged.spot, waiting="promised", ahead=paged.ahead)
        if before.knows_of_call_back:
            call = at.call.but(scratch=waits_on.kept())
            again = self._round(at, call, first=False, place=paged.ahead + 1)
            return replace(so_far, call=call, verbs=(*so_far.verbs, *again.verbs))
        waits = PageWaits(policy=self.policy, place=paged.ahead + 1)
        call = so_far.call.but(scratch=replace(waits_on, waiting="unpromised").kept())
        ask = Promise(kind="page", key=at.visit, body=self._call_back(at, paged))
        told = () if before.waiting else (waits,)
        return replace(so_far, call=call, facts=(*so_far.facts, *told), ask=ask)

    def _call_back(self, at: At, paged: Paged) -> dict[str, str]:
        """Say which page goes on, should the caller leave."""
        return {
            "policy": self.policy,
            "urgency": self.urgency,
            "levels": json.dumps([asdict(level) for level in self.levels]),
            "spot": paged.spot,
            "manager": str(at.read("caller.account_manager") or ""),
            "step": f"{at.flow.name}/{at.step.id}",
        }

    def _round(self, at: At, call: Call, *, first: bool, place: int) -> Move:
        """One round of waiting: where they stand, what they can do, and not four seconds of silence."""
        begins: words.Name = "all_engaged" if first else "still_engaged"
        offer: words.Name = "stay_or_call_back" if _may_leave(call) else "please_stay"
        said = [
            words.say(begins, at.language, place=place).text,
            words.say(offer, at.language).text,
        ]
        if first:
            said.append(words.say("life_in_danger", at.language, number=at.world.help_number).text)
        prompt = replace(words.say(begins, at.language, place=place), text=" ".join(said))
        listen = Gather(prompts=(prompt,), language=at.language, wait_s=ROUND_WAIT_S, digits=1)
        return Move(call=call, verbs=(listen,))

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
        stands = PageState(spot=paged.spot, told=PageState.of(at.call).knows_of_call_back)
        call = so_far.call.but(scratch=stands.kept())
        return Move(call=call, verbs=(*said, dial), facts=(*so_far.facts, rang))

    def paging(self, at: At) -> Paging:
        """Ask for the ring that this page stands at; whoever goes on adds what came of it."""
        return Paging(
            policy=self.policy,
            levels=self.levels,
            spot=PageState.of(at.call).spot,
            waits=bool(PageState.of(at.call).waiting),
            call=at.call.id,
            since_ms=at.call.began_ms,
            manager=str(at.read("caller.account_manager") or ""),
            caller=at.call.number,
            drill=is_drill(at),
        )


def _may_leave(call: Call) -> bool:
    """Whether a caller who waits can be told that they are called back."""
    return PageState.of(call).waiting == "promised" and bool(call.number)


def is_drill(at: At) -> bool:
    """Whether a call comes from the number of the company's drills. It is known without any store."""
    return at.call.number in at.world.drills_from


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
