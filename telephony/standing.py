"""What the account may do, as Twilio says: how many calls at once, to which countries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telephony.carrier import CarrierError
from telephony.rest import Rest

APPROVED = "twilio-approved"
#: A call was refused since too many were under way.
TOO_MANY_CALLS = "10004"
NOT_FOUND = 20404
_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """status: active, suspended or closed; kind: Full or Trial; created: aware UTC."""

    status: str
    kind: str
    created: datetime


def account_state(rest: Rest) -> AccountState:
    with rest.asking("look at the account"):
        found = rest.client.api.v2010.accounts(rest.client.account_sid).fetch()
        return AccountState(status=str(found.status), kind=str(found.type), created=found.date_created)


def has_approved_profile(rest: Rest) -> bool:
    with rest.asking("look at the business profiles"):
        return bool(rest.client.trusthub.v1.customer_profiles.list(status=APPROVED, limit=1))


def refused_calls(rest: Rest, since: datetime) -> int:
    """Count the calls that Twilio refused since then, since too many were under way."""
    with rest.asking("look at Twilio's alerts"):
        alerts = rest.client.monitor.v1.alerts.list(log_level="error", start_date=since, limit=_MOST)
        return sum(str(each.error_code) == TOO_MANY_CALLS for each in alerts)


def may_call(rest: Rest, country: str) -> bool | None:
    """Say whether ordinary numbers of a country (ISO 3166) may be rung. None: it is not known to Twilio."""
    try:
        with rest.asking(f"look whether {country} may be called"):
            found = rest.client.voice.v1.dialing_permissions.countries(country).fetch()
            return bool(found.low_risk_numbers_enabled)
    except CarrierError as error:
        if error.code == NOT_FOUND:
            return None
        raise
