"""Names of parameters that are another name and its value run together (security.md C1, weakness 2).

Twilio signs names and values without separators, so `Digits=12` and `Digits1=2` have one signature: whoever
holds a signed request can make a parameter we read disappear into its name. Twilio also adds parameters
without notice, and none of those may cost a call: `Topic` is no `To` run together with `pic`. What is refused
is therefore a name that begins with one we read, in a request that lacks that one, and that gives it back a
value such as it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

_SID = r"[A-Za-z]{2}[0-9a-f]{32}"
_STATUS = r"[a-z]+(?:-[a-z]+)*"
_COUNT = r"[0-9.]+"
_ADDRESS = r"(?:\+[0-9]|client:|sips?:).*"
#: Words may be anything. What looks like the rest of a name of Twilio's is taken for one: the words are then
#: missing, which is worth nothing to whoever could as well have kept the request back.
_WORDS = r"(?![A-Z][a-z][A-Za-z]).*"
#: What telephony.heard reads, and the form its values have. Source: twilio.md 3.
READ: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        name: re.compile(shape, re.DOTALL)
        for name, shape in {
            "AccountSid": _SID,
            "Body": _WORDS,
            "CallSid": _SID,
            "CallStatus": _STATUS,
            "ConferenceSid": _SID,
            "Confidence": _COUNT,
            "DialCallStatus": _STATUS,
            "Digits": r"[0-9A-Dw*#]+",
            "Direction": _STATUS,
            "ErrorCode": _COUNT,
            "ErrorUrl": r"https?:.*",
            "FinishedOnKey": r"[0-9*#]|timeout",
            "FriendlyName": _SID,
            "From": _ADDRESS,
            "MessageSid": _SID,
            "ParticipantLabel": r"(?:agt_|outside|customer).*",
            "RecordingDuration": _COUNT,
            "RecordingSid": _SID,
            "RecordingStatus": _STATUS,
            "SequenceNumber": _COUNT,
            "SpeechResult": _WORDS,
            "StatusCallbackEvent": _STATUS,
            "StirVerstat": r"(?:No-)?TN-Validation.*",
            "To": _ADDRESS,
        }.items()
    }
)


class Form(Protocol):
    """A form whose names may repeat (werkzeug's MultiDict)."""

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str) -> Sequence[str]: ...


def run_together(form: Form) -> str | None:
    """Return the first name that was split from one we read; None: there is none."""
    names = set(form)
    for name in sorted(names - READ.keys()):
        for read, shape in READ.items():
            if name.startswith(read) and read not in names and _gives_back(form, name, read, shape):
                return name
    return None


def _gives_back(form: Form, name: str, read: str, shape: re.Pattern[str]) -> bool:
    rest = name.removeprefix(read)
    return any(shape.fullmatch(rest + value) for value in form.getlist(name))
