"""Reads the token that a softphone shows: whose it is, which application it may call, and until when.

A JSON Web Token of Twilio's own shape, signed by HS256 with the secret of an API key. The codes of a refusal
are those of Twilio's Voice SDK.
"""

import hmac
import json
import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256

from emulator.model import Account

CONTENT = "twilio-fpa;v=1"
LONGEST_S = 24 * 3600
LEEWAY_S = 30  #: how far the clocks of two machines may be apart
IDENTITY = re.compile(r"[A-Za-z0-9_]{1,121}")
Claims = dict[str, object]


class TokenError(Exception):
    """The token is refused. code: what the Voice SDK reports, 20101 to 20157."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token allows. application_sid: the TwiML application that this identity may call."""

    identity: str
    application_sid: str


def read_token(token: str, account: Account, now: float) -> Grant:
    """Check a token of this account. now: Unix seconds. Raises TokenError."""
    head, _, signature = token.rpartition(".")
    first, _, second = head.partition(".")
    header, claims = _object(first), _object(second)
    if header.get("alg") != "HS256" or header.get("cty") != CONTENT:
        raise TokenError(20102, "Invalid Access Token header")
    secret = account.api_keys.get(str(claims.get("iss")))
    if secret is None or claims.get("sub") != account.sid:
        raise TokenError(20103, "Invalid Access Token issuer or subject")
    signed = hmac.digest(secret.encode(), head.encode(), sha256)
    if not hmac.compare_digest(signed, _bytes(signature)):
        raise TokenError(20107, "Invalid Access Token signature")
    _refuse_wrong_time(claims, now)
    return _grant(claims)


def _refuse_wrong_time(claims: Claims, now: float) -> None:
    """Twilio lets a token live for a day at most."""
    begins, expires = claims.get("nbf", 0), claims.get("exp")
    if not isinstance(expires, int) or not isinstance(begins, int):
        raise TokenError(20101, "Invalid Access Token")
    if expires <= now:
        raise TokenError(20104, "Access Token expired or expiration date invalid")
    if expires - now > LONGEST_S:
        raise TokenError(20157, "Expiration Time in the Access Token Exceeds Maximum Time Allowed")
    if begins > now + LEEWAY_S:
        raise TokenError(20105, "Access Token not yet valid")


def _grant(claims: Claims) -> Grant:
    grants = _member(claims, "grants")
    identity = grants.get("identity")
    application = _member(_member(grants, "voice"), "outgoing").get("application_sid")
    if not isinstance(application, str) or not isinstance(identity, str) or not IDENTITY.fullmatch(identity):
        raise TokenError(20106, "Invalid Access Token grants")
    return Grant(identity=identity, application_sid=application)


def _member(parent: Claims, name: str) -> Claims:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _object(part: str) -> Claims:
    try:
        found = json.loads(_bytes(part))
    except ValueError:
        raise TokenError(20101, "Invalid Access Token") from None
    if not isinstance(found, dict):
        raise TokenError(20101, "Invalid Access Token")
    return found


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode() + b"=" * (-len(part) % 4))
    except (Base64Error, UnicodeEncodeError, ValueError):
        raise TokenError(20101, "Invalid Access Token") from None
