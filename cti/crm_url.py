"""The address of a caller's page in a CRM, from a template that the company wrote. Pure.

`https://crm.example/x?phone={caller.number|e164}&order={answers.order_number}`: values are encoded, and the
host is fixed by the template and named among those that are allowed. Source: cti-and-desktop.md section 5.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

_PLACE = re.compile(r"\{([^{}|]*)(?:\|([^{}|]*))?\}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
FILTERS = frozenset({"e164", "digits"})
#: What a template may name, beside `answers.<name>`.
NAMES = frozenset({"caller.number", "caller.id", "caller.level", "case.id", "crm.id"})
#: Of a record that the CRM itself has found: a template with it is an address once there is one.
OF_RECORD = "crm.id"
ANSWERS = "answers."
#: Characters of one value in an address.
LONGEST = 200


def faults_of(template: str, hosts: Collection[str]) -> list[str]:
    """Say what is wrong with a template, in words for its author; empty: nothing is."""
    parts = urlsplit(template.partition("{")[0])
    whole = urlsplit(template)
    faults = []
    if whole.scheme != "https":
        faults.append("write an address that begins with https://")
    if "{" in whole.netloc or "@" in whole.netloc or not parts.netloc or parts.netloc != whole.netloc:
        faults.append("write the host out: no value and no user name may stand in it")
    elif whole.hostname not in hosts:
        faults.append(f"name {whole.hostname} under hosts, or use a host that is named there")
    for name, filtered in _PLACE.findall(template):
        if name not in NAMES and not (name.startswith(ANSWERS) and len(name) > len(ANSWERS)):
            faults.append(f"{{{name}}} is unknown; there are {', '.join(sorted(NAMES))} and answers.<name>")
        if filtered and filtered not in FILTERS:
            faults.append(f"there is no filter {filtered}; there are {', '.join(sorted(FILTERS))}")
    if "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        faults.append("close every { with a }, and put none inside another")
    return faults


def crm_url(template: str, hosts: Collection[str], pop: Mapping[str, Any]) -> str:
    """Fill a template in. A value that is missing, or is none of its filter, is empty.

    pop: with `crm_id`, where the CRM has found a record. "" for a template that is not fit to be followed: an
    address is never made of doubt.
    """
    if not template or faults_of(template, hosts):
        return ""
    if names_record(template) and not pop.get("crm_id"):
        return ""

    def fill(place: re.Match[str]) -> str:
        return quote(_filtered(_value(pop, place[1]), place[2] or "")[:LONGEST], safe="")

    return _PLACE.sub(fill, template)


def names_record(template: str) -> bool:
    """Whether the address leads to one record that the CRM has found."""
    return any(name == OF_RECORD for name, _ in _PLACE.findall(template))


def _value(pop: Mapping[str, Any], name: str) -> str:
    if name.startswith(ANSWERS):
        return str(pop["answers"].get(name.removeprefix(ANSWERS)) or "")
    named = {
        "caller.number": pop["number"],
        "caller.id": pop["customer_id"],
        "caller.level": pop["level"],
        "case.id": pop["case_id"],
        OF_RECORD: pop.get("crm_id", ""),
    }
    return str(named[name])


def _filtered(value: str, how: str) -> str:
    match how:
        case "e164":
            return value if _E164.fullmatch(value) else ""
        case "digits":
            return "".join(figure for figure in value if figure.isascii() and figure.isdigit())
        case _:
            return value
