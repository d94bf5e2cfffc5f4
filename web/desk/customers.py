"""The customer of a call: their card, a search for who it might be, and what the company's CRM says.

Each is read now, with the rights of whoever asks, and noted in the log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from cti.crm import CrmUnavailableError
from cti.crm_url import crm_url, names_record
from cti.pop import MOST_CANDIDATES, Person, shown
from cti.region import number_meant
from cti.text import plain
from ivr.call import Call
from storage.live.glance import CallRecords
from storage.record.directory import CONNECTORS, WRITERS, Customer
from storage.record.handled import Handled, WrapUp
from web.access import allowed, present
from web.desk.own import PATIENT_S, own_call, takes_part
from web.desk.past_calls import past_call
from web.desk.pops import person_of, pop_for
from web.desk.state import Looker, reading_of

log = structlog.get_logger(__name__)
desk_customers = Blueprint("desk_customers", __name__, url_prefix="/desk/customers")

LONGEST_QUERY = 64
#: A day as the directory writes it for machines; an hour is said as it is.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@desk_customers.get("/<call_id>")
@allowed("agent", "supervisor")
def customer(call_id: str) -> ResponseReturnValue:
    """The customer of a call with their last calls, by reference; null: nobody on file is known to call."""
    looker = Looker.of(present())
    pop = _pop(looker, own_call(looker, call_id, offered=False))
    customer_id = "" if pop is None else pop["customer_id"]
    if pop is None or not customer_id:
        return jsonify(customer=None, calls=[])
    run, handled = looker.services.record.bounded.run, Handled(looker.services.record, looker.tenant.name)
    card = run(lambda: _card(looker, customer_id), within_s=PATIENT_S)
    before = run(handled.of_customer, customer_id, within_s=PATIENT_S)
    log.info("customer_read", **_reader(looker, call_id), customer=customer_id, caller_level=pop["level"])
    return jsonify(customer=card, calls=_past_calls(looker, call_id, before))


@desk_customers.get("/<call_id>/search")
@allowed("agent", "supervisor")
def search(call_id: str) -> ResponseReturnValue:
    """Customers whom `q` names, at most five, for whoever is at the call; nobody by an empty text.

    more: there are others. A phone number without a country is one of the company's.
    """
    looker = Looker.of(present())
    if not takes_part(looker.tenant, looker.member.id, call_id):
        abort(404)
    query = request.args.get("q", "")[:LONGEST_QUERY].strip()
    run = looker.services.record.bounded.run
    number = number_meant(query, looker.services.books.live(looker.tenant.name).company.country)

    def look() -> tuple[Customer, ...]:
        return looker.tenant.directory.search(query, MOST_CANDIDATES + 1, number)

    found = run(look, within_s=PATIENT_S) if query else ()
    log.info("customers_searched", **_reader(looker, call_id), found=len(found[:MOST_CANDIDATES]))
    people = shown([person_of(each) for each in found[:MOST_CANDIDATES]])
    return jsonify(customers=people, more=len(found) > MOST_CANDIDATES)


@desk_customers.get("/<call_id>/crm")
@allowed("agent", "supervisor")
def crm(call_id: str) -> ResponseReturnValue:
    """Who has the caller's number in the company's CRM, asked now and once; null: the company has set none.

    trouble: why nobody is shown, in words. Nothing else of the desk waits for this.
    """
    looker = Looker.of(present())
    records = own_call(looker, call_id, offered=False)
    look_up = looker.services.crms.get(looker.tenant.name)
    number = Call.from_json(records.call).number if records.call else ""
    if look_up is None:
        return jsonify(crm=None)
    answer: dict[str, Any] = {"name": look_up.name, "people": [], "trouble": ""}
    if not number:
        return jsonify(crm=answer)
    try:
        found = look_up.find(number)
    except CrmUnavailableError as away:
        log.warning("crm_not_read", **_reader(looker, call_id), crm=look_up.name, why=str(away))
        return jsonify(crm={**answer, "trouble": f"{look_up.name} gave no answer. All else here works."})
    log.info("crm_read", **_reader(looker, call_id), crm=look_up.name, found=len(found))
    return jsonify(crm={**answer, "people": _in_crm(looker, records, found)})


def _past_calls(looker: Looker, call_id: str, rows: tuple[WrapUp, ...]) -> list[dict[str, Any]]:
    """Return the customer's calls before this one, each with the name of whoever had it."""
    whole = looker.floors.whole(looker.tenant)
    return [
        {**past_call(looker, row, whole), "agent": whole.name_of(row.staff_id)}
        for row in rows
        if row.call_id != call_id
    ]


def on_file(looker: Looker, customer_id: str) -> Mapping[str, str]:
    """Return a customer's own fields; {}: nobody. Raises what SQL raises."""
    if not customer_id:
        return {}
    now = looker.services.clock()
    return looker.tenant.directory.look_up("customer", {}, customer_id, now, None) or {}


def _card(looker: Looker, customer_id: str) -> dict[str, Any]:
    """Return what is on file: the customer's own fields, then one part for each thing they have."""
    own = _read_by_people(on_file(looker, customer_id))
    parts: dict[str, Any] = {}
    for connector in sorted(CONNECTORS.keys() - WRITERS - {"customer"}):
        found = looker.tenant.directory.look_up(connector, {}, customer_id, looker.services.clock(), None)
        if found:
            parts[connector] = _read_by_people(found)
    return {**own, **parts}


def _read_by_people(row: Mapping[str, str]) -> dict[str, str]:
    """Leave out the id. Days come as ISO dates: the page says them in its reader's own way, with the year."""
    shown = {name: plain(value) for name, value in row.items() if name != "id" and not name.endswith("_iso")}
    return shown | {name: row[f"{name}_iso"] for name in shown if DAY.fullmatch(row.get(f"{name}_iso", ""))}


def _in_crm(looker: Looker, records: CallRecords, found: tuple[Person, ...]) -> list[dict[str, str]]:
    """Return the CRM's people as JSON, each with the address of their record, where the template names it."""
    wanted = looker.services.books.live(looker.tenant.name).company.screen_pop
    pop = _pop(looker, records) if found and names_record(wanted.url) else None
    people = []
    for person in shown(found):
        about = {name: person[name] for name in ("customer_id", "name", "tier")}
        crm_id = person["customer_id"]
        url = "" if pop is None else crm_url(wanted.url, wanted.hosts, {**pop, "crm_id": crm_id})
        people.append({**about, "url": url})
    return people


def _pop(looker: Looker, records: CallRecords) -> dict[str, Any] | None:
    if not records.call:
        return None
    call = Call.from_json(records.call)
    return pop_for(looker.services, looker.tenant, call, reading_of(looker, records))


def _reader(looker: Looker, call_id: str) -> dict[str, str]:
    """Say who reads what, for the log: never a name, a number or what was typed."""
    return {"tenant": looker.tenant.name, "staff": looker.member.id, "call": call_id}
