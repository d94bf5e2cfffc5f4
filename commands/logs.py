"""Logs: one JSON object a line, UTC, to standard error; what is sent where is the operator's choice."""

from __future__ import annotations

import logging
import select
import sys
import threading
from typing import TextIO

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

#: Without the frames' variables: a PIN or a card number may be among them, and to print a whole release of
#: flows takes longer than a caller waits.
_TRACEBACKS = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
#: Characters written at once: a pipe that takes anything takes 4,096 bytes without a wait.
PIECE = 1_000
#: What a line waits for whoever empties the pipe, in milliseconds; no later line does until one got through.
PATIENCE_MS = 20


class Lines:
    """Writes lines to a stream, and loses them rather than a caller: on a full disk, in a full pipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._waits_ms = PATIENCE_MS
        self._room = select.poll()
        try:
            self._room.register(stream.fileno(), select.POLLOUT)
            self._is_file = True
        except (OSError, ValueError):  # a stream of a test, in memory
            self._is_file = False

    def msg(self, line: str) -> None:
        text = f"{line}\n"
        with self._lock:
            try:
                for start in range(0, len(text), PIECE):
                    if not self._has_room():
                        return
                    self._stream.write(text[start : start + PIECE])
                    self._stream.flush()
            except (OSError, ValueError):  # no space left, or closed: there is nowhere to say so
                return

    def _has_room(self) -> bool:
        if not self._is_file or self._room.poll(self._waits_ms):
            self._waits_ms = PATIENCE_MS
            return True
        self._waits_ms = 0
        return False

    debug = info = warning = error = critical = exception = msg


def log_to_stderr() -> None:
    """Set structlog and the libraries' loggers up for this process."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    lines = Lines(sys.stderr)
    structlog.configure(
        processors=[
            *shared,
            _TRACEBACKS,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
