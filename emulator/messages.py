"""Text messages: sent by REST or a document, delivered to phones, and received on a line (twilio.md 3.7)."""

from functools import partial
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

from emulator.fetch import Reply
from emulator.model import API_VERSION, Callback, Message, RefusalError
from emulator.orders import MessageOrder
from emulator.source import FatalError, refuse_failure
from emulator.webhooks import Webhook

if TYPE_CHECKING:
    from emulator.exchange import Exchange

Sent = Literal["outbound-api", "outbound-call", "outbound-reply"]
SENT_S = 0.5
DELIVERED_S = 1.5
LONGEST = 1600  #: characters of a body
_PLACES = ("City", "State", "Zip", "Country")


def send_message(exchange: "Exchange", order: MessageOrder) -> Message:
    """Send by REST. Raises RefusalError: no body (21602), too long (21617), not our number (21606)."""
    if not order.body and not order.media_urls:
        raise RefusalError(21602, "Message body is required.")
    if len(order.body) > LONGEST:
        raise RefusalError(21617, "The concatenated message body exceeds the 1600 character limit")
    if order.from_ not in exchange.numbers and not order.messaging_service_sid:
        raise RefusalError(21606, f"The 'From' phone number {order.from_} is not a valid, SMS-capable number")
    if not order.to.startswith("+"):
        raise RefusalError(21211, f"The 'To' number {order.to} is not a valid phone number.")
    return post_message(exchange, order, "outbound-api")


def post_message(exchange: "Exchange", order: MessageOrder, direction: Sent) -> Message:
    """Put a message on its way: queued now, sent and delivered soon, told to its status callback."""
    message = Message(
        sid=exchange.new_sid("MM" if order.media_urls else "SM"),
        from_=order.from_,
        to=order.to,
        body=order.body,
        direction=direction,
        status="queued",
        created=exchange.now,
        updated=exchange.now,
        media_urls=tuple(order.media_urls),
        messaging_service_sid=order.messaging_service_sid,
        callback=Callback(url=order.status_callback),
    )
    exchange.messages[message.sid] = message
    _tell(exchange, message)
    exchange.clock.after(SENT_S, partial(_progress, exchange, message, "sent"))
    exchange.clock.after(DELIVERED_S, partial(_progress, exchange, message, "delivered"))
    return message


def _progress(exchange: "Exchange", message: Message, status: str) -> None:
    message.status = status
    message.updated = exchange.now
    if status == "sent":
        message.sent = exchange.now
    else:
        exchange.handset(message.to).texted(message)
    _tell(exchange, message)


def _tell(exchange: "Exchange", message: Message) -> None:
    exchange.tell("message", message)
    if not message.callback.url:
        return
    sent = {
        "AccountSid": exchange.account.sid,
        "From": message.from_,
        "To": message.to,
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "ApiVersion": API_VERSION,
    }
    if message.status == "delivered":
        sent["RawDlrDoneDate"] = exchange.now.strftime("%y%m%d%H%M")
    exchange.call_back("sms-status", message.callback, sent, call_sid="")


def receive_message(exchange: "Exchange", from_: str, to: str, body: str) -> Message:
    """Let somebody text one of our lines; its SMS webhook is requested, and a reply in it sent."""
    message = Message(
        sid=exchange.new_sid("SM"),
        from_=from_,
        to=to,
        body=body,
        direction="inbound",
        status="received",
        created=exchange.now,
        updated=exchange.now,
    )
    exchange.messages[message.sid] = message
    exchange.tell("message", message)
    number = exchange.numbers.get(to)
    if number is not None and number.hooks.sms_url:
        hooks = number.hooks
        webhook = Webhook(
            kind="sms",
            method=hooks.sms_method,
            url=hooks.sms_url,
            params=exchange.allowed(_inbound(exchange, message)),
            token=exchange.new_sid(""),
        )
        exchange.clock.after(
            0, lambda: exchange.post.send(webhook, partial(_answered, exchange, message, webhook))
        )
    return message


def _inbound(exchange: "Exchange", message: Message) -> dict[str, str]:
    sent = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": exchange.account.sid,
        "From": message.from_,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
    }
    for side, number in (("From", message.from_), ("To", message.to)):
        known = exchange.geography.get(number, {})
        sent |= {f"{side}{place}": known.get(place, "") for place in _PLACES}
    return sent


def _answered(exchange: "Exchange", message: Message, webhook: Webhook, reply: Reply) -> None:
    """Read the reply's <Message> verbs; on an ERROR ask the number's SMS fallback URL, once."""
    try:
        bodies = _replies(reply, webhook.url)
    except FatalError as error:
        exchange.alert(error.code, error.detail, url=webhook.url)
        hooks = exchange.numbers[message.to].hooks
        if hooks.sms_fallback_url and webhook.url != hooks.sms_fallback_url:
            again = Webhook(
                kind="sms",
                method=hooks.sms_fallback_method,
                url=hooks.sms_fallback_url,
                params=webhook.params | {"ErrorCode": str(error.code), "ErrorUrl": webhook.url},
                token=exchange.new_sid(""),
            )
            exchange.post.send(again, partial(_answered, exchange, message, again))
        return
    for body in bodies:
        order = MessageOrder(to=message.from_, from_=message.to, body=body)
        post_message(exchange, order, "outbound-reply")


def _replies(reply: Reply, url: str) -> list[str]:
    """Read messaging TwiML: the bodies to be sent back. Raises FatalError."""
    refuse_failure(reply, url)
    if reply.status == 204:
        return []
    if reply.content_type == "text/plain":
        return [reply.body.decode("utf-8", "replace")]
    if reply.content_type not in {"text/xml", "application/xml", "text/html"}:
        raise FatalError(12300, f"Invalid Content-Type: {reply.content_type or 'none'}", url=url)
    try:
        root = ET.fromstring(reply.body)  # noqa: S314 - the body is the tested service's own
    except ET.ParseError as error:
        raise FatalError(12100, f"Error parsing the document: {error}", url=url) from error
    if root.tag != "Response":
        raise FatalError(12102, url=url)
    return [" ".join("".join(one.itertext()).split()) for one in root if one.tag in {"Message", "Sms"}]
