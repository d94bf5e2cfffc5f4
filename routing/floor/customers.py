"""Whom an agent takes the caller to be, where the call itself has found nobody. It raises no level."""

from __future__ import annotations

from routing.floor.conversation import Chosen
from routing.floor.draft import Draft, RefusedError
from routing.floor.events import CustomerTold
from routing.floor.facts import CustomerChosen


def choose(draft: Draft, event: CustomerTold) -> None:
    """Keep the choice with the call, for whoever gets it next too; said twice, it is one choice.

    From the offer to the end of the agent's wrap-up; afterwards the call is not theirs.
    """
    agent = draft.meet(event.agent)
    if draft.conversation is None or agent.work == "idle" or agent.call != draft.call.id:
        raise RefusedError("The call is not yours any more. What is on file for it stays as it is.")
    before = draft.call.chosen
    if not event.customer:
        if before is not None:
            draft.change(chosen=None)
            draft.tell(CustomerChosen(agent=agent.id, customer=before.customer, how="undone"))
        return
    if before is not None and before.customer == event.customer:
        return
    draft.change(chosen=Chosen(customer=event.customer, by=agent.id, how=event.how))
    draft.tell(CustomerChosen(agent=agent.id, customer=event.customer, how=event.how))
