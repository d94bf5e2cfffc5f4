"""What Twilio meets at PUBLIC_URL: its certificate, and whether signatures hold there."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from commands.doctor.finding import Finding, fail, ok, warn
from telephony.self_check import SelfCheckError, is_refused_unsigned, is_taken_signed

CHECK = "certificate"
#: What a look from outside may take, in seconds.
WITHIN_S = 5.0
#: A certificate that ends so soon is told of.
RENEWED_BEFORE = timedelta(days=14)


def look_from_outside(public_url: str, auth_token: str, now: datetime) -> Iterator[Finding]:
    yield _certificate(public_url, now)
    yield _signatures(public_url, auth_token)


def _certificate(public_url: str, now: datetime) -> Finding:
    url = urlsplit(public_url)
    host = url.hostname or ""
    if url.scheme != "https":
        if _is_loopback(host):
            return warn(CHECK, f"none: {public_url} is this machine", "Twilio needs an https address")
        return fail(CHECK, f"none: {public_url} is not https", "put TLS before it, and set PUBLIC_URL")
    try:
        ends = _ends_at(host, url.port or 443)
    except ssl.SSLCertVerificationError as wrong:
        remedy = "renew it, with this host among its names and the whole chain"
        return fail(CHECK, f"{host}: {wrong.verify_message}", remedy)
    except (OSError, ValueError) as away:
        return fail(CHECK, f"{host}: no answer ({away})", "see that PUBLIC_URL is reached from outside")
    left = ends - now
    if left < RENEWED_BEFORE:
        return warn(
            CHECK, f"{host}: {max(left.days, 0)} days left", "renew it: nobody rings once it has ended"
        )
    return ok(CHECK, f"{host}: its names, its chain, and {left.days} days left")


def _ends_at(host: str, port: int) -> datetime:
    """Ask for the certificate as any client would, names and chain proved. Raises OSError."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), WITHIN_S) as connection,
        context.wrap_socket(connection, server_hostname=host) as secure,
    ):
        found = secure.getpeercert()
    ends = str(found["notAfter"]) if found else ""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)


def _signatures(public_url: str, auth_token: str) -> Finding:
    """Send what Twilio would: an address that is rewritten on the way looks like an attack from within."""
    check = "signatures"
    try:
        taken = is_taken_signed(public_url, auth_token, WITHIN_S)
        refused = is_refused_unsigned(public_url, WITHIN_S)
    except SelfCheckError as away:
        return fail(check, str(away), "see that serve runs, and that PUBLIC_URL leads to it")
    if not taken:
        remedy = "PUBLIC_URL must be what Twilio calls; a proxy must pass path and query as they are"
        return fail(check, "a request signed as Twilio does is refused", remedy)
    if not refused:
        return fail(
            check, "a request without a signature is taken", "what answers at PUBLIC_URL is not serve"
        )
    return ok(check, "a signed request is taken, one without a signature refused")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
