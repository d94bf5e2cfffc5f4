"""The account's numbers, and where each sends its calls and messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from telephony.rest import Rest

#: On what a caller waits for: a dead server costs them seconds, not 15. Source: reliability.md 2.
OVERRIDES = "#ct=1500&rt=3000&tt=9000&rc=2&rp=ct,rt,5xx"
#: Of an account are looked at.
_MOST_NUMBERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Where a number sends its requests, by the names of Twilio's API.

    voice_application_sid, sms_application_sid, trunk_sid: what would stand above these, "" for nothing.
    """

    voice_url: str = ""
    voice_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    voice_application_sid: str = ""
    sms_application_sid: str = ""
    trunk_sid: str = ""

    def changes(self, wanted: Hooks) -> Mapping[str, tuple[str, str]]:
        """What is to change so that these are as wanted: name -> (now, then)."""
        pairs = {field.name: (getattr(self, field.name), getattr(wanted, field.name)) for field in _HOOKS}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


_HOOKS = fields(Hooks)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """A number of the account. sid: Twilio's; texts: it can send and receive messages."""

    sid: str
    number: str
    hooks: Hooks
    texts: bool = True


def wanted_hooks(public_url: str, fallback_url: str) -> Hooks:
    """Say where the number of a line is to send its requests."""
    return Hooks(
        voice_url=f"{public_url}/twilio/voice{OVERRIDES}",
        status_callback=f"{public_url}/twilio/status",
        voice_fallback_url=fallback_url,
        voice_fallback_method="GET",
        sms_url=f"{public_url}/twilio/sms",
    )


def own_numbers(rest: Rest) -> Mapping[str, OwnNumber]:
    """List the account's numbers, by number (E.164). Raises CarrierError."""
    with rest.asking("list the numbers"):
        found = rest.client.incoming_phone_numbers.list(limit=_MOST_NUMBERS)
        return {
            str(each.phone_number): OwnNumber(
                sid=str(each.sid),
                number=str(each.phone_number),
                hooks=Hooks(**{field.name: str(getattr(each, field.name) or "") for field in _HOOKS}),
                texts=bool((each.capabilities or {}).get("sms")),
            )
            for each in found
        }


def set_hooks(rest: Rest, number: OwnNumber, wanted: Hooks) -> None:
    """Send a number's requests where they are wanted. Raises CarrierError."""
    values = {name: then for name, (_, then) in number.hooks.changes(wanted).items()}
    with rest.asking(f"set the addresses of {number.number}"):
        rest.client.incoming_phone_numbers(number.sid).update(**values)
