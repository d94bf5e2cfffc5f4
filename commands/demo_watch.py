"""What the demo does while it serves: a flow that is saved and passes goes live."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callflows.texts import CALENDAR
from commands.companies import RefusedError
from commands.publishing import Publisher

WATCH_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """seen: the folder as it was before its texts were read, so that no change goes by unnoticed.

    published: called after something went live. started: the processes; watching ends with any of them.
    """

    clock: Callable[[], datetime]
    say: Callable[[str], None]
    stopping: threading.Event
    started: Mapping[str, subprocess.Popen[bytes]]
    seen: Mapping[Path, int]
    published: Callable[[], None]

    @property
    def is_whole(self) -> bool:
        return all(process.poll() is None for process in self.started.values())


def watch(folder: Path, publisher: Publisher, watching: Watching) -> None:
    """Publish what changes and passes, until told to stop; say what does not pass, and keep what serves."""
    seen = watching.seen
    while watching.is_whole and not watching.stopping.wait(WATCH_S):
        now = stamps(folder)
        if now == seen:
            continue
        seen = now
        watching.say("Changed; proving and testing it ...")
        try:
            _publish(folder, publisher, watching)
        except RefusedError as refused:
            watching.say(kept(refused))


def _publish(folder: Path, publisher: Publisher, watching: Watching) -> None:
    for new in publisher.new_in(folder):
        watching.say(f"{new} is new: stop and start the demo to take it up.")
    done = publisher.publish_known(folder, "changed while the demo ran", watching.clock())
    watching.published()
    for tenant, release in done.items():
        watching.say(f"Live: {tenant}, release {release.number}, {release.version}")


def stamps(folder: Path) -> Mapping[Path, int]:
    """When each file of a company in the folder was changed last."""
    files = [*folder.glob("*/*.yaml"), *folder.glob(f"*/*{CALENDAR}")]
    return {path: path.stat().st_mtime_ns for path in sorted(files)}


def kept(refused: RefusedError) -> str:
    return f"{refused}\nNot published; the version before it goes on serving."
