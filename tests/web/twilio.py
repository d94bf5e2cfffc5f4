"""Twilio's hand for tests of single requests: it posts signed forms, and sees what they changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from werkzeug.test import Client, TestResponse

from emulator.signature import sign
from emulator.twiml import read
from tests.house import HOMEIKA_SUPPORT, PUBLIC_URL, TOKEN, House

#: Recorded webhooks: parameter names and values as published, numbers and ids made up.
PAYLOADS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "facts" / "webhooks.json").read_text(encoding="utf-8")
)
CALL = "CA" + "0123456789abcdef" * 2
RECORDING = "RE" + "0123456789abcdef" * 2
CALLER = "+13235550110"
ARRIVAL = {
    "CallSid": CALL,
    "From": CALLER,
    "To": HOMEIKA_SUPPORT,
    "CallStatus": "ringing",
    "Direction": "inbound",
    "ApiVersion": "2010-04-01",
}


@dataclass(kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: str

    @property
    def verbs(self) -> list[str]:
        return [element.tag for element in ET.fromstring(self.body)]  # noqa: S314 - our own document

    @property
    def words(self) -> str:
        """All that is said, in order."""
        said = ET.fromstring(self.body).iter("Say")  # noqa: S314 - our own document
        return " ".join(element.text or "" for element in said)

    @property
    def next(self) -> str:
        """Where the answer leads: path and query of the first action or redirect."""
        for element in ET.fromstring(self.body).iter():  # noqa: S314 - our own document
            url = element.get("action") or (element.text if element.tag == "Redirect" else "")
            if url:
                parts = urlsplit(url)
                return f"{parts.path}?{parts.query}"
        raise AssertionError(f"it leads nowhere: {self.body}")

    def is_proper(self) -> Answer:
        """Fail unless it is 200 with a document without fault, or 204 without one."""
        assert self.status in {200, 204}, self
        if self.status == 200:
            assert read(self.body.encode()).violations == (), self.body
        return self


class Twilio:
    """Signed requests to one house's app, without an emulated call around them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = Client(house.emulated.app)

    def posts(self, path: str, form: Mapping[str, str], *, signature: str | None = "") -> Answer:
        """Post a form. signature: as Twilio would sign it unless one is given; None sends none."""
        made = sign(TOKEN, PUBLIC_URL + path, form) if signature == "" else signature
        headers = {} if made is None else {"X-Twilio-Signature": made}
        reply: TestResponse = self.client.post(path, base_url=PUBLIC_URL, data=form, headers=headers)
        return Answer(status=reply.status_code, body=reply.text)

    def arrives(self, **changed: str) -> Answer:
        """A call arrives at Homeika's support line."""
        return self.posts("/twilio/voice", ARRIVAL | changed).is_proper()

    def changes(self) -> dict[str, object]:
        """All that is kept anywhere, to compare: Redis, the rows that calls write, the journal."""
        services = self.house.services
        live = services.live.run(lambda redis: {key: redis.dump(key) for key in redis.keys("*")})
        database = urlsplit(str(services.record.engine.url)).path[1:]
        with sqlite3.connect(database) as connection:
            rows = {
                table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608 - named above
                for table in ("promises", "verification_tries", "rmas")
            }
        connection.close()
        return {"redis": live, **rows, "journal": services.journal.pending()}
