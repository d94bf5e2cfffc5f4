"""Holds a source against the models: a model, or findings in plain words with their places."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from callflows.findings import Finding
from callflows.schema.base import Part
from callflows.schema.scalars import shortened
from callflows.schema.step import KINDS, kinds_in
from callflows.source import Data, Path, Source

#: Of one file, or of one rule: whoever mends these sees the rest next time.
MAX_FINDINGS = 100

M = TypeVar("M", bound=Part)


def validate(source: Source, model: type[M]) -> tuple[M | None, list[Finding]]:
    """Return the model, or None and what is wrong."""
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, sorted(
            {_finding(source, model, details) for details in found if _is_true(source, details)}
        )


def _is_true(source: Source, details: ErrorDetails) -> bool:
    """Whether a list that is called too short is empty: pydantic leaves out what is wrong with it itself."""
    return details["type"] != "too_short" or not _at(source, _path(source, details["loc"]))


def _finding(source: Source, model: type[Part], details: ErrorDetails) -> Finding:
    path = _path(source, details["loc"])
    word = _WORDS.get(details["type"])
    if word is not None:
        return word(source, model, path, details)
    context = details.get("ctx", {})
    rule = details["type"] if "-" in details["type"] else "bad-value"
    finding = (source.key_error if details["loc"][-1:] == ("[key]",) else source.error)(
        path, context.get("text") or details["msg"], rule
    )
    return _pointing(source, path, finding, context.get("position"))


def _pointing(source: Source, path: Path, finding: Finding, position: int | None) -> Finding:
    """Move a finding to the place within its text, where the text stands in one line."""
    spot = source.spot(path)
    if position is None or not spot.one_line:
        return finding
    within = position + (0 if spot.plain else 1)
    return Finding(
        file=finding.file,
        line=finding.line,
        column=finding.column + within,
        level=finding.level,
        text=finding.text,
        rule=finding.rule,
    )


def _path(source: Source, loc: tuple[str | int, ...]) -> Path:
    """Turn pydantic's place into the file's: without the name of the kind, and without marks of its own."""
    path: Path = ()
    data: Data | None = source.data
    for place, part in enumerate(loc):
        if part == "[key]" or (place == 2 and loc[0] == "steps" and part in KINDS and _is_tag(data, loc)):
            continue
        path = (*path, part)
        data = _within(data, part)
    return path


def _is_tag(step: Data | None, loc: tuple[str | int, ...]) -> bool:
    """Whether loc[2] names the kind: pydantic puts it before the keys of every step that has one kind."""
    return isinstance(step, dict) and kinds_in(step) == [loc[2]]


def _at(source: Source, path: Path) -> Data | None:
    data: Data | None = source.data
    for part in path:
        data = _within(data, part)
    return data


def _within(data: Data | None, part: str | int) -> Data | None:
    if isinstance(data, dict):
        return data.get(str(part))
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _unknown_key(source: Source, model: type[Part], path: Path, _: ErrorDetails) -> Finding:
    key = str(path[-1])
    known = _keys_at(source, model, path[:-1])
    near = difflib.get_close_matches(key, known, n=1)
    remedy = f'; did you mean "{near[0]}"?' if near else f"; there are: {', '.join(known)}"
    if " " in key and _at(source, path) in (None, ""):
        remedy = "; quote words that hold a comma"
    return source.key_error(path, f'"{key}" is no key here{remedy}', "unknown-key")


def _keys_at(source: Source, model: type[Part], path: Path) -> list[str]:
    """Return the keys that may stand at `path`, by walking the models along it."""
    here: Any = model
    data: Data | None = source.data
    for place, part in enumerate(path):
        data = _within(data, part)
        if place == 1 and path[0] == "steps" and isinstance(data, dict):
            here = KINDS[kinds_in(data)[0]]
        else:
            here = _model_of(here, str(part))
    fields: Mapping[str, Any] = getattr(here, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_of(model: Any, key: str) -> Any:
    """Find the model behind a key; the model itself for an index or a name of one's own."""
    for name, field in getattr(model, "model_fields", {}).items():
        if (field.alias or name) == key:
            return _part_in(field.annotation) or model
    return model


def _part_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (found := _part_in(inner)) is not None:
            return found
    return None


def _missing_key(source: Source, _: type[Part], path: Path, __: ErrorDetails) -> Finding:
    key = path[-1]
    return source.key_error(path[:-1], f'"{key}" is missing here', "missing-key")


def _not_one_of(source: Source, _: type[Part], path: Path, details: ErrorDetails) -> Finding:
    expected = str(details.get("ctx", {}).get("expected", "")).replace("'", "")
    written = _at(source, path)
    what = f'"{shortened(written)}": ' if isinstance(written, str) else ""
    return source.error(path, f"{what}write {expected}", "bad-value")


def _too_few(source: Source, _: type[Part], path: Path, __: ErrorDetails) -> Finding:
    return source.error(path, "this is empty; it needs at least one", "bad-value")


def _too_many(source: Source, _: type[Part], path: Path, details: ErrorDetails) -> Finding:
    most = details.get("ctx", {}).get("max_length")
    return source.key_error(path, f"more than {most} here; split the file", "too-big")


def _not_a_map(source: Source, _: type[Part], path: Path, __: ErrorDetails) -> Finding:
    return source.error(path, "a map is expected here: {key: value}", "bad-value")


def _not_a_list(source: Source, _: type[Part], path: Path, __: ErrorDetails) -> Finding:
    return source.error(path, "a list is expected here: [one, another]", "bad-value")


_WORDS: Mapping[str, Callable[[Source, type[Part], Path, ErrorDetails], Finding]] = MappingProxyType(
    {
        "extra_forbidden": _unknown_key,
        "missing": _missing_key,
        "literal_error": _not_one_of,
        "too_short": _too_few,
        "too_long": _too_many,
        "dict_type": _not_a_map,
        "model_type": _not_a_map,
        "list_type": _not_a_list,
        "tuple_type": _not_a_list,
    }
)
