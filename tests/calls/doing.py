"""What callers of either company do in whole-call scripts, and what is asked of the house about calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from emulator.phone_call import PhoneCall
from ivr.call import Call
from storage.live.calls import Commit
from tests.house import House
from tests.on_call import EVERYBODY_RUNG_S


def does(call: PhoneCall, *actions: str) -> PhoneCall:
    """Do one thing after another: "wait" (stay silent), "press 1", "say it works", "leave a message"."""
    for action in actions:
        kind, _, what = action.partition(" ")
        match kind:
            case "wait":
                call.stays_silent()
            case "press":
                call.presses(what)
            case "say":
                call.says(what)
            case "leave":
                call.leaves_message(what)
            case _:
                raise ValueError(action)
    return call


def comes_to(house: House, call: PhoneCall, step: str, *, within: float = 180.0) -> PhoneCall:
    """Wait until the call is at `flow/step`, and the caller can act there or is being put through."""
    house.net.runs_until(lambda: bool(call.leg.heard), 10)

    def stands() -> str:
        state = house.state(call)
        return f"{state['flow']}/{state['step']}"

    house.net.runs_until(lambda: stands() == step or call.is_over, within)
    assert stands() == step, f"at {stands()}, not {step}\n{call.transcript}"
    house.net.runs_until(lambda: call.leg.listening is not None or bool(call.leg.children), 60)
    return call


def rung(house: House, call: PhoneCall) -> list[list[str]]:
    """Return the numbers that were rung on a call's leg, in order, those at the same time together."""
    legs = [leg for leg in house.net.exchange.calls.values() if leg.parent_sid == call.sid]
    return [sorted(leg.to for leg in group) for _, group in groupby(legs, key=lambda leg: leg.created)]


def nobody_comes(call: PhoneCall) -> PhoneCall:
    """Hold the line until everybody on call was rung, as often as the policy says."""
    return call.hears("Nobody has picked up yet, and we are still calling them.", within=EVERYBODY_RUNG_S)


def until(house: House, call: PhoneCall, moment: datetime) -> PhoneCall:
    """Hold the line until an instant that is still to come."""
    seconds = (moment - house.net.now).total_seconds()
    assert seconds >= 0, f"{moment} is over: it is {house.net.now}"
    return call.waits(seconds=seconds)


def facts_of(house: House, tenant: str, *kinds: str) -> list[dict[str, object]]:
    """Return a company's facts of these kinds that were not asked for before, oldest first."""
    return [fact for fact in house.facts(tenant) if fact["fact"] in kinds]


def promised(house: House, call: PhoneCall) -> list[str]:
    """Return the kinds of what the call was promised and is still to be kept, each once, sorted."""
    return sorted({row.kind for row in house.promises(call)})


def loses_its_memory(house: House, tenant: str, call: PhoneCall) -> None:
    """Spoil what the present step remembers of a call, so that its next turn breaks on our side."""
    calls = house.services.tenants[tenant].calls
    stored = calls.read(call.sid)
    assert stored is not None
    state = replace(Call.from_json(stored.state), scratch={"tries": "spoilt", "factor": "spoilt"})
    spoilt = Commit(
        call_id=call.sid,
        turn_read=stored.turn,
        turn=stored.turn,
        state=state.to_json(),
        reply=stored.reply,
        now_ms=int(house.net.now.timestamp() * 1000),
    )
    calls.commit(spoilt)
