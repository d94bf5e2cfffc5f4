"""The way to every place of Homewise's two lines where a call stands still and its caller is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from emulator.phone import Plan
from emulator.phone_call import PhoneCall
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import (
    AS_OWNER,
    AS_RENTER,
    HOMEOWNER,
    NIGHT,
    OPEN,
    OWING,
    SUNDAY,
    TRADE,
    identified,
    to_the_bill,
)
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House
from tests.on_call import EVERYBODY_RUNG_S, HOMEWISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to get to a step. does: see doing.does; breaks: our side fails before the last of it."""

    does: tuple[str, ...] = ()
    at: str = OPEN
    line: str = HOMEWISE_SUPPORT
    breaks: bool = False
    within: float = 180.0  #: seconds from the last thing done


def _main(*does: str, at: str = OPEN, breaks: bool = False) -> Way:
    return Way(does=does, at=at, line=HOMEWISE_MAIN, breaks=breaks)


def _owner(*does: str, within: float = 180.0) -> Way:
    return Way(does=(*AS_OWNER, *does), within=within)


def _night(*does: str) -> Way:
    return Way(does=(*AS_OWNER, *does), at=NIGHT)


_VISIT = (*identified(HOMEOWNER.order_number), "press 1", "press 2")

MENUS = {
    "homewise-main/urgent_first": _main(),
    "homewise-main/main_menu": _main("wait"),
    "homewise-main/other_menu": _main("wait", "press 4"),
    "homewise-support/urgent_first": Way(),
    "homewise-support/owner_menu": _owner(),
    "homewise-support/renter_menu": Way(does=AS_RENTER),
    "homewise-support/reduced_menu": Way(does=AS_OWNER, at=SUNDAY),
    "homewise-support/closed_menu": _night(),
    "homewise-support/visit_menu": _owner("press 1"),
    "homewise-support/visit_told": Way(does=_VISIT),
    "homewise-support/bill_menu": _owner("press 2"),
    "homewise-support/invoice_told": Way(does=to_the_bill(OWING)),
    "homewise-support/invoice_paid": Way(does=to_the_bill(HOMEOWNER)),
    "homewise-support/hours_open": _main("wait", "press 5"),
    "homewise-support/hours_reduced": _main("wait", "press 5", at=SUNDAY),
    "homewise-support/hours_closed": _main("wait", "press 5", at=NIGHT),
}
ASKS = {"homewise-support/caller_kind": Way(does=("wait", "press #"))}
VERIFIES = {
    "homewise-support/who": Way(does=("wait",)),
    "homewise-support/trade_who": _main("wait", "press 3"),
    "homewise-support/identify_visit": _owner("press 1", "press 2"),
    "homewise-support/prove_account": _owner("press 2", "press 1"),
}
QUEUES = {
    "homewise-support/urgent_queue": Way(does=("press 9",)),
    "homewise-support/complaint_queue": _owner("press 5"),
    "homewise-support/trade_queue": Way(does=identified(TRADE.order_number)),
    "homewise-support/booking_queue": _owner("press 1", "press 1"),
    "homewise-support/billing_queue": _owner("press 2", "press 2"),
    "homewise-support/warranty_queue": _owner("press 3"),
    "homewise-support/claims_queue": _owner("press 4"),
    "homewise-support/tier1_queue": _owner("press 0"),
}
PAGES = {"homewise-support/urgent_page": Way(does=("press 9",))}
TRANSFERS = {
    "homewise-support/failsafe": Way(does=(*AS_OWNER, "press 6"), breaks=True),
    "homewise-main/failsafe": _main("wait", "press 6", breaks=True),
}
MESSAGES = {
    "homewise-support/urgent_voicemail": Way(does=("press 9",), within=EVERYBODY_RUNG_S),
    "homewise-support/busy_message": _owner("press 0", within=1500),
    "homewise-support/closed_message": _night("press 5"),
    "homewise-support/change_message": Way(
        does=(*identified(HOMEOWNER.order_number), "press 1", "press 1"), at=NIGHT
    ),
    "homewise-support/callback_message": _night("press 2"),
    "homewise-support/message": _night("press 3"),
    "homewise-support/message_again": _night("press 3", "wait"),
    "homewise-support/failsafe_voicemail": Way(does=(*AS_OWNER, "press 6"), breaks=True),
    "homewise-main/failsafe_voicemail": _main("wait", "press 6", breaks=True),
}
SURVEYS = {"homewise-support/csat": Way(does=(*_VISIT, "wait", "wait"))}

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
    for number in (*HOMEWISE.phones, homewise.FAILSAFE):
        house.net.phone(number).will(plan)
    call = homewise.calls(house, *way.does[: len(way.does) - way.breaks], line=way.line)
    if way.breaks:
        house.net.runs_until(lambda: call.leg.listening is not None, 60)
        doing.loses_its_memory(house, "homewise", call)
        doing.does(call, way.does[-1])
    return house, doing.comes_to(house, call, step, within=way.within)
