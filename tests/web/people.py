"""People with a browser: they sign in at a house and ask for pages, as their browser would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from tests.house import PUBLIC_URL, House


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a browser of their own. csrf: the token of the pages they have open; "" signed out."""

    client: FlaskClient
    csrf: str = ""

    def gets(self, path: str, **given: Any) -> TestResponse:
        return self.client.get(path, base_url=PUBLIC_URL, **given)

    def asks(self, method: str, path: str, **given: Any) -> TestResponse:
        """Ask as a script of our page does."""
        headers = {"X-CSRF-Token": self.csrf, "Sec-Fetch-Site": "same-origin"} | given.pop("headers", {})
        return self.client.open(path, method=method, base_url=PUBLIC_URL, headers=headers, **given)

    def posts(self, path: str, **given: Any) -> TestResponse:
        return self.asks("POST", path, **given)


def stranger(house: House) -> Person:
    return Person(client=house.emulated.app.test_client())


def signs_in(house: House, tenant: str, login: str) -> Person:
    """Let a member of the staff in without the form, which has tests of its own."""
    services = house.services
    member = services.tenants[tenant].staff.by_login(login)
    assert member is not None, f"nobody at {tenant} is called {login}"
    token = services.tenants[tenant].sign_ins.begin(member.id, services.clock())
    app = house.emulated.app
    client = app.test_client()
    with app.test_request_context(base_url=PUBLIC_URL):
        csrf = generate_csrf()
        raw = session["csrf_token"]
    with client.session_transaction(base_url=PUBLIC_URL) as kept:
        kept["_user_id"] = f"{tenant}:{token}"
        kept["csrf_token"] = raw
    return Person(client=client, csrf=csrf)
