"""The last release of each company that a process took up, on the local disk: a start without SQL serves it.

Written whole or not at all, under its own checksum; a file that does not hold is as good as none (F21).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path


class Shelf:
    """One file a tenant in `folder`. Any number of processes may put; the last one stands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, tenant: str, files: Mapping[str, bytes]) -> None:
        """Keep a release's texts. Raises OSError when the disk does not take them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        texts = {name: base64.b64encode(data).decode() for name, data in sorted(files.items())}
        body = json.dumps(texts)
        path = self._path(tenant)
        # Beside its place, then into it: nobody ever reads half a file.
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        with beside.open("w", encoding="utf-8") as file:
            file.write(f"{_digest(body)}\n{body}")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def take(self, tenant: str) -> Mapping[str, bytes] | None:
        """Return what was put last; None: nothing, or nothing that holds."""
        try:
            digest, _, body = self._path(tenant).read_text(encoding="utf-8").partition("\n")
            if digest != _digest(body):
                return None
            texts: dict[str, str] = json.loads(body)
            return {name: base64.b64decode(text, validate=True) for name, text in texts.items()}
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, binascii.Error):
            return None

    def _path(self, tenant: str) -> Path:
        return self._folder / f"{tenant}.release"


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
