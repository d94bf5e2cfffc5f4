"""Wait in line for an agent.

The wait is rounds of at most ten seconds, of music or of words, so that the caller can be taken out of any of
them. The next round is the caller's silence. Source: architecture 3, flow-language 6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.call import Call
from ivr.events import AgentTook, Event, Served, WaitsAgain
from ivr.expressions import Expression
from ivr.facts import QueueJoined, QueueLeft
from ivr.flow import Prompt
from ivr.move import Move, scratched
from ivr.questions import Answer, QueueSeen, SeeQueue
from ivr.steps import with_agent
from ivr.steps.listening import for_a_key
from ivr.steps.reading import text_of
from ivr.verbs import Play, Say

#: The music is cut into this many pieces of at most eight seconds, `hold/0` and on; a round plays the next.
HOLD_PIECES = 12
#: A live store that is away for longer than this is not waited for in line any more.
PATIENCE_S = 30.0
#: A key pressed in a round is heard until this long after it.
_ROUND_ENDS_AFTER_S = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """What is said on joining, and every `every_s`; say: the flow's own words, in the round after."""

    position: bool = False
    wait: bool = False
    every_s: int = 45
    say: Prompt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """prefer_agent: one agent who is tried first, for prefer_wait_s. objective_s: the pickup target.

    overflow_to: a second queue, joined after overflow_after_s at the same place.
    """

    takes_anywhere: ClassVar[bool] = True

    queue: str
    priority: int = 50
    skills: tuple[str, ...] = ()
    prefer_agent: Expression | None = None
    prefer_wait_s: int = 0
    objective_s: int = 0
    announce: Announce | None = None
    overflow_to: str | None = None
    overflow_after_s: int = 0
    timeout_s: int = 1200

    def begin(self, at: At, /) -> Move:
        if not at.world.store:
            return self._left(at, "no_agents")
        if at.call.queues:
            return self._round(at, at.world.seen, announces=True)
        return Move(call=at.call, ask=self._look(at.call))

    def answered(self, at: At, answer: Answer, /) -> Move:
        if at.call.queues:
            return self._round(at, answer if isinstance(answer, QueueSeen) else None, announces=True)
        if not isinstance(answer, QueueSeen) or answer.staffed == 0:
            return self._left(at, "no_agents")
        call = at.call.but(
            queues=(self.queue,),
            place=answer.place,
            places={**at.call.places, self.queue: answer.place},
            scratch={"joined_ms": str(at.world.now_ms)},
        )
        move = self._round(replace(at, call=call), answer, announces=True)
        joined = replace(self._joined(at, self.queue), position=answer.ahead + 1, wait_s=answer.wait_s)
        return replace(move, facts=(joined, *move.facts))

    def _without_store(self, at: At) -> Move:
        """Wait on through a short outage: the place is there when the store is. Danger does not wait."""
        if at.step.urgent or at.world.away_s >= PATIENCE_S:
            return self._left(at, "no_agents")
        return self._round(at, None, announces=False)

    def _look(self, call: Call) -> SeeQueue:
        return SeeQueue(queue=self.queue, priority=self.priority, place=call.places.get(self.queue))

    def resume(self, at: At, event: Event, /) -> Move:
        """Take the next round; keys and words that mean something were taken before (`anywhere`)."""
        match event:
            case AgentTook(recorded=recorded):
                return with_agent.confers(at, self._waited_ms(at), recorded=recorded)
            case Served():
                return Move(call=at.call, outcome="answered")
            case WaitsAgain():
                return self._again(at, event)
            case _:
                return self._next_round(at)

    def _next_round(self, at: At) -> Move:
        if not at.world.store:
            return self._without_store(at)
        if not at.call.queues:
            return self.begin(at)
        return self._waits(at)

    def _again(self, at: At, event: WaitsAgain) -> Move:
        """Be back in line after an agent, where the floor says. Who was sent is told as those who join."""
        here = replace(at, call=with_agent.back_in_line(at, event))
        joined = tuple(
            QueueJoined(
                queue=queue,
                priority=event.priority,
                skills=event.skills,
                prefers="",
                back=event.why not in with_agent.ANEW,
            )
            for queue in event.queues
        )
        told = with_agent.told(at, event)
        if event.why == "sent":
            look = SeeQueue(queue=event.queues[0], priority=event.priority, place=event.place)
            return Move(call=here.call, verbs=told, ask=look, facts=joined)
        move = self._round(here, None, announces=False)
        return replace(move, verbs=(*told, *move.verbs), facts=joined)

    def _waits(self, at: At) -> Move:
        waited_ms = self._waited_ms(at)
        if waited_ms >= self.timeout_s * 1000:
            return self._left(at, "timed_out")
        is_here = self.queue in at.call.queues
        overflows = self.overflow_to is not None and is_here and waited_ms >= self.overflow_after_s * 1000
        announces = self.announce is not None and (
            at.world.now_ms - self._since(at.call, "said_ms") >= self.announce.every_s * 1000
        )
        if not overflows or self.overflow_to is None or self.overflow_to in at.call.queues:
            return self._round(at, at.world.seen, announces=announces)
        both = at.call.but(queues=(*at.call.queues, self.overflow_to))
        move = self._round(replace(at, call=both), at.world.seen, announces=announces)
        return replace(move, facts=(self._joined(at, self.overflow_to), *move.facts))

    def _since(self, call: Call, name: str) -> int:
        return int(call.scratch.get(name) or call.scratch.get("joined_ms") or call.step_began_ms)

    def _joined(self, at: At, queue: str) -> QueueJoined:
        return QueueJoined(
            queue=queue,
            priority=self.priority,
            skills=self.skills,
            prefers="" if self.prefer_agent is None else text_of(self.prefer_agent, at),
            prefer_wait_s=self.prefer_wait_s,
            objective_s=self.objective_s,
        )

    def _waited_ms(self, at: At) -> int:
        return at.world.now_ms - self._since(at.call, "joined_ms")

    def _left(self, at: At, reason: str) -> Move:
        waited_ms = self._waited_ms(at)
        facts = tuple(QueueLeft(queue=queue, reason=reason, waited_ms=waited_ms) for queue in at.call.queues)
        return Move(call=at.call.but(queues=()), facts=facts, outcome=reason)

    def _round(self, at: At, seen: QueueSeen | None, *, announces: bool) -> Move:
        """Fill one round: with what is to be said, or else with the next piece of music."""
        says, noted = self._said(at, seen, announces=announces)
        number = int(at.call.scratch.get("round", "0"))
        if not says:
            noted["round"] = str((number + 1) % HOLD_PIECES)
        listen = for_a_key(at, (), wait_s=_ROUND_ENDS_AFTER_S, speech=False)
        filled: tuple[Say | Play, ...] = says or (Play(audio=f"hold/{number % HOLD_PIECES}"),)
        return Move(
            call=at.call.but(scratch=scratched(at.call, **noted)),
            verbs=(replace(listen, prompts=filled),),
        )

    def _said(
        self, at: At, seen: QueueSeen | None, *, announces: bool
    ) -> tuple[tuple[Say, ...], dict[str, str]]:
        """Return what is said in this round, and what is to be remembered of it."""
        announce = self.announce
        if announce is None:
            return (), {}
        if at.call.scratch.get("own_words_due") and announce.say is not None:
            return (at.say(announce.say),), {"own_words_due": ""}
        if not announces:
            return (), {}
        late = at.world.now_ms > _last(at.call, "told_until_ms")
        says, noted = self._counted(at, seen, announce, late=late)
        if late and "late_told" not in at.call.scratch:
            says = (words.say("taking_longer", at.language), *says)
            noted["late_told"] = "1"
        noted["said_ms"] = str(at.world.now_ms)
        if "said_ms" not in at.call.scratch:
            return says, noted
        if announce.say is None:
            return says or (words.say("still_in_line", at.language),), noted
        if says:
            noted["own_words_due"] = "1"
        return says or (at.say(announce.say),), noted

    def _counted(
        self, at: At, seen: QueueSeen | None, announce: Announce, *, late: bool
    ) -> tuple[tuple[Say, ...], dict[str, str]]:
        """Say place and wait, if they are known, agents are there, and neither is worse than said before.

        A wait is worse when it ends later than the one told before, so that none is told once that has passed
        (`late`); a place is then told only when it is better. Nor is a wait told that ends after the queue's
        hours: it would promise an agent who has gone home. Source: kpi.md section 6, flow-language 6.
        """
        says: list[Say] = []
        noted: dict[str, str] = {}
        if seen is None or seen.staffed == 0:
            return (), noted
        position = seen.ahead + 1
        worst = _last(at.call, "position") - (1 if late else 0)
        if announce.position and position <= worst:
            noted["position"] = str(position)
            name: words.Name = "next_in_line" if position == 1 else "position"
            says.append(words.say(name, at.language, position=position))
        if not announce.wait or seen.wait_s is None or _ends_after_closing(seen):
            return tuple(says), noted
        minutes = max(1, -(-seen.wait_s // 60))
        until_ms = at.world.now_ms + minutes * 60_000
        if until_ms <= _last(at.call, "told_until_ms"):
            noted["told_until_ms"] = str(until_ms)
            length: words.Name = "about_a_minute" if minutes == 1 else "minutes"
            says.append(words.say(length, at.language, minutes=minutes))
        return tuple(says), noted


def _ends_after_closing(seen: QueueSeen) -> bool:
    return seen.wait_s is not None and seen.closes_in_s is not None and seen.wait_s > seen.closes_in_s


def _last(call: Call, name: str) -> float:
    """Return what was said of this last; anything is better than nothing said yet."""
    return float(call.scratch.get(name, "inf"))
