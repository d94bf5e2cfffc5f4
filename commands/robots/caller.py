"""A robot caller: one thread, one call, from dialling to the end."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from threading import Event as Flag

from commands.robots.caller_mind import CallerMind
from commands.robots.plan import Customer
from commands.robots.telephone import Telephone

Stopwatch = Callable[[], float]


def call(phone: Telephone, customer: Customer, chance: Random, stopwatch: Stopwatch, stopping: Flag) -> None:
    """Live the call to its end, or hang up when everything stops. Raises OSError when the network is gone."""
    mind = CallerMind(customer, chance, stopwatch())
    for event in phone.happens():
        if event is not None:
            mind.hears(event, stopwatch())
        if event is not None and event.kind == "closed":
            return
        if stopping.is_set():
            phone.hangs_up()
            return
        act = mind.acts(stopwatch())
        match act:
            case None:
                continue
            case _ if act.does == "press":
                phone.presses(act.what)
            case _ if act.does == "say":
                phone.says(act.what)
            case _:
                phone.hangs_up()
