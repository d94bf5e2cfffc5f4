"""What we ask of Twilio about live legs and conferences, as Twilio's own description has it."""

from __future__ import annotations

import time

import pytest

from commands.emulated import EmulatedRest
from emulator.phones import Network
from storage.breaker import Breaker
from telephony.carrier import Account, Again, Carrier, CarrierError, Change, Ring, Room
from tests.contract import judge
from tests.emulator.small_app import CALLER, LINE, SECOND, URL, SmallApp, small_network

ROOM = "<Dial><Conference>room</Conference></Dial>"
RING = Ring(to=SECOND, from_=LINE, url=f"{URL}/other", told=f"{URL}/told", fallback=f"{URL}/sorry", ring_s=20)


@pytest.fixture
def app() -> SmallApp:
    return SmallApp(
        {"/voice": ROOM, "/other": "<Say>Moved.</Say><Pause length='60'/>", "/music": "<Say>La.</Say>"}
    )


@pytest.fixture
def net(app: SmallApp) -> Network:
    return small_network(app)


@pytest.fixture
def rest(net: Network) -> EmulatedRest:
    return EmulatedRest(lambda: net)


@pytest.fixture
def carrier(net: Network, rest: EmulatedRest) -> Carrier:
    account = net.exchange.account
    return Carrier(
        Account(sid=account.sid, key=account.sid, secret=account.auth_token), Breaker(time.monotonic), rest
    )


def room(net: Network) -> str:
    (found,) = net.exchange.conferences
    return found


def test_a_leg_is_sent_to_another_document(net: Network, rest: EmulatedRest, carrier: Carrier) -> None:
    call = net.phone(CALLER).calls(LINE)
    net.settles()
    carrier.redirect(call.sid, f"{URL}/other")
    call.hears("Moved.")
    assert not carrier.is_over(call.sid)
    call.hangs_up()
    assert carrier.is_over(call.sid)
    judge(rest.sent)


def test_a_call_has_a_leg_up_while_whoever_it_dialled_is_on_it(
    net: Network, app: SmallApp, rest: EmulatedRest, carrier: Carrier
) -> None:
    app.documents["/voice"] = f"<Dial>{SECOND}</Dial>"
    call = net.phone(CALLER).calls(LINE)
    net.phone(SECOND).rings()
    assert not carrier.has_leg_up(call.sid)
    second = net.phone(SECOND).answers()
    call.talks_to(SECOND)
    assert carrier.has_leg_up(call.sid)
    second.hangs_up()
    assert not carrier.has_leg_up(call.sid)
    judge(rest.sent)


def test_a_leg_is_rung_and_its_end_is_told(
    net: Network, app: SmallApp, rest: EmulatedRest, carrier: Carrier
) -> None:
    sid = carrier.ring(RING)
    net.phone(SECOND).answers().hears("Moved.")
    carrier.end(sid)
    net.settles()
    assert [told["CallStatus"] for told in app.of("/told")] == ["completed"]
    judge(rest.sent)


def test_a_leg_that_still_rings_is_ended(net: Network, app: SmallApp, carrier: Carrier) -> None:
    sid = carrier.ring(RING)
    net.phone(SECOND).rings()
    carrier.end(sid)
    net.settles()
    assert [told["CallStatus"] for told in app.of("/told")] == ["canceled"]


def test_who_takes_part_is_held_with_our_music_muted_and_let_coach(
    net: Network, rest: EmulatedRest, carrier: Carrier
) -> None:
    one, two = (net.phone(number).calls(LINE) for number in (CALLER, SECOND))
    net.settles()
    carrier.change(room(net), one.sid, Change(held=True, hold_url=f"{URL}/music"))
    one.hears("La.")
    carrier.change(room(net), one.sid, Change(held=False))
    carrier.change(room(net), one.sid, Change(muted=False, coaches=two.sid))
    found = net.exchange.conferences[room(net)].participants[one.sid]
    assert (found.hold, found.muted, found.call_sid_to_coach) == (False, False, two.sid)
    carrier.change(room(net), one.sid, Change(muted=True, coaches=""))
    assert (found.muted, found.coaching) == (True, False)
    judge(rest.sent)


def test_a_completed_conference_lets_everybody_go(net: Network, rest: EmulatedRest, carrier: Carrier) -> None:
    call = net.phone(CALLER).calls(LINE)
    net.settles()
    carrier.complete(room(net))
    call.ends()
    judge(rest.sent)


def test_a_leg_that_is_over_is_told_from_a_carrier_that_fails(net: Network, carrier: Carrier) -> None:
    call = net.phone(CALLER).calls(LINE)
    net.settles()
    call.hangs_up()
    with pytest.raises(CarrierError) as failed:
        carrier.redirect(call.sid, f"{URL}/other")
    assert (failed.value.code, failed.value.again) == (21220, Again.NEVER)


RECORDED = """<Dial><Conference record="record-from-start" recordingStatusCallback="/told"
recordingStatusCallbackEvent="in-progress completed absent">room</Conference></Dial>"""


def test_the_recording_of_a_conference_is_paused_in_silence_and_goes_on(
    net: Network, app: SmallApp, rest: EmulatedRest, carrier: Carrier
) -> None:
    app.documents["/voice"] = RECORDED
    first = net.phone(CALLER).calls(LINE)
    net.settles()
    with pytest.raises(CarrierError) as failed:
        carrier.pause_recording(room(net), paused=True)
    assert (failed.value.code, carrier.recording(room(net))) == (20404, "")
    net.phone(SECOND).calls(LINE)
    net.settles()
    assert carrier.recording(room(net)) == "in-progress"
    assert carrier.pause_recording(room(net), paused=True) == carrier.recording(room(net)) == "paused"
    assert carrier.pause_recording(room(net), paused=False) == carrier.recording(room(net)) == "in-progress"
    first.hangs_up()
    carrier.complete(room(net))
    net.settles(seconds=5)
    assert carrier.recording(room(net)) == ""
    assert [told["RecordingStatus"] for told in app.of("/told")] == ["in-progress", "completed"]
    assert {"Status": "paused", "PauseBehavior": "silence"} in [dict(sent.form) for sent in rest.sent]
    judge(rest.sent)


def test_who_takes_part_is_looked_at(net: Network, rest: EmulatedRest, carrier: Carrier) -> None:
    call = net.phone(CALLER).calls(LINE)
    net.settles()
    assert carrier.party(room(net), call.sid) == Change(held=False, muted=False, coaches="")
    carrier.change(room(net), call.sid, Change(held=True, muted=True, hold_url=f"{URL}/music"))
    assert carrier.party(room(net), call.sid) == Change(held=True, muted=True, coaches="")
    judge(rest.sent)


def test_who_is_in_a_conference_is_looked_at_by_its_name(
    net: Network, rest: EmulatedRest, carrier: Carrier
) -> None:
    assert carrier.room("room") == Room(conference="", legs={})
    call = net.phone(CALLER).calls(LINE)
    net.settles()
    assert carrier.room("room") == Room(
        conference=room(net),
        legs={call.sid: ""},
        parts={call.sid: Change(held=False, muted=False, coaches="")},
    )
    call.hangs_up()
    net.settles()
    carrier.complete(room(net))
    assert carrier.room("room") == Room(conference="", legs={})
    judge(rest.sent)
