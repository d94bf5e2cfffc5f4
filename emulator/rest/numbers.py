"""Incoming phone numbers: list, read, and set where their calls and messages go."""

from dataclasses import dataclass

from emulator.exchange import Exchange
from emulator.model import API_VERSION, Number
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.hooks import set_hooks
from emulator.rest.paging import page_of
from emulator.rest.wire import API, Reply, RestError, not_found, rfc2822, shown


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers are brought by the test or the demo, so there is no create and no delete."""

    exchange: Exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/IncomingPhoneNumbers"
        return [
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<sid:number>.json", self.read),
            ("POST", base + "/<sid:number>.json", self.update),
        ]

    def listing(self, asked: Asked) -> Reply:
        wanted = asked.query.text("PhoneNumber") or ""
        found = filters.equal_to(
            self.exchange.numbers.values(), asked.query, FriendlyName=lambda number: number.friendly_name
        )
        found = [number for number in found if wanted in number.phone_number]
        return shown(page_of("incoming_phone_numbers", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked)))

    def update(self, asked: Asked) -> Reply:
        number = self._find(asked)
        for name in ("VoiceApplicationSid", "SmsApplicationSid"):
            application = asked.form.text(name)
            if application and application not in self.exchange.applications:
                raise RestError(400, 21420, f"{name} {application} is not accessible")
        set_hooks(number.hooks, asked.form)
        number.friendly_name = asked.form.text("FriendlyName") or number.friendly_name
        if (voice := asked.form.text("VoiceApplicationSid")) is not None:
            number.voice_application_sid = voice
        if (sms := asked.form.text("SmsApplicationSid")) is not None:
            number.sms_application_sid = sms
        number.updated = self.exchange.now
        return shown(self._show(number))

    def _find(self, asked: Asked) -> Number:
        for number in self.exchange.numbers.values():
            if number.sid == asked.ids["number"]:
                return number
        raise not_found(asked.path)

    def _show(self, number: Number) -> dict[str, object]:
        return show_number(self.exchange.account.sid, number)


def show_number(account_sid: str, number: Number) -> dict[str, object]:
    """One number as the API shows it: every key of the official example."""
    hooks = number.hooks
    uri = f"{API}/Accounts/{account_sid}/IncomingPhoneNumbers/{number.sid}"
    return {
        "sid": number.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "friendly_name": number.friendly_name,
        "phone_number": number.phone_number,
        "date_created": rfc2822(number.created),
        "date_updated": rfc2822(number.updated),
        "voice_url": hooks.voice_url,
        "voice_method": hooks.voice_method,
        "voice_fallback_url": hooks.voice_fallback_url,
        "voice_fallback_method": hooks.voice_fallback_method,
        "voice_caller_id_lookup": hooks.caller_id_lookup,
        "voice_application_sid": number.voice_application_sid or None,
        "voice_receive_mode": "voice",
        "status_callback": hooks.status_callback,
        "status_callback_method": hooks.status_callback_method,
        "sms_url": hooks.sms_url,
        "sms_method": hooks.sms_method,
        "sms_fallback_url": hooks.sms_fallback_url,
        "sms_fallback_method": hooks.sms_fallback_method,
        "sms_application_sid": number.sms_application_sid or None,
        "uri": f"{uri}.json",
        "subresource_uris": {"assigned_add_ons": f"{uri}/AssignedAddOns.json"},
        "capabilities": {"voice": True, "sms": number.texts, "mms": number.texts, "fax": False},
        **UNUSED,
    }


#: What a plain voice and message number shows for the parts of Twilio that are not emulated.
UNUSED: dict[str, object] = {
    "address_requirements": "none",
    "address_sid": None,
    "beta": False,
    "bundle_sid": None,
    "emergency_address_sid": None,
    "emergency_address_status": "unregistered",
    "emergency_status": "Inactive",
    "identity_sid": None,
    "origin": "twilio",
    "status": "in-use",
    "trunk_sid": None,
}
