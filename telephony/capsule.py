"""The signed note in every URL, so that a call survives its memory (architecture 3, security.md C3).

It is bound to its call, expires, and holds no personal data.
Its text: base64url(JSON) "." base64url(HMAC-SHA256, 16 bytes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telephony import sealed

#: Longer than any call (Twilio ends a leg after 4 hours, its default timeLimit).
LIFETIME_S = 6 * 60 * 60


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
    return sealed.seal(_purpose(call_id), fields, keys)


def unseal(text: str, call_id: str, keys: Sequence[bytes], now_s: float) -> Capsule | None:
    """Read a capsule; None when it is not ours, not of this call, or past its time."""
    fields = sealed.unseal(_purpose(call_id), text, keys)
    if fields is None:
        return None
    tenant, release, flow, step, turn, language, level, failed, callers, missed_s, expires_s, *more = fields
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


def _purpose(call_id: str) -> bytes:
    """Bind a signature to its call: the line break is in no other note's purpose."""
    return f"{call_id}\n".encode()
