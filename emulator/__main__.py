"""Starts the emulator by itself: `python -m emulator --port 8010 --config FILE`."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from emulator.server import run_emulator
from emulator.settings import Settings, SettingsError, read_settings


def main() -> int:
    """Exit status: 0 after a signal, 2 when the configuration or the port cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8010, help="loopback port of REST and page (0: a free one)"
    )
    parser.add_argument(
        "--config", type=Path, required=True, help="JSON file; its shape is in emulator/README.md"
    )
    parser.add_argument("--ahead-s", type=int, default=0, help="how far its clock is ahead, in seconds")
    given = parser.parse_args()
    settings = read(given.config)
    if settings is None:
        return 2
    now = datetime.now(UTC) + timedelta(seconds=given.ahead_s)  # noqa: TID251 - real time begins here
    try:
        run_emulator(settings, port=given.port, now=now, announce=announce, again=partial(read, given.config))
    except OSError as error:
        sys.stderr.write(f"emulator: port {given.port} cannot be used: {error.strerror}\n")
        return 2
    return 0


def read(config: Path) -> Settings | None:
    """Read the configuration; None, once its faults are told, when it cannot be used."""
    try:
        return read_settings(config)
    except SettingsError as error:
        sys.stderr.write("".join(f"emulator: {sentence}\n" for sentence in error.wrong))
        return None


def announce(url: str) -> None:
    sys.stdout.write(f"Phone page: {url}/\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
