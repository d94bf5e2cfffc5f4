"""The story of one call in order, as rows for people. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cti.pop import HEARD_OF
from cti.tellers import TELLERS
from cti.text import plain, title_of
from cti.told import Told
from web.desk import bridge_story, page_story
from web.desk.views import title_in
from web.desk.whole import Whole
from web.desk.why import why_of

Data = Mapping[str, Any]
Say = Callable[[Data, Whole], tuple[str, str]]

#: Facts that are no row of a story: another one tells the same better.
LEFT_OUT = frozenset({"WorkChanged", "LinkTold", "PresenceChanged", "Tagged", "PromiseMade"})
#: What the caller did at a step, by the kind of their input.
HEARD = {"keys": "pressed a key", "speech": "spoke", "silence": "said nothing", "recording": "left a message"}
LEFT_QUEUE = {
    "answered": "an agent took the call",
    "abandoned": "the caller hung up",
    "timed_out": "nobody came in time",
    "closing": "nobody was there",
    "self_service": "the caller chose something else",
}
#: Causes of the closed list; a normal one goes without saying.
CAUSES = {
    "normal": "",
    "busy": "busy",
    "no_answer": "no answer",
    "declined": "declined",
    "cancelled": "called off",
    "timed_out": "time was over",
    "unreachable": "could not be reached",
    "network_error": "the network failed",
    "media_lost": "the connection was lost",
    "provider_error": "the phone company failed",
    "policy": "not allowed",
    "transferred": "handed over",
    "overflow": "sent to another queue",
    "other": "",
}
ENDERS = {
    "customer": "by the caller",
    "agent": "by an agent",
    "system": "",
    "consult_party": "by the other party",
}
LEVELS = {"recognised": "recognised", "identified": "identified", "verified": "verified"}
FACTORS = {"ani": "by the number they call from", "order_number": "by an order number", "pin": "by a PIN"}
LEGS = {
    "ringing": "{} is rung",
    "connected": "{} is in the call",
    "held": "{} is on hold",
    "resumed": "{} is off hold",
    "muted": "{} is muted",
    "unmuted": "{} is heard again",
    "ended": "{} has left the call",
    "failed": "{} did not get into the call",
}
MODES = {
    "listen": "{} listens",
    "coach": "{} coaches",
    "barge": "{} joins in",
    "over": "{} no longer supervises",
}
CLOCKS = {
    "clock.started": "A deadline runs",
    "clock.warned": "Half of the time to a deadline is over",
    "clock.breached": "A deadline has passed",
    "clock.stopped": "What a deadline was for is done",
}
RECORDING = {"on": "Recording", "paused": "Recording is paused", "off": "Recording is off"}
CHOSEN = {
    "picked": "{} picked a customer",
    "created": "{} created a customer",
    "undone": "{} took the customer back",
}
RESOLVED = {"yes": "resolved", "no": "not resolved", "unsure": ""}


def rows_of(facts: Iterable[Mapping[str, Any]], whole: Whole) -> list[dict[str, Any]]:
    """Return a row a fact: when, its event's name, what happened and the rest, in words.

    Of an offer also why it was made. A step that callers do not notice, or a leg that is tried, is none.
    """
    rows: list[dict[str, Any]] = []
    for fact in facts:
        tell = TELLERS.get(fact["fact"])
        told = None if tell is None or fact["fact"] in LEFT_OUT else tell(fact)
        if told is None or told.name == "leg.initiated" or (told.name == "call.step" and not _is_shown(told)):
            continue
        title, detail = _said(told.name, told.data, whole)
        row = {"at": fact["at"], "name": told.name, "title": title, "detail": detail}
        if fact["fact"] == "OfferMade" and fact["why"]:
            row["why"] = why_of({**fact["why"], "purpose": fact["purpose"]}, whole)
        rows.append(row)
    return rows


def _is_shown(step: Told) -> bool:
    """Whether a step is a row: callers notice it, and nothing else tells of it."""
    return step.data["kind"] in HEARD_OF - {"queue", "transfer"}


def _said(name: str, data: Data, whole: Whole) -> tuple[str, str]:
    """Return what happened, and the rest: one line each."""
    group = name.partition(".")[0]
    say = SAYS.get(name) or SAYS.get(group)
    title, detail = (title_of(name), "") if say is None else say({**data, "name": name}, whole)
    return plain(title), plain(detail[:1].upper() + detail[1:])


def _started(data: Data, _whole: Whole) -> tuple[str, str]:
    return "The call came in", _joined(f"from {data['from'] or 'a withheld number'}", f"to {data['to']}")


def _step(data: Data, _whole: Whole) -> tuple[str, str]:
    ended = "hung up" if data["outcome"] == "hung_up" else HEARD.get(data["input"], "")
    return title_of(data["step"]), f"The caller {ended}" if ended else ""


def _identified(data: Data, _whole: Whole) -> tuple[str, str]:
    level = LEVELS.get(data["level"], data["level"])
    return f"The caller is {level}", _joined(*(FACTORS.get(each, title_of(each)) for each in data["factors"]))


def _queued(data: Data, whole: Whole) -> tuple[str, str]:
    place = f"place {data['position']}" if data.get("position") else ""
    back = "in the place from before" if data.get("back") else ""
    return f"Waits for {title_in(whole, data['queue'])}", _joined(place, back)


def _dequeued(data: Data, whole: Whole) -> tuple[str, str]:
    why = LEFT_QUEUE.get(data["reason"], title_of(data["reason"]).lower())
    return f"No longer waits for {title_in(whole, data['queue'])}", _joined(
        why, f"after {_spell(data['waited_ms'])}"
    )


def _offer(data: Data, whole: Whole) -> tuple[str, str]:
    who, reason = _agent(data["agent_id"], whole), data.get("decline_reason", "")
    match data["name"]:
        case "offer.created":
            asked = {"consult": "is asked to consult", "transfer": "is sent the call"}
            return (
                f"{who} {asked.get(data['purpose'], 'is offered the call')}",
                f"for {title_in(whole, data['queue'])}",
            )
        case "offer.accepted":
            return f"{who} accepted", f"after {_spell(data['after_ms'])}"
        case "offer.declined":
            return f"{who} declined", title_of(reason) if reason else ""
        case "offer.timed_out":
            return f"{who} did not answer", f"after {_spell(data['after_ms'])}"
        case _:
            return f"{who} is no longer offered the call", CAUSES.get(data.get("cause", ""), "")


def _leg(data: Data, whole: Whole) -> tuple[str, str]:
    parties = {"customer": "The caller", "external": "The other party"}
    who = parties.get(data["party"]) or _agent(data["agent_id"], whole)
    words = LEGS[data["name"].partition(".")[2]].format(who)
    return words, CAUSES.get(data["cause"], "")


def _transfer(data: Data, whole: Whole) -> tuple[str, str]:
    by, to = _by(data, whole), _to(data, whole)
    match data["name"]:
        case "call.transfer_started":
            words = f"{by} asks {to}" if data["mode"] == "consult" else f"{by} sends the call to {to}"
        case "call.transferred":
            words = f"{by} handed the call over to {to}"
        case _:
            words = f"The call was not handed over to {to}"
    return words, _joined(data.get("reason", ""), CAUSES.get(data.get("cause", ""), ""))


def _by(data: Data, whole: Whole) -> str:
    return _agent(data["by_agent"], whole) if data.get("by_agent") else "The line"


def _to(data: Data, whole: Whole) -> str:
    """Say to whom: an agent, a queue's title, a number, or an outside line by its name."""
    if data.get("kind") == "queue":
        return title_in(whole, data["to"])
    if data.get("kind") == "agent":
        return _agent(data["to"], whole)
    return str(data["to"]) if data.get("kind") else title_of(data["to"])


