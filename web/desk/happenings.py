"""What a desk's command means on the floor: the event that it is, with the profiles it needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from cti.region import example_number, number_meant
from routing.floor import events
from routing.floor.events import Event
from routing.floor.needs import Demand, Needs
from routing.place import score
from switchboard.dialling import refused
from web.desk.asked import Asked
from web.desk.callers import created, picked, undone
from web.desk.doing import Doing, NotPossibleError

NOBODY_SERVES = "Nobody on the floor can take this caller there. Choose another queue or tier, or an agent."
NOT_RUNG: Mapping[str, str] = MappingProxyType(
    {
        "no_number": "This is no phone number. Write one such as {example}.",
        "emergency": "Emergency and short numbers are not rung from the desk.",
        "own_line": "This is one of our own lines. Choose a queue or an agent instead.",
        "region": "Calls to this country are not allowed here. Choose a contact from the list.",
        "kind": "Calls to this kind of number are not allowed here. Choose a contact from the list.",
    }
)
#: Of a caller whom an agent escalates: a head start of five minutes over who comes new.
ESCALATED = 50


def _presence(doing: Doing, asked: Asked) -> Event:
    other = asked.text("agent")
    agent = doing.somebody(other) if other and other != doing.me.id else doing.me
    presence = asked.text("presence")
    return events.PresenceChosen(
        agent=agent,
        presence=asked.fields["presence"],
        reason=asked.text("reason") if presence == "away" else "",
        by="agent" if agent.id == doing.me.id else "supervisor",
    )


def _transfer(doing: Doing, asked: Asked) -> Event:
    if asked.do == "escalate":
        return _to_queue(doing, asked, queue="", mode="blind")
    mode, kind, to = asked.text("mode"), asked.text("kind"), asked.text("to")
    reason = asked.text("reason")
    if kind == "queue":
        return _to_queue(doing, asked, queue=to, mode=mode)
    if kind == "agent":
        return events.TransferBegun(
            agent=doing.me,
            mode=mode,
            kind=kind,
            to=to,
            offer=f"off_{secrets.token_hex(8)}",
            target=doing.somebody(to),
            reason=reason,
        )
    number = _allowed(doing, to)
    return events.TransferBegun(agent=doing.me, mode=mode, kind=kind, to=number, reason=reason)


def _allowed(doing: Doing, typed: str) -> str:
    """Return the number that is meant (E.164), one of the company's country where none is said."""
    country = doing.services.books.live(doing.tenant.name).company.country
    number = number_meant(typed, country) or typed
    why = refused(doing.services, doing.tenant.name, number)
    if why:
        raise NotPossibleError(NOT_RUNG[why].format(example=example_number(country)))
    return number


def _to_queue(doing: Doing, asked: Asked, *, queue: str, mode: str) -> Event:
    """Send the caller to wait in a queue ("": the same one), for a tier, with the caller's language."""
    conversation = doing.conversation()
    if conversation is None:
        raise NotPossibleError("There is no call to send. It has ended.")
    before = Demand.from_key(conversation.needs.demand)
    company = doing.services.books.live(doing.tenant.name).company
    name = queue or before.queue
    if name not in company.queues:
        raise NotPossibleError("There is no such queue. Choose one from the list.")
    demand = Demand(
        queue=name,
        skills=before.skills if name == before.queue else (),
        language=before.language,
        tier=int(asked.fields["tier"] or 1),
        complaint=company.queues[name].complaints,
    )
    if not doing.is_served(demand):
        raise NotPossibleError(NOBODY_SERVES)
    return events.TransferBegun(
        agent=doing.me,
        mode=mode,
        kind="queue",
        to=name,
        needs=_waiting_there(
            replace(conversation.needs, recorded=company.queues[name].recorded),
            demand,
            doing,
            escalated=asked.do == "escalate",
        ),
        reason=asked.text("reason"),
    )


def _waiting_there(before: Needs, demand: Demand, doing: Doing, *, escalated: bool) -> Needs:
    """Return the place there: as of now, with the caller's own priority, or that of the escalated."""
    now_ms = int(doing.services.clock().timestamp() * 1000)
    priority = max(before.priority, ESCALATED) if escalated else before.priority
    return replace(
        before,
        demand=demand.key,
        priority=priority,
        score=score(now_ms, priority),
        joined_ms=now_ms,
        prefers="",
        prefer_until_ms=0,
        also="",
    )


def _wrapped(doing: Doing, asked: Asked) -> Event:
    return events.Wrapped(
        agent=doing.me,
        disposition=asked.text("disposition"),
        resolved=asked.text("resolved") or "unsure",
        stay_away=bool(asked.fields["stay_away"]),
    )


def _hold(doing: Doing, asked: Asked) -> Event:
    return events.Hold(agent=doing.me, on=asked.do == "hold", who=asked.text("who"))


def _mute(doing: Doing, asked: Asked) -> Event:
    return events.Mute(agent=doing.me, on=asked.do == "mute", who=asked.text("who"))


def _recording(doing: Doing, asked: Asked) -> Event:
    return events.RecordingAsked(agent=doing.me, paused=asked.do == "pause_recording")


def _consult_step(doing: Doing, asked: Asked) -> Event:
    step = "cancel" if asked.do == "back_to_caller" else asked.do
    return events.ConsultStep(agent=doing.me, step=step)


def _supervised(doing: Doing, asked: Asked) -> Event:
    """Take part, or leave. Why is for the log alone (P9)."""
    mode = asked.text("mode")
    if mode and not asked.text("reason").strip():
        raise NotPossibleError("Write why you take part in this call. It is kept for whoever asks later.")
    return events.Supervised(supervisor=doing.me.id, call=asked.text("call"), mode=mode)


#: What each command means; `raise_hand` is no business of the floor's.
MEANINGS: Mapping[str, Callable[[Doing, Asked], Event]] = MappingProxyType(
    {
        "presence": _presence,
        "accept": lambda doing, asked: events.Accepted(agent=doing.me, offer=asked.text("offer")),
        "decline": lambda doing, asked: events.Declined(
            agent=doing.me, offer=asked.text("offer"), reason=asked.text("reason")
        ),
        "hold": _hold,
        "resume": _hold,
        "mute": _mute,
        "unmute": _mute,
        "transfer": _transfer,
        "escalate": _transfer,
        "swap": _consult_step,
        "join_all": _consult_step,
        "complete": _consult_step,
        "back_to_caller": _consult_step,
        "remove": lambda doing, asked: events.RemoveParty(agent=doing.me, who=asked.text("who")),
        "end": lambda doing, _asked: events.End(agent=doing.me),
        "pause_recording": _recording,
        "resume_recording": _recording,
        "extend_wrap": lambda doing, _asked: events.WrapExtended(agent=doing.me),
        "wrap": _wrapped,
        "pick_customer": picked,
        "create_customer": created,
        "undo_customer": undone,
        "supervise": _supervised,
        "free": lambda doing, asked: events.Freed(agent=doing.somebody(asked.text("agent")), by="supervisor"),
    }
)


def event_of(doing: Doing, asked: Asked) -> Event:
    """Return the event of a command that the floor decides on. Raises NotPossibleError."""
    return MEANINGS[asked.do](doing, asked)
