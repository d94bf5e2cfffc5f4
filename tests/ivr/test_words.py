import string
from typing import get_args

import pytest

from ivr import words

LANGUAGES = [language for language in words.SENTENCES if "-" not in language]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_values(language: str) -> None:
    spoken = words.SENTENCES[language]
    assert set(spoken) == set(get_args(words.Name))
    assert {name: fields(spoken[name]) for name in spoken} == {
        name: fields(words.SENTENCES["en"][name]) for name in spoken
    }


@pytest.mark.parametrize("language", words.SENTENCES)
def test_no_sentence_of_ours_is_longer_than_twenty_words(language: str) -> None:
    assert all(len(sentence.split()) <= 20 for sentence in words.SENTENCES[language].values())


def test_a_language_without_sentences_hears_english_in_an_english_voice() -> None:
    assert words.say("next_in_line", "it-IT").language == "en-US"


def test_a_country_has_its_own_words_where_they_differ() -> None:
    assert words.say("position", "en-GB", position=2).text == "You are number 2 in the queue."
    assert words.say("position", "en-AU", position=2).text == "You are number 2 in line."
    assert words.say("wrong_choice", "en-GB").text == words.say("wrong_choice", "en-US").text
