"""The closed lists of causes and of who ended a thing. Source: cti-and-desktop.md section 2.3."""

from __future__ import annotations

from collections.abc import Mapping

CAUSES = frozenset(
    {
        "normal",
        "busy",
        "no_answer",
        "declined",
        "cancelled",
        "timed_out",
        "unreachable",
        "network_error",
        "media_lost",
        "provider_error",
        "policy",
        "transferred",
        "overflow",
        "other",
    }
)
#: What else is said, by the carrier and by us, and which of the causes it is.
_MEANS: Mapping[str, str] = {
    "": "normal",
    "completed": "normal",
    "answered": "normal",
    "hung_up": "normal",
    "no-answer": "no_answer",
    "canceled": "cancelled",
    "failed": "network_error",
    "moved": "transferred",
    "caller_gone": "cancelled",
}
ENDERS: Mapping[str, str] = {
    "customer": "customer",
    "caller": "customer",
    "agent": "agent",
    "system": "system",
    "consult_party": "consult_party",
    "external": "consult_party",
}
#: Why a caller left a queue: ours, and the catalogue's word for it.
DEQUEUED: Mapping[str, str] = {
    "answered": "answered",
    "taken": "answered",
    "abandoned": "abandoned",
    "timed_out": "timed_out",
    "no_agents": "closing",
    "moved": "self_service",
    "transfer": "transfer",
    "overflow": "overflow",
    "voicemail": "voicemail",
    "callback": "callback",
}


def cause_of(said: str) -> str:
    """Return the cause of the closed list: itself, what it means, or other."""
    if said in CAUSES:
        return said
    return _MEANS.get(said, "other")


def ender_of(said: str) -> str:
    return ENDERS.get(said, "system")
