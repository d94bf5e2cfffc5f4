"""Who is signed in, and what they may see: denied by default, 404 for what is not theirs (security.md C13).

Every route for people carries `allowed(...)`. It also refuses requests that another site made the browser
send, and answers 503 while a store is away. tests/web/test_access.py holds every route to its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import quote, urlsplit

import structlog
from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.staff import Member
from switchboard.services import Services, Tenant
from web.assembled import services_of

log = structlog.get_logger(__name__)
P = ParamSpec("P")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Asked for again by a page that was open too long.
SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose request this is. token: of the sign-in; it stands in the cookie alone."""

    tenant: str
    member: Member
    token: str

    @property
    def id(self) -> str:
        return self.member.id

    @property
    def role(self) -> str:
        return self.member.role

    @property
    def is_supervisor(self) -> bool:
        return self.role == "supervisor"

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return self.member.active

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        return f"{self.tenant}:{self.token}"


def signed_in() -> SignedIn | None:
    """Return whose request this is; None: nobody's, or the sign-in has ended. Raises RecordUnavailable."""
    return cast("SignedIn", current_user._get_current_object()) if current_user.is_authenticated else None  # noqa: SLF001 - how werkzeug names what a proxy stands for


def present() -> SignedIn:
    """Return whose request this is, in a view that carries `allowed`."""
    found: SignedIn = g.signed_in
    return found


def sign_in_of_cookie() -> tuple[Tenant, str] | None:
    """Return the company and the token that the cookie holds, signed by us. The record is not asked.

    For what must go on while SQL is away and grants nothing by itself. None: nobody's cookie.
    """
    name, _, token = str(session.get("_user_id", "")).partition(":")
    tenant = services_of(current_app).tenants.get(name)
    return None if tenant is None or not token else (tenant, token)


def tenant_of(who: SignedIn) -> Tenant:
    """Return the stores of the company that this person works for: the only ones they may reach."""
    return services_of(current_app).tenants[who.tenant]


def is_still_in(services: Services, who: SignedIn) -> bool:
    """Ask again whether the sign-in lives and gives the same role: for what outlives a request, as a stream.

    It counts as a use of the sign-in. Raises RecordUnavailable.
    """
    found = services.record.bounded.run(
        services.tenants[who.tenant].sign_ins.find, who.token, services.clock()
    )
    return found is not None and found.role == who.role


def allowed(
    *roles: str, page: bool = False
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let people of these roles through to a view; `present()` then says who it is.

    Nobody signed in: 401 in JSON, or for a page the way to the sign-in and back. Another role: 404. A change
    without a valid token in the header X-CSRF-Token (or the form's csrf_token), or from another site: 400.
    A store away: 503.
    """

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                who = signed_in()
                if who is None:
                    return sign_in_first(page=page)
                if who.role not in roles:
                    log.warning("access_refused", route=str(request.url_rule), role=who.role, staff=who.id)
                    abort(404)
                refuse_forged()
                g.signed_in = who
                return view(*args, **kwargs)
            except (RecordUnavailable, StoreUnavailableError):
                log.warning("store_away_for_page", route=str(request.url_rule), exc_info=True)
                return _away(page=page)

        return checked

    return guard


def refuse_forged() -> None:
    """Abort with 400 for a change that no page of ours asked for. Source: security.md C12, ASVS 3.5.1."""
    if request.method in SAFE:
        return
    refuse_foreign()
    csrf: CSRFProtect = current_app.extensions["csrf"]
    csrf.protect()


def refuse_foreign() -> None:
    """Abort with 400 for what another site, or nobody's page, made the browser ask for."""
    if not _is_from_here():
        log.warning("foreign_request_refused", path=request.path)
        raise CSRFError("The request came from another site.")


def knows_people(app: Flask, services: Services, *, framed: bool) -> None:
    """Give the app its sign-ins: the cookie, who is behind it, and tokens against forged requests.

    framed: pages may stand in a frame of another site, where a browser sends a Lax cookie to nobody.
    """
    secure = services.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=services.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(services.secret_keys[1:]),
        # A name with this prefix is kept to this host, this path and https by the browser itself.
        SESSION_COOKIE_NAME="__Host-ringdown" if secure else "ringdown",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        # Strict would lose the way back from an OIDC provider. In frames each site around them has a cookie
        # of its own (partitioned), so that no other site's requests carry it.
        SESSION_COOKIE_SAMESITE="None" if framed and secure else "Lax",
        SESSION_COOKIE_PARTITIONED=framed and secure,
        WTF_CSRF_CHECK_DEFAULT=False,  # Twilio's requests have a signature; `allowed` asks for all others
        WTF_CSRF_TIME_LIMIT=None,  # it ends with the sign-in
        WTF_CSRF_SSL_STRICT=False,  # `_is_from_here` asks more
    )
    app.extensions["csrf"] = CSRFProtect(app)
    manager = LoginManager(app)
    manager.session_protection = None  # an address may change during a shift
    manager.user_loader(_whose)
    app.register_error_handler(CSRFError, _forged)


def _whose(cookie: str) -> SignedIn | None:
    name, _, token = cookie.partition(":")
    services = services_of(current_app)
    tenant = services.tenants.get(name)
    if tenant is None:
        return None
    member = services.record.bounded.run(tenant.sign_ins.find, token, services.clock())
    return None if member is None else SignedIn(tenant=name, member=member, token=token)


def _is_from_here() -> bool:
    """Whether a browser says that a page of this site asked. What is no browser says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    ours = urlsplit(services_of(current_app).public_url)
    return origin is None or origin == f"{ours.scheme}://{ours.netloc}"


def sign_in_first(*, page: bool) -> ResponseReturnValue:
    if not page:
        return jsonify(error="You are signed out. Sign in again.", sign_in=SIGN_IN), 401
    there = request.full_path if request.query_string else request.path
    return redirect(f"{SIGN_IN}?next={quote(there, safe='/')}" if request.method == "GET" else SIGN_IN, 303)


def _away(*, page: bool) -> ResponseReturnValue:
    words = "A store cannot be reached just now. Try again in a moment."
    if page:
        return Response(f"{words}\n", 503, mimetype="text/plain", headers={"Retry-After": "5"})
    return jsonify(error=words), 503, {"Retry-After": "5"}


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return jsonify(error="This page is out of date. Load it again and repeat what you did."), 400
