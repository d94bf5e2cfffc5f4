"""Twilio's request signature, X-Twilio-Signature (twilio.md section 4)."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha1
from urllib.parse import urlsplit, urlunsplit


def signed_url(url: str, *, voice: bool = True) -> str:
    """The URL as it is signed: no user and password, no fragment; an https voice URL loses its port."""
    if "#" not in url and "@" not in url and url.count(":") == 1:
        return url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if voice and parts.scheme == "https" and host.rpartition("]")[2].count(":"):
        host = host.rpartition(":")[0]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def sign(token: str, url: str, params: Mapping[str, str | Iterable[str]]) -> str:
    """Sign a form; of a repeated parameter, its unique values, sorted. A GET signs with no parameters."""
    text = [url]
    for name in sorted(params):
        value = params[name]
        values = (value,) if isinstance(value, str) else sorted(set(value))
        text += [f"{name}{one}" for one in values]
    mac = hmac.digest(token.encode(), "".join(text).encode(), sha1)
    return b64encode(mac).decode()
