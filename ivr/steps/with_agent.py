"""A queue's caller with an agent: into the conference, and back in line where that came to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ivr import words
from ivr.at import At
from ivr.call import Call
from ivr.events import WaitsAgain
from ivr.facts import QueueLeft
from ivr.move import Move, scratched
from ivr.verbs import Confer, Say

#: In the step's memory: the caller was sent into the conference. Until then no talk can have been.
TAKEN = "taken"
#: In the step's memory: what is asked of an agent, as the floor wrote it, for whoever is back in line.
NEEDS = "needs"
#: Why a caller waits again for whom a new wait begins: an agent had answered the one before.
ANEW = frozenset({"sent", "dropped", "freed"})
#: What the caller hears who waits again: an agent sent them on, or nobody wanted it, and we are sorry.
_TOLD: Mapping[str, words.Name] = MappingProxyType(
    {"sent": "passed_on", "dropped": "lost_agent", "freed": "lost_agent"}
)


def confers(at: At, waited_ms: int, *, recorded: bool) -> Move:
    """Send the caller into the conference of their call. Told again, it is the same."""
    left = tuple(QueueLeft(queue=queue, reason="taken", waited_ms=waited_ms) for queue in at.call.queues)
    call = at.call.but(queues=(), scratch=scratched(at.call, **{TAKEN: "1"}))
    return Move(call=call, verbs=(Confer(room=call.id, recorded=recorded),), facts=left)


def back_in_line(at: At, event: WaitsAgain) -> Call:
    """Return the call as it waits again.

    Whoever was with an agent begins to wait anew: what they were told of the line before says nothing here.
    """
    kept = {name: value for name, value in at.call.scratch.items() if name != TAKEN}
    if event.why in ANEW:
        kept = {}
    return at.call.but(
        queues=event.queues,
        place=event.place,
        places={**at.call.places, **dict.fromkeys(event.queues, event.place)},
        scratch={**kept, "joined_ms": str(event.joined_ms), NEEDS: event.needs},
    )


def told(at: At, event: WaitsAgain) -> tuple[Say, ...]:
    """Say why they wait again, except to whom an agent was only just about to come."""
    return (words.say(_TOLD[event.why], at.language),) if event.why in _TOLD else ()
