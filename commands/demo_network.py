"""What the demo's emulated phone network is told: the lines, who may call, and whose phones may ring."""

from __future__ import annotations

from pathlib import Path

from callflows.book import Book, load_book
from commands.companies import tenants_in
from commands.demo_wanted import Ports
from storage.record.engine import Record
from storage.record.releases import Releases
from storage.record.roles import ROLES

#: Worth nothing outside this machine: the emulator is the only one who knows them.
ACCOUNT_SID = "AC" + "d0" * 16
AUTH_TOKEN = "demo" * 8
API_KEY = "SK" + "d1" * 16
API_SECRET = "keys" * 8
APP_SID = "AP" + "d2" * 16


def live_books(record: Record, folder: Path) -> list[Book]:
    """The companies as they are live, which may be older than what is in the folder."""
    found = [Releases(record, name).live() for name, _ in tenants_in(folder)]
    return [load_book(release.files) for release in found if release is not None]


def emulator_config(books: list[Book], ports: Ports) -> dict[str, object]:
    """Tell the emulator of the lines, of who may call, and of whose phones may ring."""
    lines = [
        {
            "number": number,
            "name": f"{book.company.title} {name}",
            "voice_url": f"{ports.web_url}/twilio/voice",
            "status_url": f"{ports.web_url}/twilio/status",
            "sms_url": f"{ports.web_url}/twilio/sms",
        }
        for book in books
        for name, number in book.company.lines.items()
    ]
    contacts = [
        {"number": person.number, "name": f"{book.company.title} {person.title}"}
        for book in books
        for person in book.oncall.people.values()
    ]
    return {
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "public_url": ports.web_url,
        "path_url": f"{ports.web_url}/demo/calls/{{sid}}/path",
        "api_keys": {API_KEY: API_SECRET},
        "applications": [
            {"sid": APP_SID, "name": "Softphone", "voice_url": f"{ports.web_url}/twilio/client"}
        ],
        "lines": lines,
        "numbers": [book.company.drills.from_ for book in books if book.company.drills is not None],
        "people": [*_people(books), {"name": "Somebody who withholds the number"}],
        "contacts": contacts,
    }


def _people(books: list[Book]) -> list[dict[str, object]]:
    """Tell who the page's user can be: the directory's customers by role."""
    support = {book.company.name: _support_line(book) for book in books}
    return [
        {
            "name": f"{role.tenant.title()}: {role.name}",
            "number": role.number,
            "attestation": "TN-Validation-Passed-A" if role.number.startswith("+1") else "",
            "line": support.get(role.tenant, ""),
            "hints": [f"order {role.order_number}", f"account {role.account}", f"PIN {role.pin}"],
        }
        for role in ROLES
    ]


def _support_line(book: Book) -> str:
    """The number that a customer would dial: of the line named support, or else of the first."""
    lines = book.company.lines
    return lines.get("support") or next(iter(lines.values()), "")
