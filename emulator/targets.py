"""Whom a Dial rings, and what number they see (twilio.md 1.1)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.grammar import CODES
from emulator.model import Callback
from emulator.source import FatalError, Fetch

if TYPE_CHECKING:
    from emulator.script import Script
    from emulator.twiml import Element

MOST_AT_ONCE = 10
E164 = re.compile(r"\+[1-9]\d{6,14}")
_NOT_DIGITS = re.compile(r"[\s().-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One noun: `to` is E.164 or `client:name`; `document`: what the called side hears first."""

    to: str
    document: Fetch | None = None
    callback: Callback = field(default_factory=Callback)
    send_digits: str = ""
    detects_machines: bool = False
    amd_callback: Callback = field(default_factory=Callback)


def read_targets(script: "Script", verb: "Element") -> list[Target]:
    """Read a Dial's nouns, or the number that is its text; a bad one is skipped, with an alert."""
    if not verb.children:
        number = _e164(script, verb.text)
        return [Target(to=number)] if number else []
    targets = [one for one in (_target(script, noun) for noun in verb.children) if one is not None]
    if len(targets) > MOST_AT_ONCE and verb.attrs.get("sequential") != "true":
        _warn(script, 13250, f"{len(targets)} nouns, {MOST_AT_ONCE} can ring at once")
        return targets[:MOST_AT_ONCE]
    return targets


def _target(script: "Script", noun: "Element") -> Target | None:
    if noun.name == "Number":
        to = _e164(script, noun.text)
    elif noun.name == "Client":
        identity = next((one.text for one in noun.children if one.name == "Identity"), noun.text)
        to = f"client:{identity.strip()}" if identity.strip() else ""
    else:
        raise FatalError(13750, f"<Dial><{noun.name}> is not emulated")
    if not to:
        return None
    url = noun.attrs.get("url", "")
    get = noun.attrs.get("method") == "GET"
    document = Fetch(kind="whisper", url=script.url_of(url), method="GET" if get else "POST")
    return Target(
        to=to,
        document=document if url else None,
        callback=callback_of(script, noun, "statusCallback"),
        send_digits=noun.attrs.get("sendDigits", ""),
        detects_machines="machineDetection" in noun.attrs,
        amd_callback=callback_of(script, noun, "amdStatusCallback"),
    )


def callback_of(script: "Script", noun: "Element", name: str) -> Callback:
    """Read `name`, its Method and its Event; no such attribute: a callback that is never sent."""
    where = noun.attrs.get(name, "")
    return Callback(
        url=script.url_of(where) if where else "",
        method="GET" if noun.attrs.get(f"{name}Method") == "GET" else "POST",
        events=frozenset(noun.attrs.get(f"{name}Event", "completed").split()),
    )


def _e164(script: "Script", text: str) -> str:
    """Take a number as Dial does: E.164, or a US number in whatever form. Empty, with an alert: neither."""
    number = _NOT_DIGITS.sub("", text)
    if re.fullmatch(r"1?[2-9]\d{9}", number):
        number = f"+1{number[-10:]}"
    if not E164.fullmatch(number):
        _warn(script, 13223, f"{CODES[13223][1]}: {text.strip()!r}")
        return ""
    return number


def _warn(script: "Script", code: int, message: str) -> None:
    script.exchange.alert(code, message, url=script.url, call_sid=script.leg.call.sid)


def caller_id(script: "Script", verb: "Element", targets: list[Target]) -> str:
    """What the called side sees. Raises FatalError (13247) for a number the account may not show."""
    call, account = script.leg.call, script.exchange.account
    given = verb.attrs.get("callerId", "")
    clients_only = all(target.to.startswith("client:") for target in targets)
    shown = given or call.from_
    if shown.startswith("client:"):
        allowed = clients_only
    else:
        allowed = (
            not given
            or given in {call.from_, call.to}
            or given in script.exchange.numbers
            or given in account.verified_caller_ids
        )
    if not allowed:
        raise FatalError(13247, f"{CODES[13247][1]}: {shown}")
    return shown
