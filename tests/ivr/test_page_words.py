"""What is heard on the legs of a page: the same in every language, and short: somebody was just woken."""

from __future__ import annotations

import string
from typing import get_args

import pytest

from ivr import page_words


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", page_words.SENTENCES)
def test_every_language_has_every_sentence_with_the_same_values(language: str) -> None:
    spoken, english = page_words.SENTENCES[language], page_words.SENTENCES["en"]
    assert set(spoken) == set(get_args(page_words.Name))
    assert {name: fields(spoken[name]) for name in spoken} == {name: fields(english[name]) for name in spoken}


@pytest.mark.parametrize("language", page_words.SENTENCES)
def test_no_sentence_is_longer_than_twenty_words(language: str) -> None:
    assert [one for one in page_words.SENTENCES[language].values() if len(one.split()) > 20] == []


@pytest.mark.parametrize("language", page_words.SENTENCES)
def test_the_keys_are_the_same_in_every_language(language: str) -> None:
    """1, 2 and 4 keep their meaning for ever."""
    assert [key for key in page_words.SENTENCES[language]["keys"] if key.isdigit()] == ["1", "2", "4"]


def test_a_language_without_sentences_hears_english_in_an_english_voice() -> None:
    assert page_words.say("yours", "it-IT").language == "en-US"
    assert page_words.say("yours", "de-DE").text == "Danke. Der Anruf gehört Ihnen."
