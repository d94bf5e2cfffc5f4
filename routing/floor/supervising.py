"""What a supervisor does: listen, coach, barge, seen by the agent; and free an agent who is stuck."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.conversation import Party
from routing.floor.draft import Draft, RefusedError
from routing.floor.ending import call_off, close, lose
from routing.floor.events import Due, Freed, Supervised
from routing.floor.facts import SupervisedChanged
from routing.floor.offering import JOINS_MS, end_offer
from routing.floor.offers import came_to_nothing
from routing.floor.rooms import count_hold, dismiss, send_on, tell_mode
from routing.floor.working import bar, begin_wrap_up, release, save_unfinished

MODES = ("listen", "coach", "barge")


def supervise(draft: Draft, event: Supervised) -> None:
    """Join a call, change how, or leave it (mode ""). The supervisor's own phone dials in."""
    call = draft.call
    party = call.party(event.supervisor)
    if party is not None and party.role != "supervisor":
        raise RefusedError("You are in this call as an agent. You cannot supervise it.")
    if not event.mode:
        if party is not None:
            dismiss(draft, party, ended_by="system")
            draft.tell(SupervisedChanged(supervisor=event.supervisor, mode=""))
        return
    if event.mode not in MODES:
        raise RefusedError("Choose listen, coach or barge.")
    if call.phase != "talking" or not call.owner:
        raise RefusedError("Nobody of ours is talking in this call now. Choose another.")
    _take_part(draft, event, party)


def _take_part(draft: Draft, event: Supervised, before: Party | None) -> None:
    """Take a seat, or change how; the same again is asked for again, since it may not have been done."""
    who, mode = event.supervisor, event.mode
    if before is None:
        draft.set_party(Party(role="supervisor", id=who, mode=mode, since_ms=draft.now_ms))
        draft.remind("seat", f"{draft.call.id}/{who}", draft.now_ms + JOINS_MS)
    else:
        party = replace(before, mode=mode, muted=False)
        draft.set_party(party)
        if party.state == "joined":
            tell_mode(draft, party)
    if before is None or before.mode != mode:
        draft.tell(SupervisedChanged(supervisor=who, mode=mode))


def seat_due(draft: Draft, event: Due) -> None:
    """A supervisor who has not dialled in supervises nobody."""
    call, who = draft.conversation, event.id.partition("/")[2]
    party = call.party(who) if call is not None else None
    if party is None or party.role != "supervisor" or party.state != "expected":
        return
    if draft.now_ms >= party.since_ms + JOINS_MS:
        draft.remove_party(who)
        draft.tell(SupervisedChanged(supervisor=who, mode=""))


def free(draft: Draft, event: Freed) -> None:
    """Free an agent: open work is saved, and no caller is lost by it.

    By a supervisor: whoever else is in the room goes on, else the caller waits again, ahead, and for a minute
    for others. By the system: the phone network says that the call is gone, so the agent wraps up.
    """
    agent = draft.meet(event.agent)
    if agent.work == "idle":
        raise RefusedError(f"{event.agent.name} is not busy. There is nothing to free.")
    call = draft.conversation
    if call is None or call.id != agent.call or call.phase == "ended" or agent.id not in call.people:
        _free_alone(draft, event)
    elif event.by == "system":
        send_on(draft)
        close(draft, "other", "system")
        _free_alone(draft, event)
    else:
        _free_from_call(draft, event)


def _free_alone(draft: Draft, event: Freed) -> None:
    """The call is over, or unknown: only the agent's own work is left."""
    who = event.agent.id
    work = draft.agent(who).work
    if work in ("reserved", "ringing"):
        release(draft, who, by=event.by, reason="freed")
    elif work == "wrap_up" and event.by != "system":
        save_unfinished(draft, who, by=event.by, reason="freed")
    elif work not in ("idle", "wrap_up"):
        _stop(draft, event)


def _stop(draft: Draft, event: Freed) -> None:
    if event.by == "system":
        begin_wrap_up(draft, event.agent.id, reason="freed")
    else:
        save_unfinished(draft, event.agent.id, by=event.by, reason="freed")


def _free_from_call(draft: Draft, event: Freed) -> None:
    who = event.agent.id
    # Whoever is stuck would be the first to be offered the caller again.
    bar(draft, who, draft.call.id)
    offer = next((each for each in draft.call.offers if each.agent == who), None)
    if offer is not None:
        if end_offer(draft, offer, "withdrawn", cause="policy"):
            release(draft, who, by=event.by, reason="freed")
        came_to_nothing(draft, offer, "policy")
        return
    transfer = draft.call.transfer
    asks_in_vain = transfer is not None and transfer.by == who and not transfer.answered
    if asks_in_vain or (transfer is not None and transfer.to == who):
        call_off(draft, "policy")
    party = draft.call.party(who)
    if party is not None:
        dismiss(draft, party, ended_by="system")
    if draft.call.owner == who:
        count_hold(draft)
    _free_alone(draft, event)
    if draft.call.owner == who:
        lose(draft, who, "freed")
