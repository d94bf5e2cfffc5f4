"""What can be measured in one process: the engine, the in-file tests, whole calls through the emulator."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from callflows.book import Book, load_company
from callflows.rehearse import Rehearsal
from commands.emulated import emulate
from commands.settings import Settings
from ivr.call import Call
from ivr.engine import Turn, take_turn
from ivr.events import Pressed
from ivr.world import Opening, World

ENGINE_TURNS = 20_000
REHEARSALS_S = 5.0
EMULATED_CALLS = 300
#: A Monday morning, in both companies' hours: the calls must not depend on the day of the run.
MONDAY = datetime.fromisoformat("2026-11-23T18:00:00+00:00")


def engine_us(book: Book) -> float:
    """Microseconds of one engine turn: a key at Homeika's main menu that leads to the next menu."""
    call = Call(
        id="CA1",
        tenant="homeika",
        release=book.version,
        flow="homeika-support",
        step="main_menu",
        dialled="+18005551820",
    )
    world = World(now=MONDAY, opening=lambda _flow, _name: Opening(state="open"))
    began = time.perf_counter()
    for _ in range(ENGINE_TURNS):
        done = take_turn(book.flows, call, Pressed(digits="2"), world)
    spent = time.perf_counter() - began
    if not isinstance(done, Turn) or done.call.step != "return_menu":
        raise AssertionError("the turn did not lead to the menu that is measured")
    return spent / ENGINE_TURNS * 1e6


def scenarios_per_second(folder: Path) -> float:
    """In-file tests of both companies, over and over for a few seconds, in one process."""
    rehearsals = [Rehearsal(load_company(folder / tenant)) for tenant in ("homeika", "homewise")]
    played, began = 0, time.perf_counter()
    while time.perf_counter() - began < REHEARSALS_S:
        for rehearsal in rehearsals:
            outcomes = rehearsal.run()
            if any(outcome.failures for outcome in outcomes):
                raise AssertionError("an in-file test fails: its speed means nothing")
            played += len(outcomes)
    return played / (time.perf_counter() - began)


def emulated_calls_per_second(settings: Settings) -> tuple[float, float]:
    """Whole calls of five turns through emulator, web, Redis and SQL: (calls a second, webhooks a second)."""
    emulated = emulate(settings, ("homeika", "homewise"), MONDAY)
    began = time.perf_counter()
    for index in range(EMULATED_CALLS):
        call = emulated.net.phone(f"+1202555{100 + index % 100:04d}").calls("+18005551820")
        call.stays_silent().presses("#").presses("2").presses("0")
        call.hears("in line").hangs_up()
    spent = time.perf_counter() - began
    webhooks = len(emulated.net.webhooks)
    emulated.net.check()
    emulated.close()
    return EMULATED_CALLS / spent, webhooks / spent
