"""All robots of the demo: starts the agents, lets callers come, and stops everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import BoundedSemaphore, Thread
from threading import Event as Flag
from urllib.request import urlopen

import structlog

from commands.robots.agent import AWAY, Agent, Desk
from commands.robots.asking import ANSWERS_WITHIN_S, request_to
from commands.robots.caller import call
from commands.robots.chance import chance_of
from commands.robots.plan import Company, Customer, Plan
from commands.robots.telephone import Telephone

log = structlog.get_logger(__name__)

STOPS_WITHIN_S = 5.0
#: From one look whether the service is there to the next.
OPENS_EVERY_S = 0.5
#: From one agent's sign-in to the next, so that the first seconds are not all theirs.
SIGNS_IN_EVERY_S = 1.0


@dataclass(kw_only=True)
class Crew:
    """The robots of one plan. stopwatch: seconds on a clock that only goes forward."""

    plan: Plan
    stopwatch: Callable[[], float]
    stopping: Flag
    _threads: list[Thread] = field(default_factory=list)

    def run(self) -> None:
        """Work until `stopping` is set."""
        self._opens()
        live = BoundedSemaphore(self.plan.most_live)
        for company in self.plan.companies:
            self._start(self._callers, company, live)
        for company in self.plan.companies:
            for agent in self._agents(company):
                self._start(agent.run)
                self.stopping.wait(SIGNS_IN_EVERY_S)
        self.stopping.wait()
        until = self.stopwatch() + STOPS_WITHIN_S
        for thread in self._threads:
            thread.join(max(0.0, until - self.stopwatch()))

    def _opens(self) -> None:
        """Wait until the service answers; nobody rings before."""
        while not self.stopping.is_set():
            try:
                health = request_to(self.plan.web_url, "/healthz")
                with urlopen(health, timeout=ANSWERS_WITHIN_S):  # noqa: S310 - the demo's own
                    return
            except AWAY:
                self.stopping.wait(OPENS_EVERY_S)

    def _start(self, work: Callable[..., None], *given: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _agents(self, company: Company) -> list[Agent]:
        return [
            Agent(
                Desk(
                    web_url=self.plan.web_url,
                    phones_url=self.plan.phones_url,
                    company=company.name,
                    account=account,
                ),
                chance_of(self.plan.seed, company.name, account.login),
                self.stopwatch,
                self.stopping,
            )
            for account in company.agents
        ]

    def _callers(self, company: Company, live: BoundedSemaphore) -> None:
        """Let one caller after another come, by a Poisson process; one who finds too many live does not."""
        chance = chance_of(self.plan.seed, company.name, "callers")
        number = 0
        while not self.stopping.wait(chance.expovariate(1 / self.plan.gap_s)):
            number += 1
            customer, line = chance.choice(company.customers), chance.choice(company.lines)
            own = chance_of(self.plan.seed, company.name, "caller", str(number))
            if live.acquire(blocking=False):
                self._start(self._calls, live, customer, line, own)

    def _calls(self, live: BoundedSemaphore, customer: Customer, line: str, chance: Random) -> None:
        try:
            phone = Telephone.dials(self.plan.phones_url, customer, line)
            call(phone, customer, chance, self.stopwatch, self.stopping)
        except AWAY as away:
            log.info("robot_call_lost", why=str(away))
        finally:
            live.release()
