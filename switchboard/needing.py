"""What a waiting call asks of an agent, as the floor matches it. Source: architecture 4; HW7, HK6, HK13."""

from __future__ import annotations

from dataclasses import replace

from ivr.at import At
from ivr.call import Call
from ivr.steps.queue import Queue
from ivr.steps.reading import text_of
from ivr.steps.with_agent import NEEDS
from routing.floor.needs import Demand, Needs
from storage.live.calls import Asks
from switchboard.setting import Setting


def needs_of(setting: Setting, call: Call | None) -> Needs | None:
    """Return what the call asks for while it waits at a queue step; None: it waits for no agent."""
    if call is None:
        return None
    flow = setting.book.flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    if flow is None or step is None or not call.queues or not isinstance(step.action, Queue):
        return None
    queue = step.action
    at = At(flow=flow, step=step, call=call, world=setting.world())
    joined_ms = int(call.scratch.get("joined_ms") or call.step_began_ms)
    demands = [_demand(setting, at, queue, name).key for name in call.queues]
    also = demands[1] if len(demands) > 1 else ""
    prefers = "" if queue.prefer_agent is None else text_of(queue.prefer_agent, at)
    own = Needs(
        call=call.id,
        demand=demands[0],
        score=call.place,
        priority=queue.priority,
        joined_ms=joined_ms,
        prefers=prefers,
        prefer_until_ms=joined_ms + queue.prefer_wait_s * 1000 if prefers else 0,
        also=also,
        # Whoever waits in two queues is recorded only where both are.
        recorded=all(setting.book.company.queues[name].recorded for name in call.queues),
        recording=call.recording,
    )
    return _as_the_floor_says(call, own)


def _as_the_floor_says(call: Call, own: Needs) -> Needs:
    """Return what a caller asks for who is back in line: as the floor wrote it, and what the call says since.

    own: what the step asks for. It may have overflowed since then, unless an agent sent the caller elsewhere.
    """
    written = call.scratch.get(NEEDS, "")
    if written:
        kept = Needs.from_json(written)
        also = kept.also or (own.also if kept.demand == own.demand else "")
        return replace(kept, also=also, recorded=own.recorded, recording=own.recording)
    # Of a call that came back under version 0.1.0, only the demand is known.
    demand = call.scratch.get("demand", "")
    return replace(own, demand=demand, prefers="", prefer_until_ms=0, also="") if demand else own


def asks_of(before: Needs | None, after: Needs | None) -> Asks:
    """Say what the commit of a turn changes in the orders of demands."""
    stood, stands = _demands(before), _demands(after)
    left = tuple(key for key in stood if key not in stands)
    if after is None:
        return Asks(left=left)
    return Asks(needs=after.to_json(), demands=stands, score=after.score, left=left)


def _demands(needs: Needs | None) -> tuple[str, ...]:
    return () if needs is None else needs.demands


def _demand(setting: Setting, at: At, queue: Queue, name: str) -> Demand:
    return Demand(
        queue=name,
        skills=tuple(sorted(queue.skills)),
        language=at.language.partition("-")[0],
        complaint=setting.book.company.queues[name].complaints,
    )
