"""What an engineer does, by strategy, Twilio's behaviour and level: who is rung, when, and who talks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from emulator.phone import Plan
from emulator.phone_call import PhoneCall
from routing.oncall.roster import LevelPlan
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, FIRST_RING_S, PEOPLE, at_once, in_turn
from tests.house import House

#: How long a ring of a page lasts at most, in these scripts: Twilio rings 5 s longer than it is told.
RING_S, RINGS_S = 20, 25.0
#: From the end of a ring to the next phone's ringing: what `progress` takes to say, and a second to connect.
PROGRESS_S = 4.3


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What somebody does who is rung. after_s: from their phone's ringing to the next one's.

    picks_up: a leg is answered; level: they ask for the next level; talks: they accept, and are bridged.
    """

    plan: Plan
    after_s: tuple[float, float] = (0.0, 0.0)
    key: str = "1"
    picks_up: bool = False
    level: bool = False
    talks: bool = False


#: A whisper and its silence are 19 s; F28 allows 25 s until the next phone is dialled.
WHATS = {
    "accepts": What(plan="accept", picks_up=True, talks=True),
    "accepts and drops": What(plan="drop", picks_up=True, talks=True),
    "declines by key": What(plan="accept", key="2", picks_up=True, after_s=(10, 25 + PROGRESS_S)),
    "escalates": What(plan="accept", key="4", picks_up=True, level=True, after_s=(10, 25 + PROGRESS_S)),
    "presses nothing": What(plan="answer", picks_up=True, after_s=(15, 28 + PROGRESS_S)),
    "presses a wrong key": What(plan="reject", picks_up=True, after_s=(15, 50 + PROGRESS_S)),
    "hangs up in the whisper": What(plan="hang up in whisper", picks_up=True, after_s=(5, 6 + PROGRESS_S)),
    "rejects the call": What(plan="decline", after_s=(3, 3.1 + PROGRESS_S)),
    "is busy": What(plan="busy", after_s=(0, 0.1 + PROGRESS_S)),
    "has switched off": What(plan="unreachable", after_s=(0, 0.1 + PROGRESS_S)),
    "does not answer": What(plan="no answer", after_s=(RINGS_S - 1, RINGS_S + PROGRESS_S)),
    "has a voicemail at once": What(plan="voicemail at once", picks_up=True, after_s=(10, 25.5 + PROGRESS_S)),
    "has a voicemail": What(plan="voicemail", picks_up=True, after_s=(20, 37 + PROGRESS_S)),
    "has a voicemail after 20 s": What(plan="voicemail late", picks_up=True, after_s=(25, 45 + PROGRESS_S)),
}


BEHAVIOURS = {"the first pick-up silences the others": False, "all ring until one is screened": True}


@pytest.fixture(params=[(), ("eve",)], ids=["first level", "second level"])
def before(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Who is rung in vain on the level before."""
    found: tuple[str, ...] = request.param
    return found


def pages(house: House, levels: tuple[LevelPlan, ...], what: What) -> PhoneCall:
    """Call a line whose page rings ada, then others; hugo, the catch-all, accepts."""
    toy.roster(house, *(level for level in levels if level.call))
    house.net.phone(PEOPLE["ada"]).will(what.plan, key=what.key)
    house.net.phone(CATCH_ALL).will("accept")
    return toy.dials(house)


def ends_well(house: House, call: PhoneCall) -> None:
    """The caller has talked, and hangs up: the page is over, once, and nothing is left to be done."""
    call.waits(seconds=2).hangs_up()
    assert toy.outcomes(house) == ["accepted"]
    assert house.promises(call) == ()


@pytest.mark.parametrize("name", WHATS)
def test_in_turn(toy_house: House, before: tuple[str, ...], name: str) -> None:
    what = WHATS[name]
    call = pages(toy_house, (in_turn(*before), in_turn("ada", "ben", ring_s=RING_S)), what)
    toy_house.net.phone(PEOPLE["ben"]).will("accept")
    then = {"accepts": [], "escalates": ["hugo"]}.get(name, ["ben"])
    met = [*(["ada"] if what.talks else []), *then]
    call.talks_to(toy.number_of(met[-1]))
    found = toy.rings(toy_house, call)
    assert [ring.person for ring in found] == [*before, "ada", *then]
    assert toy.talked(toy_house, call) == met
    assert found[0].at <= FIRST_RING_S
    if then and not what.talks:
        assert what.after_s[0] <= found[-1].at - found[-2].at <= what.after_s[1]
    ends_well(toy_house, call)


@pytest.mark.parametrize("rings_on", BEHAVIOURS.values(), ids=BEHAVIOURS)
@pytest.mark.parametrize("name", WHATS)
def test_at_once(toy_house: House, before: tuple[str, ...], name: str, *, rings_on: bool) -> None:
    """Whoever was silenced by somebody else's pick-up is rung again alone; a ring that all heard is over."""
    what, net = WHATS[name], toy_house.net
    net.exchange.switches = replace(net.exchange.switches, rings_until_screened=rings_on)
    call = pages(toy_house, (in_turn(*before), at_once("ada", "ben", "cleo", ring_s=RING_S)), what)
    net.phone(PEOPLE["cleo"]).will("no answer", "accept")
    alone = ["ben", "cleo"] if what.picks_up and not what.level else ["hugo"]
    then = [] if name == "accepts" else alone
    met = [*(["ada"] if what.talks else []), *then[-1:]]
    call.talks_to(toy.number_of(met[-1]))
    found = toy.rings(toy_house, call)
    assert [ring.person for ring in found] == [*before, "ada", "ben", "cleo", *then]
    assert len({ring.at for ring in found[len(before) : len(before) + 3]}) == 1
    assert found[0].at <= FIRST_RING_S
    assert toy.talked(toy_house, call) == met
    ends_well(toy_house, call)
