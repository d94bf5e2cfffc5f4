"""Text messages: send, read, list, redact or cancel, delete."""

from dataclasses import dataclass

from emulator import messages
from emulator.exchange import Exchange
from emulator.model import API_VERSION, Message
from emulator.orders import MessageOrder
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import page_of
from emulator.rest.phone_numbers import check_called
from emulator.rest.wire import API, Fields, Reply, RestError, created, deleted, not_found, rfc2822, shown

LONGEST_BODY = 1600


@dataclass(frozen=True, slots=True)
class Messages:
    exchange: Exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/Messages"
        return [
            ("POST", base + ".json", self.create),
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<sid:message>.json", self.read),
            ("POST", base + "/<sid:message>.json", self.update),
            ("DELETE", base + "/<sid:message>.json", self.delete),
        ]

    def create(self, asked: Asked) -> Reply:
        order = read_order(asked.form)
        return created(self._show(messages.send_message(self.exchange, order)))

    def listing(self, asked: Asked) -> Reply:
        found = filters.equal_to(
            reversed(self.exchange.messages.values()),
            asked.query,
            To=lambda message: message.to,
            From=lambda message: message.from_,
        )
        found = filters.dated(found, asked.query, "DateSent", lambda message: message.sent)
        return shown(page_of("messages", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked)))

    def update(self, asked: Asked) -> Reply:
        """An empty Body redacts the text; Status=canceled takes back a message that is still scheduled."""
        message = self._find(asked)
        if asked.form.text("Body"):
            raise RestError(400, 20422, "Body can only be emptied")
        if asked.form.one_of("Status", ("canceled",), 21475) and message.status != "scheduled":
            raise RestError(400, 30409, "Only a scheduled message can be canceled")
        if asked.form.given("Body"):
            message.body = ""
        return shown(self._show(message))

    def delete(self, asked: Asked) -> Reply:
        del self.exchange.messages[self._find(asked).sid]
        return deleted()

    def _find(self, asked: Asked) -> Message:
        message = self.exchange.messages.get(asked.ids["message"])
        if message is None:
            raise not_found(asked.path)
        return message

    def _show(self, message: Message) -> dict[str, object]:
        return show_message(self.exchange.account.sid, message)


def read_order(form: Fields) -> MessageOrder:
    """Read POST Messages: To, one of From and MessagingServiceSid, one of Body and MediaUrl."""
    order = MessageOrder(
        to=check_called(form.text("To"), softphones=False),
        from_=form.text("From") or "",
        body=form.text("Body") or "",
        status_callback=form.url("StatusCallback", 21609) or "",
        messaging_service_sid=form.text("MessagingServiceSid") or "",
        media_urls=tuple(form.raw.getlist("MediaUrl")),
    )
    if not (order.from_ or order.messaging_service_sid):
        raise RestError(
            400, 21603, "A 'From' or 'MessagingServiceSid' parameter is required to send a message"
        )
    if not (order.body or order.media_urls):
        raise RestError(400, 21602, "Message body is required.")
    if len(order.body) > LONGEST_BODY:
        raise RestError(
            400, 21617, f"The concatenated message body exceeds the {LONGEST_BODY} character limit"
        )
    return order


def show_message(account_sid: str, message: Message) -> dict[str, object]:
    """One message as the API shows it: every key of the official example. No price yet, so null."""
    uri = f"{API}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created),
        "date_sent": rfc2822(message.sent),
        "date_updated": rfc2822(message.updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None if message.error_code is None else "Message delivery failed",
        "from": message.from_ or None,
        "messaging_service_sid": message.messaging_service_sid or None,
        "num_media": str(len(message.media_urls)),
        "num_segments": str(message.segments),
        "price": None,
        "price_unit": None,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
        "tags": {},
        "to": message.to,
        "uri": f"{uri}.json",
    }
