"""Signing in at a company's own provider: whom it vouches for is in, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from joserfc.jwk import ECKey

from storage.record.staff import Staff
from telephony.signature import Signatures
from tests.house import PUBLIC_URL, TOKEN, House
from tests.web.people import Person, stranger
from tests.web.provider import CLIENT, SECRET, Provider, a_provider
from web.app import Pages, create_app
from web.oidc import Oidc


@dataclass(frozen=True, kw_only=True)
class Doors:
    house: House
    provider: Provider

    def stranger(self) -> Person:
        return stranger(self.house)

    def leaves(self, person: Person, company: str = "homewise", onwards: str = "/desk") -> str:
        """Press the button; the address at the provider."""
        person.gets("/sign-in")
        given = {"company": company, "next": onwards, "csrf_token": _token(person)}
        sent = person.posts("/sign-in/oidc", data=given, headers={"X-CSRF-Token": ""})
        assert sent.status_code == 302, sent.text
        return str(sent.location)

    def comes_back(self, person: Person, company: str = "homewise") -> Any:
        """Go there, be let in, come back."""
        return person.gets(self.provider.grants(self.leaves(person, company)).removeprefix(PUBLIC_URL))


def _token(person: Person) -> str:
    page = person.gets("/sign-in").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    """A house whose agent1 at Homewise has an address, and a provider that knows them."""
    staff: Staff = house.services.tenants["homewise"].staff
    member = staff.by_login("agent1")
    assert member is not None
    staff.put([replace(member, email="agent1@example.com")])
    with a_provider(int(time.time())) as provider:
        oidc = Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
        signatures = Signatures((TOKEN,), PUBLIC_URL)
        house.emulated.app = create_app(house.services, signatures, Pages(oidc=oidc))
        yield Doors(house=house, provider=provider)


def is_in(person: Person) -> bool:
    return str(person.gets("/").location) == "/desk"


def test_whom_the_provider_vouches_for_is_in_and_goes_on_to_where_they_were(doors: Doors) -> None:
    person = doors.stranger()
    back = doors.comes_back(person)
    assert (back.status_code, back.location) == (303, "/desk")
    assert is_in(person)


def test_the_form_may_lead_to_the_provider_and_nowhere_else(doors: Doors) -> None:
    page = doors.stranger().gets("/sign-in")
    assert f"form-action 'self' {doors.provider.issuer};" in page.headers["Content-Security-Policy"]
    assert "Sign in with your company" in page.text


def test_the_way_back_is_the_public_address_whatever_the_request_says_of_its_host(doors: Doors) -> None:
    asked = doors.leaves(doors.stranger())
    assert "redirect_uri=https%3A%2F%2Fringdown.example%2Fsign-in%2Foidc%2Freturn" in asked


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@example.com"},
        {"email": ""},
        {"aud": "another-client"},
        {"iss": "https://another.example"},
        {"nonce": "another"},
        {"exp": 1_000_000},
    ],
    ids=lambda claims: "-".join(map(str, *claims.items())),
)
def test_whom_it_does_not_vouch_for_stays_outside(doors: Doors, claims: dict[str, Any]) -> None:
    doors.provider.claims = claims
    person = doors.stranger()
    assert doors.comes_back(person).status_code == 401
    assert not is_in(person)


def test_a_token_that_another_key_signed_lets_nobody_in(doors: Doors) -> None:
    doors.provider.shown = ECKey.generate_key("P-256", {"kid": "one"})
    assert doors.comes_back(doors.stranger()).status_code == 401


def test_somebody_of_another_company_is_not_let_in(doors: Doors) -> None:
    assert doors.comes_back(doors.stranger(), company="homeika").status_code == 401


def test_who_left_the_company_is_not_let_in(doors: Doors) -> None:
    staff = doors.house.services.tenants["homewise"].staff
    member = staff.by_login("agent1")
    assert member is not None
    staff.put([replace(member, active=False)])
    assert doors.comes_back(doors.stranger()).status_code == 401


def test_a_way_back_that_another_browser_began_lets_nobody_in(doors: Doors) -> None:
    """Whoever is sent somebody else's address of return is not signed in as them."""
    address = doors.provider.grants(doors.leaves(doors.stranger())).removeprefix(PUBLIC_URL)
    victim = doors.stranger()
    doors.leaves(victim)
    assert victim.gets(address).status_code == 401
    assert not is_in(victim)


def test_a_way_back_is_good_once(doors: Doors) -> None:
    person = doors.stranger()
    address = doors.provider.grants(doors.leaves(person)).removeprefix(PUBLIC_URL)
    assert person.gets(address).status_code == 303
    assert person.gets(address).status_code == 401


def test_a_provider_that_is_away_is_told_in_words(house: House) -> None:
    oidc = Oidc(issuer="http://127.0.0.1:1", client_id=CLIENT, client_secret=SECRET)
    house.emulated.app = create_app(house.services, Signatures((TOKEN,), PUBLIC_URL), Pages(oidc=oidc))
    person = stranger(house)
    given = {"company": "homewise", "csrf_token": _token(person)}
    sent = person.posts("/sign-in/oidc", data=given, headers={"X-CSRF-Token": ""})
    assert sent.status_code == 503
    assert "did not let you in" in sent.text
