"""A text beside a ring, for people on call who want one: who needs help, and since when.

One a person a page, however often they are rung for it. Whoever is told of a page that goes on without its
caller reads more, and says so by a reply: that is an alert (switchboard.handing_over).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from storage.record.promises import NewPromise
from switchboard.alert_words import ring_text
from switchboard.services import Services, Tenant


def texts_for(
    services: Services, tenant: Tenant, call_id: str, body: Mapping[str, object], people: Collection[str]
) -> list[NewPromise]:
    """Make the texts to those of these people (by id) who want one, due now. body: as ring_text takes it."""
    now = services.clock()
    known = services.rosters.of(services.books.live(tenant.name), now).people
    return [
        NewPromise(
            kind="text",
            call_id=call_id,
            key=f"{call_id}/beside/{name}",
            due_at=now,
            body={"text": ring_text(body), "from": body["from"]},
            to_number=known[name].number,
        )
        for name in people
        if name in known and known[name].sms
    ]
