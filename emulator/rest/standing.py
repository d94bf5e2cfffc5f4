"""What the account may do: its profiles, countries it may call, its numbers' regions, Twilio's own alerts.

Sources: the OpenAPI files twilio_trusthub_v1, twilio_voice_v1 and twilio_monitor_v1; for regions the SDK.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from emulator.exchange import Exchange
from emulator.model import Alert
from emulator.rest.dispatch import Api, Asked, Route
from emulator.rest.paging import meta_page
from emulator.rest.wire import Reply, not_found, read_instant, shown

#: Where these stand, apart from Serverless, which has the rest of /v1.
PREFIXES = ("/v1/CustomerProfiles", "/v1/DialingPermissions", "/v1/Alerts", "/v2/PhoneNumbers/")
CALLING_CODES = {"GB": "+44", "US": "+1", "CA": "+1", "DE": "+49", "FR": "+33", "ES": "+34", "IE": "+353"}


def standing_app(exchange: Exchange) -> Api:
    return Api(Standing(exchange).routes(), exchange)


@dataclass(frozen=True, slots=True)
class Standing:
    exchange: Exchange

    def routes(self) -> list[Route]:
        return [
            ("GET", "/v1/CustomerProfiles", self.profiles),
            ("GET", "/v1/DialingPermissions/Countries/<country>", self.country),
            ("GET", "/v1/Alerts", self.alerts),
            ("GET", "/v2/PhoneNumbers/<number>", self.region),
        ]

    def profiles(self, asked: Asked) -> Reply:
        wanted = asked.query.text("Status")
        items = [
            self._profile(asked, number, (policy, status))
            for number, (policy, status) in enumerate(self.exchange.account.profiles)
            if wanted in (None, status)
        ]
        return shown(meta_page("results", items, url=asked.root + asked.path, query=asked.query))

    def country(self, asked: Asked) -> Reply:
        """A country that is not in the table is unknown."""
        country = asked.ids["country"]
        if country not in CALLING_CODES:
            raise not_found(asked.path)
        url = asked.root + asked.path
        return shown(
            {
                "iso_code": country,
                "name": country,
                "country_codes": [CALLING_CODES[country]],
                "continent": "NORTH_AMERICA" if country in {"US", "CA"} else "EUROPE",
                "low_risk_numbers_enabled": country not in self.exchange.account.countries_refused,
                "high_risk_special_numbers_enabled": False,
                "high_risk_tollfraud_numbers_enabled": False,
                "url": url,
                "links": {"highrisk_special_prefixes": f"{url}/HighRiskSpecialPrefixes"},
            }
        )

    def region(self, asked: Asked) -> Reply:
        """Where a number's calls are processed; nobody has said so of most."""
        number = self.exchange.numbers.get(asked.ids["number"])
        if number is None or not number.region:
            raise not_found(asked.path)
        return shown(
            {
                "phone_number": number.phone_number,
                "sid": f"QQ{number.sid[2:]}",
                "account_sid": self.exchange.account.sid,
                "friendly_name": number.friendly_name,
                "voice_region": number.region,
                "url": asked.root + asked.path,
                "date_created": _iso(number.created),
                "date_updated": _iso(number.updated),
            }
        )

    def alerts(self, asked: Asked) -> Reply:
        """The newest first. A StartDate leaves out what was before it."""
        start = asked.query.text("StartDate")
        since = read_instant(start) if start else datetime.min.replace(tzinfo=UTC)
        level = asked.query.text("LogLevel")
        items = [
            self._alert(asked, alert)
            for alert in reversed(self.exchange.alerts)
            if alert.when >= since and level in (None, alert.level.lower())
        ]
        return shown(meta_page("alerts", items, url=asked.root + asked.path, query=asked.query))

    def _profile(self, asked: Asked, number: int, profile: tuple[str, str]) -> dict[str, object]:
        account, (policy, status) = self.exchange.account, profile
        sid = f"BU{number:032x}"
        url = f"{asked.root}{asked.path}/{sid}"
        return {
            "sid": sid,
            "account_sid": account.sid,
            "policy_sid": policy,
            "friendly_name": "Customer profile",
            "status": status,
            "email": "owner@example.com",
            "status_callback": None,
            "valid_until": None,
            "date_created": _iso(account.created),
            "date_updated": _iso(account.created),
            "url": url,
            "links": {
                "customer_profiles_entity_assignments": f"{url}/EntityAssignments",
                "customer_profiles_evaluations": f"{url}/Evaluations",
                "customer_profiles_channel_endpoint_assignment": f"{url}/ChannelEndpointAssignments",
            },
            "errors": [],
        }

    def _alert(self, asked: Asked, alert: Alert) -> dict[str, object]:
        return {
            "sid": alert.sid,
            "account_sid": self.exchange.account.sid,
            "alert_text": alert.message,
            "api_version": "2010-04-01",
            "date_created": _iso(alert.when),
            "date_generated": _iso(alert.when),
            "date_updated": _iso(alert.when),
            "error_code": str(alert.code),
            "log_level": alert.level.lower(),
            "more_info": f"https://www.twilio.com/docs/errors/{alert.code}",
            "request_method": "POST",
            "request_url": alert.url,
            "resource_sid": alert.call_sid or alert.sid,
            "service_sid": None,
            "url": f"{asked.root}{asked.path}/{alert.sid}",
        }


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
