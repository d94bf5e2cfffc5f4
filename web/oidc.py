"""Sign-in at the company's own provider, by OpenID Connect: who it says has an address of ours is let in."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

log = structlog.get_logger(__name__)

#: What the provider may take for each of its answers, seconds; a person waits for it, no caller.
WITHIN_S = 5.0
RETURN = "/sign-in/oidc/return"
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """The provider, from OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET."""

    issuer: str
    client_id: str
    client_secret: str


class NotLetInError(Exception):
    """The provider did not say who this is; why: for the log, never for the page."""


def offers_oidc(app: Flask, oidc: Oidc) -> None:
    oauth = OAuth(app)
    oauth.register(
        "oidc",
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        server_metadata_url=f"{oidc.issuer.rstrip('/')}{_DISCOVERY}",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": WITHIN_S,
        },
    )
    app.extensions["oidc"] = oauth.create_client("oidc")
    app.extensions["oidc_provider"] = oidc


def is_offered() -> bool:
    return "oidc" in current_app.extensions


def leave_for(return_url: str) -> ResponseReturnValue:
    """Send the browser to the provider. Raises NotLetInError when it cannot be asked."""
    try:
        sent: ResponseReturnValue = _client().authorize_redirect(return_url)
    except (OAuthError, RequestException, RuntimeError, ValueError) as error:
        raise NotLetInError(str(error)) from error
    return sent


def returned() -> str:
    """Return the address of whoever comes back, which the provider has verified. Raises NotLetInError.

    State, nonce, PKCE and the token's signature and age are checked by the library, and its issuer and
    audience as told here: the library alone would take them from the provider's own page.
    """
    oidc: Oidc = current_app.extensions["oidc_provider"]
    claims_options = {
        "iss": {"essential": True, "values": [oidc.issuer]},
        "aud": {"essential": True, "values": [oidc.client_id]},
    }
    try:
        token = _client().authorize_access_token(leeway=60, claims_options=claims_options)
    except (OAuthError, JoseError, RequestException, RuntimeError, ValueError, KeyError) as error:
        raise NotLetInError(type(error).__name__) from error
    claims = token.get("userinfo") or {}
    if claims.get("email_verified") is not True:
        raise NotLetInError("the address is not verified")
    return str(claims.get("email", ""))


def _client() -> FlaskOAuth2App:
    return current_app.extensions["oidc"]
