"""The person whom a transfer rings hears who calls, and is put through only by pressing 1 (D6)."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from ivr.at import At
from ivr.call import Call
from ivr.facts import TransferAccepted
from ivr.steps.transfer import Transfer
from storage.live.client import StoreUnavailableError
from switchboard.caller import set_for
from switchboard.capsules import adopt, from_capsule
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts
from switchboard.reading import read
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.strangers import not_ours
from telephony import twiml
from telephony.capsule import Capsule, unseal

log = structlog.get_logger(__name__)

ACCEPT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A request on the answerer's leg. call_id: of the caller's leg; capsule: as found in the URL."""

    call_id: str
    capsule: str
    #: The caller's number, for when the store cannot tell the call; "" when not known.
    number: str = ""


def whisper(services: Services, screened: Screened) -> str:
    """Tell the answerer who calls. Needs no store: the step knows the words, the capsule knows the step."""
    found = find_call(services, screened)
    if found is None:
        return not_ours()
    setting, call = found.setting, found.call
    step = setting.book.flows[call.flow].steps[call.step]
    if not isinstance(step.action, Transfer):
        return not_ours()
    at = At(flow=setting.book.flows[call.flow], step=step, call=call, world=setting.world())
    accept = f"{services.public_url}/twilio/accept?c={screened.capsule}&p={screened.call_id}"
    return twiml.whisper(step.action.whispered(at), at.language, accept_url=accept)


def accept(services: Services, screened: Screened, digits: str) -> str:
    """Take the answerer's key: 1 bridges the legs, anything else hangs up, and the call goes on elsewhere."""
    found = find_call(services, screened)
    if found is None or digits != ACCEPT:
        return not_ours()
    setting, capsule, call = found.setting, found.capsule, found.call
    origin = Origin(
        tenant=setting.tenant.name, call_id=call.id, turn=capsule.turn, beside=f"{call.id}/accepted"
    )
    facts = written([TransferAccepted(step=f"{call.flow}/{call.step}")], origin, setting.now)
    try:
        if setting.tenant.calls.mark(call.id, f"accepted/{capsule.turn}", ACCEPT, facts) is None:
            keep_facts(setting, facts)  # the store was emptied while it rang
    except StoreUnavailableError:
        # Reaching a person fails open: they are bridged, and the journal knows.
        keep_facts(setting, facts)
    return twiml.BRIDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The caller's call that a leg was rung for. passed: it has taken a turn since, so that leg is over."""

    setting: Setting
    capsule: Capsule
    call: Call
    passed: bool = False


def find_call(services: Services, screened: Screened) -> Found | None:
    """Find the caller's call that a leg was rung for. None: the capsule is not ours, or too old."""
    capsule = unseal(screened.capsule, screened.call_id, services.secret_keys, services.clock().timestamp())
    if capsule is None or capsule.tenant not in services.tenants:
        log.warning("capsule_refused", call=screened.call_id)
        return None
    setting = set_for(services, capsule.tenant, capsule.release)
    now_ms = int(setting.now.timestamp() * 1000)
    before = read(setting, screened.call_id, None)
    call = before.call
    if call is None:
        call = from_capsule(
            capsule, call_id=screened.call_id, number=screened.number, dialled="", now_ms=now_ms
        )
    # The store may not have seen the turn that dialled, when it had no room for it: the capsule has.
    passed = before.stored is not None and not before.stored.ended and before.stored.turn > capsule.turn
    return Found(setting=setting, capsule=capsule, call=adopt(call, capsule, now_ms), passed=passed)
