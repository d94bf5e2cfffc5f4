"""Who asks: what a question of a call, and an alert about it, must know of the call."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ivr.call import Call
from ivr.flow import Flow, Flows, Step
from ivr.steps.at_once import AtOnce
from ivr.steps.choose import Choose
from ivr.steps.page import Page
from ivr.steps.transfer import Transfer
from ivr.steps.verify import Verify
from switchboard.setting import Caller

#: The reason of an alert when it was not the caller's case that led there.
OUR_FAULT = "our system failed"


def caller_of(flows: Flows, call: Call) -> Caller:
    flow = flows[call.flow]
    step = flow.steps.get(call.step)
    return Caller(
        call_id=call.id,
        number=call.number,
        dialled=call.dialled,
        reason=OUR_FAULT if call.failed else call.tags.get("case", ""),
        rings_next=step is not None and _rings_next(flow, step),
    )


def _rings_next(flow: Flow, step: Step) -> bool:
    """Whether an urgent line may be rung before the caller has anything more to do than listen."""
    seen = {step.id}
    ahead = deque([step])
    while ahead:
        here = ahead.popleft()
        if here.urgent and isinstance(here.action, Transfer | Page):
            return True
        for target in _targets(here):
            if target in flow.steps and target not in seen:
                seen.add(target)
                ahead.append(flow.steps[target])
    return False


def _targets(step: Step) -> Iterable[str]:
    """Where a step that asks the caller nothing may lead; a step that does leads nowhere by itself."""
    match step.action:
        case Choose(lines=lines, otherwise=otherwise):
            return (*(target for _, target in lines), otherwise)
        case Verify(factors=factors) if all(factor.ask == "ani" for factor in factors):
            return step.next.values()
        case AtOnce():
            return step.next.values()
        case _:
            return ()
