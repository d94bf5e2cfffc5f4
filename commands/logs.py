"""Logs: one JSON object a line, UTC, to standard error; what is sent where is the operator's choice."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

#: Without the frames' variables: a PIN or a card number may be among them, and to print a whole release of
#: flows takes longer than a caller waits.
_TRACEBACKS = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def log_to_stderr() -> None:
    """Set structlog and the libraries' loggers up for this process."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            _TRACEBACKS,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
