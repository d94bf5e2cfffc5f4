"""Writes the JSON Schemas where the documentation and the editors find them."""

from __future__ import annotations

import sys
from pathlib import Path

from callflows.schema.published import FOLDER, SCHEMAS, published

Path(FOLDER).mkdir(parents=True, exist_ok=True)
for name in SCHEMAS:
    place = Path(FOLDER) / name
    place.write_text(published(name), encoding="utf-8")
    sys.stdout.write(f"written: {place}\n")
