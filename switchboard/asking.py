"""Answers to what a step must know: who calls, what is theirs, how long the line is, what was promised.

Identity fails closed: when a limit or a number cannot be checked, nobody is verified (reliability.md 3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar, TypeVarTuple, assert_never

import structlog

from ivr.questions import (
    Answer,
    CheckPin,
    Denied,
    Found,
    HandIn,
    Identify,
    JoinBridge,
    LookAtBridge,
    LookUp,
    NotFound,
    OfBridge,
    OpenBridge,
    Promise,
    Question,
    Recognise,
    SeeQueue,
    Unanswered,
)
from storage.live.client import StoreUnavailableError
from storage.record.attempts import Lockout
from storage.record.bounded import RecordUnavailable
from storage.record.directory import Customer
from switchboard.bridge_pins import join_by_pin
from switchboard.bridge_turns import open_bridge, see_bridge
from switchboard.lines import see
from switchboard.promising import promise
from switchboard.recordings import hand_in
from switchboard.setting import Caller, Setting

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
log = structlog.get_logger(__name__)


def answer(setting: Setting, question: Question, caller: Caller) -> Answer:
    """Ask the world one question, within its time limit; a world that does not answer is an answer too."""
    if setting.is_late:
        log.warning("no_time_to_ask", question=type(question).__name__, call=caller.call_id)
        return Unanswered()
    try:
        return _answer(setting, question, caller)
    except (RecordUnavailable, StoreUnavailableError) as away:
        log.warning("unanswered", question=type(question).__name__, why=str(away), call=caller.call_id)
        return Unanswered()


def _answer(setting: Setting, question: Question, caller: Caller) -> Answer:
    match question:
        case Recognise(number=number):
            bounded = setting.services.record.bounded
            within_s = bounded.before_ring_s if caller.rings_next else None
            return _recognised(bounded.run(setting.tenant.directory.recognise, number, within_s=within_s))
        case Identify() | CheckPin():
            return _tried(setting, caller, question)
        case LookUp():
            return _looked_up(setting, question)
        case SeeQueue():
            return see(setting, question)
        case Promise():
            return promise(setting, question, caller)
        case HandIn() | OpenBridge() | LookAtBridge() | JoinBridge():
            return _kept(setting, question, caller)
        case _:
            assert_never(question)


def _kept(setting: Setting, question: HandIn | OfBridge, caller: Caller) -> Answer:
    match question:
        case HandIn():
            return hand_in(setting.services, setting.tenant, question, caller.call_id)
        case OpenBridge():
            return open_bridge(setting, question, caller)
        case LookAtBridge():
            return see_bridge(setting, question)
        case JoinBridge():
            return join_by_pin(setting, question, caller)
        case _:
            assert_never(question)


def _sql(setting: Setting, ask: Callable[[*Ts], T], *args: *Ts) -> T:
    return setting.services.record.bounded.run(ask, *args)


def _recognised(customer: Customer | None) -> Answer:
    """Tell of a recognised caller what routing may know, and nothing else (flow-language 6)."""
    if customer is None:
        return NotFound()
    return Found(
        values=_stated(
            plan=customer.plan,
            kind=customer.kind,
            language=customer.language,
            account_manager=customer.account_manager,
        )
    )


def _tried(setting: Setting, caller: Caller, asked: Identify | CheckPin) -> Answer:
    """Make one try at an account, if the limits allow it. An unknown number goes the same way."""
    tenant, now = setting.tenant, setting.now
    customer = _sql(setting, tenant.directory.identify, asked.number)
    account = asked.number if customer is None else customer.account
    lockout = Lockout(after=asked.lockout_after, delay=timedelta(seconds=asked.lockout_for_s))
    verdict = _sql(
        setting, tenant.attempts.may_try, caller.call_id, caller.number or None, account, now, lockout
    )
    if verdict.storm:
        log.error("verification_storm", tenant=tenant.name)
    if not verdict.allowed:
        return Denied(reason=verdict.reason.value if verdict.reason else "limited")
    good = customer is not None
    if isinstance(asked, CheckPin):
        known = None if customer is None else customer.id
        good = _sql(setting, tenant.directory.check_pin, known, asked.pin)
    setting.services.record.bounded.run(lambda: tenant.attempts.record_try(caller.call_id, now, ok=good))
    return _identified(customer) if good and customer is not None else NotFound()


def _identified(customer: Customer) -> Answer:
    return Found(
        values={
            "customer": customer.id,
            **_stated(
                plan=customer.plan,
                kind=customer.kind,
                language=customer.language,
                name=customer.name,
                account_manager=customer.account_manager,
                open_case=customer.open_case_owner and "open",
            ),
            **({"open_case.owner": customer.open_case_owner} if customer.open_case_owner else {}),
        }
    )


def _stated(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _looked_up(setting: Setting, question: LookUp) -> Answer:
    values = _sql(
        setting,
        setting.tenant.directory.look_up,
        question.connector,
        question.values,
        question.customer or None,
        setting.now,
        question.key,
    )
    return NotFound() if values is None else Found(values=values)
