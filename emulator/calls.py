"""Calls begin here: a caller's, one that REST asks for, and the legs that a Dial rings."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from emulator.leg import Leg
from emulator.model import Call, Callback, Hooks, Method
from emulator.script import Script
from emulator.source import Fetch

if TYPE_CHECKING:
    from emulator.exchange import Exchange, Handset

RING_DELAY_S = 1.0  #: from the attempt to the far phone's ringing
ANSWER_GRACE_S = 5.0  #: how much longer a phone rings than the timeout says (twilio.md 1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A caller dials one of our numbers, or a softphone its application (`application_sid`, `to` empty)."""

    from_: str
    to: str
    attestation: str = ""
    forwarded_from: str = ""
    application_sid: str = ""
    custom: dict[str, str] = field(default_factory=dict)


def arrive(exchange: "Exchange", handset: "Handset", arrival: Arrival) -> Leg:
    """Let a call come in. A number that nobody owns is refused: the leg fails at once."""
    hooks, number_sid, application_sid = _hooks(exchange, arrival)
    now = exchange.now
    call = Call(
        sid=exchange.new_sid("CA"),
        from_=arrival.from_,
        to=arrival.to,
        direction="inbound",
        status="ringing",
        created=now,
        updated=now,
        started=now,
        phone_number_sid=number_sid,
        application_sid=application_sid,
        forwarded_from=arrival.forwarded_from,
        caller_name="" if hooks and hooks.caller_id_lookup else None,
        attestation=arrival.attestation,
        custom=dict(arrival.custom),
    )
    leg = _register(exchange, call, handset)
    if hooks is None or not hooks.voice_url:
        exchange.clock.after(0, partial(leg.finish, "failed", sip_code=404))
        return leg
    call.callback = Callback(url=hooks.status_callback, method=hooks.status_callback_method)
    script = Script(leg, fallback=_fallback(hooks.voice_fallback_url, hooks.voice_fallback_method))
    source = Fetch(kind="voice", url=hooks.voice_url, method=hooks.voice_method)
    exchange.clock.after(0, lambda: leg.start(script.live(source)))
    return leg


def _hooks(exchange: "Exchange", arrival: Arrival) -> tuple[Hooks | None, str, str]:
    number = exchange.numbers.get(arrival.to)
    application_sid = arrival.application_sid or (number.voice_application_sid if number else "")
    application = exchange.applications.get(application_sid)
    if application is not None:
        return application.hooks, number.sid if number else "", application_sid
    return (number.hooks, number.sid, "") if number else (None, "", "")


def _register(exchange: "Exchange", call: Call, handset: "Handset") -> Leg:
    exchange.calls[call.sid] = call
    exchange.legs[call.sid] = leg = Leg(exchange, call, handset)
    exchange.tell("call", call)
    return leg


def _fallback(url: str, method: Method) -> Fetch | None:
    return Fetch(kind="fallback", url=url, method=method) if url else None


def ring_out(exchange: "Exchange", call: Call) -> Leg:
    """Make a leg to somebody's phone; `initiated` now, `ringing` a second later."""
    leg = _register(exchange, call, exchange.handset(call.to))
    call.started = exchange.now
    call.status = "ringing"
    exchange.call_event(call, "initiated")
    exchange.clock.after(RING_DELAY_S, partial(_ring, leg))
    return leg


def _ring(leg: Leg) -> None:
    if leg.is_live:
        leg.exchange.call_event(leg.call, "ringing")
        leg.handset.rings(leg)
