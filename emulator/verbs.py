"""What each verb does: those that are over at once, and the table of all."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator import dial, gather, messages, prompts, record
from emulator.leg import Steps
from emulator.orders import MessageOrder
from emulator.source import FatalError, Fetch, Outcome, method_of
from emulator.twiml import Element

if TYPE_CHECKING:
    from emulator.script import Script


def do(script: "Script", verb: Element) -> Steps[Outcome | None]:
    """Do one verb. None: go on with the next one. Raises FatalError, GoneError, MovedError."""
    at_once = _AT_ONCE.get(verb.name)
    if at_once is not None:
        return at_once(script, verb)
    does = _TAKES_TIME.get(verb.name)
    if does is None:
        raise FatalError(13750, f"<{verb.name}> is not emulated")
    return (yield from does(script, verb))


def _hangup(_script: "Script", _verb: Element) -> Outcome:
    return "hangup"


def _redirect(script: "Script", verb: Element) -> Outcome:
    return Fetch(kind="redirect", url=script.url_of(verb.text), method=method_of(verb))


def _reject(script: "Script", verb: Element) -> Outcome:
    """Refuse a call that is not answered yet; once it is, this is a hang-up."""
    if script.leg.call.status == "ringing":
        if verb.attrs.get("reason") == "busy":
            script.leg.finish("busy", sip_code=486)
        else:
            script.leg.finish("no-answer", sip_code=603)
    return "hangup"


def _sms(script: "Script", verb: Element) -> Outcome | None:
    """Send a text message to the caller (or `to`) from the line (or `from`)."""
    call = script.leg.call
    ours, theirs = (call.to, call.from_) if call.direction == "inbound" else (call.from_, call.to)
    where = verb.attrs.get("statusCallback", "")
    order = MessageOrder(
        to=verb.attrs.get("to", theirs),
        from_=verb.attrs.get("from", ours),
        body=" ".join(verb.text.split()),
        status_callback=script.url_of(where) if where else "",
    )
    message = messages.post_message(script.exchange, order, "outbound-call")
    if "action" not in verb.attrs:
        return None
    return script.then("sms-action", verb, {"SmsSid": message.sid, "SmsStatus": message.status})


#: Verbs that do not pick the call up.
UNANSWERED = frozenset({"Reject", "Redirect", "Pause", "Sms"})
_AT_ONCE: dict[str, Callable[["Script", Element], Outcome | None]] = {
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
    "Sms": _sms,
}
_TAKES_TIME: dict[str, Callable[["Script", Element], Steps[Outcome | None]]] = {
    "Say": prompts.say,
    "Play": prompts.play,
    "Pause": prompts.pause,
    "Gather": gather.gather,
    "Record": record.record,
    "Dial": dial.dial,
}
