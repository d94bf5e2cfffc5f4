"""Where a number is from, as far as its digits say, and which number somebody means who types one."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

#: What people write between the digits of a number, the zero in brackets of `+44 (0)20` apart.
_BETWEEN_DIGITS = re.compile(r"[\s().+/-]")


def region_of(number: str) -> str:
    """Return the country of an E.164 number as two letters; "" where it has none, or is no number."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    # "001" is a number of no country, such as a satellite phone's.
    return region if region is not None and region.isalpha() else ""


def number_meant(typed: str, country: str) -> str:
    """Return the E.164 number that somebody means at a company of this country (two letters); "": none.

    Without a plus it is a number of that country, as one dials it there or with the country's code before it.
    """
    digits = _BETWEEN_DIGITS.sub("", typed)
    if not (digits.isascii() and digits.isdigit()):
        return ""
    try:
        meant = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(meant) != ValidationResult.IS_POSSIBLE:
        return ""
    return phonenumbers.format_number(meant, PhoneNumberFormat.E164)


def example_number(country: str) -> str:
    """Return a number of this country (two letters) for people to write theirs like it; "": none is known."""
    example = phonenumbers.example_number(country)
    return "" if example is None else phonenumbers.format_number(example, PhoneNumberFormat.E164)
