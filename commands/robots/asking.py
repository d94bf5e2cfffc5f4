"""Requests to the demo's own addresses, and replies that are JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request

ANSWERS_WITHIN_S = 10.0


def request_to(
    url: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> Request:
    """Make a GET, or a POST of a JSON object."""
    asked = Request(urljoin(url, path), headers=headers or {})  # noqa: S310 - an address of the demo's plan
    if body is not None:
        asked.method = "POST"
        asked.data = json.dumps(body).encode()
        asked.add_header("Content-Type", "application/json")
    return asked


def read_object(read: bytes) -> dict[str, Any]:
    """Read a JSON object; {} when it is something else. Raises ValueError when it is no JSON."""
    found = json.loads(read)
    return found if isinstance(found, dict) else {}
