"""A season's changes at once: the page is drawn in no time all the same."""

from __future__ import annotations

import time
from datetime import timedelta

from storage.record.oncall_changes import Deed, NewChange
from tests.house import House
from tests.web.admin.sending import opens

CHANGES = 200
#: Measured: 0.2 s. Where each change is looked at for each other one, and so again, it takes minutes.
WITHIN_S = 3.0


def test_a_page_with_two_hundred_changes_is_drawn_in_time(house: House) -> None:
    changes, now = house.services.tenants["homeika"].oncall, house.services.clock()
    for number in range(CHANGES):
        since = now + timedelta(days=1 + number // 3, hours=number % 24)
        change = NewChange(
            schedule=("primary", "nights")[number % 2],
            kind="override",
            person=f"engineer_{number % 3 + 1}",
            since=since,
            until=since + timedelta(hours=30),
        )
        changes.make([change], Deed(by="agt_1", now=now))
    admin = opens(house, "admin")
    begun = time.perf_counter()
    assert admin.loads().text.count("Take back") == CHANGES
    assert time.perf_counter() - begun < WITHIN_S
