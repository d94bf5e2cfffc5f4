"""Text messages, both ways (twilio.md 3.7)."""

import pytest

from emulator import messages
from emulator.model import RefusalError
from emulator.orders import MessageOrder
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, URL, SmallApp, small_network


def network(sms: str = "") -> tuple[SmallApp, Network]:
    app = SmallApp(
        {"/sms": sms, "/voice": '<Sms statusCallback="/told">We will call back.</Sms><Say>Done.</Say>'}
    )
    return app, small_network(app)


def test_a_message_is_queued_sent_delivered_and_told() -> None:
    app, net = network()
    order = MessageOrder(to=DUTY, from_=LINE, body="Fire at 12 Elm Street", status_callback=f"{URL}/told")
    message = messages.send_message(net.exchange, order)
    assert net.phone(DUTY).receives_sms("elm street") is message
    net.settles()
    assert [one["MessageStatus"] for one in app.of("/told")] == ["queued", "sent", "delivered"]
    assert app.of("/told")[-1]["RawDlrDoneDate"] == "2603021200"
    net.check()


def test_an_answer_by_text_reaches_the_line_and_its_reply_comes_back() -> None:
    app, net = network("<Message>Thank you.</Message>")
    net.phone(DUTY).sends_sms(LINE, "ack 7")
    sent = app.of("/sms")[0]
    assert (sent["Body"], sent["From"], sent["NumSegments"], sent["SmsStatus"]) == (
        "ack 7",
        DUTY,
        "1",
        "received",
    )
    assert net.phone(DUTY).receives_sms("Thank you").direction == "outbound-reply"
    net.check()


def test_a_message_nobody_expected_fails_the_check() -> None:
    _, net = network()
    messages.send_message(net.exchange, MessageOrder(to=DUTY, from_=LINE, body="Surprise"))
    net.settles()
    with pytest.raises(AssertionError, match="Surprise"):
        net.check()


def test_a_document_sends_one_and_goes_on() -> None:
    app, net = network()
    net.phone(CALLER).calls(LINE).hears("Done").ends()
    net.settles()
    assert net.phone(CALLER).receives_sms("call back").direction == "outbound-call"
    assert len(app.of("/told")) == 3


def test_an_error_of_the_sms_webhook_leads_to_its_fallback() -> None:
    app, net = network("<")
    net.exchange.numbers[LINE].hooks.sms_fallback_url = f"{URL}/sms-fallback"
    app.documents["/sms-fallback"] = "<Message>Sorry.</Message>"
    net.phone(CALLER).sends_sms(LINE, "Hello")
    assert app.of("/sms-fallback")[0]["ErrorCode"] == "12100"
    net.phone(CALLER).receives_sms("Sorry")
    net.expects_alert(12100)
    net.check()


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (MessageOrder(to=DUTY, from_=LINE, body=""), 21602),
        (MessageOrder(to=DUTY, from_=LINE, body="x" * 1601), 21617),
        (MessageOrder(to=DUTY, from_="+12025550199", body="x"), 21606),
        (MessageOrder(to="0207", from_=LINE, body="x"), 21211),
    ],
)
def test_a_bad_message_is_refused_with_its_code(order: MessageOrder, code: int) -> None:
    _, net = network()
    with pytest.raises(RefusalError) as refused:
        messages.send_message(net.exchange, order)
    assert (refused.value.code, net.exchange.messages) == (code, {})
