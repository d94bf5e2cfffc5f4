"""A webhook that is repeated, late, out of order or of another call has no second effect (F15, F18, F19)."""

from __future__ import annotations

import pytest

from emulator.faults import Switches, WebhookFault
from emulator.phone_call import PhoneCall
from emulator.webhooks import Webhook
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, House
from tests.on_call import HOMEIKA
from tests.web.twilio import Twilio

HOUR_S = 3_600
CALLER = "+14155550133"


def last(house: House, call: PhoneCall, *, kind: str = "") -> Webhook:
    """The newest webhook of a call's own documents."""
    documents = {"voice", "redirect", "gather", "dial", "record"}
    return next(
        sent
        for sent in reversed(house.net.webhooks)
        if sent.call_sid == call.sid and (sent.kind == kind or (not kind and sent.kind in documents))
    )


def has_no_effect(house: House, webhook: Webhook) -> str:
    """Send it once more; nothing that is kept anywhere may change. Returns the body of the reply."""
    twilio = Twilio(house)
    before = twilio.changes()
    (reply,) = house.net.replay(webhook)
    assert reply.status in {200, 204}
    assert twilio.changes() == before
    return reply.body.decode()


def test_f15_every_request_of_a_call_repeated_at_once_gets_the_same_reply_and_does_nothing(
    house: House,
) -> None:
    call = house.dials(HOMEIKA_SUPPORT, number="+12125550100", attestation="TN-Validation-Passed-A")
    steps = (
        call.stays_silent,
        lambda: call.presses("41000001#"),
        lambda: call.presses("271828"),
        lambda: call.presses("3"),
        lambda: call.presses("1"),
        lambda: call.waits(seconds=25),
        lambda: call.presses("7"),
        lambda: call.leaves_message("It can wait."),
    )
    call.hears("Thank you for calling Homeika")
    assert has_no_effect(house, last(house, call)) == last(house, call).body
    for step in steps:
        step()
        house.net.settles(seconds=1)
        assert has_no_effect(house, last(house, call)) == last(house, call).body


def test_a_late_request_is_sent_to_the_present_turn_and_does_nothing(house: House) -> None:
    call = house.dials(HOMEIKA_SUPPORT).stays_silent()
    early = last(house, call)
    call.presses("#").hears("What can we help with?")
    body = has_no_effect(house, early)
    assert "<Redirect" in body
    assert "/twilio/turn/next?" in body
    assert "<Say" not in body


def test_f18_a_late_request_of_an_ended_call_is_hung_up_and_does_nothing(house: House) -> None:
    call = house.dials(HOMEIKA_SUPPORT).stays_silent()
    early = last(house, call)
    call.presses("#").hangs_up()
    for wait_s in (60, HOUR_S, 4 * HOUR_S):
        house.net.settles(seconds=wait_s)
        assert has_no_effect(house, early).endswith("<Response><Hangup /></Response>")


def test_f18_a_repeated_arrival_of_an_ended_call_starts_no_new_one(house: House) -> None:
    call = house.dials(HOMEIKA_SUPPORT).hears("Thank you")
    arrival = last(house, call, kind="voice")
    call.hangs_up()
    house.net.settles(seconds=HOUR_S)
    assert has_no_effect(house, arrival).endswith("<Response><Hangup /></Response>")


def test_f19_a_captured_request_is_refused_in_another_call(house: House, twilio: Twilio) -> None:
    mine = house.dials(HOMEIKA_SUPPORT).stays_silent()
    other = house.dials(HOMEIKA_SUPPORT, number=CALLER).stays_silent()
    stolen = last(house, mine).url.partition("?")[2]
    before = twilio.changes()
    sent = last(house, other).params | {"Digits": "9"}
    answer = twilio.posts(f"/twilio/turn/gather?{stolen}", sent).is_proper()
    assert answer.verbs == ["Hangup"]
    assert twilio.changes() == before


@pytest.mark.parametrize("hours", [7, 24, 30 * 24])
def test_f19_a_captured_request_expires(house: House, hours: int) -> None:
    call = house.dials(HOMEIKA_SUPPORT).stays_silent()
    captured = last(house, call)
    call.hangs_up()
    house.net.settles(seconds=hours * HOUR_S)
    house.services.live.run(lambda redis: redis.flushall())
    assert has_no_effect(house, captured).endswith("<Response><Hangup /></Response>")


def test_f19_a_captured_last_request_of_a_call_begins_nothing_when_the_store_has_forgotten_it(
    house: House,
) -> None:
    """C2, with Redis flushed: the call is taken up at its step and no further, and nothing is granted."""
    call = house.dials(HOMEIKA_SUPPORT, number="+12125550100", attestation="TN-Validation-Passed-A")
    call.stays_silent().presses("41000001#").presses("271828").hears("What can we help with?")
    captured = last(house, call)
    house.services.live.run(lambda redis: redis.flushall())
    (reply,) = house.net.replay(captured)
    assert reply.status == 200
    assert house.level(call) in {"none", "recognised", "identified"}
    call.hangs_up()


@pytest.mark.parametrize("kind", ["gather", "status", "record"])
def test_an_overtaken_webhook_loses_no_call(house: House, kind: str) -> None:
    house.net.faults.webhooks.append(WebhookFault(kind=kind, after_next=True))
    call = house.dials(HOMEIKA_SUPPORT).stays_silent()
    if kind == "gather":
        house.dials(HOMEIKA_SUPPORT, number=CALLER).hears("Thank you for calling").hangs_up()
    call.presses("#").hears("What can we help with?").presses("7").leaves_message("Please call me.")
    call.hangs_up()
    house.dials(HOMEIKA_SUPPORT, number="+14155550134").hears("Thank you for calling").hangs_up()
    house.net.settles(seconds=120)
    assert house.state(call)["ended"]
    assert [row.kind for row in house.promises(call) if row.recording_sid] == ["voicemail"]


@pytest.mark.parametrize("action_first", [True, False])
def test_a_message_of_a_caller_who_hangs_up_is_kept_once_in_whatever_order_it_is_told(
    house: House, *, action_first: bool
) -> None:
    house.net.exchange.switches = Switches(action_before_callback=action_first)
    call = house.dials(HOMEIKA_SUPPORT).stays_silent().presses("#").presses("7")
    call.leaves_message("Please call me.").hangs_up()
    house.net.settles(seconds=120)
    (message,) = house.promises(call)
    assert (message.kind, message.recording_s is not None, message.recording_sid is not None) == (
        "voicemail",
        True,
        True,
    )
    for webhook in [sent for sent in house.net.webhooks if sent.call_sid == call.sid]:
        has_no_effect(house, webhook)


def test_a_reply_by_text_that_is_repeated_acknowledges_once(house: House) -> None:
    HOMEIKA.will(house.net, "decline")
    call = house.dials(HOMEIKA_EMERGENCY).leaves_message("Smoke comes out of the lock.").ends()
    house.runs_errands()
    engineers = HOMEIKA.texted(house.net)
    engineers.receives_sms("URGENT")
    engineers.sends_sms(HOMEIKA_EMERGENCY, "OK")
    engineers.receives_sms("It is yours")
    reply = next(sent for sent in reversed(house.net.webhooks) if sent.kind == "sms")
    assert "It is yours" in has_no_effect(house, reply)
    assert sorted(row.kind for row in house.promises(call)) == ["page", "voicemail"]
