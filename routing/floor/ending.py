"""How a conversation ends, goes back into the order of waiting, or passes to somebody else."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.conversation import Conversation, Party, Transfer
from routing.floor.draft import Draft, RefusedError
from routing.floor.events import CallerGone, End
from routing.floor.facts import (
    ConversationEnded,
    LegChanged,
    SupervisedChanged,
    TransferCancelled,
    Transferred,
)
from routing.floor.needs import Needs
from routing.floor.offering import withdraw_all
from routing.floor.orders import CloseRoom, DropLeg
from routing.floor.rooms import (
    CUSTOMER,
    count_hold,
    customer,
    dismiss,
    has_joined,
    heir,
    point_coaches,
    send_on,
    set_held,
)
from routing.floor.working import IN_CALL, begin_talk, begin_wrap_up, finish, release, shift
from routing.place import URGENT, score

LOOKS_MS = 60_000
"""How often it is looked whether a caller without an agent, and whom they talk with, are both still there."""
WHY_GONE = {
    "hung_up": ("normal", "customer"),
    "moved": ("other", "customer"),
    "timed_out": ("timed_out", "system"),
}
"""Why a caller left, as cause and as who ended it (cti-and-desktop 2.3)."""


def caller_gone(draft: Draft, event: CallerGone) -> None:
    """The caller left: stop the ringing without blame, close the room, and give wrap-up to who has talked."""
    if draft.conversation is None:
        return
    if draft.call.phase == "ended":
        _close_again(draft)
        return
    draft.waits_on = event.needs
    cause, ended_by = WHY_GONE.get(event.why, ("other", "system"))
    party = customer(draft.call)
    if party is not None:
        draft.tell(
            LegChanged(leg=party.leg, party="customer", who=party.id, change="ended", ended_by=ended_by)
        )
        draft.remind("rejoin", f"{draft.call.id}/{party.id}", 0)
        draft.remove_party(party.id)
    if draft.call.conference:
        draft.ask(CloseRoom(conference=draft.call.conference))
    close(draft, cause, ended_by)
    if draft.call.conference:
        # Who is in the room goes with it; who still rings is asked for by leg.
        there = {DropLeg(leg=each.leg) for each in draft.call.parties}
        draft.orders[:] = [order for order in draft.orders if order not in there]
    draft.taken = True


def _close_again(draft: Draft) -> None:
    """The conversation was over before: only the room may still be open, when an order was lost."""
    if draft.call.parties and draft.call.conference:
        draft.ask(CloseRoom(conference=draft.call.conference))
    if customer(draft.call) is not None:
        draft.remove_party("customer")


def end(draft: Draft, event: End) -> None:
    """An agent ends their part: the owner everybody's, another in the room only their own."""
    who = draft.meet(event.agent).id
    agent, call = draft.agent(who), draft.call
    if agent.call != call.id or agent.work not in IN_CALL:
        raise RefusedError("You are in no call. There is nothing to end.")
    if call.owner != who:
        leave_alone(draft, who)
    elif call.answered_ms:
        send_on(draft)
        close(draft, "normal", "agent")
    else:
        give_back(draft, "not_joined")


def leave_alone(draft: Draft, who: str) -> None:
    """Let one agent go, who does not own the call; the others go on, and a transfer to this one is off."""
    party, transfer = draft.call.party(who), draft.call.transfer
    if transfer is not None and transfer.to == who:
        call_off(draft, "cancelled")
    elif party is not None:
        part_with(draft, party, ended_by="agent")


def call_off(draft: Draft, cause: str) -> None:
    """End a transfer that came to nothing: the caller is with the agent again."""
    transfer = draft.call.transfer
    if transfer is None:
        return
    withdraw_all(draft, cause)
    target = draft.call.party(transfer.to)
    if target is not None:
        part_with(draft, target, cause=cause)
    draft.remind("transfer", draft.call.id, 0)
    draft.change(transfer=None)
    if has_joined(draft.call, transfer.by):
        set_held(draft, CUSTOMER, held=False)
    shift(draft, transfer.by, "on_call")
    _tell_cancelled(draft, transfer, cause)


def _tell_cancelled(draft: Draft, transfer: Transfer, cause: str) -> None:
    draft.tell(
        TransferCancelled(mode=transfer.mode, kind=transfer.kind, to=transfer.to, by=transfer.by, cause=cause)
    )


def close(draft: Draft, cause: str, ended_by: str) -> None:
    """End the conversation for good. The customer has been sent on, or has gone."""
    answered_ms = draft.call.answered_ms
    clear(draft, cause, ended_by)
    draft.change(phase="ended", cause=cause, ended_by=ended_by, answered_ms=answered_ms)


