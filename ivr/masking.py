"""Card numbers are masked before anything else sees them, whatever was being asked (HW15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ivr.utterance import repeats, spoken_digits

MASK = "••••"
#: Digits of a card number, fewest and most (ISO/IEC 7812-1).
_FEWEST, _MOST = 13, 19
#: Characters that may stand between two digits of one number, as keyed or as a recogniser writes them.
_WIDEST_GAP = 3
_TOKEN = re.compile(r"\d|[^\W\d_]+")
#: What callers say between the digits of one number.
_FILLERS = frozenset({"and", "then", "um", "uh", "erm", "dash", "space", "und", "dann", "et", "puis", "y"})
_KEYED = re.compile(rf"\d{{{_FEWEST},}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digit:
    """A digit and where it stands. opens: a number may begin with it, since no digit is right before it."""

    figure: str
    start: int
    end: int
    opens: bool


def mask_cards(text: str) -> str:
    """Replace what may be a card number: 13 to 19 digits in a run that pass the Luhn check, and what follows.

    Digits are figures and words of any language that we listen in: "four one double one" is 4111, because a
    recogniser writes either. The run is masked to its end: an expiry date is part of it, and digits before
    the number may by chance pass the check with its first ones. Source: HW15, security.md C17.
    """
    kept: list[str] = []
    shown_to = 0
    for run in _runs(text):
        first = _first_of_card(run)
        if first is not None:
            kept += [text[shown_to : first.start], MASK]
            shown_to = run[-1].end
    return "".join([*kept, text[shown_to:]])


def mask_keys(entry: str) -> str:
    """Mask the card numbers among keys, and 13 digits or more in a row whether they pass the check or not.

    A card's first digits may have been taken by the question before, so that the rest passes no check.
    """
    return _KEYED.sub(MASK, mask_cards(entry))


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _first_of_card(run: list[_Digit]) -> _Digit | None:
    """Find the digit that a card number may begin with; None: there is no card number in the run."""
    digits = "".join(digit.figure for digit in run)
    for place, digit in enumerate(run):
        lengths = range(_FEWEST, min(_MOST, len(run) - place) + 1)
        if digit.opens and any(passes_luhn(digits[place : place + many]) for many in lengths):
            return digit
    return None


def _runs(text: str) -> Iterator[list[_Digit]]:
    """Split into runs of digits with no other words and no wide gap between them."""
    run: list[_Digit] = []
    times, since, end = 1, 0, 0
    for token in _TOKEN.finditer(text):
        word = token[0].casefold()
        if token.start() - end > _WIDEST_GAP:
            yield run
            run, times = [], 1
        if times == 1:
            since = token.start()
        figures = spoken_digits(word) * times
        alone = len(word) > 1 or token.start() > end
        if figures:
            run += _digits(figures, since, token.end(), opens=alone or not run)
        elif word not in _FILLERS and repeats(word) == 1:
            yield run
            run = []
        times, end = repeats(word), token.end()
    yield run


def _digits(figures: str, start: int, end: int, *, opens: bool) -> Iterator[_Digit]:
    """Put what one word stands for in digits; all of them stand where the word does."""
    for place, figure in enumerate(figures):
        yield _Digit(figure=figure, start=start, end=end, opens=opens and place == 0)
