"""Calls begin here: a caller's, and one that REST asks for; and what REST may do to a call."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from emulator import recordings
from emulator.leg import Leg, MovedError
from emulator.model import Call, Callback, Hooks, RefusalError
from emulator.orders import CallChange, CallOrder
from emulator.own_lines import OwnLine
from emulator.ringing import ANSWER_GRACE_S, DETECTION_S, attempt, fallback_of, register
from emulator.script import Script
from emulator.source import Fetch, Inline, Source
from emulator.targets import E164

if TYPE_CHECKING:
    from emulator.exchange import Exchange, Handset

LONGEST_QUEUE_S = 24 * 3600
WITHHELD = "+266696687"  #: what a call without caller ID comes from (twilio.md 3.1)


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
    leg = register(exchange, call, handset)
    if hooks is None or not hooks.voice_url:
        exchange.clock.after(0, partial(leg.finish, "failed", sip_code=404))
        return leg
    call.callback = Callback(url=hooks.status_callback, method=hooks.status_callback_method)
    leg.fallback = fallback_of(hooks.voice_fallback_url, hooks.voice_fallback_method)
    source = Fetch(kind="voice", url=hooks.voice_url, method=hooks.voice_method)
    exchange.clock.after(0, lambda: leg.start(Script(leg).live(source)))
    return leg


def _hooks(exchange: "Exchange", arrival: Arrival) -> tuple[Hooks | None, str, str]:
    number = exchange.numbers.get(arrival.to)
    application_sid = arrival.application_sid or (number.voice_application_sid if number else "")
    application = exchange.applications.get(application_sid)
    if application is not None:
        return application.hooks, number.sid if number else "", application_sid
    return (number.hooks, number.sid, "") if number else (None, "", "")


# What REST may ask


def create_call(exchange: "Exchange", order: CallOrder) -> Call:
    """Queue a call: one a second is begun. Raises RefusalError by twilio.md 6."""
    _refuse_bad_order(exchange, order)
    slot = max(exchange.clock.elapsed, exchange.next_creation)
    wait_s = slot - exchange.clock.elapsed
    if wait_s > LONGEST_QUEUE_S:
        raise RefusalError(22005, "Outgoing Call Rate Limit Exceeded", status=429)
    exchange.next_creation = slot + 1.0
    application = exchange.applications.get(order.application_sid)
    own = Callback(
        url=order.status_callback, method=order.status_callback_method, events=order.status_callback_events
    )
    bound = application.hooks if application else None
    call = Call(
        sid=exchange.new_sid("CA"),
        from_=order.from_,
        to=order.to,
        direction="outbound-api",
        status="queued",
        created=exchange.now,
        updated=exchange.now,
        phone_number_sid=exchange.numbers[order.from_].sid if order.from_ in exchange.numbers else "",
        application_sid=order.application_sid,
        queue_ms=int(wait_s * 1000),
        callback=Callback(url=bound.status_callback, method=bound.status_callback_method) if bound else own,
    )
    leg = register(exchange, call, _handset(exchange, order.to))
    leg.detects_machines = bool(order.machine_detection)
    if bound is not None:
        leg.fallback = fallback_of(bound.voice_fallback_url, bound.voice_fallback_method)
    else:
        leg.fallback = fallback_of(order.fallback_url, order.fallback_method)
    leg.on_answer = partial(_begin_ordered, leg, order, _source(order, bound))
    exchange.clock.at(slot, partial(_leave_queue, leg, order))
    return call


def _handset(exchange: "Exchange", to: str) -> "Handset":
    """Find who is rung: a number of our own takes the call as any caller's."""
    if to not in exchange.numbers:
        return exchange.handset(to)
    return OwnLine(
        exchange,
        lambda leg, line: arrive(exchange, line, Arrival(from_=leg.call.from_, to=leg.call.to)),
    )


def _source(order: CallOrder, bound: Hooks | None) -> Source:
    if bound is not None:
        return Fetch(kind="voice", url=bound.voice_url, method=bound.voice_method)
    return Fetch(kind="voice", url=order.url, method=order.method) if order.url else Inline(text=order.twiml)


