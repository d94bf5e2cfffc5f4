"""routing/dialling.py: policy P3 as a table, over every region and kind of number there is (C6)."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from routing.dialling import REGIONS, Dialling, Refusal, refusal

BRITISH = Dialling(
    regions=frozenset({"GB"}), kinds=frozenset({"fixed_line", "mobile"}), own=frozenset({"+442071234567"})
)
EVERYWHERE = Dialling(regions=REGIONS, kinds=frozenset({"fixed_line", "mobile", "voip"}))
TYPES = {value: name for name, value in vars(PhoneNumberType).items() if name.isupper()}
RINGABLE = {"FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP"}


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+442079460901", ""),
        ("+447400123456", ""),
        ("+442071234567", "own_line"),
        ("+12125550123", "region"),
        ("+18765551234", "region"),
        ("+18095551234", "region"),
        ("+447797123456", "region"),
        ("+88216123456", "region"),
        ("+447012345678", "kind"),
        ("+443456789012", "kind"),
        ("+449098790000", "kind"),
        ("+448081570000", "kind"),
        ("+445612345678", "kind"),
        ("+44999", "emergency"),
        ("+44112", "emergency"),
        ("+1911", "emergency"),
        ("+19116666666", "emergency"),
        ("+44116123", "emergency"),
        ("+112000000", "no_number"),
        ("+9991234567", "no_number"),
        ("+4420794609", "no_number"),
        ("+44 20 7946 0901", "no_number"),
        ("+44(0)2079460901", "no_number"),
        ("+442079460901;ext=1", "no_number"),
        ("+\uff14\uff142079460901", "no_number"),
        ("02079460901", "no_number"),
        ("", "no_number"),
    ],
)
def test_c06_a_number_is_rung_only_where_region_and_kind_are_allowed(number: str, why: Refusal) -> None:
    assert refusal(number, BRITISH) == why


@pytest.mark.parametrize("number", ["+442079460901", "+12125550123", "+447400123456"])
def test_c06_a_company_that_has_set_nothing_rings_nobody(number: str) -> None:
    assert refusal(number, Dialling()) == "region"


def test_c06_one_kind_alone_does_not_allow_a_number_that_may_be_of_two() -> None:
    fixed = Dialling(regions=frozenset({"US"}), kinds=frozenset({"fixed_line"}))
    both = Dialling(regions=frozenset({"US"}), kinds=frozenset({"fixed_line", "mobile"}))
    assert (refusal("+12125550123", fixed), refusal("+12125550123", both)) == ("kind", "")


def test_c06_in_every_region_only_ordinary_numbers_are_rung_and_only_where_their_region_is_allowed() -> None:
    tried = 0
    for region in sorted(REGIONS):
        for kind, name in TYPES.items():
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            tried += 1
            number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
            ringable = TYPES[phonenumbers.number_type(example)] in RINGABLE
            assert (refusal(number, EVERYWHERE) == "") is ringable, (number, region, name)
            elsewhere = Dialling(
                regions=REGIONS - {phonenumbers.region_code_for_number(example)}, kinds=EVERYWHERE.kinds
            )
            assert refusal(number, elsewhere) != "", (number, region)
    assert tried > 900


@pytest.mark.parametrize("code", sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS))
def test_c06_numbers_of_no_country_are_never_rung(code: int) -> None:
    example = phonenumbers.example_number_for_non_geo_entity(code)
    assert example is not None
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    assert refusal(number, EVERYWHERE) != ""


@given(st.text(max_size=20) | st.from_regex(r"\+[0-9]{1,18}", fullmatch=True))
def test_c06_what_is_allowed_is_valid_e164_of_an_allowed_region(text: str) -> None:
    if refusal(text, BRITISH) == "":
        parsed = phonenumbers.parse(text)
        assert phonenumbers.is_valid_number_for_region(parsed, "GB")
        assert text not in BRITISH.own
