"""What each kind of fact says to screens: an event of the catalogue, or nothing, on purpose.

Source: cti-and-desktop.md sections 2.2 and 2.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cti import bridges, clocks, paging
from cti.causes import DEQUEUED, cause_of, ender_of
from cti.instants import instant
from cti.told import Fact, Told


def _call_started(fact: Fact) -> Told:
    return Told(
        name="call.started",
        data={
            "direction": "inbound",
            "from": fact["number"],
            "to": fact["dialled"],
            "flow": fact["flow"],
            "flow_version": fact["release"],
        },
    )


def _step(fact: Fact) -> Told:
    data = {name: fact[name] for name in ("flow", "step", "kind", "outcome", "ms")}
    return Told(name="call.step", data={**data, "input": fact["heard"]})


def _identified(fact: Fact) -> Told:
    return Told(
        name="call.identified",
        data={"level": fact["level"], "factors": [fact["factor"]], "customer_id": fact["customer"]},
    )


def _queued(fact: Fact) -> Told:
    data = {
        "queue": fact["queue"],
        "priority": fact["priority"],
        "position": fact.get("position"),
        "wait_estimate_s": fact.get("wait_s"),
        "back": fact.get("back") or None,
    }
    return Told(name="call.queued", data=data)


def _dequeued(fact: Fact) -> Told:
    reason = DEQUEUED.get(fact["reason"], "system")
    return Told(
        name="call.dequeued",
        data={"queue": fact["queue"], "reason": reason, "waited_ms": fact["waited_ms"]},
    )


def _voicemail(fact: Fact) -> Told:
    return Told(
        name="voicemail.created",
        data={"voicemail_id": fact["recording"], "box": fact["box"], "duration_s": fact["seconds"]},
    )


def _call_ended(fact: Fact) -> Told:
    spent = {f"{part[:-3]}_s": ms // 1000 for part, ms in (fact.get("durations") or {}).items()}
    data = {"cause": cause_of(fact["status"]), "ended_by": ender_of(fact["ended_by"])}
    return Told(name="call.ended", data={**data, "durations": spent or None})


def _line_rung(fact: Fact) -> Told:
    return Told(
        name="call.transfer_started",
        data={"mode": "blind", "to": fact["line"], "screened": fact["screened"]},
    )


def _line_done(fact: Fact) -> Told:
    if fact["accepted"]:
        return Told(name="call.transferred", data={"mode": "blind", "to": fact["line"]})
    return Told(
        name="call.transfer_cancelled",
        data={"mode": "blind", "to": fact["line"], "cause": cause_of(fact["status"])},
    )


def _offer_made(fact: Fact) -> Told:
    return Told(
        name="offer.created",
        data={
            "offer_id": fact["offer"],
            "agent_id": fact["agent"],
            "queue": fact["queue"],
            "purpose": fact["purpose"],
            "ring_s": fact["ring_s"],
            "expires_at": instant(fact["expires_ms"]),
        },
        agents=(fact["agent"],),
    )


def _offer_ended(fact: Fact) -> Told:
    return Told(
        name=f"offer.{fact['ending']}",
        data={
            "offer_id": fact["offer"],
            "agent_id": fact["agent"],
            "after_ms": fact["after_ms"],
            "decline_reason": fact["reason"] if fact["ending"] == "declined" else "",
            "cause": cause_of(fact["cause"]) if fact["cause"] else "",
        },
        agents=(fact["agent"],),
    )


def _presence(fact: Fact) -> Told:
    return _agent(fact, "agent.presence_changed", by=fact["by"], next_presence=fact["next_presence"])


def _work(fact: Fact) -> Told:
    return _agent(fact, "agent.work_changed", by=fact["by"])


def _link(fact: Fact) -> Told:
    return _agent(fact, "agent.link_changed", by="system")


def _hand(fact: Fact) -> Told:
    name = "agent.hand_raised" if fact["up"] else "agent.hand_lowered"
    return Told(name=name, data={"agent_id": fact["agent"]}, agents=(fact["agent"],))


def _agent(fact: Fact, name: str, **more: str) -> Told:
    return Told(
        name=name,
        data={
            "agent_id": fact["agent"],
            "from": fact["was"],
            "to": fact["now"],
            "reason": fact.get("reason", ""),
            **more,
        },
        agents=(fact["agent"],),
    )


def _leg(fact: Fact) -> Told:
    who = fact["who"]
    return Told(
        name=f"leg.{fact['change']}",
        data={
            "leg_id": fact["leg"],
            "party": fact["party"],
            "agent_id": who if fact["party"] in ("agent", "supervisor") else "",
            "cause": cause_of(fact["cause"]) if fact["cause"] else "",
            "ended_by": ender_of(fact["ended_by"]) if fact["ended_by"] else "",
        },
        agents=(who,) if fact["party"] in ("agent", "supervisor") else (),
    )


def _transfer(name: str) -> Callable[[Fact], Told]:
    def tell(fact: Fact) -> Told:
        return Told(
            name=name,
            data={
                **{each: fact[each] for each in ("mode", "kind", "to")},
                "tier": fact.get("tier") or None,
                "by_agent": fact["by"],
                "reason": fact.get("reason", ""),
                "cause": cause_of(fact["cause"]) if fact.get("cause") else "",
            },
            agents=(fact["by"],) if fact["by"] else (),
        )

    return tell


def _conferenced(fact: Fact) -> Told:
    return Told(name="call.conferenced", data={"parties": list(fact["parties"])})


def _supervised(fact: Fact) -> Told:
    return Told(
        name="call.supervised",
        data={
            "mode": fact["mode"] or "over",
            "supervisor_id": fact["supervisor"],
            "visible_to_agent": fact["visible"],
        },
        agents=(fact["supervisor"],),
        hidden=not fact["visible"],
    )


def _recording(fact: Fact) -> Told:
    return Told(
        name="call.recording_changed",
        data={"state": fact["state"], "reason": fact["reason"]},
    )


def _chosen(fact: Fact) -> Told:
    data = {"agent_id": fact["agent"], "customer_id": fact["customer"], "how": fact["how"]}
    return Told(name="call.customer_chosen", data=data, agents=(fact["agent"],))


def _wrapped(fact: Fact) -> Told:
    data = {name: fact[name] for name in ("disposition", "resolved", "auto")}
    return Told(
        name="call.wrapped",
        data={
            **data,
            "late": fact.get("late") or None,
            "completed_by": fact.get("completed_by", ""),
            "agent_id": fact["agent"],
            "wrap_s": fact["wrap_ms"] // 1000,
            "notes_ref": f"calls/{fact['call']}/notes/{fact['agent']}",
        },
        agents=(fact["agent"],),
    )


def _nothing(_fact: Fact) -> None:
    """Say nothing: no screen has a use for it, or another fact of the same change tells it."""


#: Every fact there is, and what tells it; a fact without a row fails a test.
TELLERS: Mapping[str, Callable[[Fact], Told | None]] = {
    "CallStarted": _call_started,
    "StepEnded": _step,
    "CallerIdentified": _identified,
    "VerificationFailed": _nothing,
    "Tagged": _nothing,
    "QueueJoined": _queued,
    "QueueLeft": _dequeued,
    "TransferBegan": _line_rung,
    "TransferAccepted": _nothing,
    "TransferEnded": _line_done,
    "TextSent": _nothing,
    "TextFailed": _nothing,
    "AlertSent": _nothing,
    "AlertAcknowledged": _nothing,
    "VoicemailLeft": _voicemail,
    "PromiseMade": _nothing,
    "SurveyAnswered": _nothing,
    "SurveyOffered": _nothing,
    "LookedUp": _nothing,
    "CallResumed": _nothing,
    "FlowFailed": _nothing,
    "UnknownLineDialled": _nothing,
    "CallEnded": _call_ended,
    "OfferMade": _offer_made,
    "OfferEnded": _offer_ended,
    "PresenceChanged": _presence,
    "WorkChanged": _work,
    "LinkTold": _link,
    "HandChanged": _hand,
    "LegChanged": _leg,
    "CallAnswered": _nothing,
    "TransferStarted": _transfer("call.transfer_started"),
    "Transferred": _transfer("call.transferred"),
    "TransferCancelled": _transfer("call.transfer_cancelled"),
    "Conferenced": _conferenced,
    "SupervisedChanged": _supervised,
    "RecordingChanged": _recording,
    "CustomerChosen": _chosen,
    "ConversationEnded": _nothing,
    "Wrapup": _wrapped,
    **clocks.TELLERS,
    **bridges.TELLERS,
    "CallFound": _nothing,
    **paging.TELLERS,
}
