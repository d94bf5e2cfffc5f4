"""The signed note in the addresses of a leg that a page has rung by REST. It holds no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telephony import sealed
from telephony.link import LIFETIME_S

__all__ = ["LIFETIME_S", "PageLink", "seal", "unseal"]

_PURPOSE = b"page "


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """page: the promise's id; fence: of the claim that rang; call: the caller's CallSid.

    person: on call, whose phone was rung; "" on the caller's own leg.
    """

    tenant: str
    page: str
    call: str
    fence: int
    person: str
    #: Unix seconds.
    expires_s: int = 0


def seal(link: PageLink, keys: Sequence[bytes]) -> str:
    """Sign with the first key. The text is safe in a URL as it is."""
    fields = [link.tenant, link.page, link.call, link.fence, link.person, link.expires_s]
    return sealed.seal(_PURPOSE, fields, keys)


def unseal(text: str, keys: Sequence[bytes], now_s: float) -> PageLink | None:
    """Read a note; None when it is not ours or past its time."""
    fields = sealed.unseal(_PURPOSE, text, keys)
    if fields is None:
        return None
    tenant, page, call, fence, person, expires_s = fields
    if now_s > expires_s:
        return None
    return PageLink(tenant=tenant, page=page, call=call, fence=fence, person=person, expires_s=expires_s)
