"""A request to ourselves as Twilio would send it: of a call that is nobody's, so that nothing is done."""

from __future__ import annotations

import requests
from twilio.request_validator import RequestValidator

#: News of no call: it is read, and there is nothing to do.
_FORM = {"CallStatus": "completed"}
_TAKEN = frozenset({200, 204})
_REFUSED = 403


class SelfCheckError(Exception):
    """Nobody answered at the public address, or something else than serve."""


def is_taken_signed(public_url: str, auth_token: str, timeout_s: float) -> bool:
    url = f"{public_url}/twilio/status"
    signature = RequestValidator(auth_token).compute_signature(url, _FORM)
    return _answer(url, {"X-Twilio-Signature": signature}, timeout_s) in _TAKEN


def is_refused_unsigned(public_url: str, timeout_s: float) -> bool:
    return _answer(f"{public_url}/twilio/status", {}, timeout_s) == _REFUSED


def _answer(url: str, headers: dict[str, str], timeout_s: float) -> int:
    try:
        reply = requests.post(url, data=_FORM, headers=headers, timeout=timeout_s, allow_redirects=False)
    except requests.RequestException as away:
        raise SelfCheckError(f"no answer at {url}: {type(away).__name__}") from away
    if reply.status_code not in {*_TAKEN, _REFUSED}:
        raise SelfCheckError(f"HTTP {reply.status_code} at {url}")
    return reply.status_code