def clear(draft: Draft, cause: str, ended_by: str) -> None:
    """Part with all but the customer, and sum up what was talked since the last wait."""
    transfer = draft.call.transfer
    cancelled = "cancelled" if ended_by == "customer" else cause
    withdraw_all(draft, cancelled)
    for party in draft.call.parties:
        if party.role != "customer":
            part_with(draft, party, cause=cause, ended_by=ended_by)
    if transfer is not None:
        _tell_cancelled(draft, transfer, cancelled)
    count_hold(draft)
    _sum_up(draft, cause, ended_by)
    draft.remind("transfer", draft.call.id, 0)
    draft.change(
        owner="", transfer=None, answered_ms=0, held_ms=0, held_since_ms=0, recording="off", offers=()
    )


def _sum_up(draft: Draft, cause: str, ended_by: str) -> None:
    call = draft.call
    if call.answered_ms:
        talk_ms = draft.now_ms - call.answered_ms - call.held_ms
        draft.tell(ConversationEnded(cause=cause, ended_by=ended_by, talk_ms=talk_ms, hold_ms=call.held_ms))


def part_with(draft: Draft, party: Party, *, cause: str = "normal", ended_by: str = "system") -> None:
    """Let one party go: an agent who has talked wraps up, one who has not is as before."""
    if party.state == "leaving":
        return
    talked = has_talked(draft.call, party)
    dismiss(draft, party, cause=cause, ended_by=ended_by)
    if party.role == "supervisor":
        draft.tell(SupervisedChanged(supervisor=party.id, mode=""))
    agent = draft.agent(party.id)
    if party.role != "agent" or agent.call != draft.call.id:
        return
    if talked:
        begin_wrap_up(draft, party.id)
    elif party.state == "expected" or not draft.call.answered_ms:
        release(draft, party.id)
    else:
        finish(draft, party.id)


def has_talked(call: Conversation, party: Party) -> bool:
    """Whether this agent has been with the customer; the target of a consult has not, until it is theirs."""
    asked = call.transfer is not None and call.transfer.to == party.id
    return bool(call.answered_ms) and party.state in ("joined", "dropped") and not asked


def give_back(draft: Draft, why: str) -> None:
    """The caller waits again in the old place: no agent has been there."""
    wait_again(draft, why, draft.call.needs, "unreachable")


def wait_again(draft: Draft, why: str, needs: Needs, cause: str) -> None:
    """Part with everybody and put the caller back into an order: why as `Conversation.again`."""
    send_on(draft)
    clear(draft, cause, "agent" if cause == "transferred" else "system")
    draft.change(phase="waiting", needs=needs, again=why)
    draft.waits_again = True


def lifted(call: Conversation, now_ms: int) -> Needs:
    """Return the needs of a caller whom we lost: the greatest head start, and never a worse place.

    After a talk the wait begins anew, so that the talk is none of it; but every ring is open that was.
    """
    needs = replace(
        call.needs,
        joined_ms=now_ms if call.answered_ms else call.needs.joined_ms,
        widens_ms=call.needs.widens_ms or call.needs.joined_ms,
        prefers="",
        prefer_until_ms=0,
    )
    if needs.priority >= URGENT:
        return needs
    ahead = score(call.needs.joined_ms, URGENT - 1)
    return replace(needs, priority=URGENT - 1, score=min(needs.score, ahead))


def pass_on(draft: Draft, to: Party) -> None:
    """Let another party go on with the customer. An outside party owns nothing: owner is then ""."""
    draft.remind("transfer", draft.call.id, 0)
    count_hold(draft)
    draft.change(owner=to.id if to.role == "agent" else "", transfer=None)
    if to.role == "agent":
        begin_talk(draft, to.id)
    else:
        draft.remind("look", draft.call.id, draft.now_ms + LOOKS_MS)
    set_held(draft, to.id, held=False)
    set_held(draft, "customer", held=False)
    point_coaches(draft)


def lose(draft: Draft, who: str, why: str) -> None:
    """The owner is gone for good: whoever else is in the room goes on, else the caller waits again, ahead."""
    other, transfer = heir(draft.call, who), draft.call.transfer
    if other is not None and customer(draft.call) is not None:
        pass_on(draft, other)
        if transfer is not None:
            _tell_taken_over(draft, transfer, other)
    else:
        wait_again(draft, why, lifted(draft.call, draft.now_ms), "media_lost")


def _tell_taken_over(draft: Draft, transfer: Transfer, other: Party) -> None:
    """Tell what became of a transfer whose agent is lost: done, where its target goes on with the caller."""
    if other.id != transfer.to:
        _tell_cancelled(draft, transfer, "media_lost")
        return
    mode = "warm" if transfer.mode == "consult" else transfer.mode
    draft.tell(Transferred(mode=mode, kind=transfer.kind, to=transfer.to, by=transfer.by))
