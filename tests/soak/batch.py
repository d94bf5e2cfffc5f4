"""One batch of random callers through the whole product, and what must be true of it afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from emulator.model import Call
from storage.record.promises import Kind
from switchboard.services import Tenant
from tests.house import TENANTS, House
from tests.soak.callers import Caller, OnCall, Trouble
from tests.soak.ground import Ground

#: Open and closed, reduced and holiday, in one company or the other, and both sides of a clock change.
MOMENTS = tuple(
    map(
        datetime.fromisoformat,
        (
            "2026-11-23T18:00:00+00:00",
            "2026-11-23T10:00:00+00:00",
            "2026-11-22T03:00:00+00:00",
            "2026-12-25T11:00:00+00:00",
            "2026-10-25T00:50:00+00:00",
            "2026-11-01T08:50:00+00:00",
            "2026-11-23T19:55:00+00:00",
        ),
    )
)
#: Callers dial within this time, in seconds of phone time.
ARRIVING_S = 900.0
#: A follower's round: promises are kept, silent callers swept out of queues.
ROUND_S = 15.0
SILENT_MS = 60_000
#: Rounds until all is over: the longest caller, and what follows from the last one.
MOST_ROUNDS = 400
#: Rounds until every page has come to somebody who takes it: it pauses for five minutes at most.
PAGED_ROUNDS = 80
PAGES: tuple[Kind, ...] = ("page",)
#: What a text about a call asks for.
_CODE = re.compile(r"reply OK ([0-9]{4})")
#: After all that any promise is due.
FAR = datetime.fromisoformat("2099-01-01T00:00:00+00:00")
#: What counts as having been given something, beside a queue: a person rung, a promise, an answer.
GIVEN = frozenset(
    {"QueueJoined", "TransferBegan", "PageBegan", "VoicemailLeft", "PromiseMade", "SurveyOffered"}
)


@dataclass(kw_only=True)
class Played:
    """What became of a batch. failures: one text each, with what was heard."""

    calls: int = 0
    webhooks: int = 0
    phone_s: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """seed and number draw everything. forgets: Redis is killed and started again empty in the middle."""

    seed: int
    number: int
    size: int
    forgets: bool = False


def play(ground: Ground, batch: Batch) -> Played:
    """Play a batch to its end, and check it."""
    random = Random(f"{batch.seed}/{batch.number}")  # noqa: S311 - callers, no secrets
    with ground.house(random.choice(MOMENTS)) as house:
        return _Course(ground, house, batch, random).run()


class _Course:
    def __init__(self, ground: Ground, house: House, batch: Batch, random: Random) -> None:
        self._ground = ground
        self._house = house
        self._net = house.net
        self._batch = batch
        self._facts: dict[str, list[dict[str, Any]]] = {}
        self._read: set[str] = set()  #: ids of the facts that were read
        self._lost: set[str] = set()  #: calls that were under way when Redis forgot
        books = house.services.books
        people = [one for tenant in TENANTS for one in books.live(tenant).oncall.people.values()]
        self._on_call = [OnCall(self._net, random, one.number) for one in people]
        self._callers = [Caller(self._net, random) for _ in range(batch.size)]
        for caller in self._callers:
            self._net.clock.after(random.uniform(0, ARRIVING_S), caller.dials)
        self._trouble = Trouble(self._net, random)
        self._played = Played()

    def run(self) -> Played:
        for number in range(MOST_ROUNDS):
            self._net.settles(seconds=ROUND_S)
            self._follows()
            if self._batch.forgets and number == int(ARRIVING_S / ROUND_S / 2):
                self._forgets()
            if self._net.clock.elapsed > ARRIVING_S and all(self._is_over(one) for one in self._callers):
                break
        self._trouble.stops()
        self._winds_up()
        self._played.failures += [f"{wrong}" for wrong in self._wrong()]
        self._counts()
        for phone in self._net.phones.values():
            phone.unread.clear()
        return self._played

    @staticmethod
    def _is_over(caller: Caller) -> bool:
        return caller.call is not None and caller.call.is_over

    def _follows(self) -> None:
        """Do what a follower and a worker do, and read the facts as a projector would."""
        self._house.runs_errands("page", "alert", "text")
        now_ms = int(self._house.services.clock().timestamp() * 1000)
        for name, tenant in self._house.services.tenants.items():
            for queue in self._house.services.books.live(name).company.queues:
                tenant.queues.sweep(queue, now_ms, SILENT_MS)
        for tenant_name in TENANTS:
            for fact in self._house.facts(tenant_name):
                # Redis may be told of a call's end once more after it was emptied, under the same id.
                if fact["id"] not in self._read:
                    self._read.add(fact["id"])
                    self._facts.setdefault(fact["call"], []).append(fact)

    def _forgets(self) -> None:
        self._lost = {call.sid for call in self._inbound() if call.ended is None}
        self._ground.redis.stop()
        self._net.settles(seconds=ROUND_S)
        self._lost |= {call.sid for call in self._inbound() if call.ended is None}
        self._ground.forgets(self._house)
        self._lost |= {call.sid for call in self._inbound() if call.ended is None}

    def _winds_up(self) -> None:
        """Let late webhooks come, keep what is due, and let all who are told of a caller take them."""
        for _ in range(8):
            self._net.settles(seconds=ROUND_S)
            self._follows()
        for one in self._on_call:
            one.helps()
            told = {(message.from_, *_CODE.findall(message.body)) for message in one.phone.unread}
            for line, *codes in sorted(told):
                for code in codes:
                    one.phone.sends_sms(line, f"OK {code}")
                    one.phone.sends_sms(line, f"DONE {code}")
        for caller in self._callers:
            caller.picks_up()
        for _ in range(PAGED_ROUNDS):
            self._net.settles(seconds=ROUND_S)
            self._follows()
            if not any(tenant.promises.due(FAR, 1, PAGES) for tenant in self._tenants()):
                break

    def _tenants(self) -> Iterable[Tenant]:
        return self._house.services.tenants.values()

    def _inbound(self) -> list[Call]:
        return [call for call in self._net.exchange.calls.values() if call.direction == "inbound"]

    # What must be true

    def _wrong(self) -> Iterator[str]:
        yield from (f"alert {one.code}: {one.message} {one.call_sid}" for one in self._net.alerts)
        yield from (f"the application raised {error!r}" for error in self._net.app.raised)
        for webhook in self._net.webhooks:
            if webhook.reply is not None and not 200 <= webhook.status < 400:
                yield f"{webhook.kind} of {webhook.call_sid} was answered {webhook.status}"
        for caller in self._callers:
            yield from self._wrong_with(caller)
        known = {call.sid for call in self._inbound()}
        yield from (
            f"facts tell of {call}, which nobody made" for call in sorted(self._facts) if call not in known
        )
        yield from self._left_over()

    def _wrong_with(self, caller: Caller) -> Iterator[str]:
        call = caller.call
        if call is None or not call.is_over:
            yield "a call never ended" if call is None else f"{call.sid} never ended:\n{call.transcript}"
            return
        facts = self._facts.get(call.sid, [])
        kinds = Counter(str(fact["fact"]) for fact in facts)
        story = f"{[fact.get('step') for fact in facts]}\n{call.transcript}"
        if kinds["CallEnded"] != 1:
            yield f"{call.sid} ended {kinds['CallEnded']} times: {story}"
        if call.sid in self._lost:
            return
        if call.status == "no-answer" and not kinds["CallStarted"]:
            self._played.counts["hung up before our answer came"] += 1
            return
        if kinds["CallStarted"] != 1:
            yield f"{call.sid} started {kinds['CallStarted']} times: {story}"
        if not caller.hung_up and not self._was_given_something(facts):
            yield f"{call.sid} was given nothing: {story}"

    @staticmethod
    def _was_given_something(facts: list[dict[str, Any]]) -> bool:
        kinds = {fact["fact"] for fact in facts}
        return bool(kinds & GIVEN) or any("outcome" in fact.get("tags", {}) for fact in facts)

    def _left_over(self) -> Iterator[str]:
        services = self._house.services
        for name, tenant in services.tenants.items():
            for queue in services.books.live(name).company.queues:
                waiting = tenant.queues.waiting(queue, 10)
                if waiting:
                    yield f"{name} {queue} still holds {[one.call_id for one in waiting]}"
        for call in self._inbound():
            for tenant in services.tenants.values():
                for promise in tenant.promises.open_of(call.sid):
                    if promise.kind in {"text", "alert", "page"}:
                        yield f"the {promise.kind} promised on {call.sid} is {promise.state}: {promise.why}"

    # What is counted

    def _counts(self) -> None:
        played = self._played
        played.calls = len(self._inbound())
        played.webhooks = len(self._net.webhooks)
        played.phone_s = self._net.clock.elapsed
        for facts in self._facts.values():
            played.counts.update(str(fact["fact"]) for fact in facts)
        played.counts["hung up by the caller"] = sum(caller.hung_up for caller in self._callers)
        played.counts["under way when Redis forgot"] = len(self._lost)
        played.counts["text messages delivered"] = sum(
            message.direction != "inbound" for message in self._net.exchange.messages.values()
        )
        for sort, times in self._trouble.made.items():
            played.counts[f"webhooks {sort}"] = times
