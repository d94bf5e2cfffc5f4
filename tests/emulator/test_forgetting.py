"""An emulator that runs for long keeps what is under way, and what ended lately."""

from datetime import timedelta

from emulator.forgetting import EVERY_S, KEPT, SENT_KEPT_S, forget, forget_regularly
from tests.emulator.small_app import CALLER, DUTY, LINE, SmallApp, small_network

ROOM = '<Dial><Conference waitUrl="">case 1</Conference></Dial>'


def test_what_is_over_is_forgotten_and_what_runs_is_kept() -> None:
    net = small_network(SmallApp({"/voice": ROOM}))
    gone = net.phone(CALLER).calls(LINE).waits(seconds=5).hangs_up()
    net.phone(CALLER).sends_sms(LINE, "Hello")
    here = net.phone(DUTY).calls(LINE).waits(seconds=SENT_KEPT_S + 60)
    exchange = net.exchange
    assert len(exchange.calls) == len(exchange.conferences) == 2
    forget(exchange, before=net.now)
    assert list(exchange.calls) == list(exchange.legs) == [here.sid]
    assert not exchange.messages
    assert not [webhook for webhook in net.webhooks if webhook.call_sid == gone.sid]
    assert [room.status for room in exchange.conferences.values()] == ["init"]
    here.hangs_up()
    net.check()


def test_once_a_minute_what_is_a_day_old_goes() -> None:
    net = small_network(SmallApp({"/voice": "<Hangup/>"}))
    forget_regularly(net.exchange)
    call = net.phone(CALLER).calls(LINE).ends()
    net.clock.moves(seconds=(KEPT - timedelta(minutes=5)).total_seconds())
    assert call.sid in net.exchange.calls
    net.clock.moves(seconds=300 + 2 * EVERY_S)
    assert call.sid not in net.exchange.calls
