"""Whatever callers, agents and REST do, and whenever: every call ends, once, and nobody talks to the dead."""

from contextlib import suppress
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator import calls, conferences
from emulator.faults import Switches, WebhookFault
from emulator.leg import Leg, Speech
from emulator.model import LIVE, RefusalError
from emulator.orders import CallChange, CallOrder, ParticipantChange
from emulator.phone import Plan
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, SECOND, URL, SmallApp, small_network

WHISPER = '<Gather numDigits="1" action="/accepted"><Say>Press 1.</Say></Gather><Hangup/>'
ROOM = (
    '<Dial action="/menu"><Conference waitUrl="/wait" statusCallback="/room" '
    'statusCallbackEvent="start end join leave mute hold">case</Conference></Dial>'
)
DOCUMENTS = {
    "/voice": '<Gather input="dtmf speech" numDigits="1" action="/menu"><Say>What can we do?</Say></Gather>'
    "<Redirect>/ring</Redirect>",
    "/menu": '<Record action="/ring" maxLength="20" timeout="3" recordingStatusCallback="/rec"/>',
    "/ring": f'<Dial action="/room" timeout="10"><Number url="/whisper" statusCallback="/leg">{DUTY}</Number>'
    f'<Number url="/whisper" statusCallback="/leg">{SECOND}</Number></Dial>',
    "/whisper": WHISPER,
    "/accepted": "",
    "/room": ROOM,
    "/wait": "<Say>Please wait.</Say><Pause length='2'/><Redirect/>",
}
DEEDS = st.sampled_from(
    [
        "press",
        "speak",
        "hang_up",
        "pick_up",
        "decline",
        "move",
        "complete",
        "order",
        "hold",
        "kick",
        "end_room",
    ]
)


def do(net: Network, deed: str, at: int) -> None:
    """Let one thing happen to one leg, whatever its state."""
    legs = list(net.exchange.legs.values())
    leg = legs[at % len(legs)]
    if deed == "order":
        calls.create_call(net.exchange, CallOrder(to=DUTY, from_=LINE, url=f"{URL}/room"))
    elif deed in {"move", "complete"}:
        change = CallChange(url=f"{URL}/room") if deed == "move" else CallChange(status="completed")
        calls.update_call(net.exchange, leg.call.sid, change)
    elif deed in {"hold", "kick", "end_room"}:
        do_in_room(net, deed, leg)
    elif leg.is_live:
        do_on_phone(deed, leg)


def do_in_room(net: Network, deed: str, leg: Leg) -> None:
    rooms = list(net.exchange.conferences)
    if deed == "end_room" and rooms:
        conferences.end_conference(net.exchange, rooms[-1])
    elif rooms and deed == "kick":
        conferences.kick(net.exchange, rooms[-1], leg.call.sid)
    elif rooms:
        hold = ParticipantChange(hold=True, hold_url=f"{URL}/wait")
        conferences.update_participant(net.exchange, rooms[-1], leg.call.sid, hold)


def do_on_phone(deed: str, leg: Leg) -> None:
    if deed == "press":
        leg.presses("1")
    elif deed == "speak":
        leg.speaks(Speech(text="a few words", seconds=1.5))
    elif deed == "hang_up" or (deed == "decline" and leg.call.status == "ringing"):
        leg.hang_up()
    elif deed == "pick_up" and leg.call.direction != "inbound" and leg.call.status == "ringing":
        leg.answer()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    deeds=st.lists(st.tuples(DEEDS, st.integers(0, 7), st.floats(0, 12)), max_size=14),
    switches=st.sampled_from([Switches(), Switches(rings_until_screened=True)]),
    plan=st.sampled_from(get_args(Plan)),
    fault=st.sampled_from(["none", "copies", "late", "slow"]),
)
def test_every_call_ends_once_and_leaves_nobody_on_the_line(
    deeds: list[tuple[str, int, float]], switches: Switches, plan: Plan, fault: str
) -> None:
    app = SmallApp(dict(DOCUMENTS))
    net = small_network(app)
    net.exchange.switches = switches
    if fault == "copies":
        net.faults.webhooks.append(WebhookFault(kind="gather", times=9, copies=3))
    elif fault == "late":
        net.faults.webhooks.append(WebhookFault(kind="status", times=9, delay_s=30))
    elif fault == "slow":
        net.server_is_slow(seconds=2)
    net.phone(DUTY).will(plan)
    net.phone(CALLER).calls(LINE)
    for deed, at, after in deeds:
        net.clock.moves(seconds=after)
        with suppress(RefusalError):
            do(net, deed, at)
    for leg in list(net.exchange.legs.values()):
        if leg.is_live:
            leg.hang_up()
    net.clock.moves(seconds=20_000)
    ledger_is_closed(net)
    told = [one["CallSid"] for one in app.of("/status") if one["CallStatus"] not in LIVE]
    assert (
        len(told) == len(set(told)) == sum(one.direction == "inbound" for one in net.exchange.calls.values())
    )


def ledger_is_closed(net: Network) -> None:
    exchange = net.exchange
    assert all(call.status not in LIVE and call.ended for call in exchange.calls.values())
    assert all(bridge.until for bridge in exchange.bridges)
    assert all(room.status == "completed" and not room.participants for room in exchange.conferences.values())
    assert all(one.status in {"completed", "absent"} for one in exchange.recordings.values())
    legs = exchange.legs.values()
    assert all(leg.bridged is None and leg.seat is None and not leg.listening for leg in legs)
    for bridge in exchange.bridges:
        ends = [exchange.calls[sid].ended for sid in (bridge.one, bridge.other)]
        assert all(bridge.until and end and bridge.until <= end for end in ends)
    assert [one.code for one in exchange.alerts] == []
