"""The parameters of every webhook about a leg, as Twilio fills them in (twilio.md section 3)."""

from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from emulator.model import API_VERSION, Call

if TYPE_CHECKING:
    from emulator.exchange import Exchange

Params = dict[str, str]
_PLACES = ("City", "State", "Zip", "Country")


def rfc2822(instant: datetime) -> str:
    """`Sat, 08 Aug 2020 03:26:02 +0000`."""
    return format_datetime(instant)


def _geography(exchange: "Exchange", side: str, number: str) -> Params:
    """Name the place of a number, empty where it is unknown; a client has none."""
    if number.startswith("client:") or not number:
        return {}
    known = exchange.geography.get(number, {})
    places = {f"{side}{place}": known.get(place, "") for place in _PLACES}
    if exchange.switches.undocumented_fields:
        twin = "Caller" if side == "From" else "Called"
        places |= {f"{twin}{place}": known.get(place, "") for place in _PLACES}
    return places


def standard(exchange: "Exchange", call: Call, *, geography: bool = True) -> Params:
    """The set of section 3.1 that goes with the first request and every action.

    A softphone's own parameters are beside the rest: one may fill what is empty, such as To.
    """
    params = {
        "CallSid": call.sid,
        "AccountSid": exchange.account.sid,
        "From": call.from_,
        "To": call.to,
        "CallStatus": call.status,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
    }
    if exchange.switches.undocumented_fields:
        params |= {"Caller": call.from_, "Called": call.to}
        if call.forwarded_from:
            params["CalledVia"] = call.forwarded_from
    if geography:
        params |= _geography(exchange, "From", call.from_) | _geography(exchange, "To", call.to)
    if call.forwarded_from:
        params["ForwardedFrom"] = call.forwarded_from
    if call.parent_sid:
        params["ParentCallSid"] = call.parent_sid
    if call.application_sid:
        params["ApplicationSid"] = call.application_sid
    if call.caller_name is not None:
        params["CallerName"] = call.caller_name
    return params | {name: value for name, value in call.custom.items() if not params.get(name)}


def first(exchange: "Exchange", call: Call) -> Params:
    """The first request of a call: also what its INVITE carried."""
    params = standard(exchange, call)
    if call.attestation:
        params["StirVerstat"] = call.attestation
        if exchange.switches.undocumented_fields:
            params["StirPassportToken"] = f"emulated.passport.{call.sid}"
    if call.direction == "inbound" and call.to and exchange.switches.undocumented_fields:
        params["CallToken"] = f"%7B%22parentCallInfoToken%22%3A%22emulated.{call.sid}%22%7D"
    if call.answered_by:
        params["AnsweredBy"] = call.answered_by
    return params


def status(exchange: "Exchange", call: Call, event: str) -> Params:
    """A call status callback; the caller counts the sequence. A child leg's has no geography [06]."""
    params = standard(exchange, call, geography=not call.parent_sid)
    params |= {
        "CallStatus": "initiated" if event == "initiated" else call.status,
        "Timestamp": rfc2822(exchange.clock.now),
        "CallbackSource": "call-progress-events",
    }
    if event == "completed":
        seconds = call.duration_s
        params |= {
            "CallDuration": str(seconds),
            "Duration": str(-(-seconds // 60) or (1 if call.answered else 0)),
            "SipResponseCode": str(call.sip_code),
        }
        if call.answered_by:
            params["AnsweredBy"] = call.answered_by
    return params
