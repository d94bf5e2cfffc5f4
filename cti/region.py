"""Where a number is from, as far as its digits say."""

from __future__ import annotations

import phonenumbers


def region_of(number: str) -> str:
    """Return the country of an E.164 number as two letters; "" where it has none, or is no number."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    # "001" is a number of no country, such as a satellite phone's.
    return region if region is not None and region.isalpha() else ""
