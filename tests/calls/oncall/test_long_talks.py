"""A talk is left in peace for as long as it lasts: nobody fetches its caller, nobody rings its engineer."""

from __future__ import annotations

from emulator.faults import RestTrouble, WebhookFault
from emulator.phone_call import PhoneCall
from storage.record.promises import Kind
from switchboard import errands
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CALLER, PEOPLE, in_turn
from tests.faults.stores import OwnRedis
from tests.house import House

ADA, BEN, CLEO = PEOPLE["ada"], PEOPLE["ben"], PEOPLE["cleo"]
SECOND, THIRD = "+442079460124", "+442079460125"
ENGAGED = "All responders are helping others."
#: Longer than an outage keeps an engineer on one phone call, as a rule.
LONG_S = 45 * 60
ROUND_S = 5
PAGES: tuple[Kind, ...] = ("page",)


def works(house: House, seconds: float) -> None:
    """Let time pass in which a worker rings what is due; it does without Redis."""
    until = house.net.clock.elapsed + seconds
    while house.net.clock.elapsed < until:
        house.net.settles(seconds=ROUND_S)
        for row in house.services.tenants["toy"].promises.due(house.services.clock(), 100, PAGES):
            errands.keep(house.services, f"toy:{row.id}")


def rung_by_rest(house: House) -> list[str]:
    made = house.net.exchange.calls.values()
    return [call.to for call in made if call.direction == "outbound-api"]


def waited_and_talks(house: House) -> PhoneCall:
    """A caller whom ada helps after they have waited for her, while ben is on call and free."""
    people = {name: PEOPLE[name] for name in ("ada", "ben")}
    toy.roster(house, in_turn("ada"), people={"ada": ADA})
    first = toy.dials(house, CALLER)
    house.net.phone(ADA).answers().presses("1")
    first.talks_to(ADA)
    second = toy.dials(house, SECOND).hears(ENGAGED)
    first.hangs_up()
    house.net.phone(ADA).rings(within=30)
    house.net.phone(ADA).answers().presses("1")
    second.talks_to(ADA)
    toy.roster(house, in_turn("ada", "ben"), people=people)
    return second


def talks_on(house: House, call: PhoneCall) -> bool:
    """Whether the caller's first talk goes on."""
    legs = [bridge for bridge in house.net.exchange.bridges if bridge.one == call.sid]
    return not call.is_over and len(legs) == 1 and legs[0].until is None


def test_nobody_is_fetched_out_of_a_talk_however_long_it_lasts(toy_house: House) -> None:
    call = waited_and_talks(toy_house)
    toy_house.net.phone(BEN).will("accept")
    works(toy_house, LONG_S)
    assert talks_on(toy_house, call)
    assert rung_by_rest(toy_house) == []
    call.hangs_up()
    works(toy_house, 60)
    assert rung_by_rest(toy_house) == []


def test_nobody_is_fetched_out_of_a_talk_while_redis_is_away(shaken: House, redis: OwnRedis) -> None:
    """The carrier knows whom the caller's leg is connected to."""
    call = waited_and_talks(shaken)
    shaken.net.phone(BEN).will("accept")
    redis.stop()
    works(shaken, 5 * 60)
    assert talks_on(shaken, call)
    assert rung_by_rest(shaken) == []


def test_whoever_is_rung_in_doubt_does_not_fetch_a_caller_out_of_a_talk(
    shaken: House, redis: OwnRedis
) -> None:
    """Neither store nor carrier could say where the caller is as the page rang; as it is taken, one can."""
    call = waited_and_talks(shaken)
    toy.roster(shaken, in_turn("ben"), people={"ben": BEN})
    redis.stop()
    shaken.net.faults.rest.append(RestTrouble(method="GET", status=500))
    while not rung_by_rest(shaken):
        works(shaken, ROUND_S)
    ben = shaken.net.phone(BEN).answers().hears("Press 1").presses("1")
    ben.hears("Somebody is talking to them already.").ends()
    assert talks_on(shaken, call)
    works(shaken, 60)
    assert talks_on(shaken, call)
    assert rung_by_rest(shaken) == [BEN]


def test_who_has_talked_for_long_is_not_rung_for_the_next_caller(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    first = toy.dials(toy_house, CALLER)
    toy_house.net.phone(ADA).answers().presses("1")
    first.talks_to(ADA)
    toy_house.net.settles(seconds=LONG_S)
    second = toy.dials(toy_house, SECOND)
    toy_house.net.phone(BEN).answers().presses("1")
    second.talks_to(BEN)
    assert toy.rung(toy_house, second) == ["ben"]


def test_a_talk_whose_end_was_never_told_keeps_nobody_for_longer_than_two_looks(toy_house: House) -> None:
    """The carrier is asked about it once somebody needs who had it."""
    toy.roster(toy_house, in_turn("ada"), people={"ada": ADA})
    first = toy.dials(toy_house, CALLER)
    toy_house.net.phone(ADA).answers().presses("1")
    first.talks_to(ADA)
    toy_house.net.settles(seconds=LONG_S)
    toy_house.net.faults.webhooks.append(WebhookFault(kind="status", lost=True))
    toy_house.net.faults.webhooks.append(WebhookFault(kind="action", lost=True))
    first.hangs_up()
    toy_house.net.settles(seconds=30)
    toy_house.net.expects_alert(15003)
    second = toy.dials(toy_house, SECOND)
    toy_house.net.phone(ADA).answers(within=30).presses("1")
    second.talks_to(ADA)
