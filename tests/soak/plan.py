"""How much is done, drawn from one seed, by which process; and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random

from commands.logs import log_to_stderr
from tests.house import MONDAY
from tests.soak.batch import Batch, Played, play
from tests.soak.forgers import Forged, forge
from tests.soak.ground import ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """batches of size callers each; in every forgets_every-th Redis is killed and started again empty."""

    seed: int
    batches: int
    size: int
    forgeries: int
    forgets_every: int
    processes: int


#: Some minutes on two cores.
FULL = Plan(seed=20261122, batches=14, size=300, forgeries=100_000, forgets_every=4, processes=2)


@dataclass(kw_only=True)
class Came:
    """All of it together. failures: each with the batch to play again."""

    calls: int = 0
    webhooks: int = 0
    phone_s: float = 0.0
    forged: int = 0
    accepted: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def adds(self, batch: Batch, played: Played) -> None:
        self.calls += played.calls
        self.webhooks += played.webhooks
        self.phone_s += played.phone_s
        self.counts.update(played.counts)
        self.counts["times Redis was killed and started again empty"] += batch.forgets
        self.failures += [f"batch {batch.number}: {failure}" for failure in played.failures]

    def adds_forged(self, forged: Forged) -> None:
        self.forged += forged.tried
        self.accepted += len(forged.accepted)
        self.failures += forged.accepted[:10]
        if forged.left_behind:
            self.failures.append(f"forged requests have left {forged.left_behind} facts")


def batches_of(plan: Plan) -> Iterator[Batch]:
    for number in range(plan.batches):
        forgets = number % plan.forgets_every == plan.forgets_every - 1
        yield Batch(seed=plan.seed, number=number, size=plan.size, forgets=forgets)


def carry_out(plan: Plan, tell: Callable[[str], None]) -> Came:
    """Do all of it. tell: hears of each part as it ends."""
    came = Came()
    if plan.processes == 1:
        came.adds_forged(_forge_all(plan))
        for batch in batches_of(plan):
            came.adds(batch, _play_alone(batch))
        return came
    # Fresh processes: each has stores of its own, and nothing is shared but the seed.
    with ProcessPoolExecutor(plan.processes, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        forged = pool.submit(_forge_all, plan)
        for batch, played in zip(batches_of(plan), pool.map(_play_alone, batches_of(plan)), strict=True):
            came.adds(batch, played)
            tell(f"batch {batch.number}: {played.calls} calls, {len(played.failures)} failures")
        came.adds_forged(forged.result())
        tell(f"{came.forged:,} forged requests, {came.accepted} accepted")
    return came


def _play_alone(batch: Batch) -> Played:
    log_to_stderr()
    with ground() as stands:
        return play(stands, batch)


def _forge_all(plan: Plan) -> Forged:
    log_to_stderr()
    with ground() as stands, stands.house(MONDAY) as house:
        return forge(house, Random(plan.seed), plan.forgeries)  # noqa: S311 - callers, no secrets
