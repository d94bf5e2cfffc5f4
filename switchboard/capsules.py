"""Between a call and the capsule in its URLs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ivr.call import Call
from ivr.page_state import SPOT
from switchboard.services import Services
from telephony.capsule import LIFETIME_S, Capsule, seal
from telephony.twiml import Urls

#: What is known of a call only from its capsule is worth this much at most (architecture 3).
_FORGOTTEN_LEVEL = {"verified": "identified"}


def urls(services: Services, call: Call, *, missed_s: int = 0) -> Urls:
    """Build the addresses of the turn that follows `call`; missed_s as in the capsule."""
    sealed = seal(capsule_of(services, call, missed_s), call.id, services.secret_keys)
    base = f"{services.public_url}/twilio"
    return Urls(
        turn=lambda kind: f"{base}/turn/{kind}?c={sealed}",
        whisper=f"{base}/whisper?c={sealed}&amp;p={call.id}",
        recording=f"{base}/recording?to={quote(call.dialled)}",
        audio=lambda name: f"{services.public_url}/audio/{name}.wav",
        waiting=f"{base}/wait",
        conference=conference_url(services, call.tenant),
        talk=talk_url(services, call.tenant, call.id),
        page=lambda target: f"{base}/page/whisper?c={sealed}&amp;p={call.id}&amp;t={target}",
    )


def conference_url(services: Services, tenant: str) -> str:
    """Where a conference's events are told: the same for every leg, since the first one in it sets it."""
    return f"{services.public_url}/twilio/conference?tenant={tenant}"


def talk_url(services: Services, tenant: str, call: str) -> str:
    """Where the recording of a talk is told of: the news themselves name no call."""
    return f"{services.public_url}/twilio/conference/recording?of={tenant}.{call}"


def from_capsule(capsule: Capsule, *, call_id: str, number: str, dialled: str, now_ms: int) -> Call:
    """What is left of a call that the store does not remember."""
    return Call(
        id=call_id,
        tenant=capsule.tenant,
        release=capsule.release,
        flow=capsule.flow,
        step=capsule.step,
        dialled=dialled,
        number=number,
        turn=capsule.turn,
        began_ms=now_ms,
        step_began_ms=now_ms,
        language=capsule.language,
        level=_FORGOTTEN_LEVEL.get(capsule.level, capsule.level),
        failed=capsule.failed,
        callers=capsule.callers,
        visits=_begun({}, capsule),
        scratch=_kept(capsule),
    )


def adopt(call: Call, capsule: Capsule, now_ms: int) -> Call:
    """Go by what the caller last heard: the capsule knows where the call is, the store knows all else.

    They differ after turns that the store did not see. Grants are the store's: the capsule gives none.
    """
    if (call.flow, call.step) == (capsule.flow, capsule.step):
        missed = capsule.spot and capsule.turn != call.turn
        return call.but(turn=capsule.turn, scratch=_kept(capsule) if missed else call.scratch)
    return call.but(
        turn=capsule.turn,
        flow=capsule.flow,
        step=capsule.step,
        callers=capsule.callers,
        failed=call.failed or capsule.failed,
        language=capsule.language,
        step_began_ms=now_ms,
        scratch=_kept(capsule),
        queues=(),
        visits=_begun(call.visits, capsule),
    )


def _begun(visits: Mapping[str, int], capsule: Capsule) -> dict[str, int]:
    """Count the visit that the capsule tells of: what the step wrote is found under its key again."""
    here = f"{capsule.flow}/{capsule.step}"
    return {**visits, here: max(1, visits.get(here, 0))}


def _kept(capsule: Capsule) -> dict[str, str]:
    """What the step remembers without a store: where its page stands."""
    return {SPOT: capsule.spot} if capsule.spot else {}


def capsule_of(services: Services, call: Call, missed_s: int = 0) -> Capsule:
    """Say where a call is; missed_s as in the capsule."""
    return Capsule(
        tenant=call.tenant,
        release=call.release,
        flow=call.flow,
        step=call.step,
        turn=call.turn,
        language=call.language,
        level=call.level,
        failed=call.failed,
        spot=call.scratch.get(SPOT, ""),
        callers=call.callers,
        missed_s=missed_s,
        expires_s=int(services.clock().timestamp()) + LIFETIME_S,
    )
