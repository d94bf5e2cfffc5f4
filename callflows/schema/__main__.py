"""Writes the JSON Schema where the documentation and the editors find it."""

from __future__ import annotations

import sys
from pathlib import Path

from callflows.schema.published import PLACE, published

Path(PLACE).parent.mkdir(parents=True, exist_ok=True)
Path(PLACE).write_text(published(), encoding="utf-8")
sys.stdout.write(f"written: {PLACE}\n")
