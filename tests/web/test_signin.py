"""Signing in by password, and out: nothing tells a stranger what was wrong, and nothing lives on."""

from __future__ import annotations

import re
import time

import pytest

from storage.record.demo_staff import demo_password
from storage.record.sign_ins import IDLE
from telephony.signature import Signatures
from tests.house import PUBLIC_URL, House
from tests.house import TOKEN as SECRET
from tests.web.people import Person, signs_in, stranger
from web.app import Pages, create_app
from web.signin import PER_PERSON_THERE, WRONG, safe_next

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def tries(
    person: Person, password: str, *, company: str = "homewise", login: str = "agent1", **more: str
) -> int:
    """Open the form, fill it in, send it; the status of the answer."""
    form = TOKEN.search(person.gets("/sign-in").text)
    assert form is not None
    given = {"company": company, "login": login, "password": password, "csrf_token": form[1]} | more
    return person.posts("/sign-in", data=given, headers={"X-CSRF-Token": ""}).status_code


def is_in(person: Person) -> bool:
    return person.gets("/", headers={"Accept": "text/html"}).location == "/desk"


def test_a_right_password_lets_its_owner_in_and_leads_to_the_desk(house: House) -> None:
    person = stranger(house)
    assert tries(person, demo_password("homewise", "agent1")) == 303
    assert is_in(person)


def test_capitals_and_spaces_around_company_and_login_do_not_matter(house: House) -> None:
    person = stranger(house)
    assert tries(person, demo_password("homewise", "agent1"), company=" Homewise ", login="Agent1 ") == 303


@pytest.mark.parametrize(
    ("company", "login", "password"),
    [
        ("homewise", "agent1", "wrong"),
        ("homewise", "agent1", demo_password("homeika", "agent1")),
        ("homewise", "nobody", demo_password("homewise", "agent1")),
        ("nowhere", "agent1", demo_password("homewise", "agent1")),
        ("", "", ""),
    ],
)
def test_whatever_is_wrong_the_words_are_the_same_and_nobody_is_in(
    house: House, company: str, login: str, password: str
) -> None:
    person = stranger(house)
    assert tries(person, password, company=company, login=login) == 401
    assert not is_in(person)


def test_an_unknown_login_takes_as_long_as_a_wrong_password(house: House) -> None:
    """The middle of several, since other tests share the processors."""

    def takes_s(company: str, login: str) -> float:
        person = stranger(house)
        began = time.perf_counter()
        tries(person, "a wrong password", company=company, login=login)
        return time.perf_counter() - began

    for others in (("homewise", "nobody"), ("nowhere", "agent1")):
        pairs = [(takes_s("homewise", "agent1"), takes_s(*others)) for _ in range(5)]
        known, unknown = (sorted(side)[2] for side in zip(*pairs, strict=True))
        assert 0.4 < unknown / known < 2.5


def test_after_ten_tries_even_the_right_password_waits_and_others_do_not(house: House) -> None:
    person = stranger(house)
    statuses = [tries(person, "wrong") for _ in range(PER_PERSON_THERE.times)]
    assert set(statuses) == {401}
    assert tries(person, demo_password("homewise", "agent1")) == 429
    assert tries(stranger(house), demo_password("homewise", "agent2"), login="agent2") == 303


def test_a_form_of_another_site_signs_nobody_in(house: House) -> None:
    """Nobody is brought to work under a stranger's account (login CSRF)."""
    given = {"company": "homewise", "login": "agent1", "password": demo_password("homewise", "agent1")}
    person = stranger(house)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
        assert person.posts("/sign-in", data=given, headers=headers).status_code == 400
    assert not is_in(person)


def test_a_session_planted_before_the_sign_in_is_worth_nothing_after_it(house: House) -> None:
    person = stranger(house)
    person.gets("/sign-in")
    planted = person.client.get_cookie("__Host-ringdown", domain="ringdown.example")
    tries(person, demo_password("homewise", "agent1"))
    other = stranger(house)
    assert planted is not None
    other.client.set_cookie("__Host-ringdown", planted.value, domain="ringdown.example", secure=True)
    assert not is_in(other)


