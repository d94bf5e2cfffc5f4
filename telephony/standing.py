"""What the account may do, as Twilio says: how many calls at once, to which countries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from telephony.carrier import CarrierError
from telephony.rest import Rest

APPROVED = "twilio-approved"
#: Twilio's policies of profiles of a business: of the account itself, and of an account below another.
BUSINESS = frozenset({"RN6433641899984f951173ef1738c3bdd0", "RNdfbf3fae0e1107f8aded0e7cead80bf5"})
#: A call was refused since too many were under way.
TOO_MANY_CALLS = "10004"
NOT_FOUND = 20404
#: The region whose settings of a number provision sets: each region has its own.
HOME = "us1"
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


def approved_profiles(rest: Rest) -> Collection[str]:
    """Return the policies (SIDs) of the account's approved profiles: a profile is of a business, or not."""
    with rest.asking("look at the customer profiles"):
        found = rest.client.trusthub.v1.customer_profiles.list(status=APPROVED, limit=_MOST)
        return {str(each.policy_sid) for each in found}


def refused_calls(rest: Rest, since: datetime) -> int:
    """Count the calls that Twilio refused since then, since too many were under way."""
    with rest.asking("look at Twilio's alerts"):
        alerts = rest.client.monitor.v1.alerts.list(log_level="error", start_date=since, limit=_MOST)
        return sum(str(each.error_code) == TOO_MANY_CALLS for each in alerts)


def region_of(rest: Rest, number: str) -> str:
    """Return where the calls of a number (E.164) are processed; where nobody has said so, HOME."""
    try:
        with rest.asking(f"look where calls of {number} are processed"):
            return str(rest.client.routes.v2.phone_numbers(number).fetch().voice_region or HOME).lower()
    except CarrierError as error:
        if error.code == NOT_FOUND:
            return HOME
        raise


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
