"""Every route by every role, own and other company, and nobody: generated from the app's own map (C13)."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from storage.record.staff import ROLES
from tests.house import House
from tests.web.people import Person, signs_in, stranger
from tests.web.routes import ANY, ROWS, Row

LOGINS = {"agent": "agent1", "supervisor": "supervisor", "ops": "ops", "admin": "admin"}
TWILIOS = "/twilio/"
SIGNED_IN_ONLY = [pytest.param(key, id=" ".join(key)) for key, row in ROWS.items() if row.roles is not None]
OPEN = [pytest.param(key, id=" ".join(key)) for key, row in ROWS.items() if row.roles is None]
CHANGES = [param for param in SIGNED_IN_ONLY if param.values[0][0] != "GET"]  # type: ignore[index]  # our keys

Key = tuple[str, str]


def routes(house: House) -> set[Key]:
    return {
        (method, rule.rule)
        for rule in house.emulated.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def asks(person: Person, key: Key, path: str, **given: object) -> TestResponse:
    method, _ = key
    row = ROWS[key]
    response = person.asks(method, path, json=row.body, **given)
    response.close()
    return response


def path_of(house: House, key: Key, tenant: str) -> str:
    row = ROWS[key]
    return row.thing(house, tenant) if row.thing is not None else row.path or key[1]


def is_refused_as_nobody(response: TestResponse) -> bool:
    return response.status_code == 401 or (
        response.status_code == 303 and str(response.location).startswith("/sign-in")
    )


def fits(row: Row, response: TestResponse) -> bool:
    if row.status == ANY:
        return response.status_code not in {401, 403, 404, 500} and not is_refused_as_nobody(response)
    return response.status_code == row.status


def test_every_route_has_a_row_and_every_row_a_route(house: House) -> None:
    assert {key for key in routes(house) if not key[1].startswith(TWILIOS)} == set(ROWS)


def test_every_route_of_twilio_refuses_what_is_not_signed(house: House) -> None:
    asked = [key for key in routes(house) if key[1].startswith(TWILIOS)]
    assert len(asked) > 10
    person = signs_in(house, "homewise", "admin")
    refused = {key: person.asks(key[0], key[1]).status_code for key in asked}
    assert set(refused.values()) == {403}, refused


@pytest.mark.parametrize("key", SIGNED_IN_ONLY)
def test_nobody_is_asked_to_sign_in_and_gets_nothing_else(house: House, key: Key) -> None:
    assert is_refused_as_nobody(asks(stranger(house), key, path_of(house, key, "homewise")))


@pytest.mark.parametrize("key", SIGNED_IN_ONLY)
def test_each_role_reaches_what_is_its_own_and_finds_nothing_else(house: House, key: Key) -> None:
    row = ROWS[key]
    path = path_of(house, key, "homewise")
    for role in ROLES:
        response = asks(signs_in(house, "homewise", LOGINS[role]), key, path)
        if role in (row.roles or ()):
            assert fits(row, response), (role, response.status_code)
        else:
            assert response.status_code == 404, (role, response.status_code)


def test_what_is_another_companys_is_not_found(house: House) -> None:
    for key in [key for key, row in ROWS.items() if row.thing is not None]:
        path = path_of(house, key, "homeika")
        for role in ROWS[key].roles or ():
            response = asks(signs_in(house, "homewise", LOGINS[role]), key, path)
            assert response.status_code == 404, (key, role, response.status_code)


def test_every_route_for_people_that_names_a_thing_says_which_it_is() -> None:
    """Else its row could not be tried with another company's."""
    nameless = [key for key, row in ROWS.items() if row.roles and "<" in key[1] and row.thing is None]
    assert nameless == []


@pytest.mark.parametrize("key", CHANGES)
def test_a_change_that_no_page_of_ours_asked_for_is_refused(house: House, key: Key) -> None:
    path = path_of(house, key, "homewise")
    for role in ROWS[key].roles or ():
        person = signs_in(house, "homewise", LOGINS[role])
        forged = [{"X-CSRF-Token": ""}, {"X-CSRF-Token": "x"}, {"Sec-Fetch-Site": "cross-site"}]
        assert {asks(person, key, path, headers=each).status_code for each in forged} == {400}


@pytest.mark.parametrize("key", OPEN)
def test_what_is_open_answers_everybody_alike(house: House, key: Key) -> None:
    path = path_of(house, key, "homewise")
    response = asks(stranger(house), key, path, headers={"X-CSRF-Token": ""})
    assert fits(ROWS[key], response), response.status_code


def test_what_a_person_may_not_see_looks_like_what_is_not_there(house: House) -> None:
    person = signs_in(house, "homewise", "agent1")
    assert person.gets("/no-such-page").status_code == 404


def test_a_role_that_is_taken_away_ends_at_the_next_request(house: House) -> None:
    person = signs_in(house, "homewise", "agent1")
    staff = house.services.tenants["homewise"].staff
    member = staff.by_login("agent1")
    assert member is not None
    assert person.gets("/").status_code == 303
    with_change = type(member)(profile=member.profile, role=member.role, active=False)
    staff.put([with_change])
    assert is_refused_as_nobody(person.gets("/"))


def test_pages_carry_a_strict_policy_and_are_kept_by_no_cache(house: House) -> None:
    page = signs_in(house, "homewise", "admin").gets("/")
    policy = page.headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert f"{rule};" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    "name", ["../access.py", "..%2faccess.py", "lib/../../access.py", "", "lib/none.css"]
)
def test_no_file_but_the_pages_own_is_served(house: House, name: str) -> None:
    assert stranger(house).gets(f"/assets/{name}").status_code in {404, 308}


def test_an_asset_that_did_not_change_is_not_sent_again(house: House) -> None:
    first = stranger(house).gets("/assets/lib/pico.css")
    again = stranger(house).gets("/assets/lib/pico.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
