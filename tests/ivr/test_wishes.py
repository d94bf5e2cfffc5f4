import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import wishes

KNOWN = {
    "person": "person",
    "someone": "person",
    "fire": "danger",
    "Pay my bill": "bills",
    "thank you": "bye",
}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("person", "person"),
        ("A person, please!", "person"),
        ("Can I speak to a person?", "person"),
        ("hello, um, could I please talk to someone right now, thank you", "person"),
        ("I'd like to be put through", None),
        ("I want to pay my bill, please", "bills"),
        ("pay my bills", None),
        ("There's a fire", "danger"),
        ("thank you", "bye"),
        ("please", None),
        ("", None),
    ],
)
def test_a_wish_is_understood_however_politely_it_is_put(said: str, meant: str | None) -> None:
    assert wishes.find(said, KNOWN, "en-GB") == meant


@pytest.mark.parametrize(
    "said",
    [
        "no fire",
        "there is no fire",
        "not a person",
        "I don't want a person",
        "I want to talk to someone about a fire alarm",
        "a person stole my bike",
    ],
)
def test_a_word_that_means_something_is_never_left_out(said: str) -> None:
    assert wishes.find(said, KNOWN, "en-US") is None


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Ich möchte bitte mit einem Menschen sprechen", "de-DE"),
        ("Je voudrais parler à une personne, s'il vous plaît", "fr-FR"),
        ("Quiero hablar con una persona, por favor", "es-ES"),
    ],
)
def test_each_language_has_its_own_courtesies(said: str, language: str) -> None:
    known = {"Menschen": "person", "personne": "person", "persona": "person"}
    assert wishes.find(said, known, language) == "person"
    assert wishes.find(said, known, "it-IT") is None


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["en-US", "de-DE", "it-IT"]))
def test_a_phrase_itself_is_always_understood(phrase: str, language: str) -> None:
    assert wishes.find(phrase.upper(), KNOWN, language) == KNOWN[phrase]
