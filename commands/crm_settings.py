"""Settings of the companies' CRMs: `homeika=zendesk://acme.zendesk.com`, and what to sign in there with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cti.crm import CrmAccount

#: The kinds there are, and the hosts that their credentials may go to.
HOSTS: Mapping[str, re.Pattern[str]] = {
    "zendesk": re.compile(r"[a-z0-9][a-z0-9-]*\.zendesk\.com"),
    "salesforce": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.my\.salesforce\.com"),
}
ADDRESS = (
    "CRM_ADDRESSES must name a company and its CRM, such as homeika=zendesk://acme.zendesk.com "
    "or homeika=salesforce://acme.my.salesforce.com"
)
CREDENTIALS = "CRM_CREDENTIALS must have company=user:secret for each company of CRM_ADDRESSES, and no other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmEntries:
    """The two settings, each as its entries: `company=address`, `company=user:secret`."""

    addresses: tuple[str, ...]
    credentials: tuple[str, ...]


def crm_faults(entries: CrmEntries, companies: Path) -> list[str]:
    """Tell what is wrong, one sentence each, and no secret; [] when nothing is. companies: their folder."""
    addresses, credentials = _by_company(entries.addresses), _by_company(entries.credentials)
    wrong = []
    if len(addresses) != len(entries.addresses) or not all(map(_is_address, addresses.values())):
        wrong.append(ADDRESS)
    whole = all(all(each.partition(":")[::2]) for each in credentials.values())
    if len(credentials) != len(entries.credentials) or addresses.keys() != credentials.keys() or not whole:
        wrong.append(CREDENTIALS)
    strangers = sorted(name for name in addresses if not (companies / name).is_dir())
    wrong += [f"CRM_ADDRESSES: there is no company {name} in {companies}" for name in strangers]
    return wrong


def crm_accounts(entries: CrmEntries) -> Mapping[str, CrmAccount]:
    """Return each company's account. The entries have no faults."""
    credentials = _by_company(entries.credentials)
    accounts = {}
    for company, address in _by_company(entries.addresses).items():
        url = urlsplit(address)
        user, _, secret = credentials[company].partition(":")
        accounts[company] = CrmAccount(kind=url.scheme, host=url.netloc, user=user, secret=secret)
    return accounts


def _by_company(entries: tuple[str, ...]) -> dict[str, str]:
    return {company: rest for company, _, rest in (entry.partition("=") for entry in entries) if company}


def _is_address(address: str) -> bool:
    kind, _, host = address.partition("://")
    return kind in HOSTS and HOSTS[kind].fullmatch(host) is not None
