"""The least WSGI app, to look at the server that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

App = Callable[[dict[str, object], Callable[[str, list[tuple[str, str]]], object]], Iterable[bytes]]


def wsgi() -> App:
    """Make it, as Granian asks a factory."""

    def app(
        _environ: dict[str, object], start: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "2")])
        return [b"hi"]

    return app
