"""The calendar that a person subscribes to: no sign-in, one address a person, and what voids it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from werkzeug.test import TestResponse

from switchboard.calendar_feed import PER_ADDRESS
from tests.house import PUBLIC_URL, House
from tests.web.admin.sending import Editor, opens
from tests.web.people import stranger

_ADDRESS = re.compile(r'readonly value="([^"]+)"')


def addresses(editor: Editor) -> list[str]:
    found = [unescape(each) for each in _ADDRESS.findall(editor.loads().text)]
    assert all(each.startswith(f"{PUBLIC_URL}/oncall/homeika/primary.ics?k=") for each in found)
    return found


def asks(house: House, address: str) -> TestResponse:
    """Ask as a calendar program does: it has no cookie."""
    parts = urlsplit(address)
    return stranger(house).gets(f"{parts.path}?{parts.query}")


def shifts(response: TestResponse) -> list[str]:
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    events = Calendar.from_ical(response.data).walk("VEVENT")
    return [f"{each['SUMMARY']} {each.decoded('DTSTART'):%m-%d %H:%M}" for each in events]


def test_a_calendar_has_every_shift_whole_and_named(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    found = shifts(asks(house, address))
    # Fifteen days back is in the week of 2 November; the clocks have gone back the day before.
    assert found[:4] == [
        "Engineer 2 11-02 17:00",
        "Engineer 3 11-09 17:00",
        "Engineer 1 11-16 17:00",
        "Engineer 2 11-23 17:00",
    ]
    assert found[-1].endswith("05-17 16:00")


def test_only_mine_has_ones_own_shifts_alone(house: House) -> None:
    _, mine = addresses(opens(house, "agent1"))
    assert {line.split(" ")[1] for line in shifts(asks(house, mine))} == {"1"}


def test_a_change_is_in_the_calendar(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    opens(house, "admin").overrides("engineer_1", "2026-11-24T18:00", "2026-11-25T06:00")
    assert "Engineer 1 11-25 02:00" in shifts(asks(house, address))


def test_a_renewed_address_is_another_and_the_old_one_is_void(house: House) -> None:
    admin = opens(house, "admin")
    (before,) = addresses(admin)
    renewed = admin.person.posts("/admin/oncall/feeds/renew", data={"schedule": "primary"})
    assert (renewed.status_code, renewed.location) == (303, "/admin/oncall?schedule=primary#feed")
    (after,) = addresses(admin)
    assert (asks(house, before).status_code, asks(house, after).status_code) == (404, 200)
    assert "Administrator renewed the calendar address of primary" in admin.reads()


def test_whoever_has_left_reads_no_calendar_any_more(house: House) -> None:
    _, mine = addresses(opens(house, "agent1"))[0], addresses(opens(house, "agent1"))[1]
    staff = house.services.tenants["homeika"].staff
    member = staff.by_login("agent1")
    assert member is not None
    staff.put([replace(member, active=False)])
    assert asks(house, mine).status_code == 404


@pytest.mark.parametrize("spoil", ["", "x", "é", "{other}", "{cut}"])
def test_a_key_that_is_not_ours_opens_nothing(house: House, spoil: str) -> None:
    (address,) = addresses(opens(house, "admin"))
    place, _, key = address.partition("?k=")
    flipped = ("B" if key[0] == "A" else "A") + key[1:]
    tried = spoil.format(other=flipped, cut=key[:-1])
    assert asks(house, f"{place}?k={tried}").status_code == 404


def test_a_key_opens_one_schedule_of_one_company(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    for other in ("/oncall/homeika/nights.ics", "/oncall/homewise/primary.ics", "/oncall/none/primary.ics"):
        assert asks(house, address.replace("/oncall/homeika/primary.ics", other)).status_code == 404


def test_a_calendar_that_has_not_changed_is_not_sent_again(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    first = asks(house, address)
    parts = urlsplit(address)
    again = stranger(house).gets(
        f"{parts.path}?{parts.query}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert first.headers["Cache-Control"] == "private, max-age=900"


def test_a_program_that_hammers_is_refused_and_others_are_not(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    assert {asks(house, address).status_code for _ in range(PER_ADDRESS.times)} == {200}
    refused = asks(house, address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert asks(house, addresses(opens(house, "ops"))[0]).status_code == 200


def test_without_the_record_a_calendar_is_asked_for_again_later(house: House) -> None:
    (address,) = addresses(opens(house, "admin"))
    house.services.record.close()
    assert asks(house, address).status_code == 503


def test_no_calendar_tells_a_number(house: House) -> None:
    calendar = asks(house, addresses(opens(house, "admin"))[0])
    assert "+1341555" not in calendar.text
