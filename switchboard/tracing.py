"""What a call went through, step by step."""

from __future__ import annotations

from ivr.call import Call
from switchboard.conversing import conversation_of
from switchboard.services import Services, Tenant

#: What a step that a caller waits at shows while somebody talks to them.
WITH_AGENT = "talking to an agent"


def path_of(services: Services, call_id: str) -> list[dict[str, str]]:
    """The steps a live or recently ended call has left, and the one it is at; empty: nobody knows the call.

    Each step: flow, step, kind, outcome; of the present one "", or that an agent talks to the caller there.
    Raises StoreUnavailableError.
    """
    for tenant in services.tenants.values():
        stored = tenant.calls.read(call_id)
        if stored is None:
            continue
        call = Call.from_json(stored.state)
        flows = services.books.pinned(tenant.name, call.release, services.record.bounded.run).flows
        left = [line.partition(" ")[::2] for line in call.path]
        here = [] if call.ended else [(f"{call.flow}/{call.step}", _now(tenant, call_id))]
        steps = [(*place.split("/", 1), outcome) for place, outcome in [*left, *here]]
        return [
            {"flow": flow, "step": step, "kind": flows[flow].steps[step].kind, "outcome": outcome}
            for flow, step, outcome in steps
        ]
    return []


def _now(tenant: Tenant, call_id: str) -> str:
    conversation = conversation_of(tenant, call_id)
    return WITH_AGENT if conversation is not None and conversation.phase == "talking" else ""
