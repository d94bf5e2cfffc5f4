"""Legs to somebody's phone: how they are made, how they ring, and what is told when a machine answers."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from emulator.leg import Leg, Steps
from emulator.model import Call, Callback, Method
from emulator.own_lines import OwnLine
from emulator.source import Fetch

if TYPE_CHECKING:
    from emulator.exchange import Exchange, Handset
    from emulator.targets import Target

RING_DELAY_S = 1.0  #: from the attempt to the far phone's ringing
ANSWER_GRACE_S = 5.0  #: how much longer a phone rings than the timeout says (twilio.md 1.2)
DETECTION_S = 4.0  #: how long it takes to tell a machine from a person
Life = Callable[[Leg, Fetch | None], Steps[None]]


def register(exchange: "Exchange", call: Call, handset: "Handset") -> Leg:
    exchange.calls[call.sid] = call
    exchange.legs[call.sid] = leg = Leg(exchange, call, handset)
    exchange.tell("call", call)
    return leg


def fallback_of(url: str, method: Method) -> Fetch | None:
    return Fetch(kind="fallback", url=url, method=method) if url else None


def attempt(leg: Leg) -> None:
    """Try to reach somebody's phone; `initiated` now, `ringing` a second later."""
    leg.call.started = leg.exchange.now
    leg.call.status = "ringing"
    leg.exchange.call_event(leg.call, "initiated")
    leg.exchange.clock.after(RING_DELAY_S, partial(_ring, leg))


def _ring(leg: Leg) -> None:
    if leg.is_live:
        leg.exchange.call_event(leg.call, "ringing")
        if not isinstance(leg.handset, OwnLine):
            leg.handset = leg.exchange.handset(leg.call.to)
        leg.handset.rings(leg)


def dial_leg(parent: Leg, target: "Target", from_: str, life: Life) -> Leg:
    """Ring somebody for a Dial; who picks up lives that life: hears a document, is `ready`."""
    exchange = parent.exchange
    now = exchange.now
    call = Call(
        sid=exchange.new_sid("CA"),
        from_=from_,
        to=target.to,
        direction="outbound-dial",
        status="queued",
        created=now,
        updated=now,
        parent_sid=parent.call.sid,
        forwarded_from=parent.call.to if parent.call.direction == "inbound" else parent.call.from_,
        callback=target.callback,
    )
    leg = register(exchange, call, exchange.handset(call.to))
    leg.detects_machines = target.detects_machines
    parent.children.append(leg)

    def answered() -> None:
        if target.send_digits:
            leg.hear("tone", target.send_digits, 0.0)
        if target.detects_machines and target.amd_callback.url:
            tell_machine(leg, target.amd_callback)
        leg.start(life(leg, target.document))

    leg.on_answer = answered
    attempt(leg)
    return leg


def tell_machine(leg: Leg, callback: Callback) -> None:
    """Report what picked up, as asynchronous detection does (twilio.md 3.5)."""
    sent = {
        "CallSid": leg.call.sid,
        "AccountSid": leg.exchange.account.sid,
        "AnsweredBy": leg.call.answered_by or "unknown",
        "MachineDetectionDuration": str(int(DETECTION_S * 1000)),
    }
    leg.exchange.clock.after(
        DETECTION_S, partial(leg.exchange.call_back, "amd", callback, sent, call_sid=leg.call.sid)
    )
