"""What operators read about a program error."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from time import monotonic

import pytest
import structlog

from commands.logs import Lines, log_to_stderr


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


def test_on_a_full_disk_a_line_is_lost_and_nobody_else() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        stream = io.TextIOWrapper(full, write_through=True)
        with pytest.raises(OSError, match="No space left"):
            stream.write("nobody hears this")
        lines = Lines(stream)
        for _ in range(3):
            lines.msg("nor this" * 1_000)


def test_a_pipe_that_nobody_empties_holds_no_caller_up() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as read, os.fdopen(writer, "w", encoding="utf-8") as stream:
        lines = Lines(stream)
        began = monotonic()
        for number in range(2_000):
            lines.msg(f"{number:04} {'-' * 2_000}")
        assert monotonic() - began < 1
        # Whoever empties it again is heard from again.
        full = len(read.read1(1 << 20))
        lines.msg("there you are")
        assert 32_000 < full <= 65_536
        assert read.read1(100).endswith(b"there you are\n")


def test_after_a_stream_was_closed_nothing_breaks() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.msg("heard")
    assert stream.getvalue() == "heard\n"
    stream.close()
    lines.msg("not heard")
