"""What a lint rule sees: one flow, among its company's."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from callflows.schema.base import StepText
from callflows.schema.company import CompanyText
from callflows.schema.flow import FlowText
from callflows.source import Path, Source
from callflows.texts import FlowFile, Texts
from ivr.expressions import Expression
from ivr.templates import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    file: FlowFile
    texts: Texts
    #: The local date of whoever checks: what is "next" Christmas.
    today: date

    @property
    def source(self) -> Source:
        return self.file.source

    @property
    def flow(self) -> FlowText:
        return self.file.model

    @property
    def steps(self) -> Mapping[str, StepText]:
        return self.file.steps

    @property
    def company(self) -> CompanyText | None:
        return self.texts.company


def nearest(word: str, known: Iterable[str]) -> str:
    """Say what may have been meant: the end of a sentence, "" when nothing is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def placed(part: Any, path: Path) -> Iterator[tuple[Path, Expression | Template]]:
    """Yield every expression and template within a model, with its path in the file."""
    match part:
        case Expression() | Template():
            yield path, part
        case BaseModel():
            for name, field in type(part).model_fields.items():
                yield from placed(getattr(part, name), (*path, field.alias or name))
        case dict():
            for key, inner in part.items():
                # A prompt for all languages is kept under "": it has no key of its own in the file.
                yield from placed(inner, (*path, key) if key else path)
        case tuple():
            for index, inner in enumerate(part):
                yield from placed(inner, (*path, index))
        case _:
            pass


def prompts_of(part: Any, path: Path) -> Iterator[tuple[Path, dict[str, Template]]]:
    """Yield every prompt within a model: the words by language, "" for all languages."""
    match part:
        case BaseModel():
            for name, field in type(part).model_fields.items():
                yield from prompts_of(getattr(part, name), (*path, field.alias or name))
        case dict() if part and all(isinstance(words, Template) for words in part.values()):
            yield path, part
        case dict():
            for key, inner in part.items():
                yield from prompts_of(inner, (*path, key))
        case tuple():
            for index, inner in enumerate(part):
                yield from prompts_of(inner, (*path, index))
        case _:
            pass
