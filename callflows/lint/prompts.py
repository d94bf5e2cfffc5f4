"""Rules about what is spoken: the keys it names, its languages, and its length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from callflows.findings import Finding
from callflows.lint.scope import Scope, prompts_of
from callflows.schema.asking import AskStep, LanguageStep, MenuStep
from callflows.schema.base import StepText
from callflows.source import Path
from ivr.templates import Template

MAX_OPTIONS = 5
#: About 20 seconds at 165 words a minute. Source: flow-language 7.
MAX_WORDS = 50

_DIGITS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_DIGITS |= {"seven": "7", "eight": "8", "nine": "9"}
_EN = "|".join(_DIGITS)
#: How each language says "press 1".
_PRESS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "en": re.compile(rf"\b(?:press|dial)(?: the| key| number)* ([0-9]{{1,4}}|{_EN})\b", re.IGNORECASE),
        "de": re.compile(r"\b(?:drücken|wählen) sie(?: bitte| die| taste)* ([0-9]{1,4})\b", re.IGNORECASE),
        "fr": re.compile(
            r"\b(?:appuyez sur|tapez|composez)(?: la| le| touche)* ([0-9]{1,4})\b", re.IGNORECASE
        ),
        "es": re.compile(r"\b(?:pulse|marque|oprima)(?: el| la| tecla)* ([0-9]{1,4})\b", re.IGNORECASE),
    }
)
_PLACE = re.compile(r"\$\{[^}]*\}")


def prompt_key(scope: Scope) -> Iterator[Finding]:
    """A key that is spoken works, and a key that works is spoken, in every language."""
    for name, step in scope.steps.items():
        keys = _keys(step)
        if not keys:
            continue
        for language in scope.flow.languages:
            spoken = _spoken(scope, step, language)
            if spoken is None:
                continue
            for key in sorted(spoken - keys.keys() - scope.flow.anywhere.keys.keys()):
                text = f'"{name}" says "press {key}" ({language}), and {key} leads nowhere'
                yield scope.source.key_error(("steps", name), text, "prompt-key")
            for key in keys.keys() - spoken:
                text = f'key {key} of "{name}" is never spoken ({language})'
                yield scope.source.error(("steps", name, *keys[key]), text, "prompt-key")


def _keys(step: StepText) -> Mapping[str, Path]:
    """Return the keys that a step offers, and where they stand in it."""
    match step:
        case MenuStep():
            options = enumerate(step.menu.options)
            return {option.key: ("menu", "options", index, "key") for index, option in options}
        case AskStep():
            return {key: ("ask", "choices", key) for key in step.ask.choices}
        case _:
            return {}


def _spoken(scope: Scope, step: StepText, language: str) -> frozenset[str] | None:
    """Return the keys that a step speaks; None where it has no words in that language that we read."""
    # Words for all languages are in the first; where a language is missing, missing_language says so.
    first = language == scope.flow.languages[0]
    said = [
        words.text
        for _, prompt in prompts_of(step, ())
        if (words := prompt.get(language) or (prompt.get("") if first else None)) is not None
    ]
    return keys_in(" ".join(said), language) if said else None


def keys_in(words: str, language: str) -> frozenset[str] | None:
    """Return the keys that words tell to press; None in a language that we do not read."""
    press = _PRESS.get(language.partition("-")[0])
    return press and frozenset(_DIGITS.get(key.lower(), key) for key in press.findall(words))


def missing_language(scope: Scope) -> Iterator[Finding]:
    """Every prompt is there in every language of the flow, and in no other."""
    languages = set(scope.flow.languages)
    for name, step in scope.steps.items():
        for path, prompt in prompts_of(step, ("steps", name)):
            # Words before a language is chosen are said in all of them at once.
            if "" in prompt and (len(languages) == 1 or isinstance(step, LanguageStep)):
                continue
            missing = sorted(languages - prompt.keys())
            if missing:
                text = f"the words are missing in {', '.join(missing)}: write {{{missing[0]}: <words>}}"
                yield scope.source.error(path, text, "missing-language")
            for language in sorted(prompt.keys() - languages - {""}):
                text = f"{language} is not among the `languages` of this flow"
                yield scope.source.key_error((*path, language), text, "missing-language")
    for audio, recorded in scope.flow.prompts.items():
        if missing := sorted(languages - recorded.keys()):
            text = f'recording "{audio}" is missing in {", ".join(missing)}'
            yield scope.source.key_error(("prompts", audio), text, "missing-language")


def long_menu(scope: Scope) -> Iterator[Finding]:
    """More choices than a caller keeps in mind."""
    for name, step in scope.steps.items():
        if isinstance(step, MenuStep) and len(step.menu.options) > MAX_OPTIONS:
            text = f"{len(step.menu.options)} options; callers keep {MAX_OPTIONS} in mind"
            yield scope.source.warning(("steps", name, "menu", "options"), text, "long-menu")


def long_prompt(scope: Scope) -> Iterator[Finding]:
    """More words than a caller listens to."""
    for name, step in scope.steps.items():
        for path, prompt in prompts_of(step, ("steps", name)):
            for language, said in prompt.items():
                words = count_words(said)
                if words > MAX_WORDS:
                    text = f"{words} words, about {words * 60 // 165} seconds; keep to {MAX_WORDS} words"
                    yield scope.source.warning((*path, language), text, "long-prompt")


def count_words(said: Template) -> int:
    """Count the words; a value counts as two."""
    return len(_PLACE.sub("some value", said.text).split())
