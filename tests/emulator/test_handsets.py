"""What the page's phones are told besides what they hear: who is there, and who has gone."""

from __future__ import annotations

from emulator import calls, conferences
from emulator.calls import Arrival, arrive
from emulator.handsets import Handsets
from emulator.orders import CallOrder, ParticipantChange
from tests.emulator.small_app import CALLER, DUTY, LINE, URL, SmallApp, small_network

SEAT = '<Dial><Conference startConferenceOnEnter="{}" waitUrl="/wait">case 1</Conference></Dial>'


def test_a_caller_in_a_conference_is_told_who_came_that_they_are_held_and_who_left() -> None:
    app = SmallApp(
        {
            "/voice": SEAT.format("false"),
            "/agent": SEAT.format("true"),
            "/wait": "<Say>Please wait.</Say>",
            "/hold": "<Say>Please wait.</Say>",
        }
    )
    net = small_network(app)
    exchange = net.exchange
    handsets = Handsets(exchange, {DUTY: "Duty engineer"})
    leg = arrive(exchange, handsets, Arrival(from_=CALLER, to=LINE))
    handsets.adopt(leg)
    net.settles(seconds=2)
    calls.create_call(exchange, CallOrder(to=DUTY, from_=LINE, url=f"{URL}/agent"))
    agent = net.phone(DUTY).answers()
    net.settles(seconds=2)
    room = next(iter(exchange.conferences))
    for change in (ParticipantChange(hold=True, hold_url=f"{URL}/hold"), ParticipantChange(hold=False)):
        conferences.update_participant(exchange, room, leg.call.sid, change)
        net.settles(seconds=2)
    agent.hangs_up()
    net.settles(seconds=2)
    told = [entry.text for entry in handsets.phones[leg.call.sid].entries if entry.kind == "event"]
    assert told == [
        "Connected.",
        "You are talking to Duty engineer.",
        "You are on hold.",
        "You are talking to Duty engineer.",
        "The other side is gone.",
    ]
