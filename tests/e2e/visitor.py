"""The living floor of the demo: robots take the calls of robots, and a visitor's."""

from __future__ import annotations

import re
import time

from commands.robots.browser import Browser
from commands.robots.caller_mind import CallerMind
from commands.robots.chance import chance_of
from commands.robots.plan import Account, Customer
from commands.robots.telephone import Telephone
from tests.e2e.demonstration import Demo

TENANT = "homewise"
BOOKINGS = "+443456789012"
#: A source of chance by which the visitor waits for long.
PATIENT = "b"


def is_greeted_by_a_robot_that_supervisors_see_working(demo: Demo) -> None:
    """Ring, as whoever opens the demo does, and look at the floor as a supervisor."""
    visitor = Customer(number="+447700900123")
    phone = Telephone.dials(demo.phones_url, visitor, BOOKINGS)
    words = _greeting_of(phone, CallerMind(visitor, chance_of(PATIENT), time.monotonic()))
    supervisor = Browser(f"http://127.0.0.1:{demo.port}")
    supervisor.signs_in(TENANT, Account(login="supervisor", password=f"demo-supervisor-{TENANT}"))
    floor = {agent["name"]: agent for agent in supervisor.reads("/desk/state")["floor"]}
    phone.hangs_up()
    greeted = re.match("Thank you for waiting, this is (Agent [0-9])", words)
    assert greeted is not None
    assert floor[greeted[1]]["work"] == "on_call"
    assert len([agent for agent in floor.values() if agent["presence"] == "available"]) >= 3


def _greeting_of(phone: Telephone, mind: CallerMind) -> str:
    """Go through the menus as a robot does, until somebody on the line speaks; return those words."""
    said = [""]
    for event in phone.happens():
        if event is not None:
            assert event.kind != "closed", said
            mind.hears(event, time.monotonic())
            said.append(str(event.data.get("words", "")))
            if event.data.get("kind") == "voice":
                return said[-1]
        act = mind.acts(time.monotonic())
        if act is not None and act.does == "press":
            phone.presses(act.what)
    raise AssertionError(said)
