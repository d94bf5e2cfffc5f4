"""The signed note in the addresses of a leg that we ring: whose leg it is, before it has a SID.

It holds no number and no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telephony import sealed

#: From the order to the end of the talk, which is told to the same address. As long as a capsule.
LIFETIME_S = 6 * 60 * 60
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
    return sealed.seal(_PURPOSE, fields, keys)


def unseal(text: str, keys: Sequence[bytes], now_s: float) -> Link | None:
    """Read a note; None when it is not ours or past its time."""
    fields = sealed.unseal(_PURPOSE, text, keys)
    if fields is None:
        return None
    tenant, call, agent, offer, expires_s = fields
    if now_s > expires_s:
        return None
    return Link(tenant=tenant, call=call, agent=agent, offer=offer, expires_s=expires_s)
