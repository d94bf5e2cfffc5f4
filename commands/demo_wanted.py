"""What a demo may be asked for: its ports, its flows, how many customers; all that its --help needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.record.companies import SIZE
from storage.record.roles import ROLES

DATA = Path("var/demo")
CUSTOMERS = SIZE
LEAST_CUSTOMERS = len(ROLES)
LOOPBACK = "127.0.0.1"
#: The emulator's phone page, beside the web port.
PHONES_ABOVE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    web: int

    @property
    def phones(self) -> int:
        return self.web + PHONES_ABOVE

    @property
    def web_url(self) -> str:
        return f"http://{LOOPBACK}:{self.web}"

    @property
    def phones_url(self) -> str:
        return f"http://{LOOPBACK}:{self.phones}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the demo serves. data: where it keeps everything; customers: of each company, when data is new.

    robots: whether agents work and callers ring by themselves. real_time: whether the clock stays the
    machine's when somebody is closed.
    """

    folder: Path
    ports: Ports
    data: Path
    customers: int
    robots: bool
    real_time: bool
