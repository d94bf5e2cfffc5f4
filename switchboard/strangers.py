"""Requests that belong to no call of ours: a number on no line, a capsule we did not sign."""

from __future__ import annotations

from dataclasses import asdict

import structlog

from ivr.facts import UnknownLineDialled
from ivr.verbs import HangUp, Say
from telephony.heard import Leg
from telephony.twiml import HANG_UP, Urls, render

log = structlog.get_logger(__name__)

_NOWHERE = Urls(turn=lambda _: "", whisper="", recording="", audio=lambda _: "")
_NOBODYS_LINE = (
    Say(text="Sorry, this number is not in use. Please check it and call again.", language="en-GB"),
    HangUp(),
)


def nobodys_line(leg: Leg) -> str:
    """Say so politely, and log the fact: it may be a line that nobody has configured."""
    fact = UnknownLineDialled(dialled=leg.dialled)
    log.warning("UnknownLineDialled", call=leg.call_id, **asdict(fact))
    return render(_NOBODYS_LINE, _NOWHERE)


def not_ours() -> str:
    """End a request whose capsule is forged, foreign or past its time. It never starts a call."""
    return HANG_UP
