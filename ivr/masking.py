"""Card numbers are masked before anything else sees them, whatever was being asked (HW15)."""

from __future__ import annotations

import re

MASK = "••••"
#: Digits of a card number, fewest and most (ISO/IEC 7812-1).
_FEWEST, _MOST = 13, 19
#: As many digits or more, as keyed or as a recogniser may write them: up to three marks or spaces between.
_RUN = re.compile(r"(?<!\d)\d(?:[^0-9A-Za-z]{0,3}\d){12,}")
_DIGIT = re.compile(r"\d")


def mask_cards(text: str) -> str:
    """Replace whatever in a run of digits may be a card number: 13 to 19 of them that pass the Luhn check.

    An expiry date right after the number is part of the run. Source: HW15, security.md C17.
    """
    return _RUN.sub(lambda run: _masked(run[0]), text)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _masked(run: str) -> str:
    """Mask the card numbers in a run; one begins at the run's first digit or after a gap."""
    places = [found.start() for found in _DIGIT.finditer(run)]
    digits = "".join(run[place] for place in places)
    kept: list[str] = []
    first = shown_to = 0
    while first + _FEWEST <= len(digits):
        length = _card(digits[first:]) if first == 0 or places[first] > places[first - 1] + 1 else 0
        if length:
            kept += [run[shown_to : places[first]], MASK]
            shown_to = places[first + length - 1] + 1
        first += length or 1
    return "".join([*kept, run[shown_to:]])


def _card(digits: str) -> int:
    """Return how many of the first digits are a card number, the most that may be; 0: none are."""
    lengths = range(min(_MOST, len(digits)), _FEWEST - 1, -1)
    return next((many for many in lengths if passes_luhn(digits[:many])), 0)
