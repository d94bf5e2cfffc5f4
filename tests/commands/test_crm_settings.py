"""CRMs in the settings: read whole, or refused in words that hold no secret."""

from __future__ import annotations

import pytest

from commands.settings import read_settings
from tests.commands.test_settings import GOOD, wrong

ZENDESK = "homeika=zendesk://acme.zendesk.com"
SALESFORCE = "homewise=salesforce://acme--test.sandbox.my.salesforce.com"
CREDENTIALS = "homeika=a@x.example:hush,homewise=key:very=hush:indeed"


def test_each_company_has_its_own_crm() -> None:
    given = {"CRM_ADDRESSES": f"{ZENDESK}, {SALESFORCE}", "CRM_CREDENTIALS": CREDENTIALS}
    crms = read_settings(GOOD | given).crms
    assert [(name, crm.kind, crm.host) for name, crm in crms.items()] == [
        ("homeika", "zendesk", "acme.zendesk.com"),
        ("homewise", "salesforce", "acme--test.sandbox.my.salesforce.com"),
    ]
    assert (crms["homeika"].user, crms["homeika"].secret) == ("a@x.example", "hush")
    assert (crms["homewise"].user, crms["homewise"].secret) == ("key", "very=hush:indeed")
    assert "hush" not in repr(crms)


def test_without_the_settings_there_is_none() -> None:
    assert read_settings(GOOD).crms == {}


@pytest.mark.parametrize(
    "address",
    [
        "zendesk://acme.zendesk.com",
        "homeika=acme.zendesk.com",
        "homeika=https://acme.zendesk.com",
        "homeika=zendesk://evil.example",
        "homeika=zendesk://acme.zendesk.com.evil.example",
        "homeika=zendesk://evil.example/.zendesk.com",
        "homeika=zendesk://a@acme.zendesk.com",
        "homeika=salesforce://login.salesforce.com",
        "homeika=hubspot://acme.hubspot.com",
    ],
)
def test_an_address_that_is_no_crms_own_is_refused(address: str) -> None:
    sentences = wrong(CRM_ADDRESSES=address, CRM_CREDENTIALS="homeika=a@x.example:hush")
    assert any("such as homeika=zendesk://" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "credentials", ["", "homeika=hush", "homeika=:hush", "homeika=a:", "homewise=a:hush", "hush"]
)
def test_credentials_that_do_not_fit_are_refused_and_not_repeated(credentials: str) -> None:
    sentences = wrong(CRM_ADDRESSES=ZENDESK, CRM_CREDENTIALS=credentials)
    assert [sentence.split()[0] for sentence in sentences] == ["CRM_CREDENTIALS"]
    assert "hush" not in sentences[0]


def test_a_company_that_is_none_is_named() -> None:
    (sentence,) = wrong(
        CRM_ADDRESSES="homeica=zendesk://acme.zendesk.com", CRM_CREDENTIALS="homeica=a@x.example:hush"
    )
    assert "no company homeica" in sentence
