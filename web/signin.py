"""Signing in and out. Whatever is wrong with a sign-in, the words and the time are the same."""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from flask_wtf.csrf import CSRFError

from storage.live.client import StoreUnavailableError
from storage.live.limits import Limit, Limits
from storage.record.bounded import RecordUnavailable
from storage.record.staff import LONGEST_PASSWORD, ROLES, Member
from switchboard.services import Tenant
from switchboard.signing_out import sign_off
from web.access import SIGN_IN, SignedIn, allowed, present, refuse_forged, signed_in, tenant_of
from web.assembled import services_of
from web.demo_accounts import demo_accounts, password_of
from web.links import mark_of
from web.oidc import RETURN, NotLetInError, is_offered, leave_for, returned

log = structlog.get_logger(__name__)
signin = Blueprint("signin", __name__)

#: A whole shift may come in from one office's address; a person types a password a few times.
PER_ADDRESS = Limit(name="sign-in-address", times=300, within_s=600)
PER_PERSON_THERE = Limit(name="sign-in-person-there", times=10, within_s=600)
#: Higher, so that a stranger elsewhere does not shut the owner out.
PER_PERSON = Limit(name="sign-in-person", times=100, within_s=600)
#: Hashes at once in this process: each takes 19 MiB and some 30 ms of a processor that callers need too.
HASHING = BoundedSemaphore(2)
HASHED_WITHIN_S = 3.0
LONGEST_NAME = 64

WRONG = "Company, login or password is not right."
NOT_LET_IN = "Your company's sign-in did not let you in. Try again, or use your password."
TOO_OFTEN = "Too many tries. Wait ten minutes, then try again."
AWAY = "Nobody can sign in just now, because a store cannot be reached. Try again in a moment."
STALE = "This page was open too long. Try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was typed, made short. next: the path to go on to; "" when it is none of ours."""

    company: str
    login: str
    password: str
    next: str

    @classmethod
    def read(cls) -> Given:
        said = request.values
        return cls(
            company=said.get("company", "")[:LONGEST_NAME].strip().casefold(),
            login=said.get("login", "")[:LONGEST_NAME].strip().casefold(),
            password=request.form.get("password", "")[: LONGEST_PASSWORD + 1],
            next=safe_next(said.get("next", "")),
        )


@signin.get(SIGN_IN)
def ask() -> ResponseReturnValue:
    """The form; whoever is signed in goes on."""
    given = Given.read()
    try:
        if signed_in() is not None:
            return redirect(given.next or "/", 303)
    except RecordUnavailable:
        return _form(given, AWAY, 503)
    return _form(given)


@signin.post(SIGN_IN)
def enter() -> ResponseReturnValue:
    given = Given.read()
    try:
        refuse_forged()
        if not _may_try(given):
            return _form(given, TOO_OFTEN, 429)
        member = _checked(given)
    except CSRFError:
        return _form(given, STALE, 400)
    except (RecordUnavailable, StoreUnavailableError):
        log.warning("sign_in_not_possible", exc_info=True)
        return _form(given, AWAY, 503)
    if member is None:
        log.warning("sign_in_refused", tenant=_known(given.company))
        return _form(given, WRONG, 401)
    return _let_in(given.company, member, given.next)


@signin.post("/sign-in/oidc")
def leave() -> ResponseReturnValue:
    """Go to the provider, with the company that is meant."""
    given = Given.read()
    if not is_offered():
        return _form(given, NOT_LET_IN, 404)
    try:
        refuse_forged()
        session["oidc_for"] = [given.company, given.next]
        return leave_for(f"{services_of(current_app).public_url}{RETURN}")
    except CSRFError:
        return _form(given, STALE, 400)
    except NotLetInError as why:
        log.warning("oidc_refused", why=str(why))
        return _form(given, NOT_LET_IN, 503)


@signin.get(RETURN)
def come_back() -> ResponseReturnValue:
    company, onwards = session.pop("oidc_for", ["", ""])
    given = Given(company=company, login="", password="", next=onwards)
    tenant = services_of(current_app).tenants.get(company)
    if not is_offered() or tenant is None:
        return _form(given, NOT_LET_IN, 401)
    try:
        member = services_of(current_app).record.bounded.run(tenant.staff.by_email, returned())
    except NotLetInError as why:
        log.warning("oidc_refused", why=str(why))
        return _form(given, NOT_LET_IN, 401)
    except RecordUnavailable:
        return _form(given, AWAY, 503)
    if member is None or not member.active:
        log.warning("sign_in_refused", tenant=company)
        return _form(given, NOT_LET_IN, 401)
    return _let_in(company, member, onwards)


