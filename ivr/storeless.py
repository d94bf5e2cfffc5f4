"""What of a flow goes on while the live store is away: what leads to a person (architecture 3)."""

from __future__ import annotations

from ivr.flow import Flow, Step
from ivr.steps.menu import Menu
from ivr.steps.verify import Verify

#: Kinds that remember nothing and give nothing away.
SAFE_KINDS = frozenset(
    {"say", "play", "hours", "choose", "tag", "set", "language", "page", "transfer", "voicemail", "hangup"}
)


def goes_on_without_store(flow: Flow, step: Step) -> bool:
    """Whether a step is taken without the store; any other leads to the error path, and so to a person.

    A safety step always is. So is a menu that offers one, and a verification that asks the caller nothing:
    it finds nobody, and on the emergency line doubt rings (HK3).
    """
    match step.action:
        case Menu(options=options):
            return step.urgent or any(_is_urgent(flow, option.next) for option in options)
        case Verify(factors=factors):
            return all(factor.ask == "ani" for factor in factors)
        case _:
            return step.urgent or step.kind in SAFE_KINDS


def _is_urgent(flow: Flow, target: str) -> bool:
    return target in flow.steps and flow.steps[target].urgent
