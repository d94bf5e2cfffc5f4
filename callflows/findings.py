"""What is wrong with a flow, and where: `file:line:col: level: text [rule]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One thing to mend. Line and column count from 1. Source: flow-language 7."""

    file: str
    line: int
    column: int
    level: Level
    text: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.level}: {self.text} [{self.rule}]"
