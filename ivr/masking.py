"""Card numbers are masked before anything else sees them, whatever was being asked (HW15)."""

from __future__ import annotations

import re

MASK = "••••"
#: 13 to 19 digits, as keyed or as a recogniser may write them.
_CARD = re.compile(r"(?<!\d)(?:\d[ .-]?){12,18}\d(?!\d)")


def mask_cards(text: str) -> str:
    """Replace each run of 13 to 19 digits that passes the Luhn check. Source: HW15, security.md C17."""
    return _CARD.sub(lambda run: MASK if passes_luhn(re.sub(r"\D", "", run[0])) else run[0], text)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
