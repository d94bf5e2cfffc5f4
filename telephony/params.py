"""Names of parameters that could be another name and value run together (security.md C1, weakness 2).

Twilio signs names and values without separators, so `Digits=12` and `Digits1=2` have one signature. A request
with an unknown name that begins with a name we read is therefore refused. Other unknown names are ignored:
Twilio adds parameters over time.
"""

from __future__ import annotations

from collections.abc import Iterable

#: What telephony.heard reads.
READ = (
    "AccountSid",
    "Body",
    "CallSid",
    "CallStatus",
    "Confidence",
    "DialCallStatus",
    "Digits",
    "Direction",
    "FinishedOnKey",
    "From",
    "MessageSid",
    "RecordingDuration",
    "RecordingSid",
    "SpeechResult",
    "StirVerstat",
    "To",
)
#: Names of Twilio's own that begin with one of those. Source: twilio.md 3.1 and 3.7.
_SIDES = ("City", "State", "Zip", "Country")
KNOWN = frozenset({*READ, *(f"{side}{part}" for side in ("From", "To") for part in _SIDES)})


def run_together(names: Iterable[str]) -> str | None:
    """Return the first name that may have been split from one we read; None: there is none."""
    for name in names:
        if name not in KNOWN and name.startswith(READ):
            return name
    return None
