"""The company with people on call in one process, in phone time, and an account that drills ring from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.emulated import EmulatedRest, emulate
from commands.settings import Settings, read_settings
from emulator.phones import Network
from storage.live.server import RunningRedis
from switchboard.services import Services, Tenant
from telephony.assets import Assets
from telephony.carrier import Account
from telephony.rest import Rest
from tests.e2e.command import run_here
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN
from tests.on_call_company import DRILLS, write_company


@dataclass(kw_only=True)
class ToyHouse:
    """net: everybody's phones and the clock; rest: the account's REST API."""

    net: Network
    services: Services
    settings: Settings
    rest: Rest
    sent: EmulatedRest
    assets: Assets

    @property
    def toy(self) -> Tenant:
        return self.services.tenants["toy"]

    def facts(self, name: str = "") -> list[dict[str, Any]]:
        found = [json.loads(entry.fact) for entry in self.toy.facts.after(0, 10_000)]
        return [fact for fact in found if name in ("", fact["fact"])]

    def rests(self, seconds: float) -> None:
        self.net.clock.moves(seconds=seconds)


def published(folder: Path, data: Path, redis: RunningRedis) -> Settings:
    """Publish the companies of a folder, and return the settings that serve them."""
    env = {
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "a-key-for-tests-of-no-worth",
        "REDIS_URL": redis.url,
        "RINGDOWN_DATA": str(data),
        "CALLFLOWS_DIR": str(folder),
    }
    ran = run_here("publish", str(folder), env=env)
    assert ran.status == 0, ran.err
    return read_settings(env)


@contextmanager
def a_toy_house(
    scratch: Path, redis: RunningRedis, at: datetime, change: Callable[[str], str] = str
) -> Iterator[ToyHouse]:
    """Publish the company and put the product together at a moment. change: of its company.yaml."""
    folder = write_company(scratch / "flows")
    company = folder / "toy" / "company.yaml"
    company.write_text(change(company.read_text("utf-8")), encoding="utf-8")
    settings = published(folder, scratch / "data", redis)
    emulated = emulate(settings, ("toy",), at)
    emulated.services.live.run(lambda client: client.flushall())
    emulated.net.number(DRILLS)
    account = Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN)
    rest = Rest(account, http=emulated.rest)
    try:
        yield ToyHouse(
            net=emulated.net,
            services=emulated.services,
            settings=settings,
            rest=rest,
            sent=emulated.rest,
            assets=Assets(rest, TOKEN, PUBLIC_URL),
        )
        emulated.net.check()
    finally:
        emulated.close()
