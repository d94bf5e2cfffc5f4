"""What the directory knows of each company: its clock on the wall, its language, its money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

#: Customers of each company that are made up.
SIZE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    zone: str
    language: str
    currency: str


#: By tenant. A tenant that is not listed has no directory.
COMPANIES: Mapping[str, Company] = MappingProxyType(
    {
        "homewise": Company(zone="Europe/London", language="en-GB", currency="GBP"),
        "homeika": Company(zone="America/Los_Angeles", language="en-US", currency="USD"),
    }
)


def local_day(tenant: str, now: datetime) -> date:
    """Return the date at the company: a warranty's last day lasts until midnight there."""
    return now.astimezone(ZoneInfo(COMPANIES[tenant].zone)).date()
