"""The addresses of a leg that we ring: signed, since the leg has no SID yet."""

from __future__ import annotations

from dataclasses import replace

from switchboard.services import Services
from telephony import page_link
from telephony.link import LIFETIME_S, Link, seal
from telephony.page_link import PageLink


def leg_url(services: Services, link: Link, name: str) -> str:
    """Return where a leg's document, key or end is asked for. name: whisper, accept, status."""
    expires_s = int(services.clock().timestamp()) + LIFETIME_S
    sealed = seal(replace(link, expires_s=expires_s), services.secret_keys)
    return f"{services.public_url}/twilio/desk/{name}?s={sealed}"


def page_url(services: Services, link: PageLink, name: str) -> str:
    """Return where a leg of a page is told of; name: whisper, key, status, back, reached and so on."""
    return _of_page(services, link, f"paging/{name}")


def bridge_url(services: Services, link: PageLink, name: str) -> str:
    """Return where a leg of a bridge is told of; name: whisper, key, status."""
    return _of_page(services, link, f"bridge/{name}")


def _of_page(services: Services, link: PageLink, path: str) -> str:
    expires_s = int(services.clock().timestamp()) + LIFETIME_S
    sealed = page_link.seal(replace(link, expires_s=expires_s), services.secret_keys)
    return f"{services.public_url}/twilio/{path}?s={sealed}"
