"""Whom an agent takes a caller to be: picked from the directory, put on file, or taken back."""

from __future__ import annotations

import structlog

from cti.region import example_number, number_meant
from cti.text import plain
from ivr.call import Call
from routing.floor.conversation import Conversation
from routing.floor.events import CustomerTold, Event
from storage.record.newcomers import Newcomer, Newcomers, NumberTakenError
from web.desk.asked import Asked
from web.desk.doing import Doing, NotPossibleError

log = structlog.get_logger(__name__)

NO_CALL = "There is no call to choose a customer for. It has ended."
KNOWN = "The caller has named this customer to the menu. There is nothing to choose."
NOBODY = "There is no such customer on file any more. Search again."
NO_NAME = "Write the customer's name."
NO_NUMBER = "This is no phone number. Write one such as {example}, or leave it empty."
TAKEN = "This number is on file for somebody else. Search for them, or leave the number empty."
NOT_YOURS = "A colleague put this customer on file. Only they can take them off again."


def picked(doing: Doing, asked: Asked) -> Event:
    """Raises NotPossibleError, RecordUnavailable, StoreUnavailableError; so do the others."""
    _own_call(doing)
    customer = asked.text("customer")
    if doing.services.record.bounded.run(doing.tenant.directory.find, customer) is None:
        raise NotPossibleError(NOBODY)
    return CustomerTold(agent=doing.me, customer=customer, how="picked")


def created(doing: Doing, asked: Asked) -> Event:
    newcomer = _newcomer(doing, asked)
    return CustomerTold(agent=doing.me, customer=_file(doing).id_of(newcomer.call_id), how="created")


def undone(doing: Doing, _asked: Asked) -> Event:
    _own_call(doing)
    return CustomerTold(agent=doing.me, customer="", how="undone")


def put_on_file(doing: Doing, asked: Asked) -> None:
    """Write the new customer down, once a call."""
    newcomer = _newcomer(doing, asked)
    file = _file(doing)
    try:
        doing.services.record.bounded.run(file.create, newcomer, doing.services.clock())
    except NumberTakenError:
        raise NotPossibleError(TAKEN) from None
    log.info("customer_put_on_file", **_about(doing, newcomer))


def take_off_file(doing: Doing, _asked: Asked) -> None:
    """Delete what the asking agent has put on file in this call; a customer who was picked stays there."""
    conversation, _ = _own_call(doing)
    if conversation.chosen is None or conversation.chosen.how != "created":
        return
    newcomer = Newcomer(call_id=conversation.id, staff_id=doing.me.id, name="")
    if not doing.services.record.bounded.run(_file(doing).undo, newcomer, doing.services.clock()):
        raise NotPossibleError(NOT_YOURS)
    log.info("customer_taken_off_file", **_about(doing, newcomer))


def _own_call(doing: Doing) -> tuple[Conversation, Call]:
    """Return the call that the asking agent has to do with, and whose caller nobody has found yet."""
    conversation = doing.conversation()
    stored = None if conversation is None else doing.tenant.calls.read(conversation.id)
    if conversation is None or stored is None:
        raise NotPossibleError(NO_CALL)
    call = Call.from_json(stored.state)
    if call.customer:
        raise NotPossibleError(KNOWN)
    return conversation, call


def _newcomer(doing: Doing, asked: Asked) -> Newcomer:
    """Return who is to be on file, as typed, in the language that the caller speaks."""
    conversation, call = _own_call(doing)
    name = plain(asked.text("name"))
    typed = asked.text("number").strip()
    country = doing.services.books.live(doing.tenant.name).company.country
    number = number_meant(typed, country)
    if not name:
        raise NotPossibleError(NO_NAME)
    if typed and not number:
        raise NotPossibleError(NO_NUMBER.format(example=example_number(country)))
    return Newcomer(
        call_id=conversation.id, staff_id=doing.me.id, name=name, number=number, language=call.language
    )


def _file(doing: Doing) -> Newcomers:
    return Newcomers(doing.services.record, doing.tenant.name)


def _about(doing: Doing, newcomer: Newcomer) -> dict[str, str]:
    return {
        "tenant": doing.tenant.name,
        "staff": doing.me.id,
        "call": newcomer.call_id,
        "customer": _file(doing).id_of(newcomer.call_id),
    }
