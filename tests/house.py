"""The whole product in one process, for whole-call scripts: real Redis and SQL, an emulated Twilio."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.emulated import Emulated, emulate
from commands.settings import Settings, read_settings
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from storage.live.calls import Calls
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.record.promises import Kind, Promise
from switchboard import errands
from switchboard.books import Books
from switchboard.replaying import replay
from switchboard.services import Services
from switchboard.tracing import path_of

PUBLIC_URL = "https://ringdown.example"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "f" * 32
TENANTS = ("homeika", "homewise")
#: What a test itself waits for an answer of Redis, in seconds.
PATIENCE_S = 5.0
#: In the key of a text beside a ring.
BESIDE = "/beside/"
_TEXTS: tuple[Kind, ...] = ("text",)
#: A Monday morning in both companies' hours.
MONDAY = datetime.fromisoformat("2026-11-23T18:00:00+00:00")

HOMEIKA_SUPPORT = "+18005551820"
HOMEIKA_EMERGENCY = "+18885551821"
HOMEWISE_MAIN = "+442071234567"
HOMEWISE_SUPPORT = "+443456789012"


@dataclass(kw_only=True)
class House:
    """One house at one moment. Time moves only in the network's clock."""

    emulated: Emulated
    #: For what a test looks up itself: a busy machine may be slower than a webhook's limit.
    patient: LiveClient

    @property
    def net(self) -> Network:
        return self.emulated.net

    @property
    def services(self) -> Services:
        return self.emulated.services

    def dials(self, line: str, *, number: str | None = None, attestation: str = "") -> PhoneCall:
        """Call a line; number None is a caller who withholds it."""
        return self.net.phone(number, attestation=attestation).calls(line)

    def path(self, call: PhoneCall) -> list[str]:
        """The ids of the steps a call has been at, in order, the present one last."""
        return [step["step"] for step in path_of(self.services, call.sid)]

    def state(self, call: PhoneCall) -> dict[str, Any]:
        """What the live store holds of a call: the fields of ivr.call.Call."""
        for tenant in self.services.tenants:
            stored = Calls(self.patient, tenant).read(call.sid)
            if stored is not None:
                found: dict[str, Any] = json.loads(stored.state)
                return found
        raise AssertionError(f"no store knows {call.sid}")

    def level(self, call: PhoneCall) -> str:
        return str(self.state(call)["level"])

    def facts(self, tenant: str) -> list[dict[str, Any]]:
        """Every fact of a company that was not asked for before, oldest first; `fact` is its type."""
        entries = Facts(self.patient, tenant).read("tests", "reader", count=100_000)
        return [json.loads(entry.fact) for entry in entries]

    def promises(self, call: PhoneCall) -> tuple[Promise, ...]:
        """The promises of a call that are still to be kept, but for texts beside rings."""
        tenants = self.services.tenants.values()
        rows = (row for tenant in tenants for row in tenant.promises.open_of(call.sid))
        return tuple(row for row in rows if BESIDE not in row.key)

    def runs_errands(self, *kinds: Kind) -> None:
        """Do what a follower and a worker would do now, without RQ between them: of these kinds of promises.

        Texts and alerts where none is named; by name alone pages, which ring phones, and texts beside rings.
        """
        replay(self.services)
        errands.call_lines(self.services)
        for name, tenant in self.services.tenants.items():
            for row in tenant.promises.due(self.services.clock(), 100, kinds or ("alert", "text")):
                if kinds or BESIDE not in row.key:
                    errands.keep(self.services, f"{name}:{row.id}")


def drop_ring_texts(services: Services) -> None:
    """Let nobody be texted beside the rings there were: for tests of what else is texted."""
    for tenant in services.tenants.values():
        for row in tenant.promises.due(services.clock(), 100, _TEXTS):
            if BESIDE in row.key:
                tenant.promises.cancel(row.key, "of no matter to the test")


@contextmanager
def a_house(
    *, redis_url: str, database_url: str, folder: Path, books: Books | None, at: datetime
) -> Iterator[House]:
    """Put the product together at a moment. The database is migrated, filled, and has live flows.

    At the end every reply has been valid by the grammar, and nothing unexpected has happened (Network.check).
    """
    emulated = emulate(settings_for(redis_url, database_url, folder), TENANTS, at, books)
    patient = LiveClient(redis_url, timeout_s=PATIENCE_S)
    try:
        yield House(emulated=emulated, patient=patient)
        emulated.net.check()
    finally:
        patient.close()
        emulated.close()


def settings_for(redis_url: str, database_url: str, folder: Path) -> Settings:
    """Settings of every process of one house."""
    return read_settings(
        {
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "a-key-for-tests-of-no-worth",
            "REDIS_URL": redis_url,
            "DATABASE_URL": database_url,
            "RINGDOWN_DATA": str(folder),
        }
    )
