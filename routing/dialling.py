"""Which numbers may be rung for somebody: denied unless the company's settings and the number allow it.

Pure. Source: security.md, C6 and P3. Whoever rings a number that was typed, kept or said asks here first;
numbers that a company has written into company.yaml as outside lines are its own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

#: What a company may allow. Everything else is denied whatever it sets: premium, shared cost, personal, UAN,
#: pager, voicemail, freephone and unknown numbers, and those of no country, such as satellite phones.
Kind = Literal["fixed_line", "mobile", "voip"]
#: Why a number may not be rung; "": it may.
Refusal = Literal["", "no_number", "emergency", "own_line", "region", "kind"]

_KINDS: Mapping[int, frozenset[Kind]] = MappingProxyType(
    {
        PhoneNumberType.FIXED_LINE: frozenset({"fixed_line"}),
        PhoneNumberType.MOBILE: frozenset({"mobile"}),
        # One of the two, and the digits do not say which: so both must be allowed.
        PhoneNumberType.FIXED_LINE_OR_MOBILE: frozenset({"fixed_line", "mobile"}),
        PhoneNumberType.VOIP: frozenset({"voip"}),
    }
)
#: Countries and territories that numbers are known of, as two letters.
REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """What one company allows. regions: two letters each; own: numbers (E.164) that lead back to us."""

    regions: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    own: frozenset[str] = frozenset()


def refusal(number: str, allowed: Dialling) -> Refusal:
    """Say why this E.164 number may not be rung. Decided by its region, never by its country code."""
    parsed = _parsed(number)
    if parsed is None:
        return "no_number"
    if phonenumbers.is_valid_short_number(parsed):
        return "emergency"
    if not phonenumbers.is_valid_number(parsed):
        return "emergency" if _begins_as_emergency(parsed) else "no_number"
    if number in allowed.own:
        return "own_line"
    if phonenumbers.region_code_for_number(parsed) not in allowed.regions:
        return "region"
    kinds = _KINDS.get(phonenumbers.number_type(parsed))
    return "" if kinds is not None and kinds <= allowed.kinds else "kind"


def _parsed(number: str) -> PhoneNumber | None:
    """Return the number; None for all but plain E.164, which has one way to be written."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    plain = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return parsed if plain == number else None


def _begins_as_emergency(parsed: PhoneNumber) -> bool:
    """Whether an exchange might put its digits through to an emergency service.

    Asked of invalid numbers alone: valid ones of Yerevan begin with 101 and lead to Yerevan all the same.
    """
    digits = phonenumbers.national_significant_number(parsed)
    code = parsed.country_code or 0
    return any(
        phonenumbers.connects_to_emergency_number(digits, region)
        for region in phonenumbers.region_codes_for_country_code(code)
        if region in REGIONS
    )


def countries_of(numbers: Iterable[str]) -> frozenset[str]:
    """Return the countries (two letters) of numbers (E.164): of one that is in no plan, its code's first."""
    found = set()
    for number in numbers:
        parsed = _parsed(number)
        if parsed is not None and parsed.country_code is not None:
            region = phonenumbers.region_code_for_number(parsed)
            found.add(region or phonenumbers.region_code_for_country_code(parsed.country_code))
    return frozenset(found)
