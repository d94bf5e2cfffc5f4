"""What REST may ask of calls and recordings (twilio.md 1.2, 2, 7)."""

import pytest

from emulator import calls, recordings
from emulator.model import Callback, RefusalError
from emulator.orders import CallChange, CallOrder
from emulator.phone import Plan
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, SECOND, URL, SmallApp, small_network


def network() -> tuple[SmallApp, Network]:
    app = SmallApp(
        {"/voice": "<Say>Please hold the line.</Say><Pause length='60'/>", "/other": "<Say>Other.</Say>"}
    )
    return app, small_network(app)


def order(to: str = DUTY) -> CallOrder:
    return CallOrder(to=to, from_=LINE, url=f"{URL}/voice", status_callback=f"{URL}/status", timeout_s=20)


def test_a_call_is_queued_rung_answered_and_hears_its_document() -> None:
    _, net = network()
    net.phone(DUTY).will("answer")
    call = calls.create_call(net.exchange, order())
    assert call.queue_ms == 0
    net.settles(seconds=2)
    while_ringing = net.exchange.legs[call.sid].call.status
    net.settles(seconds=3)
    assert [while_ringing, call.status] == ["ringing", "in-progress"]
    net.phone(DUTY).hears("hold the line")


def test_one_call_a_second_is_begun_and_the_rest_queue() -> None:
    _, net = network()
    waiting = [calls.create_call(net.exchange, order(f"+44207946099{last}")).queue_ms for last in range(3)]
    assert waiting == [0, 1000, 2000]
    net.settles(seconds=0.5)
    assert [call.status for call in net.exchange.calls.values()] == ["ringing", "queued", "queued"]


@pytest.mark.parametrize(
    ("plan", "status"),
    [("busy", "busy"), ("no answer", "no-answer"), ("unreachable", "failed"), ("decline", "busy")],
)
def test_a_call_nobody_takes_ends_by_its_status_and_tells_it(plan: Plan, status: str) -> None:
    app, net = network()
    net.phone(DUTY).will(plan)
    call = calls.create_call(net.exchange, order())
    net.settles(seconds=26)
    assert (call.status, app.of("/status")[0]["CallStatus"]) == (status, status)


def test_a_call_canceled_in_the_queue_fires_no_callback() -> None:
    app, net = network()
    calls.create_call(net.exchange, order())
    second = calls.create_call(net.exchange, order(SECOND))
    calls.update_call(net.exchange, second.sid, CallChange(status="canceled"))
    net.settles(seconds=40)
    assert second.status == "canceled"
    assert second.sid not in {one["CallSid"] for one in app.of("/status")}


def test_completed_hangs_up_a_live_call_and_canceled_does_not() -> None:
    _, net = network()
    call = net.phone(CALLER).calls(LINE).hears("hold")
    with pytest.raises(RefusalError) as refused:
        calls.update_call(net.exchange, call.sid, CallChange(status="canceled"))
    assert refused.value.code == 21220
    calls.update_call(net.exchange, call.sid, CallChange(status="completed"))
    assert call.ends().status == "completed"
    with pytest.raises(RefusalError):
        calls.update_call(net.exchange, call.sid, CallChange(status="completed"))


def test_a_live_call_moves_to_another_document() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE).hears("hold")
    calls.update_call(net.exchange, call.sid, CallChange(url=f"{URL}/other"))
    call.hears("Other").ends()
    assert app.of("/other")[0]["CallStatus"] == "in-progress"


def test_a_moved_call_may_not_record_without_an_action() -> None:
    _, net = network()
    call = net.phone(CALLER).calls(LINE).hears("hold")
    calls.update_call(net.exchange, call.sid, CallChange(twiml="<Response><Gather action='/x'/></Response>"))
    call.presses("1#", within=5)
    call.ends()
    net.expects_alert(15004)
    again = net.phone(CALLER).calls(LINE).hears("hold")
    calls.update_call(net.exchange, again.sid, CallChange(twiml="<Response><Record/></Response>"))
    again.ends()
    net.expects_alert(11100)


BAD_ORDERS = [
    (CallOrder(to="", from_=LINE, url=f"{URL}/voice"), 21201),
    (CallOrder(to=DUTY, from_="", url=f"{URL}/voice"), 21213),
    (CallOrder(to=DUTY, from_=LINE), 21205),
    (CallOrder(to=DUTY, from_=LINE, url="nonsense"), 21205),
    (CallOrder(to="0207", from_=LINE, url=f"{URL}/voice"), 21211),
    (CallOrder(to=DUTY, from_="+12025550199", url=f"{URL}/voice"), 21212),
]


@pytest.mark.parametrize(("bad", "code"), BAD_ORDERS)
def test_a_bad_order_is_refused_with_its_code(bad: CallOrder, code: int) -> None:
    _, net = network()
    with pytest.raises(RefusalError) as refused:
        calls.create_call(net.exchange, bad)
    assert (refused.value.code, net.exchange.calls) == (code, {})


def test_an_unknown_call_is_not_found_and_a_finished_one_can_be_forgotten() -> None:
    _, net = network()
    with pytest.raises(RefusalError) as refused:
        calls.update_call(net.exchange, "CA" + "0" * 32, CallChange(status="completed"))
    assert (refused.value.code, refused.value.status) == (20404, 404)
    call = net.phone(CALLER).calls(LINE).hears("hold").hangs_up()
    calls.delete_call(net.exchange, call.sid)
    assert net.exchange.calls == {}


def test_a_recording_by_rest_pauses_stops_and_is_deleted() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE).hears("hold")
    recording = recordings.start_recording(net.exchange, call.sid, Callback(url=f"{URL}/rec"))
    call.waits(seconds=10)
    recordings.update_recording(net.exchange, recording.sid, "paused")
    recordings.update_recording(net.exchange, recording.sid, "stopped")
    net.settles()
    assert (recording.status, recording.duration_s) == ("completed", 10)
    assert app.of("/rec")[0]["RecordingSource"] == "StartCallRecordingAPI"
    recordings.delete_recording(net.exchange, recording.sid)
    with pytest.raises(RefusalError):
        recordings.delete_recording(net.exchange, recording.sid)