def _refuse_bad_order(exchange: "Exchange", order: CallOrder) -> None:
    if not order.to:
        raise RefusalError(21201, "No 'To' number specified")
    if not order.from_:
        raise RefusalError(21213, "'From' phone number is required")
    if not (order.url or order.twiml or order.application_sid in exchange.applications):
        raise RefusalError(21205, "Url parameter is required.")
    if order.url and not _is_url(order.url):
        raise RefusalError(21205, f"Url is not a valid URL: {order.url}")
    if not (E164.fullmatch(order.to) or order.to.startswith(("client:", "sip:"))):
        raise RefusalError(21211, f"The phone number you are attempting to call, {order.to}, is not valid.")
    owned = order.from_ in exchange.numbers or order.from_ in exchange.account.verified_caller_ids
    if not owned and not order.from_.startswith("client:"):
        raise RefusalError(21212, f"The source phone number provided, {order.from_}, is not yet verified.")


def _is_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in (parts.hostname or "")


def _leave_queue(leg: Leg, order: CallOrder) -> None:
    if leg.call.status != "queued":
        return
    attempt(leg)
    leg.exchange.clock.after(order.timeout_s + ANSWER_GRACE_S, partial(_give_up, leg))


def _give_up(leg: Leg) -> None:
    if leg.call.status == "ringing":
        leg.finish("no-answer", sip_code=487)


def _begin_ordered(leg: Leg, order: CallOrder, source: Source) -> None:
    """Somebody has picked up a call that REST asked for."""
    exchange = leg.exchange
    if order.send_digits:
        leg.hear("tone", order.send_digits, 0.0)
    if order.record:
        callback = Callback(
            url=order.recording_status_callback,
            method=order.recording_status_callback_method,
            events=order.recording_status_callback_events,
        )
        leg.recordings.append(recordings.begin(exchange, leg.call.sid, "OutboundAPI", callback))
        leg.recordings[-1].channels = order.recording_channels
    exchange.clock.after(order.time_limit_s, partial(leg.finish, "completed"))
    delay = DETECTION_S if order.machine_detection and not order.send_digits else 0.0
    exchange.clock.after(delay, partial(_start_script, leg, source))


def _start_script(leg: Leg, source: Source) -> None:
    if leg.is_live:
        leg.start(Script(leg).live(source))


def update_call(exchange: "Exchange", sid: str, change: CallChange) -> Call:
    """Cancel, hang up, or move a live leg. Raises RefusalError: 20404, 21220, 21205, 20001."""
    leg = exchange.legs.get(sid)
    if leg is None:
        raise RefusalError(20404, f"The requested resource {sid} was not found", status=404)
    if change.url and change.twiml:
        raise RefusalError(20001, "Url and Twiml exclude each other")
    if change.status:
        _change_status(leg, change.status)
    elif change.url or change.twiml:
        _move(leg, change)
    if change.status_callback:
        leg.call.callback.url = change.status_callback
        leg.call.callback.method = change.status_callback_method
    leg.call.updated = exchange.now
    return leg.call


def _change_status(leg: Leg, status: str) -> None:
    """`canceled` acts before the answer only; `completed` also hangs up."""
    if status not in {"canceled", "completed"}:
        raise RefusalError(20001, f"Status '{status}' is not valid")
    early = leg.call.status in {"queued", "ringing"}
    if not leg.is_live or (status == "canceled" and not early):
        raise RefusalError(21220, f"Call is not in-progress. Cannot change its status to {status}.")
    if early:
        leg.finish("canceled", sip_code=487)
    else:
        leg.finish("completed")


def _move(leg: Leg, change: CallChange) -> None:
    if leg.call.status != "in-progress":
        raise RefusalError(21220, "Call is not in-progress. Cannot redirect.")
    if change.url and not _is_url(change.url):
        raise RefusalError(21205, f"Url is not a valid URL: {change.url}")
    if change.fallback_url:
        leg.fallback = fallback_of(change.fallback_url, change.fallback_method)
    source: Source = Inline(text=change.twiml)
    if change.url:
        source = Fetch(kind="redirect", url=change.url, method=change.method)
    leg.interrupt(MovedError(source))


def delete_call(exchange: "Exchange", sid: str) -> None:
    """Forget a call that is over. Raises RefusalError for a live or unknown one."""
    call = exchange.calls.get(sid)
    if call is None:
        raise RefusalError(20404, f"The requested resource {sid} was not found", status=404)
    if exchange.legs[sid].is_live:
        raise RefusalError(20409, "A call in progress cannot be deleted", status=409)
    del exchange.calls[sid]
