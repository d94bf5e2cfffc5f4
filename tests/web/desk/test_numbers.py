"""Numbers that an agent types to hand a call on: rung where the company allows it, else refused (C6)."""

from __future__ import annotations

import pytest

from cti.region import region_of
from emulator.phone_call import PhoneCall
from tests.calls.agents.working import Desk
from tests.house import HOMEWISE_SUPPORT, House
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser, with a caller on the line."""
    ann.accepts().talks_to(call)
    return signs_in(house, "homewise", "ann")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+19005551234", "this country"),
        ("+18765551234", "this country"),
        ("+88216123456", "this country"),
        ("+447012345678", "this kind of number"),
        ("+449098790000", "this kind of number"),
        ("+44999", "Emergency"),
        ("+112000000", "no phone number"),
        (HOMEWISE_SUPPORT, "one of our own lines"),
        ("+18005551820", "one of our own lines"),
    ],
)
def test_c06_a_number_that_is_not_allowed_is_refused_in_words_and_nothing_rings(
    house: House, agent: Person, ann: Desk, number: str, words: str
) -> None:
    before = len(house.emulated.rest.sent), ann.me
    for mode in ("blind", "consult"):
        refused = sends(agent, "transfer", mode=mode, kind="number", to=number)
        assert refused.status_code == 409
        assert words in refused.get_json()["error"]
    house.net.settles(seconds=3)
    assert (len(house.emulated.rest.sent), ann.me) == before


@pytest.mark.parametrize(("tenant", "example"), [("homewise", "+44"), ("homeika", "+1")])
def test_what_is_no_number_is_refused_with_an_example_of_the_companys_own_country(
    house: House, tenant: str, example: str
) -> None:
    refused = sends(signs_in(house, tenant, "agent1"), "transfer", mode="blind", kind="number", to="12345")
    words = refused.get_json()["error"]
    assert f"Write one such as {example}" in words
    assert region_of(words.split()[-1].rstrip(".")) == {"+44": "GB", "+1": "US"}[example]


def test_a_number_without_a_country_is_one_of_the_companys_in_the_list_and_when_it_is_rung(
    house: House, agent: Person, ann: Desk
) -> None:
    (found,) = agent.gets("/desk/targets?q=020 7946 0777").get_json()["targets"]
    assert (found["kind"], found["to"], found["name"]) == ("number", "+442079460777", "+442079460777")
    (known,) = agent.gets("/desk/targets?q=020 7946 0901").get_json()["targets"]
    assert known["to"] == "+442079460901" != known["name"]
    assert sends(agent, "transfer", mode="consult", kind="number", to="020 7946 0777").status_code == 200
    assert ann.display == "consulting"
    shown = agent.gets("/desk/state").get_json()["call"]["transfer"]
    assert shown["to"] == "+442079460777"


@pytest.mark.parametrize("number", ["+442079460777", "+442079460901"])
def test_c06_an_ordinary_number_of_the_country_and_a_line_of_the_company_are_rung(
    house: House, agent: Person, ann: Desk, number: str
) -> None:
    assert sends(agent, "transfer", mode="consult", kind="number", to=number).status_code == 200
    assert ann.display == "consulting"
