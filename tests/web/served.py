"""A house served on loopback, for a real browser: the same app, over plain http."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask
from werkzeug.serving import make_server

from telephony.signature import Signatures
from tests.house import TOKEN, House
from web.app import Pages, create_app


@contextmanager
def served(house: House, softphone_url: str = "") -> Iterator[str]:
    """Serve the house's pages, as in the demo; yields their address. softphone_url: of the desk's carrier."""
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True)  # its address is part of the app
    url = f"http://127.0.0.1:{server.server_port}"
    services = replace(house.services, public_url=url)
    pages = Pages(demo=True, softphone_url=softphone_url)
    server.app = create_app(services, Signatures((TOKEN,), url), pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
