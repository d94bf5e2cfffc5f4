"""What became true of calls that never reached us, by the phone network's own record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFound:
    """The network lists a call to a line that nobody of ours has met: Ringdown was down, or out of reach.

    began_at: ISO 8601, UTC; status: how it ended, in Twilio's words; rang: so many phones, by the standby.
    talked: one was up for longer than the standby speaks to nobody; messages: so many were left;
    called_back: people on call are rung for it.
    """

    number: str
    dialled: str
    began_at: str
    status: str
    seconds: int
    rang: int
    talked: bool
    messages: int
    called_back: bool
