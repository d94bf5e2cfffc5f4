"""HW15, C17: card numbers in figures and in words, and what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.masking import MASK, mask_cards, mask_keys, passes_luhn
from ivr.utterance import _NUMBERS

ONES = "one " * 14 + "one"


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        (f"four {ONES}", MASK),
        (f"Four, {ONES}.", f"{MASK}."),
        (f"my card is four {ONES} thanks", f"my card is {MASK} thanks"),
        ("four triple one double one double one double one double one double one double one", MASK),
        ("four treble one, 1111 1111 one one one one", MASK),
        ("three seven eight two, eight double two four six three one oh o zero five", MASK),
        ("four one one one and one one one one um one one one one then one one one one", MASK),
        ("vier eins eins eins " + "eins " * 11 + "eins", MASK),
        ("quatre " + "un " * 14 + "un", MASK),
        ("cuatro " + "uno " * 14 + "uno", MASK),
        (f"four {ONES} expires one two two six", f"{MASK} expires one two two six"),
        (f"order nine one two three card four {ONES}", f"order nine one two three card {MASK}"),
        (f"nine one oh two three four five six, four {ONES}, twelve", f"{MASK}, twelve"),
    ],
)
def test_a_card_number_in_words_is_masked(said: str, masked: str) -> None:
    assert mask_cards(said) == masked


@pytest.mark.parametrize(
    "said",
    [
        f"four {'one ' * 11}one",
        "one two three four five six seven eight nine oh one two",
        "four one one one my dog one one one one my cat one one one one one one one one",
        "double trouble",
        "zero to ten, I say ten",
        "",
    ],
)
def test_what_is_no_card_number_is_left_as_it_was_said(said: str) -> None:
    assert mask_cards(said) == said


@pytest.mark.parametrize(
    ("keyed", "masked"),
    [
        ("4111111111111111", MASK),
        ("4111111111112", MASK),
        ("411111111111", "411111111111"),
        ("1" * 64, MASK),
        ("4111*1111*1111*1111", MASK),
        ("*0#", "*0#"),
    ],
)
def test_thirteen_keys_in_a_row_are_masked_whether_they_pass_the_check_or_not(
    keyed: str, masked: str
) -> None:
    assert mask_keys(keyed) == masked


def test_no_word_means_two_numbers_in_two_languages() -> None:
    """Masking knows no language: a speech is masked before anybody knows whose it is."""
    pairs = {pair for table in _NUMBERS.values() for pair in table.items()}
    assert len({word for word, _ in pairs}) == len(pairs)


@settings(derandomize=True, deadline=None)
@given(st.integers(10**11, 10**18 - 1), st.data())
def test_every_card_number_is_masked_however_its_digits_are_said(number: int, data: st.DataObject) -> None:
    figures = next(f"{number}{check}" for check in range(10) if passes_luhn(f"{number}{check}"))
    tables = [{figure: word for word, figure in table.items()} for table in _NUMBERS.values()]
    said = [data.draw(st.sampled_from([figure, *(table[figure] for table in tables)])) for figure in figures]
    assert mask_cards(f"it is {' '.join(said)}") == f"it is {MASK}"
