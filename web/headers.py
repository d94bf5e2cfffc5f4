"""What every page tells the browser to refuse: a strict content policy and its companions."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

#: Twilio's webhooks are read by no browser.
NO_PAGES = "/twilio/"
#: Where Twilio's Voice SDK calls, and loads its ringing from; its code itself is served from here.
VOICE_SDK = (
    "https://eventgw.twilio.com",
    "wss://voice-js.roaming.twilio.com",
    "https://media.twiliocdn.com",
    "https://sdk.twilio.com",
)
A_YEAR_S = 31_536_000
NOBODY = "'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the pages have to do with beside their own site.

    softphone: the address of the carrier that the desk's softphone speaks with; "" is Twilio. issuer: of
    OIDC, to which the sign-in's form leads; "" for none. frames: origins whose pages may frame ours (a CRM).
    """

    softphone: str = ""
    issuer: str = ""
    frames: tuple[str, ...] = ()


def guard_pages(app: Flask, around: Around, *, secure: bool) -> None:
    """Set the headers of every response but Twilio's. secure: pages are reached by https alone.

    Source: security.md C12.
    """
    policy = content_policy(around)

    @app.after_request
    def guard(response: Response) -> Response:
        if request.path.startswith(NO_PAGES):
            return response
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers.setdefault("Content-Security-Policy", policy)
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
        if secure:
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR_S}"
        if "signed_in" in g:  # what a signed-in person sees is kept by no cache, nor by the way back
            headers["Cache-Control"] = "no-store"
        return response


def content_policy(around: Around) -> str:
    """Return the Content-Security-Policy: nothing inline, no other origin but the softphone's.

    No script writes markup or code from text, so that no policy of Trusted Types may be made either. Twilio's
    Voice SDK does neither.
    """
    connects = [_origin(around.softphone)] if around.softphone else VOICE_SDK
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",  # Pico's checkmarks and arrows
            f"connect-src 'self' {' '.join(connects)}",
            f"media-src 'self' blob: {' '.join(each for each in connects if each.startswith('http'))}",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action 'self' {_origin(around.issuer)}".rstrip(),
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            f"frame-ancestors {' '.join(around.frames) or NOBODY}",
        )
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
