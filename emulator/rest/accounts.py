"""The account itself, which clients read to check their credentials."""

from dataclasses import dataclass

from emulator.exchange import Exchange
from emulator.rest.dispatch import Asked, Route
from emulator.rest.wire import API, Reply, rfc2822, shown

SUBRESOURCES = {
    "available_phone_numbers": "AvailablePhoneNumbers",
    "calls": "Calls",
    "conferences": "Conferences",
    "incoming_phone_numbers": "IncomingPhoneNumbers",
    "notifications": "Notifications",
    "outgoing_caller_ids": "OutgoingCallerIds",
    "recordings": "Recordings",
    "transcriptions": "Transcriptions",
    "addresses": "Addresses",
    "signing_keys": "SigningKeys",
    "connect_apps": "ConnectApps",
    "sip": "SIP",
    "authorized_connect_apps": "AuthorizedConnectApps",
    "usage": "Usage",
    "keys": "Keys",
    "applications": "Applications",
    "short_codes": "SMS/ShortCodes",
    "queues": "Queues",
    "messages": "Messages",
    "balance": "Balance",
}


@dataclass(frozen=True, slots=True)
class Accounts:
    exchange: Exchange

    def routes(self) -> list[Route]:
        return [("GET", API + "/Accounts/<sid:account>.json", self.read)]

    def read(self, asked: Asked) -> Reply:
        """The auth token is not shown: a client that has it knows it, one with an API key may not."""
        account = self.exchange.account
        uri = asked.path.removesuffix(".json")
        body = {
            "sid": account.sid,
            "auth_token": "",
            "date_created": rfc2822(account.created),
            "date_updated": rfc2822(account.created),
            "friendly_name": account.friendly_name,
            "owner_account_sid": account.sid,
            "status": account.status,
            "subresource_uris": {key: f"{uri}/{name}.json" for key, name in SUBRESOURCES.items()},
            "type": account.kind,
            "uri": asked.path,
        }
        return shown(body)
