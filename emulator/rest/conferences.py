"""Conferences: read, list, end, and play an announcement to everybody in one."""

from dataclasses import dataclass

from emulator import conferences
from emulator.exchange import Exchange
from emulator.model import API_VERSION, Conference
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import page_of
from emulator.rest.wire import API, Reply, not_found, rfc2822, shown

STATUSES = ("init", "in-progress", "completed")


@dataclass(frozen=True, slots=True)
class Conferences:
    exchange: Exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/Conferences"
        return [
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<sid:conference>.json", self.read),
            ("POST", base + "/<sid:conference>.json", self.update),
        ]

    def listing(self, asked: Asked) -> Reply:
        asked.query.one_of("Status", STATUSES, 20422)
        found = filters.equal_to(
            reversed(self.exchange.conferences.values()),
            asked.query,
            FriendlyName=lambda conference: conference.name,
            Status=lambda conference: conference.status,
        )
        found = filters.dated(found, asked.query, "DateCreated", lambda conference: conference.created)
        found = filters.dated(found, asked.query, "DateUpdated", lambda conference: conference.updated)
        return shown(page_of("conferences", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked)))

    def update(self, asked: Asked) -> Reply:
        """Status=completed ends it; AnnounceUrl plays a document to all."""
        conference = self._find(asked)
        announce_url = asked.form.url("AnnounceUrl")
        announce_method = asked.form.method("AnnounceMethod")
        if asked.form.one_of("Status", ("completed",), 21475):
            conference = conferences.end_conference(self.exchange, conference.sid)
        elif announce_url:
            conference = conferences.announce(self.exchange, conference.sid, announce_url, announce_method)
        return shown(self._show(conference))

    def _find(self, asked: Asked) -> Conference:
        conference = self.exchange.conferences.get(asked.ids["conference"])
        if conference is None:
            raise not_found(asked.path)
        return conference

    def _show(self, conference: Conference) -> dict[str, object]:
        return show_conference(self.exchange.account.sid, conference)


def show_conference(account_sid: str, conference: Conference) -> dict[str, object]:
    """One conference as the API shows it. It has no reason to have ended while it runs."""
    uri = f"{API}/Accounts/{account_sid}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "date_created": rfc2822(conference.created),
        "date_updated": rfc2822(conference.updated),
        "friendly_name": conference.name,
        "region": conference.region,
        "status": conference.status,
        "subresource_uris": {
            "participants": f"{uri}/Participants.json",
            "recordings": f"{uri}/Recordings.json",
        },
        "uri": f"{uri}.json",
        "reason_conference_ended": conference.reason_ended or None,
        "call_sid_ending_conference": conference.call_sid_ending or None,
    }
