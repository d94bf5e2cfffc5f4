"""What a pop is put together from: the call, the flow it went through, the directory, colleagues' notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from callflows.book import Book
from cti.crm_url import crm_url
from cti.pop import SHOWN_OF_ORDER, Caller, Choice, Note, Person, pop_of
from cti.region import region_of
from ivr.call import Call
from ivr.flow import Step
from ivr.masking import MASK
from ivr.steps.queue import Queue
from routing.floor.conversation import Chosen
from storage.record.bounded import RecordUnavailable
from storage.record.directory import Customer
from storage.record.notes import Notes
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads a pop, by staff id, and how long its caller waited, or has waited by now.

    chosen: whom an agent took the caller to be; chosen_by: that agent's name.
    """

    waited_s: int
    by: str
    chosen: Chosen | None = None
    chosen_by: str = ""


def pop_for(services: Services, tenant: Tenant, call: Call, reading: Reading) -> dict[str, Any]:
    """Return the pop of a call. Where SQL is away it says what the call itself knows."""
    book = services.books.pinned(tenant.name, call.release, services.record.bounded.run)
    person = _found(services, tenant, call)
    chosen = () if person is not None or reading.chosen is None else (reading.chosen.customer,)
    choice = _choice(reading, people_of(services, tenant, chosen))
    known = person is not None or choice is not None or not call.number
    candidates = () if known else _with_number(services, tenant, call.number)
    wanted = services.books.live(tenant.name).company.screen_pop
    pop = pop_of(
        Caller(
            call=call,
            person=person,
            choice=choice,
            candidates=candidates,
            kinds={place: step.kind for place, step in _steps(book, call).items()},
            titles=_titles(book, call),
            intake=wanted.intake,
            waited_s=reading.waited_s,
            region=region_of(call.number),
            notes_before=_notes_before(services, tenant, call, reading.by),
        )
    )
    return {**pop, "crm_url": crm_url(wanted.url, wanted.hosts, pop)}


def light_pop(call: Call, reading: Reading, people: Mapping[str, Person]) -> dict[str, Any]:
    """Return whom a call is about, for lists of many: as the call itself knows, else as an agent chose.

    people: those whom agents chose, by id, as `people_of` returns them for the whole list.
    """
    person = Person(customer_id=call.customer, name=call.caller.get("name", "")) if call.customer else None
    choice = None if person is not None else _choice(reading, people)
    return pop_of(Caller(call=call, person=person, choice=choice))


def people_of(services: Services, tenant: Tenant, customers: Collection[str]) -> Mapping[str, Person]:
    """Return these customers by id, read in one query; who has been taken off the file since is left out.

    Where SQL is away each is there, without a name.
    """
    if not customers:
        return {}
    try:
        found = services.record.bounded.run(tenant.directory.find_all, customers)
    except RecordUnavailable as away:
        log.warning("pop_without_directory", why=str(away))
        return {each: Person(customer_id=each, name="") for each in customers}
    return {each: person_of(customer) for each, customer in found.items()}


def _found(services: Services, tenant: Tenant, call: Call) -> Person | None:
    """Return who the flow found the caller to be."""
    if not call.customer:
        return None
    now = services.clock()

    def read() -> Mapping[str, str] | None:
        return tenant.directory.look_up("customer", {}, call.customer, now, None)

    found = _asked(services, read) or {}
    name = found.get("name") or call.caller.get("name", "")
    tier = found.get("plan") or found.get("kind") or call.caller.get("plan", "")
    return Person(customer_id=call.customer, name=name, tier=tier)


def _choice(reading: Reading, people: Mapping[str, Person]) -> Choice | None:
    """Return whom an agent chose; None: nobody, or somebody who has been taken off the file since."""
    chosen = reading.chosen
    person = None if chosen is None else people.get(chosen.customer)
    if chosen is None or person is None:
        return None
    may_undo = chosen.how == "picked" or chosen.by == reading.by
    return Choice(person=person, by=reading.chosen_by, how=chosen.how, may_undo=may_undo)


def own_notes(services: Services, tenant: Tenant, call_id: str, staff_id: str) -> dict[str, Any]:
    """Return somebody's notes of a call; empty ones, of revision 0, also where SQL is away."""
    notes = Notes(services.record, tenant.name)
    found = _asked(services, lambda: notes.find(call_id, staff_id))
    return {"text": "", "rev": 0} if found is None else {"text": found.text, "rev": found.rev}


def _notes_before(services: Services, tenant: Tenant, call: Call, staff_id: str) -> tuple[Note, ...]:
    notes = Notes(services.record, tenant.name)
    found = _asked(services, lambda: notes.of_others(call.id, staff_id)) or ()
    return tuple(Note(by=by, text=text) for by, text in found)


def _with_number(services: Services, tenant: Tenant, number: str) -> tuple[Person, ...]:
    found = _asked(services, lambda: tenant.directory.all_with_number(number)) or ()
    return tuple(person_of(customer) for customer in found)


def _asked(services: Services, read: Callable[[], Found]) -> Found | None:
    """Ask the directory; None where SQL is away: the agent still sees what the caller has said."""
    try:
        return services.record.bounded.run(read)
    except RecordUnavailable as away:
        log.warning("pop_without_directory", why=str(away))
        return None


def person_of(customer: Customer) -> Person:
    return Person(
        customer_id=customer.id,
        name=customer.name,
        tier=customer.plan or customer.kind,
        account=MASK + customer.account[-SHOWN_OF_ORDER:],
    )


def _steps(book: Book, call: Call) -> dict[str, Step]:
    """Return the steps that the call was at, by `flow/step`; one that is gone is passed over."""
    places = {line.partition(" ")[0] for line in call.path} | {f"{call.flow}/{call.step}"}
    steps = {}
    for place in places:
        flow, _, step = place.partition("/")
        if flow in book.flows and step in book.flows[flow].steps:
            steps[place] = book.flows[flow].steps[step]
    return steps


def _titles(book: Book, call: Call) -> dict[str, str]:
    """Return what the queues that the call was in are called, by `flow/step`."""
    queues = book.company.queues
    return {
        place: queues[step.action.queue].title
        for place, step in _steps(book, call).items()
        if isinstance(step.action, Queue) and step.action.queue in queues
    }
