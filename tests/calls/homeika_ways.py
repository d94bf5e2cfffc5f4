"""The way to every place of Homeika's two lines where a call stands still and its caller is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from emulator.phone import Plan
from emulator.phone_call import PhoneCall
from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, ENTERPRISE, NIGHT, OPEN, PREMIUM, RETURNING, UNCOVERED, proof_of
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, House
from tests.on_call import EVERYBODY_RUNG_S, HOMEIKA


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to get to a step. does: see doing.does; breaks: our side fails before the last of it."""

    does: tuple[str, ...] = ()
    who: Role | None = None  #: who calls from the number on file; None: somebody nobody knows
    at: str = OPEN
    line: str = HOMEIKA_SUPPORT
    breaks: bool = False
    within: float = 180.0  #: seconds from the last thing done
    owes: int = 0  #: cents that the Basic customer has to pay
    returned: str = ""  #: how far the return of the returning customer has come; "": as the record says


SKIP = ("wait", "press #")  #: past the danger question, and no number given
_NEXT = ("press #",)
_GUIDE = (*SKIP, "press 1", *_NEXT * 5)
_STATUS = (*proof_of(RETURNING), "press 2", "press 2")


def _open(*does: str, who: Role | None = None) -> Way:
    return Way(does=(*SKIP, *does), who=who)


def _night(*does: str, who: Role | None = None) -> Way:
    return Way(does=(*SKIP, *does), who=who, at=NIGHT)


def _emergency(*does: str, who: Role, breaks: bool = False) -> Way:
    return Way(does=does, who=who, line=HOMEIKA_EMERGENCY, at=NIGHT, breaks=breaks)


MENUS = {
    "homeika-support/danger_check": Way(),
    "homeika-support/enterprise_menu": _open(who=ENTERPRISE),
    "homeika-support/main_menu": _open(),
    "homeika-support/fix_power": Way(does=_GUIDE),
    "homeika-support/fix_router": Way(does=(*_GUIDE, "press 2")),
    "homeika-support/fix_network": Way(does=(*_GUIDE, "press 2", "press 2")),
    "homeika-support/fix_firmware": Way(does=(*_GUIDE, "press 2", "press 2", "press 2")),
    "homeika-support/return_menu": _open("press 2"),
    "homeika-support/not_covered": Way(does=(*proof_of(UNCOVERED), "press 2", "press 1"), who=UNCOVERED),
    "homeika-support/rma_opened": Way(does=(*proof_of(PREMIUM), "press 2", "press 1"), who=PREMIUM),
    "homeika-support/rma_closed": Way(does=_STATUS, who=RETURNING, returned="closed"),
    "homeika-support/rma_status": Way(does=_STATUS, who=RETURNING),
    "homeika-support/warranty_told": Way(does=(*proof_of(BASIC), "press 2", "press 3"), who=BASIC),
    "homeika-support/invoice_told": Way(does=(*proof_of(BASIC), "press 3"), who=BASIC, owes=12_99),
    "homeika-support/invoice_paid": Way(does=(*proof_of(BASIC), "press 3"), who=BASIC),
    "homeika-support/closed_premium": _night(who=PREMIUM),
    "homeika-support/closed_menu": _night(),
    "homeika-emergency/basic_told": _emergency(who=BASIC),
}
ASKS = {
    "homeika-support/ask_serial": _open("press 1"),
    "homeika-support/ask_firmware": _open("press 1", *_NEXT),
    "homeika-support/ask_network": _open("press 1", *_NEXT * 2),
    "homeika-support/ask_speed": _open("press 1", *_NEXT * 3),
    "homeika-support/ask_links": _open("press 1", *_NEXT * 4),
}
VERIFIES = {
    "homeika-support/who": Way(does=("wait",)),
    "homeika-support/prove_return": _open("press 2", "press 1"),
    "homeika-support/identify_return": _open("press 2", "press 2"),
    "homeika-support/identify_warranty": _open("press 2", "press 3"),
}
QUEUES = {
    "homeika-support/enterprise_queue": _open("press 2", who=ENTERPRISE),
    "homeika-support/premium_queue": _open("press 0", who=PREMIUM),
    "homeika-support/support_queue": _open("press 0"),
}
PAGES = {
    "homeika-support/danger_page": Way(does=("press 9",)),
    "homeika-support/p1_page": _open("press 1", who=ENTERPRISE),
    "homeika-support/on_call": _night("press 1", who=PREMIUM),
    "homeika-emergency/on_call": _emergency(who=PREMIUM),
}
TRANSFERS = {
    "homeika-support/failsafe": Way(does=(*SKIP, "press 5"), breaks=True),
    "homeika-emergency/failsafe": _emergency("press 5", who=BASIC, breaks=True),
}
MESSAGES = {
    "homeika-support/danger_voicemail": Way(does=("press 9",), within=EVERYBODY_RUNG_S),
    "homeika-support/on_call_voicemail": Way(
        does=(*SKIP, "press 1"), who=PREMIUM, at=NIGHT, within=EVERYBODY_RUNG_S
    ),
    "homeika-support/busy_message": Way(does=(*SKIP, "press 0"), within=1500),
    "homeika-support/callback_message": _night("press 3"),
    "homeika-support/agree_message": Way(
        does=(*proof_of(UNCOVERED), "press 5", "press 1"), who=UNCOVERED, at=NIGHT
    ),
    "homeika-support/message": _night("press 4"),
    "homeika-support/message_again": _night("press 4", "wait"),
    "homeika-support/failsafe_voicemail": Way(does=(*SKIP, "press 5"), breaks=True),
    "homeika-emergency/on_call_voicemail": Way(
        who=PREMIUM, line=HOMEIKA_EMERGENCY, at=NIGHT, within=EVERYBODY_RUNG_S
    ),
}
SURVEYS = {"homeika-support/csat": Way(does=(*_GUIDE, "press 1"))}

#: By kind of step, all kinds that wait for the caller; then `flow/step` -> the way there.
PLACES: Mapping[str, Mapping[str, Way]] = MappingProxyType(
    {
        "menu": MENUS,
        "ask": ASKS,
        "verify": VERIFIES,
        "queue": QUEUES,
        "page": PAGES,
        "transfer": TRANSFERS,
        "voicemail": MESSAGES,
        "survey": SURVEYS,
    }
)
WAYS: Mapping[str, Way] = MappingProxyType(
    {step: way for ways in PLACES.values() for step, way in ways.items()}
)


def goes_to(at: At, step: str, *, plan: Plan = "no answer") -> tuple[House, PhoneCall]:
    """Open a house and call until the call stands at `flow/step`. plan: what every phone that rings does."""
    way = WAYS[step]
    house = at(way.at)
    for number in (*HOMEIKA.phones, homeika.FAILSAFE, homeika.EMERGENCY_FAILSAFE):
        house.net.phone(number).will(plan)
    if way.owes:
        homeika.owes(house, BASIC, way.owes)
    if way.returned:
        homeika.return_is(house, RETURNING, way.returned)
    call = homeika.rings_in(house, way.who, way.line)
    doing.does(call, *way.does[: len(way.does) - way.breaks])
    if way.breaks:
        house.net.runs_until(lambda: call.leg.listening is not None, 60)
        doing.loses_its_memory(house, "homeika", call)
        doing.does(call, way.does[-1])
    return house, doing.comes_to(house, call, step, within=way.within)
