"""The signed note in every URL, so that a call survives its memory (architecture 3, security.md C3).

It is bound to its call, expires, and holds no personal data.
Its text: base64url(JSON) "." base64url(HMAC-SHA256, 16 bytes).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

#: Longer than any call (Twilio ends a leg after 4 hours, its default timeLimit).
LIFETIME_S = 6 * 60 * 60
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Capsule:
    """Where a call is. turn: the number of the turn that a request with this capsule takes."""

    tenant: str
    release: str
    flow: str
    step: str
    turn: int
    language: str
    level: str
    failed: bool
    #: Where the page of the step stands (routing.oncall.ladder); "": the step is none, or rings nobody yet.
    spot: str
    #: Flows that called this one, innermost last: (flow, step).
    callers: tuple[tuple[str, str], ...]
    #: Unix seconds: since when the live store has not seen this call's turns; 0 while it has.
    missed_s: int
    #: Unix seconds.
    expires_s: int


def seal(capsule: Capsule, call_id: str, keys: Sequence[bytes]) -> str:
    """Sign with the first key. The text is safe in a URL as it is."""
    fields = [
        capsule.tenant,
        capsule.release,
        capsule.flow,
        capsule.step,
        capsule.turn,
        capsule.language,
        capsule.level,
        int(capsule.failed),
        capsule.callers,
        capsule.missed_s,
        capsule.expires_s,
        capsule.spot,
    ]
    payload = _encode(json.dumps(fields, separators=(",", ":")).encode())
    return f"{payload}.{_mac(payload, call_id, keys[0])}"


def unseal(text: str, call_id: str, keys: Sequence[bytes], now_s: float) -> Capsule | None:
    """Read a capsule; None when it is not ours, not of this call, or past its time."""
    payload, _, mac = text.partition(".")
    given = mac.encode()
    if not any(hmac.compare_digest(_mac(payload, call_id, key).encode(), given) for key in keys):
        return None
    tenant, release, flow, step, turn, language, level, failed, callers, missed_s, expires_s, *more = (
        json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    )
    if now_s > expires_s:
        return None
    return Capsule(
        tenant=tenant,
        release=release,
        flow=flow,
        step=step,
        turn=turn,
        language=language,
        level=level,
        failed=bool(failed),
        spot=more[0] if more else "",  # a version of us that knew no pages wrote it
        callers=tuple((flow, step) for flow, step in callers),
        missed_s=missed_s,
        expires_s=expires_s,
    )


def _mac(payload: str, call_id: str, key: bytes) -> str:
    message = f"{call_id}\n{payload}".encode()
    return _encode(hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
