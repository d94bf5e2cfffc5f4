"""Style, scripts and pictures of the pages: our own files, and those that set-up took from npm."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from flask import Blueprint, Flask, Response, abort, request, url_for
from werkzeug.security import safe_join

assets = Blueprint("assets", __name__, url_prefix="/assets")

OURS = Path(__file__).parent / "assets"
_NPM = Path(__file__).parents[1] / "node_modules"
#: Files of libraries by the name that pages use; nothing else of node_modules is served.
THEIRS: Mapping[str, Path] = MappingProxyType(
    {
        "lib/pico.css": _NPM / "@picocss/pico/css/pico.min.css",
        "lib/twilio-voice.js": _NPM / "@twilio/voice-sdk/dist/twilio.min.js",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file as it is sent. kind: its media type."""

    content: bytes
    kind: str
    stamp: str


@assets.get("/<path:name>")
def asset(name: str) -> Response:
    """One file. A browser asks each time whether it has changed: scripts import each other by name."""
    found = THEIRS.get(name) or _ours(name)
    if found is None:
        abort(404)
    read = _read(found, found.stat().st_mtime_ns)
    response = Response(read.content, mimetype=read.kind)
    response.set_etag(read.stamp)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def offers_assets(app: Flask) -> None:
    """Let templates write `asset("base.css")`."""
    app.register_blueprint(assets)
    app.jinja_env.globals["asset"] = lambda name: url_for("assets.asset", name=name)


def _ours(name: str) -> Path | None:
    joined = safe_join(str(OURS), name)
    return Path(joined) if joined is not None and Path(joined).is_file() else None


@cache
def _read(path: Path, _changed_ns: int) -> Read:
    """Read a file once for each time it changes: the second argument is only for the cache."""
    content = path.read_bytes()
    kind, _ = mimetypes.guess_type(path.name)
    return Read(
        content=content,
        kind=kind or "application/octet-stream",
        stamp=hashlib.sha256(content).hexdigest()[:16],
    )
