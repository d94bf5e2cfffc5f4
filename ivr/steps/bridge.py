"""Open a conference for an outage: people on call come into it by their own key, and the caller waits.

They are rung by REST, whose word nobody waits for: the caller's wait is short rounds, each of which looks how
the bridge stands. They go in once somebody is there, and wait on where nobody is any more before they have
talked. Where nothing rings, where a store is away, or in a drill, it is an ordinary page.
"""

from __future__ import annotations

from dataclasses import replace

from ivr import words
from ivr.at import At
from ivr.bridge_facts import BridgeFell, BridgeOpened
from ivr.events import DialEnded, Event
from ivr.move import Move
from ivr.page_facts import PageBegan
from ivr.page_state import ASKED, SPOT, Asked
from ivr.questions import Answer, BridgeSeen, LookAtBridge, OpenBridge
from ivr.steps.page import HELPED_WAIT_S, Page, is_drill
from ivr.steps.queue import HOLD_PIECES
from ivr.verbs import Confer, Gather, NextTurn, Pause, Play, Verb

#: Under this name a call remembers its bridge.
BRIDGE = "bridge"
#: Under this name: the caller was sent into the conference.
INSIDE = "inside"
#: Under this name: Twilio has ended the conference under the caller: the last one is out, or it was closed.
_ENDED = "ended"
#: Under these names: how many rounds were waited; nobody could say in the last one how the bridge stands.
_ROUND, _DOUBT = "round", "doubt"
#: While none rings yet, it is looked at again after so long; what the step says is over by the first look.
NEXT_LOOK_S = 1
#: Nobody can say how the bridge stands: somebody may after so long.
_DOUBT_S = 3
#: The flow's `progress` is said in each of these rounds.
_TOLD_EVERY = 3


class Bridge(Page):
    """A page with `bridge: true`. It has no field of its own: fallen, it is the page."""

    __slots__ = ()

    def begin(self, at: At, /) -> Move:
        if not at.world.store or is_drill(at):
            return Page.begin(self, at)
        asked = OpenBridge(
            policy=self.policy,
            urgency=self.urgency,
            levels=self.levels,
            manager=str(at.read("caller.account_manager") or ""),
            name=str(at.read("caller.name") or ""),
            step=f"{at.call.flow}/{at.call.step}",
            key=f"{at.visit}/bridge",
        )
        return Move(call=at.call, ask=asked)

    def resume(self, at: At, event: Event, /) -> Move:
        bridge = at.call.scratch.get(BRIDGE)
        if bridge is None:
            return Page.resume(self, at, event)
        if isinstance(event, DialEnded) and INSIDE in at.call.scratch:
            return self._outside(at)
        if ASKED in at.call.scratch:
            return Page.resume(self, at, event)
        if not at.world.store:
            return self._falls(at, "store")
        return Move(call=at.call, ask=LookAtBridge(bridge=bridge))

    def answered(self, at: At, answer: Answer, /) -> Move:
        if isinstance(answer, BridgeSeen):
            return self._seen(at, answer) if BRIDGE in at.call.scratch else self._opened(at, answer)
        if SPOT in at.call.scratch:
            return Page.answered(self, at, answer)
        if BRIDGE not in at.call.scratch:
            return Page.begin(self, at)
        return self._unanswered(at)

    def _unanswered(self, at: At) -> Move:
        """Nobody can say how the bridge stands."""
        if _ENDED in at.call.scratch:
            return self._alone(at, "perhaps")
        if INSIDE in at.call.scratch:
            return self._goes_in(at, at.call.scratch[BRIDGE])
        if _DOUBT in at.call.scratch:
            return self._falls(at, "record")
        return self._stays(at, Pause(seconds=_DOUBT_S), **{_DOUBT: "1"})

    def _opened(self, at: At, seen: BridgeSeen) -> Move:
        call = at.call.but(scratch={BRIDGE: seen.bridge})
        facts = (
            PageBegan(policy=self.policy, urgency=self.urgency),
            BridgeOpened(bridge=seen.bridge, policy=self.policy, urgency=self.urgency),
        )
        return Move(call=call, verbs=(NextTurn(),), facts=facts)

    def _seen(self, at: At, seen: BridgeSeen) -> Move:
        match seen.state:
            case "joined":
                return self._goes_in(at, seen.bridge)
            case "parted" if {INSIDE, _ENDED} & at.call.scratch.keys():
                return self._alone(at, "yes")
            case "ringing":
                return self._music(at)
            case "starting":
                return self._stays(at, Pause(seconds=NEXT_LOOK_S))
            case "exhausted":
                return self._exhausted(at, Move(call=at.call))
            case _:
                return self._falls(at, seen.state)

    def _music(self, at: At) -> Move:
        """Wait on, with music, and every few rounds with the flow's own words."""
        number = int(at.call.scratch.get(_ROUND, "0"))
        told = self.progress is not None and number % _TOLD_EVERY == 0
        says: tuple[Verb, ...] = (at.say(self.progress),) if told and self.progress is not None else ()
        return self._stays(at, *says, Play(audio=f"hold/{number % HOLD_PIECES}"), **{_ROUND: str(number + 1)})

    def _stays(self, at: At, *verbs: Verb, **noted: str) -> Move:
        kept = {
            name: value for name, value in at.call.scratch.items() if name not in {_DOUBT, _ENDED, INSIDE}
        }
        return Move(call=at.call.but(scratch={**kept, **noted}), verbs=(*verbs, NextTurn()))

    def _goes_in(self, at: At, bridge: str) -> Move:
        call = at.call.but(scratch={BRIDGE: bridge, INSIDE: "1"})
        return Move(call=call, verbs=(Confer(room=room_of(bridge)),))

    def _outside(self, at: At) -> Move:
        """Look whom the caller has met; where nobody can say, ask them."""
        bridge = at.call.scratch[BRIDGE]
        ended = replace(at, call=at.call.but(scratch={BRIDGE: bridge, _ENDED: "1"}))
        if not at.world.store:
            return self._alone(ended, "perhaps")
        return Move(call=ended.call, ask=LookAtBridge(bridge=bridge))

    def _alone(self, at: At, asked: Asked) -> Move:
        """Everybody else has left: whoever was not helped is rung for again, on their own leg.

        asked: whether it is known that they met somebody.
        """
        call = at.call.but(scratch={BRIDGE: at.call.scratch[BRIDGE], INSIDE: "1", ASKED: asked})
        prompt = words.say("if_helped_press", at.language)
        listen = Gather(prompts=(prompt,), language=at.language, wait_s=HELPED_WAIT_S, digits=1)
        return Move(call=call, verbs=(listen,))

    def _falls(self, at: At, why: str) -> Move:
        """Ring on the caller's leg, with no word before it: it needs neither REST nor a store."""
        fell = Move(call=at.call, facts=(BridgeFell(bridge=at.call.scratch[BRIDGE], why=why),))
        here = replace(at, call=at.call.but(scratch={}))
        paged, so_far = at.world.page(self.paging(here)), replace(fell, call=here.call)
        if paged is not None and not paged.engaged:
            return self._ring(here, paged, so_far)
        return self._go_on(here, paged, so_far)


def room_of(bridge: str) -> str:
    """Name a bridge's conference, in the shape of a SID, as all rooms are."""
    return f"{_PREFIX}{bridge}"


def bridge_of(room: str) -> str:
    """Which bridge a conference is of; "" for any other."""
    return room.removeprefix(_PREFIX) if room.startswith(_PREFIX) else ""


_PREFIX = "BR"
