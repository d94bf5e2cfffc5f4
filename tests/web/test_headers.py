"""What pages refuse, who may frame them, and whose word on a request's address counts."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from telephony.signature import Signatures
from tests.house import PUBLIC_URL, TOKEN, House
from tests.web.people import Person, stranger
from web.app import Pages, create_app
from web.signin import PER_PERSON_THERE

CRM = "https://crm.example.com"
ASSETS = Path(__file__).parents[2] / "web/assets"
SDK = Path(__file__).parents[2] / "node_modules/@twilio/voice-sdk/dist/twilio.min.js"
#: Ways of writing markup or code from text, which a browser refuses where Trusted Types are required.
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
    r"|parseFromString|srcdoc|new Worker|importScripts|setTimeout\(['\"]"
)


def app_with(house: House, pages: Pages) -> Flask:
    return create_app(house.services, Signatures((TOKEN,), PUBLIC_URL), pages)


def policy_of(house: House) -> list[str]:
    return stranger(house).gets("/sign-in").headers["Content-Security-Policy"].split("; ")


def test_no_page_may_be_framed_nor_write_code_from_text(house: House) -> None:
    policy = policy_of(house)
    assert {
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    } <= set(policy)


def test_neither_our_scripts_nor_twilios_sdk_write_code_from_text() -> None:
    """So that a browser which requires Trusted Types refuses none of them."""
    scripts = [*ASSETS.rglob("*.js"), SDK]
    assert len(scripts) > 20
    assert [path.name for path in scripts if SINKS.search(path.read_text(encoding="utf-8"))] == []


def test_other_sites_load_nothing_of_ours(house: House) -> None:
    headers = stranger(house).gets("/sign-in").headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_crm_that_is_named_may_frame_the_pages_and_nobody_else(house: House) -> None:
    house.emulated.app = app_with(house, Pages(frames=(CRM, "https://other.example")))
    assert policy_of(house)[-1] == f"frame-ancestors {CRM} https://other.example"


def test_the_cookie_in_a_frame_is_kept_apart_for_each_site_around_it(house: House) -> None:
    alone = stranger(house).gets("/sign-in").headers["Set-Cookie"]
    house.emulated.app = app_with(house, Pages(frames=(CRM,)))
    framed = stranger(house).gets("/sign-in").headers["Set-Cookie"]
    assert ("SameSite=Lax" in alone, "Partitioned" in alone) == (True, False)
    assert {"SameSite=None", "Secure", "HttpOnly", "Partitioned"} <= {
        part.strip() for part in framed.split(";")
    }


def test_the_address_that_limits_count_comes_from_as_many_proxies_as_are_trusted(house: House) -> None:
    for proxies, said, alike in (
        (0, ["203.0.113.1", "203.0.113.2"], True),
        (1, ["203.0.113.1", "203.0.113.2"], False),
        # What a visitor writes themselves stands before what our proxy adds.
        (1, ["203.0.113.1, 198.51.100.7", "203.0.113.2, 198.51.100.7"], True),
    ):
        house.emulated.app = app_with(house, Pages(proxies=proxies))
        login = f"nobody{proxies}{alike}"
        last = [tries(stranger(house), login, said[0]) for _ in range(PER_PERSON_THERE.times)][-1]
        assert last == 401
        assert tries(stranger(house), login, said[1]) == (429 if alike else 401), (proxies, said)


def tries(person: Person, login: str, forwarded: str) -> int:
    form = re.search(r'name="csrf_token" value="([^"]+)"', person.gets("/sign-in").text)
    assert form is not None
    given = {"company": "homewise", "login": login, "password": "wrong", "csrf_token": form[1]}
    headers = {"X-CSRF-Token": "", "X-Forwarded-For": forwarded}
    return person.posts("/sign-in", data=given, headers=headers).status_code
