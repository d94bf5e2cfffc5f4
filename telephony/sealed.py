"""Signed notes in addresses: base64url(JSON) "." base64url(HMAC-SHA256, 16 bytes)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

_MAC_BYTES = 16


def seal(purpose: bytes, fields: Sequence[object], keys: Sequence[bytes]) -> str:
    """Sign with the first key. The text is safe in a URL as it is.

    purpose: sets these signatures apart from all others by the same keys.
    """
    payload = _encode(json.dumps(fields, separators=(",", ":")).encode())
    return f"{payload}.{_mac(purpose, payload, keys[0])}"


def unseal(purpose: bytes, text: str, keys: Sequence[bytes]) -> list[Any] | None:
    """Read what `seal` wrote; None when it is not ours."""
    payload, _, mac = text.partition(".")
    given = mac.encode()
    if not any(hmac.compare_digest(_mac(purpose, payload, key).encode(), given) for key in keys):
        return None
    fields: list[Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return fields


def _mac(purpose: bytes, payload: str, key: bytes) -> str:
    return _encode(hmac.new(key, purpose + payload.encode(), hashlib.sha256).digest()[:_MAC_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
