"""Who asks for something at a desk, and what they are told where it cannot be done."""

from __future__ import annotations

from dataclasses import dataclass

from routing.floor import match
from routing.floor.conversation import Conversation
from routing.floor.needs import Demand
from routing.floor.people import Agent, Profile
from storage.record.staff import Member
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of
from web.desk.whole import Floors


class NotPossibleError(Exception):
    """It cannot be done as asked; the words say why, and what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who asks, and where."""

    services: Services
    floors: Floors
    tenant: Tenant
    member: Member

    @property
    def me(self) -> Profile:
        return self.member.profile

    def somebody(self, staff_id: str) -> Profile:
        """Return a colleague. Raises NotPossibleError for nobody of this company."""
        found = profile_of(self.services, self.tenant, staff_id)
        if found is None:
            raise NotPossibleError("There is nobody of that name here. Search again.")
        return found

    def is_served(self, demand: Demand) -> bool:
        """Whether a colleague on the floor could take such a call, now or when they are done or back."""
        whole = self.floors.whole(self.tenant)
        on_floor = (
            whole.staff[who]
            for who, agent in whole.agents.items()
            if agent.presence != "offline" and who in whole.staff and who != self.me.id
        )
        return any(match.ring(member.profile, demand) is not None for member in on_floor)

    def conversation(self) -> Conversation | None:
        """Return the call that the asking agent has to do with."""
        record = self.tenant.floor.read((self.me.id,)).agents.get(self.me.id)
        if record is None:
            return None
        call = Agent.from_json(record.state).call
        held = self.tenant.floor.read((), call).conversation if call else None
        return None if held is None else Conversation.from_json(held.state)
