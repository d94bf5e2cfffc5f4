"""One REST request without a network: what a client in the same process needs to ask a WSGI app."""

from dataclasses import dataclass

from emulator.fetch import Request, StartResponse, WsgiApp, environ
from emulator.rest.dispatch import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(app: WsgiApp, request: Request, *, patience_s: float) -> Answer:
    """Ask. Raises TimeoutError when a fault keeps the reply back for longer than `patience_s`."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> object:
        started.append((status, headers))
        return None

    respond: StartResponse = start_response
    body = b"".join(app(environ(request) | {PATIENCE: patience_s}, respond))
    status, headers = started[-1]
    return Answer(status=int(status[:3]), headers={k.lower(): v for k, v in headers}, body=body)
