"""The JSON Schema (draft-07) of a flow file, for editors: yaml-language-server reads draft-07 and below."""

from __future__ import annotations

import json
from typing import Any

from callflows.schema.flow import FlowText

PLACE = "docs/reference/callflow-v1.json"


def json_schema() -> dict[str, Any]:
    """Return the schema; references and definitions are named as draft-07 names them."""
    schema = FlowText.model_json_schema(by_alias=True)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "callflow-v1.json",
        **_as_draft_07(schema),
        "title": "Call flow, version 1",
    }


def published() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


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