def test_the_cookie_is_kept_from_scripts_other_hosts_and_plain_http(house: House) -> None:
    cookie = stranger(house).gets("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-ringdown=")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert parts >= {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}
    assert not any(part.startswith("Domain") for part in parts)


def test_signing_out_ends_the_sign_in_wherever_its_cookie_went(house: House) -> None:
    person = signs_in(house, "homewise", "agent1")
    copied = person.client.get_cookie("__Host-ringdown", domain="ringdown.example")
    thief = stranger(house)
    assert copied is not None
    thief.client.set_cookie("__Host-ringdown", copied.value, domain="ringdown.example", secure=True)
    assert is_in(thief)
    assert person.posts("/sign-out").location == "/signed-out"
    assert not is_in(person)
    assert not is_in(thief)
    assert "You are signed out" in person.gets("/signed-out").text


def test_an_idle_sign_in_leads_back_to_where_it_was_after_a_new_one(house: House) -> None:
    person = signs_in(house, "homewise", "agent1")
    house.net.clock.moves(seconds=IDLE.total_seconds())
    sent = person.gets("/?from=a&to=b")
    assert sent.status_code == 303
    assert sent.location == "/sign-in?next=/%3Ffrom%3Da%26to%3Db"
    form = person.gets(sent.location).text
    assert 'name="next" value="/?from=a&amp;to=b"' in form


def test_whoever_is_signed_in_already_goes_on(house: House) -> None:
    assert signs_in(house, "homewise", "agent1").gets("/sign-in?next=/desk").location == "/desk"


def test_a_sign_in_goes_on_to_the_page_that_was_asked_for(house: House) -> None:
    person = stranger(house)
    token = TOKEN.search(person.gets("/sign-in?next=/desk%3Fa=1").text)
    assert token is not None
    given = {"company": "homeika", "login": "agent1", "password": demo_password("homeika", "agent1")}
    sent = person.posts("/sign-in", data={**given, "csrf_token": token[1], "next": "/desk?a=1"})
    assert sent.location == "/desk?a=1"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "/a\nb",
        "/ b",
        "/\t/evil.example",
        "",
    ],
)
def test_no_sign_in_leads_to_another_site(path: str) -> None:
    assert safe_next(path) == ""


def test_the_words_of_a_refusal_name_no_part_of_it(house: House) -> None:
    person = stranger(house)
    form = TOKEN.search(person.gets("/sign-in").text)
    assert form is not None
    hostile = '"><script>alert(1)</script>'
    given = {"company": hostile, "login": hostile, "password": hostile, "csrf_token": form[1]}
    page = person.posts("/sign-in", data=given).text
    assert WRONG in page
    assert "<script" not in page
    assert "&gt;&lt;script&gt;" in page


def test_the_demo_lists_its_accounts_on_the_form_and_each_of_them_works(house: House) -> None:
    page = stranger(house).gets("/sign-in").text
    for tenant in ("homeika", "homewise"):
        members = house.services.tenants[tenant].staff.all()
        assert {member.role for member in members} == {"agent", "supervisor", "ops", "admin"}
        for member in members:
            assert demo_password(tenant, member.login) in page
            found = house.services.tenants[tenant].staff.check_password(
                member.login, demo_password(tenant, member.login)
            )
            assert found == member


def test_choosing_an_account_of_the_demo_fills_in_the_whole_form(house: House) -> None:
    page = stranger(house).gets("/sign-in?company=homeika&login=agent2").text
    for value in ("homeika", "agent2", demo_password("homeika", "agent2")):
        assert f'value="{value}"' in page


def test_outside_the_demo_the_form_shows_nobody_and_fills_in_no_password(house: House) -> None:
    house.emulated.app = create_app(house.services, Signatures((SECRET,), PUBLIC_URL), Pages())
    page = stranger(house).gets("/sign-in?company=homeika&login=agent2").text
    assert "demo-" not in page
    assert "accounts" not in page
