"""Rules about steps that page: what is said, which keys accept, and how long a round of rings lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from callflows.findings import Finding
from callflows.lint.prompts import count_words, keys_in
from callflows.lint.scope import Scope
from callflows.schema.reaching import PageLevel, PageStep
from ivr.flow import Prompt
from ivr.steps.page import ESCALATE
from ivr.templates import Template

#: What is said before the first ring. Source: flow-language 3, `page`.
MAX_WORDS_BEFORE_A_PAGE = 12
#: All levels of a round, and what is said meanwhile. Source: reliability.md 2.
MAX_LADDER_S = 120
#: A phone rings for about so much longer than it is told to. Source: reliability.md 2.
RINGS_ON_S = 5
WORDS_A_MINUTE = 165
#: What whoever is rung may press: accept, decline, escalate. Source: flow-language 6, "never renumber".
ACCEPT, DECLINE = "1", "2"
_ONE = re.compile(rf"(?<!\w){ACCEPT}(?!\w)")


def page_say_long(scope: Scope) -> Iterator[Finding]:
    """Nothing long is spoken before an engineer's phone rings."""
    for name, step in _pages(scope):
        for language, said in (step.say or {}).items():
            words = count_words(said)
            if words > MAX_WORDS_BEFORE_A_PAGE:
                text = f"{words} words before the first ring; keep to {MAX_WORDS_BEFORE_A_PAGE}"
                path = ("steps", name, "say", language)
                yield scope.source.error(path, f"{text}, and put the rest in `progress`", "page-say-long")


def page_ladder_long(scope: Scope) -> Iterator[Finding]:
    """All levels are rung within two minutes, with what is said; only the catch-all may come later."""
    for name, step in _pages(scope):
        levels = step.levels or _levels_of(scope, step.page)
        rings = [level.ring + RINGS_ON_S for level in levels for _ in range(_rings(level))]
        told = _longest(step.say) + _longest(step.progress) * max(len(rings) - 1, 0)
        seconds = sum(rings) + told * 60 // WORDS_A_MINUTE
        if seconds > MAX_LADDER_S:
            text = (
                f"a round of {len(rings)} rings lasts about {seconds} seconds with what is said; "
                f"keep to {MAX_LADDER_S}: ring fewer, ring shorter, or say less"
            )
            yield scope.source.warning(("steps", name, "page"), text, "page-ladder-long")


def engineer_keys(scope: Scope) -> Iterator[Finding]:
    """Whoever is rung presses the same keys for ever: 1 accepts, 2 declines."""
    for name, step in _pages(scope):
        if step.engineer is None:
            continue
        for key, pressed, ours in (
            ("accept", step.engineer.accept, ACCEPT),
            ("decline", step.engineer.decline, DECLINE),
        ):
            if pressed != ours:
                text = f"{ours} is the key to {key} on every page, known by heart; leave this out"
                yield scope.source.error(("steps", name, "engineer", key), text, "engineer-keys")


def engineer_say(scope: Scope) -> Iterator[Finding]:
    """Whoever is rung is told no dead key, and to press 1: where the words hold no 1, the step adds it."""
    for name, step in _pages(scope):
        for language in scope.flow.languages if step.engineer else ():
            prompt = step.engineer.say if step.engineer else {}
            first = language == scope.flow.languages[0]
            said = prompt.get(language) or (prompt.get("") if first else None)
            keys = None if said is None else keys_in(said.text, language)
            path = ("steps", name, "engineer", "say", language)
            if keys is not None and ACCEPT not in keys and said is not None and _ONE.search(_fixed(said)):
                text = f"a {ACCEPT} is said, but not to press it: whoever is rung must know ({language})"
                yield scope.source.error(path, text, "prompt-key")
            for key in sorted((keys or set()) - {ACCEPT, DECLINE, ESCALATE}):
                yield scope.source.error(path, f"key {key} does nothing here ({language})", "prompt-key")


def _pages(scope: Scope) -> Iterator[tuple[str, PageStep]]:
    for name, step in scope.steps.items():
        if isinstance(step, PageStep):
            yield name, step


def _levels_of(scope: Scope, policy: str) -> tuple[PageLevel, ...]:
    found = scope.company.policies.get(policy) if scope.company else None
    return found.levels if found else ()


def _rings(level: PageLevel) -> int:
    return level.tries * (1 if level.strategy == "simultaneous" else len(level.call))


def _fixed(said: Template) -> str:
    """Return the words without the values in them, as the step looks for its key there."""
    return "".join(part for part in said.parts if isinstance(part, str))


def _longest(prompt: Prompt | None) -> int:
    """Return the words of the language that has most."""
    return max(map(count_words, (prompt or {}).values()), default=0)
