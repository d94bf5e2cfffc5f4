"""What stands for Twilio on loopback: notes when a caller is to be redirected, and sends what follows it."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.bench.calls import form_of, signed_request
from tests.bench.desk import UnexpectedAnswerError, exchange
from tests.bench.load import length_of
from tests.bench.people import TENANT

_CALL = re.compile(rb"POST /2010-04-01/Accounts/AC\w+/Calls/(CA\w+)\.json ")


@dataclass(kw_only=True)
class Network:
    """redirected: by call, the instant (`time.perf_counter`) at which a redirect's head was read."""

    public_url: str
    token: str
    port: int = 0
    redirected: dict[str, float] = field(default_factory=dict)
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
            at = time.perf_counter()
            body = await reader.readexactly(length_of(head))
            found = _CALL.match(head)
            if found is None:
                raise UnexpectedAnswerError(f"asked of the carrier: {head[:100]!r}")
            call = found[1].decode()
            self.redirected.setdefault(call, at)
            answer = b'{"sid":"%s","status":"in-progress"}' % found[1]
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )
            task = asyncio.create_task(self._goes_on(call, parse_qs(body.decode())["Url"][0]))
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
        news = {
            "StatusCallbackEvent": "participant-join",
            "ConferenceSid": f"CF{call[2:]}",
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
