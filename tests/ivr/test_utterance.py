import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import utterance


@pytest.mark.parametrize(
    ("said", "language", "digits"),
    [
        ("12345678", "en-US", "12345678"),
        ("1234-5678", "en-US", "12345678"),
        ("one two three", "en-GB", "123"),
        ("Double four, oh, treble seven", "en-GB", "440777"),
        ("zwo null fünf", "de-DE", "205"),
        ("double vier", "de-DE", ""),
        ("uno dos", "es-ES", "12"),
        ("zéro une", "fr-FR", "01"),
        ("one two", "it-IT", "12"),
        ("my number is 12", "en-US", ""),
        ("double", "en-US", ""),
        ("double 12", "en-US", ""),
        ("double double two", "en-US", ""),
        ("", "en-US", ""),
        ("²³", "en-US", ""),
    ],
)
def test_only_an_utterance_of_digits_is_digits(said: str, language: str, digits: str) -> None:
    assert utterance.digits(said, language) == digits


@pytest.mark.parametrize(
    ("text", "phrase", "contained"),
    [
        ("There is a gas leak!", "gas leak", True),
        ("There is a gas, leak", "Gas Leak", True),
        ("a gasoline leak", "gas", False),
        ("leak gas", "gas leak", False),
        ("anything", "", False),
        ("STRASSE", "straße", True),
    ],
)
def test_a_phrase_is_found_word_by_word(text: str, phrase: str, *, contained: bool) -> None:
    assert utterance.contains(text, phrase) is contained


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("two", "2"),
        ("press two", "2"),
        ("option 3", "3"),
        ("I want ten", "10"),
        ("I have two of them", ""),
        ("", ""),
    ],
)
def test_a_short_utterance_names_a_key_by_its_last_word(said: str, key: str) -> None:
    assert utterance.key(said, "en-US") == key


@pytest.mark.parametrize(
    ("said", "language", "agreed"),
    [
        ("yes please", "en-GB", True),
        ("no", "en-GB", False),
        ("that's not right", "en-GB", False),
        ("maybe", "en-GB", None),
        ("ja", "de-DE", True),
        ("Sí", "es-ES", True),
        ("ja", "en-GB", None),
    ],
)
def test_a_no_outweighs_a_yes(said: str, language: str, *, agreed: bool | None) -> None:
    assert utterance.agrees(said, language) is agreed


@settings(derandomize=True, deadline=None)
@given(st.text(), st.sampled_from(["en-US", "de-DE", "fr", "", "x-y-z"]))
def test_digits_are_figures_whatever_is_said(said: str, language: str) -> None:
    found = utterance.digits(said, language) + utterance.key(said, language)
    assert not found or (found.isascii() and found.isdigit())
