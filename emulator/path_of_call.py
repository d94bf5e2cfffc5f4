"""The path of a call through its flow, asked of the service under test: the emulator has no idea of flows."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

TIMEOUT_S = 2.0
MOST_READ = 256 * 1024


def path_of(template: str, sid: str) -> list[dict[str, str]]:
    """Ask for the steps so far, each with flow, step, kind and outcome. Empty when there is no good answer.

    template: a URL with `{sid}` in it.
    """
    parts = urlsplit(template.replace("{sid}", quote(sid)))
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        response = connection.getresponse()
        body = json.loads(response.read(MOST_READ)) if response.status == 200 else {}
    except (OSError, HTTPException, ValueError):
        return []
    finally:
        connection.close()
    steps = body.get("steps") if isinstance(body, dict) else None
    return [_step(step) for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _step(step: dict[object, object]) -> dict[str, str]:
    return {name: str(step.get(name) or "") for name in ("flow", "step", "kind", "outcome")}
