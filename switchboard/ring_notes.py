"""What follows from a ring on the caller's leg, and is never on its way: texts to those who want them."""

from __future__ import annotations

from ivr.engine import Turn
from ivr.page_facts import PageRang
from switchboard.alert_words import circumstances
from switchboard.asker import caller_of
from switchboard.promising import write
from switchboard.setting import Setting
from switchboard.texts_beside import texts_for


def note_ring(setting: Setting, done: Turn) -> None:
    """Promise texts to whom a turn rings, after the reply that rings them. A drill texts nobody."""
    rang = [fact for fact in done.facts if isinstance(fact, PageRang) and not fact.drill]
    if not rang:
        return

    def promise() -> None:
        caller = caller_of(setting.book.flows, done.call)
        body = {"number": caller.number, **circumstances(setting.book, caller, setting.now)}
        rows = texts_for(setting.services, setting.tenant, caller.call_id, body, rang[-1].people)
        if rows:
            write(setting.services, setting.tenant, rows, setting.now)

    setting.services.later(promise)
