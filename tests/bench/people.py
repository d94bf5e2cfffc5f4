"""People of a company's staff who are signed in, with what their browsers send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from commands.assembling import Outside, assemble
from commands.settings import Settings
from routing.floor.people import Profile
from storage.record.staff import Member, staff_id
from switchboard.services import Services
from telephony.signature import Signatures
from web.app import create_app

TENANT = "homeika"
TENANTS = ("homeika", "homewise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """cookie: of the sign-in; token: against forged requests, which goes with the cookie."""

    id: str
    cookie: str
    token: str


def services_of(settings: Settings, now: datetime) -> Services:
    return assemble(settings, Outside(clock=lambda: now, tenants=TENANTS))


def people(settings: Settings, now: datetime, roles: Iterable[str]) -> list[Person]:
    """Take one person for each of these roles onto the staff, and sign them in."""
    services = services_of(settings, now)
    services.books.follow()
    app = create_app(services, Signatures(settings.twilio_auth_tokens, settings.public_url))
    members = [_member(f"bench{index:04d}", role) for index, role in enumerate(roles)]
    services.tenants[TENANT].staff.put(members)
    found = [_signed_in(app, services, member, now) for member in members]
    services.record.close()
    return found


def _member(login: str, role: str) -> Member:
    profile = Profile(id=staff_id(TENANT, login), login=login, name=login, queues=("support",))
    return Member(profile=profile, role=role)


def _signed_in(app: Flask, services: Services, member: Member, now: datetime) -> Person:
    sign_in = services.tenants[TENANT].sign_ins.begin(member.id, now)
    with app.test_request_context():
        token = generate_csrf()
        kept = {"_user_id": f"{TENANT}:{sign_in}", "_fresh": True, "csrf_token": session["csrf_token"]}
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of Flask's cookies
        return Person(id=member.id, cookie=f"ringdown={signer.dumps(kept)}", token=token)
