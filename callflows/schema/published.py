"""The JSON Schemas (draft-07) of a company's files, for editors: yaml-language-server reads draft-07."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from callflows.schema.base import Part
from callflows.schema.flow import FlowText
from callflows.schema.oncall import OnCallText

FOLDER = "docs/reference"
#: File -> what it describes, and its title.
SCHEMAS: Mapping[str, tuple[type[Part], str]] = MappingProxyType(
    {
        "callflow-v1.json": (FlowText, "Call flow, version 1"),
        "oncall-v1.json": (OnCallText, "People on call, version 1"),
    }
)


def json_schema(file: str) -> dict[str, Any]:
    """Return a schema; references and definitions are named as draft-07 names them."""
    model, title = SCHEMAS[file]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": file,
        **_as_draft_07(model.model_json_schema(by_alias=True)),
        "title": title,
    }


def published(file: str) -> str:
    return json.dumps(json_schema(file), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _as_draft_07(value: Any, *, names: bool = False) -> Any:
    """Rename what draft-07 names otherwise. names: the keys of this map are the language's own.

    Defaults are left out: pydantic's are values (seconds), an editor would write them as text.
    """
    match value:
        case dict():
            return {
                ("definitions" if key == "$defs" else key): _as_draft_07(inner, names=key == "properties")
                for key, inner in value.items()
                if names or key not in {"default", "discriminator"}
            }
        case list():
            return [_as_draft_07(inner) for inner in value]
        case str():
            return value.replace("#/$defs/", "#/definitions/")
        case _:
            return value
