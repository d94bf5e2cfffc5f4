"""The on-call file of the reference page loads, and the page names every key."""

from __future__ import annotations

import re
from pathlib import Path

from callflows.schema.company import PolicyText
from callflows.schema.oncall import LayerText, OnCallPersonText, OnCallText, ScheduleText
from callflows.schema.reaching import PageLevel
from callflows.schema.reading import validate
from callflows.source import read_source

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "on-call-file.md").read_text("utf-8")
EXAMPLE, POLICIES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PROSE = re.sub(r"^```.*?^```", "", PAGE, flags=re.DOTALL | re.MULTILINE)
CODE = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", PROSE)) + EXAMPLE + POLICIES))


def test_the_example_is_without_findings() -> None:
    model, findings = validate(read_source("oncall.yaml", EXAMPLE.encode()), OnCallText)
    assert (findings, model is not None) == ([], True)


def test_every_key_is_on_the_page() -> None:
    keys: set[str] = set()
    for model in (OnCallText, OnCallPersonText, ScheduleText, LayerText, PolicyText, PageLevel):
        keys |= set(model.model_fields)
    assert keys - CODE == set()
