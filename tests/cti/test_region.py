"""Numbers as people type them: which one they mean at a company of some country."""

from __future__ import annotations

import pytest

from cti.region import example_number, number_meant, region_of


@pytest.mark.parametrize(
    ("typed", "country", "meant"),
    [
        ("510 555 0199", "US", "+15105550199"),
        ("(510) 555-0199", "US", "+15105550199"),
        ("1 510 555 0199", "US", "+15105550199"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("+44 (0)20 7946 0123", "US", "+442079460123"),
        ("+1 510 555 0199", "GB", "+15105550199"),
        ("555 0199", "US", ""),
        ("1-800-FLOWERS", "US", ""),
        ("+1<script>", "US", ""),
        ("+999 123 456 789", "US", ""),
        ("\u0665\u0661\u0660 555 0199", "US", ""),
        ("1" * 64, "US", ""),
        ("", "GB", ""),
    ],
)
def test_a_number_without_a_plus_is_of_the_companys_country(typed: str, country: str, meant: str) -> None:
    assert number_meant(typed, country) == meant


@pytest.mark.parametrize("country", ["US", "GB", "DE"])
def test_an_example_is_of_the_country_and_would_be_taken(country: str) -> None:
    example = example_number(country)
    assert (region_of(example), number_meant(example, country)) == (country, example)
