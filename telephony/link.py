"""The signed note in the addresses of a leg that we ring: whose leg it is, before it has a SID.

Its text: base64url(JSON) "." base64url(HMAC-SHA256, 16 bytes). It holds no number and no name.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

#: From the order to the end of the talk, which is told to the same address. As long as a capsule.
LIFETIME_S = 6 * 60 * 60
_MAC_BYTES = 16
#: Sets these signatures apart: what a capsule signs has a line break in it, and this has none.
_PURPOSE = b"leg "


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """offer: the fence, only the leg of this open offer may join; "" with agent "" is an outside number's."""

    tenant: str
    call: str
    agent: str
    offer: str
    #: Unix seconds.
    expires_s: int


def seal(link: Link, keys: Sequence[bytes]) -> str:
    """Sign with the first key. The text is safe in a URL as it is."""
    fields = [link.tenant, link.call, link.agent, link.offer, link.expires_s]
    payload = _encode(json.dumps(fields, separators=(",", ":")).encode())
    return f"{payload}.{_mac(payload, keys[0])}"


def unseal(text: str, keys: Sequence[bytes], now_s: float) -> Link | None:
    """Read a note; None when it is not ours or past its time."""
    payload, _, mac = text.partition(".")
    if not any(hmac.compare_digest(_mac(payload, key).encode(), mac.encode()) for key in keys):
        return None
    padded = payload + "=" * (-len(payload) % 4)
    tenant, call, agent, offer, expires_s = json.loads(base64.urlsafe_b64decode(padded))
    if now_s > expires_s:
        return None
    return Link(tenant=tenant, call=call, agent=agent, offer=offer, expires_s=expires_s)


def _mac(payload: str, key: bytes) -> str:
    message = _PURPOSE + payload.encode()
    return _encode(hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
