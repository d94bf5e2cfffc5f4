"""What a caller asks for with a whole utterance, however politely it is put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from ivr.utterance import words


def _phrases(text: str) -> tuple[str, ...]:
    """Read phrases between bars; the longest first, so that "I want" does not stand before "I want to"."""
    found = (" ".join(words(phrase)) for phrase in text.split("|"))
    return tuple(sorted(found, key=len, reverse=True))


#: By language, what stands before a wish and adds nothing to it. Nothing that denies: "no fire" is no fire.
_BEFORE = MappingProxyType(
    {
        "en": _phrases(
            "hello | hi | good morning | good afternoon | good evening | excuse me | sorry"
            " | yes | ok | okay | well | so | um | uh | er | please | just | can I | could I"
            " | may I | can you | could you | would you | will you | I want | I want to"
            " | I would like | I would like to | I'd like | I'd like to | I need | I need to"
            " | let me | give me | get me | have | speak to | speak with | talk to | talk with"
            " | put me through to | put me on to | connect me to | connect me with"
            " | transfer me to | there is | there's | it is | it's | a | an | the"
        ),
        "de": _phrases(
            "hallo | guten Morgen | guten Tag | guten Abend | ja | also | äh | bitte"
            " | ich möchte | ich will | ich würde gern | ich würde gerne | ich brauche"
            " | kann ich | könnte ich | darf ich | verbinden Sie mich mit | mit | ein | eine"
            " | einen | einem | einer | der | die | das | dem"
        ),
        "fr": _phrases(
            "bonjour | bonsoir | oui | euh | je veux | je voudrais | j'aimerais | puis-je"
            " | je peux | pourrais-je | est-ce que | parler à | parler avec | passez-moi | un"
            " | une | le | la"
        ),
        "es": _phrases(
            "hola | buenos días | buenas tardes | buenas noches | sí | si | eh | por favor"
            " | quiero | quisiera | me gustaría | necesito | puedo | podría | hablar con"
            " | páseme con | un | una | el | la"
        ),
    }
)
#: And what stands behind it.
_BEHIND = MappingProxyType(
    {
        "en": _phrases("please | thanks | thank you | now | right now | if I may | if you can | if possible"),
        "de": _phrases("bitte | danke | vielen Dank | jetzt | sprechen | reden"),
        "fr": _phrases("s'il vous plaît | s'il te plaît | merci | maintenant"),
        "es": _phrases("por favor | gracias | ahora"),
    }
)


def find(text: str, known: Mapping[str, str], language: str) -> str | None:
    """Return what a phrase of `known` stands for, if the utterance is that phrase and courtesies around it.

    A word that means something is never left out. The utterance as it was said comes first, then with ever
    fewer courtesies; of phrases that differ in marks alone, the first counts.
    """
    plain = {_plain(phrase): phrase for phrase in reversed([*known])}
    said = (plain[each] for each in _with_fewer_courtesies(text, language) if each and each in plain)
    return next((known[phrase] for phrase in said), None)


def _with_fewer_courtesies(text: str, language: str) -> Iterator[str]:
    """Yield the words as they are, then without what stands behind, then without what stands before."""
    base = language.partition("-")[0]
    said = " ".join(words(text))
    yield said
    while behind := next((each for each in _BEHIND.get(base, ()) if said.endswith(f" {each}")), ""):
        said = said.removesuffix(f" {behind}")
        yield said
    while before := next((each for each in _BEFORE.get(base, ()) if said.startswith(f"{each} ")), ""):
        said = said.removeprefix(f"{before} ")
        yield said


@lru_cache(maxsize=4_096)
def _plain(phrase: str) -> str:
    """Put a phrase of a flow in plain words. Kept, unlike what callers say, which is never."""
    return " ".join(words(phrase))
