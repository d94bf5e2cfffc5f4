"""Was this request signed by Twilio for our account? Source: twilio.md 4, security.md C1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator


class Signatures:
    """Checks `X-Twilio-Signature` against every active auth token (two during rotation)."""

    def __init__(self, tokens: Sequence[str], public_url: str) -> None:
        self._validators = [RequestValidator(token) for token in tokens]
        #: What Twilio was given: never built from Host or X-Forwarded headers.
        self._public_url = public_url.rstrip("/")

    def accepts(self, path_and_query: str, form: Mapping[str, object], signature: str | None) -> bool:
        """path_and_query: as requested, byte for byte. form: {} for GET; names may repeat (MultiDict)."""
        if not signature:
            return False
        url = self._public_url + path_and_query
        return any(validator.validate(url, form, signature) for validator in self._validators)
