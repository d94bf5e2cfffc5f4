"""Every route and who may use it. A route without a row fails test_access.py; so does a row without a route.

Twilio's need no rows: whatever is under /twilio/ must refuse what is not signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from routing.floor.conversation import Conversation, Party
from routing.floor.needs import Demand, Needs
from storage.live.floor_commit import ConversationRecord, FloorCommit
from storage.record.oncall_changes import Deed, NewChange
from storage.record.staff import ROLES, staff_id
from tests.house import House

AGENTS = ("agent", "supervisor")

#: A status that differs by role, or says what else is wrong; never one that refuses the role.
ANY = 0

#: Makes a path (below the rule) of something that the company has; it may set it up first.
Thing = Callable[[House, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Who may use a route: roles; none of them is asked where `roles` is None: it is open to everybody.

    status: of an allowed request. thing: what an argument of the rule names, at a company; None: the rule has
    none, or (of an open one) `path` is asked. body: the JSON or form of a change.
    """

    roles: tuple[str, ...] | None
    status: int = 200
    thing: Thing | None = None
    path: str = ""
    body: dict[str, Any] | None = None


def call_of_agents(house: House, tenant: str) -> str:
    """Put a call of this company's between its agent1 and its supervisor; return its id."""
    floor = house.services.tenants[tenant].floor
    demand = Demand(queue="support").key
    call = Conversation(
        id=f"CA{tenant}",
        needs=Needs(call=f"CA{tenant}", demand=demand, score=0, priority=0, joined_ms=0),
        parties=tuple(Party(role="agent", id=staff_id(tenant, who)) for who in ("agent1", "supervisor")),
    )
    if floor.read((), call.id).conversation is None:
        record = ConversationRecord(call_id=call.id, version=0, state=call.to_json())
        assert floor.commit(FloorCommit(id="row", conversation=record))
    return call.id


def proposed_swap_of(answer: str, house: House, tenant: str) -> str:
    """Propose a swap at this company, of a schedule that it has not; return the way to its answer."""
    now = house.services.clock()
    swap = NewChange(
        schedule="none",
        kind="swap",
        person="engineer_2",
        replaces="engineer_1",
        since=now + timedelta(hours=1),
        until=now + timedelta(hours=2),
        asks="engineer_2",
    )
    (made,) = house.services.tenants[tenant].oncall.make([swap], Deed(by="agt_row", now=now))
    return f"/admin/oncall/changes/{made.id}/{answer}"


#: By method and rule.
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/healthz"): Row(roles=None),
    ("GET", "/readyz"): Row(roles=None),
    ("GET", "/metrics"): Row(roles=None),
    ("GET", "/audio/hold/<int:piece>.wav"): Row(roles=None, path="/audio/hold/0.wav"),
    ("GET", "/demo/calls/<call_id>/path"): Row(roles=None, path="/demo/calls/CA1/path"),
    ("GET", "/assets/<path:name>"): Row(roles=None, path="/assets/base.css"),
    ("GET", "/sign-in"): Row(roles=None),
    ("POST", "/sign-in"): Row(roles=None, status=400),
    ("POST", "/sign-in/oidc"): Row(roles=None, status=404),
    ("GET", "/sign-in/oidc/return"): Row(roles=None, status=401),
    ("GET", "/signed-out"): Row(roles=None),
    ("POST", "/sign-out"): Row(roles=ROLES, status=303),
    ("GET", "/"): Row(roles=ROLES, status=ANY),
    ("GET", "/desk"): Row(roles=AGENTS),
    ("GET", "/desk/state"): Row(roles=AGENTS),
    ("GET", "/desk/voice-token"): Row(roles=AGENTS, status=409),
    ("GET", "/desk/settings"): Row(roles=AGENTS),
    ("PUT", "/desk/settings"): Row(roles=AGENTS, status=400, body={"keys": "none"}),
    ("PUT", "/desk/notes/<call_id>"): Row(
        roles=AGENTS, status=400, thing=lambda house, at: f"/desk/notes/{call_of_agents(house, at)}", body={}
    ),
    ("POST", "/desk/commands"): Row(roles=AGENTS, status=400, body={"do": "nonsense"}),
    ("GET", "/desk/targets"): Row(roles=AGENTS),
    ("GET", "/desk/history"): Row(roles=AGENTS),
    ("GET", "/desk/customers/<call_id>"): Row(
        roles=AGENTS, thing=lambda house, at: f"/desk/customers/{call_of_agents(house, at)}"
    ),
    ("GET", "/desk/customers/<call_id>/search"): Row(
        roles=AGENTS, thing=lambda house, at: f"/desk/customers/{call_of_agents(house, at)}/search"
    ),
    ("GET", "/desk/customers/<call_id>/crm"): Row(
        roles=AGENTS, thing=lambda house, at: f"/desk/customers/{call_of_agents(house, at)}/crm"
    ),
    ("GET", "/desk/calls/<call_id>/timeline"): Row(
        roles=AGENTS, thing=lambda house, at: f"/desk/calls/{call_of_agents(house, at)}/timeline"
    ),
    ("GET", "/events"): Row(roles=AGENTS),
    ("GET", "/admin/oncall"): Row(roles=ROLES),
    ("GET", "/admin/oncall/going-on"): Row(roles=ROLES),
    ("POST", "/admin/oncall/changes"): Row(roles=ROLES, status=422, body={}),
    ("POST", "/admin/oncall/feeds/renew"): Row(roles=ROLES, status=422, body={}),
    # Who has a key and who has not: tests/web/admin/test_oncall_feed.py.
    ("GET", "/oncall/<tenant>/<schedule>.ics"): Row(roles=None, status=404, path="/oncall/homewise/x.ics"),
    # Who may answer what is asked of each change: tests/web/admin.
    **{
        ("POST", f"/admin/oncall/changes/<change_id>/{answer}"): Row(
            roles=ROLES, status=ANY, thing=partial(proposed_swap_of, answer)
        )
        for answer in ("accept", "decline", "withdraw")
    },
    # It asks no role but for the stream's own name: tests/web/desk/test_links.py.
    ("POST", "/desk/beat"): Row(roles=None, status=401),
}
