"""cti/crm_url.py: values are encoded, and no value can lead anywhere else."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.crm_url import crm_url, faults_of

HOSTS = ("crm.example",)
TEMPLATE = "https://crm.example/x?phone={caller.number|e164}&order={answers.order_number}"


def pop(number: str = "+12125550100", order: str | None = "12345678") -> dict[str, object]:
    return {
        "number": number,
        "customer_id": "c",
        "level": "none",
        "case_id": "",
        "answers": {"order_number": order},
    }


def test_a_template_is_filled_with_encoded_values() -> None:
    assert crm_url(TEMPLATE, HOSTS, pop()) == "https://crm.example/x?phone=%2B12125550100&order=12345678"


def test_what_is_missing_or_no_number_is_empty() -> None:
    assert crm_url(TEMPLATE, HOSTS, pop("anonymous", None)) == "https://crm.example/x?phone=&order="


@given(st.text(max_size=300))
def test_no_value_changes_the_host_or_adds_a_parameter(value: str) -> None:
    parts = urlsplit(crm_url(TEMPLATE, HOSTS, pop(order=value)))
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "crm.example", "/x", "")
    assert set(parse_qs(parts.query, keep_blank_values=True)) == {"phone", "order"}


@pytest.mark.parametrize(
    "template",
    [
        "http://crm.example/",
        "https://other.example/",
        "https://{caller.number}/",
        "https://crm.example@other.example/",
        "https://crm.example:8443@other.example/{caller.number}",
        "https://crm.example/{caller.pin}",
        "https://crm.example/{caller.number|shout}",
        "https://crm.example/{caller.number",
        "https://crm.example{answers.x}/",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_template_that_could_lead_elsewhere_leads_nowhere(template: str) -> None:
    assert crm_url(template, HOSTS, pop()) == ""
    assert faults_of(template, HOSTS) or not template


def test_an_address_of_a_record_is_there_once_the_crm_has_found_one() -> None:
    template = "https://crm.example/users/{crm.id}"
    assert faults_of(template, HOSTS) == []
    assert crm_url(template, HOSTS, pop()) == ""
    hostile = {**pop(), "crm_id": "../x?<script>"}
    assert crm_url(template, HOSTS, hostile) == "https://crm.example/users/..%2Fx%3F%3Cscript%3E"
