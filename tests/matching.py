"""A floor to match on as the product does, without a phone network: for the soak and the bench."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from twilio.http import HttpClient

from commands.assembling import Outside, assemble
from commands.settings import read_settings
from routing.floor import match
from routing.floor.conversation import Conversation
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.calls import Asks, Calls, Commit
from storage.live.client import LiveClient
from storage.live.floor import Floor
from storage.live.floor_commit import AgentRecord, CallPlace, ConversationRecord, Due, FloorCommit
from switchboard.floor_keeping import new_commit_id, pool_places
from switchboard.services import Services, Tenant
from telephony.carrier import Account, Carrier
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN

TENANT, QUEUE = "homewise", "support"
PATIENT_S = 30.0


class NoNetwork(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """Nothing here may ask the phone network: agents have softphones, and no talk begins."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature

    def request(self, *_args: object, **_named: object) -> None:
        raise AssertionError("the phone network was asked")


class Matching:
    """The services of one process, and its company. Profiles stay as they were first given.

    client: to the server that the floor is on; folder: for what else a process keeps, which is nothing here.
    """

    def __init__(self, client: LiveClient, folder: Path, now: datetime) -> None:
        settings = read_settings(
            {
                "PUBLIC_URL": PUBLIC_URL,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "SECRET_KEY": "a-key-for-tests-of-no-worth",
                "REDIS_URL": client.url,
                "DATABASE_URL": f"sqlite:///{folder / 'record.sqlite'}",
                "RINGDOWN_DATA": str(folder / "data"),
            }
        )
        carrier = Carrier(Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN), NoNetwork())
        made = assemble(settings, Outside(clock=lambda: now, tenants=[TENANT], carrier=carrier))
        made.live.close()
        self.floor = Floor(client, TENANT)
        tenant = replace(made.tenants[TENANT], floor=self.floor, calls=Calls(client, TENANT))
        self.tenant: Tenant = tenant
        self.services: Services = replace(made, live=client, tenants={TENANT: tenant}, stopwatch=lambda: 0.0)

    def knows(self, profile: Profile) -> None:
        """Keep a profile as a warm process has it. The stopwatch stands, so it never gets old."""
        self.services.profiles.find(TENANT, profile.id, 0.0, lambda: profile)

    def opens(self, demands: Iterable[Demand]) -> None:
        """Note demands before any agent comes, so that everybody who comes stands in their pools."""
        for demand in demands:
            self.floor.register_demand(demand.key)
            self.floor.open_demand(demand.key)

    def close(self) -> None:
        self.services.record.close()
        self.services.journal.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An agent as kept, with the version."""

    version: int
    agent: Agent


def held(floor: Floor, agent_id: str) -> Held:
    """Read an agent; who was never there is offline, at version 0."""
    record = floor.read((agent_id,)).agents.get(agent_id)
    if record is None:
        return Held(version=0, agent=Agent(id=agent_id))
    return Held(version=record.version, agent=Agent.from_json(record.state))


def free(profile: Profile, demands: Iterable[Demand], idle_ms: int) -> Agent:
    return Agent(
        id=profile.id,
        presence="available",
        link="connected",
        idle_ms=idle_ms,
        pools=match.pools(profile, demands),
    )


def record(before: Held, agent: Agent) -> AgentRecord:
    return AgentRecord(
        id=agent.id,
        version=before.version,
        state=agent.to_json(),
        shown_before=before.agent.display if before.version else "",
        shown=agent.display,
        pools=pool_places(agent, before.agent),
    )


def joins(calls: Calls, needs: Needs, now_ms: int) -> None:
    """Let a caller join the queue, with a turn of their own."""
    asks = Asks(needs=needs.to_json(), demands=needs.demands, score=needs.score)
    turn = Commit(
        call_id=needs.call,
        turn_read=0,
        turn=1,
        state="{}",
        reply="",
        now_ms=now_ms,
        joins=((QUEUE, float(needs.score)),),
        asks=asks,
    )
    calls.commit(turn)


def is_over(floor: Floor, agent_id: str, idle_ms: int) -> None:
    """Let the caller who is offered to an agent be gone, and the agent be free again, idle since then."""
    before = held(floor, agent_id)
    call = before.agent.call
    loaded = floor.read((), call)
    if loaded.conversation is None or loaded.needs is None:
        raise AssertionError(f"{agent_id} has an offer of {call!r}, which has none")
    talk, needs = Conversation.from_json(loaded.conversation.state), Needs.from_json(loaded.needs)
    after = replace(before.agent, work="idle", offer="", call="", idle_ms=idle_ms)
    over = FloorCommit(
        id=new_commit_id(),
        agents=(record(before, after),),
        conversation=ConversationRecord(
            call_id=call, version=loaded.conversation.version, state=replace(talk, phase="ended").to_json()
        ),
        place=CallPlace(call_id=call, change="taken", demands=needs.demands, queues=(QUEUE,)),
        timers=(Due(kind="offer", id=f"{call}/{before.agent.offer}", due_ms=0),),
    )
    if not floor.commit(over):
        raise AssertionError("nobody else is here, and yet it was not kept")
