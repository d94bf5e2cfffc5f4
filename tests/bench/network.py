"""What stands for Twilio on loopback: notes when a caller is to be redirected, and sends what follows it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.bench.calls import form_of, signed_request
from tests.bench.desk import UnexpectedAnswerError, exchange
from tests.bench.load import length_of
from tests.bench.people import TENANT

_CALL = re.compile(rb"POST /2010-04-01/Accounts/AC\w+/Calls/(CA\w+)\.json ")
_ROOMS = re.compile(rb"GET (/2010-04-01/Accounts/AC\w+/Conferences\.json\?\S+) ")
_LEGS = re.compile(rb"GET /2010-04-01/Accounts/AC\w+/Conferences/(CF\w+)/Participants\.json\S* ")


@dataclass(kw_only=True)
class Network:
    """redirected: by call, the instant (`time.perf_counter`) at which a redirect's head was read."""

    public_url: str
    token: str
    port: int = 0
    redirected: dict[str, float] = field(default_factory=dict)
    #: By call, the legs in its conference with their labels.
    _joined: dict[str, dict[str, str]] = field(default_factory=dict)
    _following: set[asyncio.Task[None]] = field(default_factory=set)

    async def listen(self) -> asyncio.Server:
        """Take requests on a free port; returns the server, to be closed."""
        return await asyncio.start_server(self._take, "127.0.0.1", 0)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):  # the run is over
                writer.close()
                return
            answer = json.dumps(await self._answer(head, reader, time.perf_counter())).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, at: float) -> dict[str, object]:
        """Redirect a caller, or say who is in a conference: nothing else is asked of the carrier here."""
        if found := _CALL.match(head):
            form = parse_qs((await reader.readexactly(length_of(head))).decode())
            self._redirect(found[1].decode(), form["Url"][0], at)
            return {"sid": found[1].decode(), "status": "in-progress"}
        if found := _ROOMS.match(head):
            call = parse_qs(urlsplit(found[1].decode()).query)["FriendlyName"][0]
            rooms = [{"sid": _room(call), "status": "in-progress"}] if call in self._joined else []
            return {"conferences": rooms}
        if found := _LEGS.match(head):
            legs = self._joined[f"CA{found[1].decode()[2:]}"]
            return {"participants": [{"call_sid": leg, "label": label} for leg, label in legs.items()]}
        raise UnexpectedAnswerError(f"asked of the carrier: {head[:100]!r}")

    def _redirect(self, call: str, url: str, at: float) -> None:
        self.redirected.setdefault(call, at)
        task = asyncio.create_task(self._goes_on(call, url))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _goes_on(self, call: str, url: str) -> None:
        """The caller's leg asks for its next document, then is in the conference."""
        document = await self._post(url.removeprefix(self.public_url), form_of(call))
        if b"<Conference" not in document:
            raise UnexpectedAnswerError(f"no conference: {document[:300]!r}")
        await self._joins(call, leg=call, label="customer")

    async def dials_in(self, agent: str, call: str) -> None:
        """The agent's softphone dials in, then is in the conference."""
        leg = f"CF{call[2:]}"
        document = await self._post("/twilio/client", {**form_of(leg), "From": f"client:{agent}"})
        if b"<Conference" not in document:
            raise UnexpectedAnswerError(f"no seat: {document[:300]!r}")
        await self._joins(call, leg=leg, label=f"{agent}.{leg}")

    async def _joins(self, call: str, *, leg: str, label: str) -> None:
        self._joined.setdefault(call, {})[leg] = label
        news = {
            "StatusCallbackEvent": "participant-join",
            "ConferenceSid": _room(call),
            "FriendlyName": call,
            "CallSid": leg,
            "ParticipantLabel": label,
            "SequenceNumber": "0" if leg == call else "1",
        }
        await self._post(f"/twilio/conference?tenant={TENANT}", news)

    async def _post(self, path: str, form: dict[str, str]) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = await exchange(reader, writer, signed_request(path, self.public_url, form, self.token))
        writer.close()
        return body


def _room(call: str) -> str:
    return f"CF{call[2:]}"
