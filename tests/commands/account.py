"""An emulated account over real sockets, a company with people on call, and an operator's commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from commands.operating import assets_of, operating
from commands.settings import read_settings
from commands.standby import Keeper
from commands.terminal import Terminal
from emulator.fetch import Request
from emulator.model import Number
from emulator.server import Emulator
from emulator.settings import Line, Settings
from emulator.signature import sign
from tests.e2e.command import NOW, Ran, run_here
from tests.on_call_company import LINE, SHOP, write_company

SID = "AC" + "0f" * 16
TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of an account that exists only here
#: A number of the account that is on no line: somebody else's business.
STRANGER = "+442079460989"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Runs commands against the account. folder: of companies."""

    emulator: Emulator
    folder: Path
    env: dict[str, str]

    def runs(self, *args: str) -> Ran:
        return run_here(*args, env=self.env)

    def number(self, number: str) -> Number:
        return self.emulator.exchange.numbers[number]

    def document(self, url: str) -> str:
        """Ask for an asset as Twilio does."""
        fetcher = self.emulator.exchange.fetcher(url)
        assert fetcher is not None
        headers = {"X-Twilio-Signature": sign(TOKEN, url, {})}
        return fetcher.fetch(Request(method="GET", url=url, headers=headers)).body.decode()


def lines(*numbers: str) -> tuple[Line, ...]:
    return tuple(Line(number=number, name=number, voice_url="") for number in numbers)


def keep_up(operator: Operator) -> None:
    """Do what follow does: bring the standby up to date, once, without Redis."""
    settings = read_settings(operator.env)
    terminal = Terminal(
        clock=lambda: NOW, env={}, user="", read=input, read_secret=input, say=print, complain=print
    )
    with operating(settings, terminal) as services:
        Keeper(services, assets_of(settings)).look()


def findings(operator: Operator) -> dict[str, dict[str, str]]:
    """What doctor says, by check."""
    ran = operator.runs("doctor", "--json")
    return {each["check"]: each for each in json.loads(ran.out)}


@contextmanager
def an_account(
    scratch: Path,
    *,
    public_url: str = "http://127.0.0.1:9",
    now: datetime = NOW,
    extra: tuple[str, ...] = (),
) -> Iterator[Operator]:
    """Start the account's emulator, with the company's numbers set to nothing, and its flows live.

    extra: numbers of the account beside those.
    """
    settings = Settings(
        account_sid=SID, auth_token=TOKEN, public_url=public_url, lines=lines(LINE, SHOP, STRANGER, *extra)
    )
    folder = write_company(scratch / "flows")
    emulator = Emulator(settings, port=0, now=now)
    emulator.start()
    env = {
        "PUBLIC_URL": public_url,
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_URL": emulator.url,
        "SECRET_KEY": "a-key-for-tests-of-no-worth",
        "CALLFLOWS_DIR": str(folder),
        "RINGDOWN_DATA": str(scratch / "data"),
    }
    try:
        operator = Operator(emulator=emulator, folder=folder, env=env)
        published = operator.runs("publish", str(folder))
        assert published.status == 0, published.err
        yield operator
    finally:
        emulator.stop()
