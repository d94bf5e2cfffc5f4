"""What a caller said, as words, as digits, as the key of a choice, as yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

_T = TypeVar("_T")
_WORD = re.compile(r"\w+")


def _from_zero(names: str, **also: str) -> Mapping[str, str]:
    """Number the names from 0; `also` are other names of a number."""
    counted = {name: str(number) for number, name in enumerate(names.split())}
    return MappingProxyType({**counted, **also})


#: The numbers of a telephone keypad, and ten for scales, as each language says them.
_NUMBERS = MappingProxyType(
    {
        "en": _from_zero("zero one two three four five six seven eight nine ten", oh="0", o="0"),
        "de": _from_zero("null eins zwei drei vier fünf sechs sieben acht neun zehn", ein="1", zwo="2"),
        "fr": _from_zero("zéro un deux trois quatre cinq six sept huit neuf dix", une="1"),
        "es": _from_zero("cero uno dos tres cuatro cinco seis siete ocho nueve diez", un="1", una="1"),
    }
)
#: In any of these languages: no word means two numbers.
_ANY = MappingProxyType({word: figure for table in _NUMBERS.values() for word, figure in table.items()})
_TIMES = MappingProxyType({"double": 2, "treble": 3, "triple": 3})
_YES = MappingProxyType(
    {
        "en": frozenset({"yes", "yeah", "yep", "yup", "correct", "right", "sure"}),
        "de": frozenset({"ja", "genau", "richtig", "stimmt"}),
        "fr": frozenset({"oui", "exact", "exactement", "correct"}),
        "es": frozenset({"sí", "si", "correcto", "exacto"}),
    }
)
_NO = MappingProxyType(
    {
        "en": frozenset({"no", "nope", "nah", "not", "wrong", "incorrect"}),
        "de": frozenset({"nein", "nicht", "falsch"}),
        "fr": frozenset({"non", "pas", "faux"}),
        "es": frozenset({"no", "incorrecto"}),
    }
)
#: "Press one", "I want two": more words than this are no choice of a key.
_MOST_WORDS_OF_A_CHOICE = 3


def words(text: str) -> tuple[str, ...]:
    """Split into words, in lower case and without marks."""
    return tuple(_WORD.findall(text.casefold()))


def contains(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text, word by word. An empty phrase is in nothing."""
    wanted = _line(phrase)
    return bool(wanted) and wanted in f" {' '.join(words(text))} "


@lru_cache(maxsize=4_096)
def _line(phrase: str) -> str:
    """Put a phrase of a flow in words between blanks. Kept, unlike what callers say, which is never."""
    wanted = words(phrase)
    return f" {' '.join(wanted)} " if wanted else ""


def digits(text: str, language: str) -> str:
    """Return the digits of an utterance that is nothing but digits, as figures or as words; else "".

    "one two 34" is "1234", "double four" is "44".
    """
    found: list[str] = []
    times = 1
    for word in words(text):
        if times == 1 and word in _TIMES and language.startswith("en"):
            times = _TIMES[word]
            continue
        figure = _figure(word, language)
        if not figure or (times > 1 and len(figure) > 1):
            return ""
        found.append(figure * times)
        times = 1
    return "".join(found) if times == 1 else ""


def spoken_digits(word: str) -> str:
    """Return the digits that one word (in lower case) stands for in any language; "" for none."""
    return word if word.isdecimal() else _ANY.get(word, "")


def repeats(word: str) -> int:
    """Return how often the digit after this word (in lower case) is meant: 2 after "double"; else 1."""
    return _TIMES.get(word, 1)


def key(text: str, language: str) -> str:
    """Return the key that a short utterance names by its last word ("two", "press two"); else ""."""
    said = words(text)
    return _figure(said[-1], language) if 0 < len(said) <= _MOST_WORDS_OF_A_CHOICE else ""


def agrees(text: str, language: str) -> bool | None:
    """Whether the caller said yes (True) or no (False); None: neither. A no outweighs a yes."""
    said = frozenset(words(text))
    if said & _of(_NO, language):
        return False
    return True if said & _of(_YES, language) else None


def _figure(word: str, language: str) -> str:
    return word if word.isascii() and word.isdigit() else _of(_NUMBERS, language).get(word, "")


def _of(table: Mapping[str, _T], language: str) -> _T:
    return table.get(language.partition("-")[0], table["en"])
