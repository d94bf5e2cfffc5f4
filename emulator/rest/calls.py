"""Calls: create, read, list, move to another document, hang up, delete."""

from typing import Literal

from emulator import calls
from emulator.exchange import Exchange
from emulator.model import API_VERSION, Call
from emulator.orders import CallChange, CallOrder
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import page_of
from emulator.rest.phone_numbers import check_called, formatted
from emulator.rest.wire import API, Fields, Reply, RestError, created, deleted, not_found, rfc2822, shown

STATUSES = ("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled")
EVENTS = ("initiated", "ringing", "answered", "completed")
LONGEST_TWIML = 4000
SUBRESOURCES = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}


class Calls:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/Calls"
        return [
            ("POST", base + ".json", self.create),
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<sid:call>.json", self.read),
            ("POST", base + "/<sid:call>.json", self.update),
            ("DELETE", base + "/<sid:call>.json", self.delete),
        ]

    def create(self, asked: Asked) -> Reply:
        order = read_order(asked.form, self._exchange)
        return created(self._show(calls.create_call(self._exchange, order)))

    def listing(self, asked: Asked) -> Reply:
        asked.query.one_of("Status", STATUSES, 20422)
        found = filters.equal_to(
            reversed(self._exchange.calls.values()),
            asked.query,
            To=lambda call: call.to,
            From=lambda call: call.from_,
            Status=lambda call: call.status,
            ParentCallSid=lambda call: call.parent_sid,
        )
        found = filters.dated(found, asked.query, "StartTime", lambda call: call.started)
        found = filters.dated(found, asked.query, "EndTime", lambda call: call.ended)
        return shown(page_of("calls", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked)))

    def update(self, asked: Asked) -> Reply:
        self._find(asked)
        change = read_change(asked.form)
        return shown(self._show(calls.update_call(self._exchange, asked.ids["call"], change)))

    def delete(self, asked: Asked) -> Reply:
        self._find(asked)
        calls.delete_call(self._exchange, asked.ids["call"])
        return deleted()

    def _find(self, asked: Asked) -> Call:
        call = self._exchange.calls.get(asked.ids["call"])
        if call is None:
            raise not_found(asked.path)
        return call

    def _show(self, call: Call) -> dict[str, object]:
        return show_call(self._exchange.account.sid, call)


def read_order(form: Fields, exchange: Exchange) -> CallOrder:
    """Read POST Calls. Url beats Twiml; ApplicationSid sets aside Method, FallbackUrl and StatusCallback."""
    application = form.text("ApplicationSid") or ""
    if application and application not in exchange.applications:
        raise RestError(400, 21218, f"The ApplicationSid {application} was not found")
    events = form.words("StatusCallbackEvent")
    if not set(events) <= set(EVENTS):
        raise RestError(400, 21626, f"StatusCallbackEvent is one of {', '.join(EVENTS)}")
    order = CallOrder(
        to=check_called(form.text("To"), softphones=True),
        from_=_caller(form.text("From")),
        url=form.url("Url") or "",
        method=form.method("Method"),
        twiml=_twiml(form),
        application_sid=application,
        fallback_url="" if application else form.url("FallbackUrl") or "",
        fallback_method=form.method("FallbackMethod"),
        status_callback="" if application else form.url("StatusCallback") or "",
        status_callback_method=form.method("StatusCallbackMethod"),
        status_callback_events=frozenset(events or ("completed",)),
        timeout_s=form.whole("Timeout", range(1, 601), 21208) or 60,
        time_limit_s=form.whole("TimeLimit", range(1, 86_401), 21208) or 14_400,
        send_digits=_send_digits(form),
        record=form.flag("Record"),
        recording_channels=2 if form.text("RecordingChannels") == "dual" else 1,
        recording_status_callback=form.url("RecordingStatusCallback") or "",
        recording_status_callback_method=form.method("RecordingStatusCallbackMethod"),
        recording_status_callback_events=frozenset(
            form.words("RecordingStatusCallbackEvent") or ("completed",)
        ),
        machine_detection=_machine_detection(form),
    )
    if not (order.url or order.twiml or order.application_sid):
        raise RestError(400, 21205, "Url parameter is required.")
    return order


def read_change(form: Fields) -> CallChange:
    """Read POST Calls/{sid}. Url and Twiml exclude each other."""
    change = CallChange(
        url=form.url("Url") or "",
        method=form.method("Method"),
        twiml=_twiml(form),
        status=form.one_of("Status", ("canceled", "completed"), 21475) or "",
        fallback_url=form.url("FallbackUrl") or "",
        fallback_method=form.method("FallbackMethod"),
        status_callback=form.url("StatusCallback") or "",
        status_callback_method=form.method("StatusCallbackMethod"),
    )
    if change.url and change.twiml:
        raise RestError(400, 20422, "Url and Twiml parameters are mutually exclusive.")
    return change


def _caller(caller: str | None) -> str:
    if not caller:
        raise RestError(400, 21213, "A 'From' phone number is required.")
    return caller


def _twiml(form: Fields) -> str:
    twiml = form.text("Twiml") or ""
    if len(twiml) > LONGEST_TWIML:
        raise RestError(400, 21658, f"Twiml is longer than {LONGEST_TWIML} characters.")
    return twiml


def _send_digits(form: Fields) -> str:
    digits = form.text("SendDigits") or ""
    if digits.strip("0123456789ABCDabcd#*wW"):
        raise RestError(400, 21206, f"SendDigits holds what no key sends: {digits}")
    return digits


def _machine_detection(form: Fields) -> Literal["", "Enable", "DetectMessageEnd"]:
    match form.text("MachineDetection"):
        case None | "":
            return ""
        case "Enable":
            return "Enable"
        case "DetectMessageEnd":
            return "DetectMessageEnd"
        case other:
            raise RestError(400, 21263, f"MachineDetection is Enable or DetectMessageEnd, not '{other}'")


def show_call(account_sid: str, call: Call) -> dict[str, object]:
    """One call as the API shows it: every key of the official example. Prices come days later, so null."""
    uri = f"{API}/Accounts/{account_sid}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": account_sid,
        "annotation": None,
        "answered_by": call.answered_by or None,
        "api_version": API_VERSION,
        "caller_name": call.caller_name,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.updated),
        "direction": call.direction,
        "duration": str(call.duration_s) if call.ended else None,
        "start_time": rfc2822(call.started),
        "end_time": rfc2822(call.ended),
        "forwarded_from": call.forwarded_from or None,
        "from": call.from_,
        "from_formatted": formatted(call.from_),
        "to": call.to,
        "to_formatted": formatted(call.to),
        "group_sid": None,
        "parent_call_sid": call.parent_sid or None,
        "phone_number_sid": call.phone_number_sid or None,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(call.queue_ms),
        "status": call.status,
        "subresource_uris": {key: f"{uri}/{name}.json" for key, name in SUBRESOURCES.items()},
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }
