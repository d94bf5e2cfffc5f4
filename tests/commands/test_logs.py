"""What operators read about a program error."""

from __future__ import annotations

import json

import pytest
import structlog

from commands.logs import log_to_stderr


def test_a_traceback_shows_where_it_broke_and_no_variables(capsys: pytest.CaptureFixture[str]) -> None:
    """DC2, HW15: a PIN or a card number may be among the variables of a frame."""
    before = structlog.get_config()
    log_to_stderr()
    try:
        _breaks("271828")
    finally:
        structlog.configure(**before)
    written = capsys.readouterr().err
    line = json.loads(written)
    assert line["event"] == "turn_failed"
    assert line["exception"][0]["frames"][-1]["name"] == "_breaks"
    assert "271828" not in written


def _breaks(pin: str) -> None:
    try:
        pin.index("*")
    except ValueError:
        structlog.get_logger("a test").exception("turn_failed")
