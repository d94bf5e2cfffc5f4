"""cti/crm.py against replies of the shapes that Zendesk and Salesforce send, served on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cti.crm import AT_ONCE, CrmAccount, CrmLookUp, CrmUnavailableError, look_up_of
from tests.cti.crm_server import HOSTILE, NUMBER, SECRET, Crm, salesforce, zendesk


@pytest.fixture
def crm() -> Iterator[Crm]:
    running = Crm()
    yield running
    running.closes()


@pytest.fixture(params=["zendesk", "salesforce"])
def asks(request: pytest.FixtureRequest, crm: Crm) -> tuple[CrmLookUp, Any]:
    return crm.look_up(request.param), {"zendesk": zendesk, "salesforce": salesforce}[request.param]


def test_whoever_has_the_number_is_found(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    look_up, shape = asks
    crm.body = shape("Somebody")
    (found,) = look_up.find(NUMBER)
    assert (found.name, found.tier) == ("Somebody", "premium")
    assert found.customer_id in {"35436", "003xx000004TmiQAAS"}
    question = "".join(
        value for values in parse_qs(urlsplit(crm.asked[0]).query).values() for value in values
    )
    assert "12125550100" in question


def test_what_is_no_number_is_not_asked_for(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    for text in ("", "anonymous", "+1 212", "+1} RETURNING User(Id)"):
        assert asks[0].find(text) == ()
    assert crm.asked == []


def test_hostile_text_of_a_crm_is_cut_to_a_line(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    look_up, shape = asks
    crm.body = shape(HOSTILE)
    (found,) = look_up.find(NUMBER)
    assert len(found.name) <= 200
    assert found.name.isprintable()


@pytest.mark.parametrize(
    "body", [[{"errorCode": "X", "message": "no"}], {}, "no"], ids=["list", "{}", "text"]
)
@pytest.mark.parametrize("status", [302, 401, 404, 422, 429, 500, 503])
def test_a_refusal_is_one_kind_of_failure(
    asks: tuple[CrmLookUp, Any], crm: Crm, status: int, body: Any
) -> None:
    crm.status, crm.body = status, body
    crm.headers = {"Retry-After": "1", "Location": "https://elsewhere.example/"}
    with pytest.raises(CrmUnavailableError):
        asks[0].find(NUMBER)
    assert len(crm.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        None,
        "x",
        {"results": None},
        {"searchRecords": [{}]},
        {"searchRecords": 7},
        {"x": "y" * 2_000_000},
    ],
    ids=lambda body: str(body)[:20],
)
def test_a_reply_of_no_known_shape_finds_nobody_or_fails(
    asks: tuple[CrmLookUp, Any], crm: Crm, body: Any
) -> None:
    crm.body = body
    try:
        assert asks[0].find(NUMBER) == ()
    except CrmUnavailableError:
        assert len(crm.asked) == 1


def test_a_crm_that_hangs_is_given_up_in_time(asks: tuple[CrmLookUp, Any], crm: Crm) -> None:
    crm.go_on.clear()
    with pytest.raises(CrmUnavailableError):
        asks[0].find(NUMBER)
    assert len(crm.asked) == 1


def test_one_question_more_than_may_hang_is_refused_at_once(crm: Crm) -> None:
    crm.go_on.clear()
    look_up = crm.look_up("zendesk")
    waiting = [threading.Thread(target=_ask_in_vain, args=(look_up,)) for _ in range(AT_ONCE)]
    for thread in waiting:
        thread.start()
    while len(crm.asked) < AT_ONCE:
        assert any(thread.is_alive() for thread in waiting), "nobody waits any more"
    with pytest.raises(CrmUnavailableError, match="under way"):
        look_up.find(NUMBER)
    assert len(crm.asked) == AT_ONCE
    crm.go_on.set()
    for thread in waiting:
        thread.join()


def _ask_in_vain(look_up: CrmLookUp) -> None:
    with pytest.raises(CrmUnavailableError):
        look_up.find(NUMBER)


def test_salesforce_signs_in_once_and_anew_after_its_session_has_expired(crm: Crm) -> None:
    look_up = crm.look_up("salesforce")
    crm.body = salesforce("Somebody")
    assert [len(look_up.find(NUMBER)) for _ in range(2)] == [1, 1]
    assert crm.signed_in == 1
    crm.status = 401
    with pytest.raises(CrmUnavailableError, match="expired"):
        look_up.find(NUMBER)
    crm.status = 200
    assert [person.name for person in look_up.find(NUMBER)] == ["Somebody"]
    assert crm.signed_in == 2


@pytest.mark.parametrize(
    "instance", ["https://evil.example", "https://evil.example/x.salesforce.com", "http://", ""]
)
def test_salesforces_token_is_sent_to_nobody_else(crm: Crm, instance: str) -> None:
    crm.instance = instance
    with pytest.raises(CrmUnavailableError):
        crm.look_up("salesforce").find(NUMBER)
    assert crm.asked == []


@pytest.mark.parametrize(("kind", "name"), [("zendesk", "Zendesk"), ("salesforce", "Salesforce")])
def test_an_account_gets_its_own_adapter_and_asks_nothing_before_it_must(kind: str, name: str) -> None:
    host = "x.zendesk.com" if kind == "zendesk" else "x.my.salesforce.com"
    account = CrmAccount(kind=kind, host=host, user="u", secret=SECRET)
    look_up = look_up_of(account)
    assert (look_up.name, look_up.find("")) == (name, ())
    assert SECRET not in repr(account)


def test_there_is_no_other_crm() -> None:
    with pytest.raises(ValueError, match="no CRM"):
        look_up_of(CrmAccount(kind="other", host="x", user="u", secret=SECRET))