@signin.post("/sign-out")
@allowed(*ROLES, page=True)
def sign_out() -> ResponseReturnValue:
    """Leave the floor and end this sign-in, wherever its cookie went; 409 in a call."""
    who = present()
    refused = sign_off(services_of(current_app), tenant_of(who), who.member.profile, mark_of(who.token))
    if refused:
        return render_template("still_in_call.html", why=refused), 409
    services_of(current_app).record.bounded.run(tenant_of(who).sign_ins.end, who.token)
    logout_user()
    session.clear()
    log.info("signed_out", tenant=who.tenant, staff=who.id)
    response = redirect("/signed-out", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@signin.get("/signed-out")
def signed_out() -> str:
    return render_template("signed_out.html")


@signin.get("/")
@allowed(*ROLES, page=True)
def home() -> ResponseReturnValue:
    """Where somebody lands who asked for no page: agents and supervisors at their desk."""
    who = present()
    if who.role in {"agent", "supervisor"}:
        return redirect("/desk", 303)
    return render_template("home.html", who=who, company=_title(who.tenant))


def safe_next(path: str) -> str:
    """Return a path of this site as it came; "" for anything that could lead elsewhere (ASVS 3.7.2)."""
    odd = any(ord(character) < 33 or character == "\\" for character in path)
    if odd or not path.startswith("/") or path.startswith("//"):
        return ""
    parts = urlsplit(path)
    return "" if parts.scheme or parts.netloc else path


def _may_try(given: Given) -> bool:
    """Count this try on each axis, and say whether it is within all of them."""
    limits = Limits(services_of(current_app).live)
    address = request.remote_addr or ""
    person = (given.company, given.login)
    counted = [
        limits.admits(PER_ADDRESS, address),
        limits.admits(PER_PERSON_THERE, *person, address),
        limits.admits(PER_PERSON, *person),
    ]
    if not all(counted):
        log.warning("sign_in_too_often", tenant=_known(given.company))
    return all(counted)


def _checked(given: Given) -> Member | None:
    """Check the password. A company that is not there costs the same query and hash as one that is."""
    tenants = services_of(current_app).tenants
    known = tenants.get(given.company)
    asked: Tenant = known or next(iter(tenants.values()))
    if not HASHING.acquire(timeout=HASHED_WITHIN_S):
        raise RecordUnavailable("too many passwords are being checked")
    try:
        member = asked.staff.check_password(given.login if known else "", given.password)
    finally:
        HASHING.release()
    return member if known else None


def _let_in(company: str, member: Member, onwards: str) -> ResponseReturnValue:
    services = services_of(current_app)
    begin = services.tenants[company].sign_ins.begin
    try:
        token = services.record.bounded.run(begin, member.id, services.clock())
    except RecordUnavailable:
        return _form(Given(company=company, login=member.login, password="", next=onwards), AWAY, 503)
    session.clear()  # nothing of before the sign-in goes on: neither a planted session nor its CSRF token
    login_user(SignedIn(tenant=company, member=member, token=token))
    log.info("signed_in", tenant=company, staff=member.id)
    return redirect(onwards or "/", 303)


def _form(given: Given, wrong: str = "", status: int = 200) -> ResponseReturnValue:
    accounts = demo_accounts(services_of(current_app)) if current_app.extensions["demo"] else []
    page = render_template(
        "signin.html",
        given=given,
        wrong=wrong,
        by_oidc=is_offered(),
        accounts=accounts,
        filled="" if wrong else password_of(accounts, given.company, given.login),
    )
    return Response(page, status, headers={"Cache-Control": "no-store"})


def _title(tenant: str) -> str:
    return services_of(current_app).books.live(tenant).company.title


def _known(company: str) -> str:
    """Say which company, for the log; what else was typed there may be anything, a password too."""
    return company if company in services_of(current_app).tenants else ""