def _supervised(data: Data, whole: Whole) -> tuple[str, str]:
    return MODES[data["mode"]].format(_agent(data["supervisor_id"], whole)), ""


def _recording(data: Data, _whole: Whole) -> tuple[str, str]:
    return RECORDING.get(data["state"], "Recording"), title_of(data["reason"]) if data["reason"] else ""


def _chosen(data: Data, whole: Whole) -> tuple[str, str]:
    return CHOSEN[data["how"]].format(_agent(data["agent_id"], whole)), data["customer_id"]


def _ended(data: Data, _whole: Whole) -> tuple[str, str]:
    return "The call ended", _joined(CAUSES.get(data["cause"], ""), ENDERS.get(data["ended_by"], ""))


def _wrapped(data: Data, whole: Whole) -> tuple[str, str]:
    saved = "saved unasked" if data["auto"] else ""
    came_to = title_of(data["disposition"]) if data["disposition"] else ""
    who, by = _agent(data["agent_id"], whole), data.get("completed_by", "")
    done = f"{who} is done with it"
    if data.get("late"):
        done = f"{_agent(by, whole)} completed it later" + ("" if by == data["agent_id"] else f" for {who}")
    return done, _joined(came_to, RESOLVED.get(data["resolved"], ""), saved)


def _clock(data: Data, whole: Whole) -> tuple[str, str]:
    said = CLOCKS[data["name"]]
    by = whole.name_of(data.get("by", ""))
    return said, _joined(title_of(data["clock"].replace("-", " ")), f"by {by}" if by else "")


def _voicemail(data: Data, _whole: Whole) -> tuple[str, str]:
    return "The caller left a message", f"{data['duration_s']} s"


def _hand(data: Data, whole: Whole) -> tuple[str, str]:
    raised = data["name"] == "agent.hand_raised"
    return f"{_agent(data['agent_id'], whole)} {'asks for help' if raised else 'needs no more help'}", ""


def _conferenced(_data: Data, _whole: Whole) -> tuple[str, str]:
    return "All speak with each other", ""


def _agent(who: str, whole: Whole) -> str:
    return whole.name_of(who) or "A colleague who has left"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _spell(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"


#: How each event, or each of a group, is said; one without a row is named as it is.
SAYS: Mapping[str, Say] = {
    "call.started": _started,
    "call.step": _step,
    "call.identified": _identified,
    "call.queued": _queued,
    "call.dequeued": _dequeued,
    "call.transfer_started": _transfer,
    "call.transferred": _transfer,
    "call.transfer_cancelled": _transfer,
    "call.conferenced": _conferenced,
    "call.supervised": _supervised,
    "call.recording_changed": _recording,
    "call.customer_chosen": _chosen,
    "call.ended": _ended,
    "call.wrapped": _wrapped,
    "clock": _clock,
    "voicemail.created": _voicemail,
    "agent.hand_raised": _hand,
    "agent.hand_lowered": _hand,
    "offer": _offer,
    "leg": _leg,
    "page": page_story.said,
    "bridge": bridge_story.said,
}
