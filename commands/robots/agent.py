"""A robot agent: signs in like a browser, keeps the feed open, and does what its mind says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from random import Random
from threading import Event as Flag
from threading import Thread
from typing import assert_never
from uuid import UUID

import structlog

from commands.robots.acts import Act, Command, HandOn, Phone
from commands.robots.agent_mind import AgentMind
from commands.robots.browser import Browser, RefusedError
from commands.robots.handing_on import transfer_to
from commands.robots.plan import Account
from commands.robots.telephone import Telephone

log = structlog.get_logger(__name__)

#: From one look at the desk to the next, at least: many events come together.
LOOKS_AFTER_S = 0.5
#: After the service has refused or was away: first, and at most, twice as long each time.
TRIES_AGAIN_S = 3.0
TRIES_AGAIN_AT_MOST_S = 60.0
#: Events that come all the time and change nothing at a desk.
NO_NEWS = frozenset({"queue.stats"})
#: What can go wrong on the way; the robot tries again from the sign-in.
AWAY = (RefusedError, OSError, HTTPException, json.JSONDecodeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who works where. phones_url: the emulated network."""

    web_url: str
    phones_url: str
    company: str
    account: Account


class Agent:
    """One agent with a desk and a softphone. run() returns when `stopping` is set."""

    def __init__(self, desk: Desk, chance: Random, stopwatch: Callable[[], float], stopping: Flag) -> None:
        self._desk = desk
        self._chance = chance
        self._stopwatch = stopwatch
        self._stopping = stopping
        self._mind = AgentMind(chance)
        self._news = Flag()
        self._browser = Browser(desk.web_url)
        self._phone: Telephone | None = None

    def run(self) -> None:
        again_s = TRIES_AGAIN_S
        while not self._stopping.is_set():
            try:
                self._signs_in()
                again_s = TRIES_AGAIN_S
                self._works()
            except AWAY as away:
                who = f"{self._desk.company} {self._desk.account.login}"
                log.info("robot_tries_again", who=who, why=str(away), after_s=again_s)
                self._stopping.wait(again_s)
                again_s = min(2 * again_s, TRIES_AGAIN_AT_MOST_S)
        if self._phone is not None:
            self._hangs_up(self._phone)

    def _signs_in(self) -> None:
        self._browser = Browser(self._desk.web_url)
        self._browser.signs_in(self._desk.company, self._desk.account)

    def _works(self) -> None:
        """Work at the desk until the service refuses, or the feed is lost."""
        browser = self._browser
        feed = Thread(target=self._follows, args=(browser,), daemon=True)
        feed.start()
        while feed.is_alive() and not self._stopping.is_set():
            self._news.clear()
            state = browser.reads("/desk/state")
            for act in self._mind.acts(state, self._stopwatch(), on_line=self._phone is not None):
                self._does(act)
            self._news.wait(self._mind.looks_again(self._stopwatch()))
            self._stopping.wait(LOOKS_AFTER_S)

    def _follows(self, browser: Browser) -> None:
        """Keep the feed open, which tells the floor that this agent is there; it ends now and then."""
        try:
            while not self._stopping.is_set():
                for event in browser.follows("/events"):
                    if event is not None and event.kind not in NO_NEWS:
                        self._news.set()
        except AWAY as away:
            log.info("robot_feed_lost", who=self._desk.account.login, why=str(away))
        self._news.set()

    def _does(self, act: Act) -> None:
        match act:
            case Command():
                self._commands(act)
            case Phone(does="connect"):
                self._connects()
            case Phone():
                if self._phone is not None:
                    self._phone.says(act.words)
            case HandOn():
                self._hands_on(act)
            case _:
                assert_never(act)

    def _hands_on(self, act: HandOn) -> None:
        """Hand the caller on; with nobody free for it, the talk goes on."""
        call = self._browser.reads("/desk/state")["call"] or {}
        targets = self._browser.reads("/desk/targets")["targets"]
        command = transfer_to(targets, act, str(call.get("queue", "")))
        if command is not None:
            self._commands(command)

    def _commands(self, command: Command) -> None:
        """Send a command. What is no longer allowed (409) is over, as the next look will show."""
        number = UUID(int=self._chance.getrandbits(128), version=4)
        try:
            self._browser.sends("/desk/commands", {"id": str(number), "do": command.do, **command.fields})
        except RefusedError as refused:
            if refused.status != 409:
                raise
            log.info("robot_refused", who=self._desk.account.login, do=command.do)
        self._news.set()

    def _connects(self) -> None:
        if self._phone is not None:
            return
        token = str(self._browser.reads("/desk/voice-token")["token"])
        self._phone = phone = Telephone.connects(self._desk.phones_url, token)
        Thread(target=self._listens, args=(phone,), daemon=True).start()

    def _listens(self, phone: Telephone) -> None:
        """Keep the line open by reading what happens on it."""
        try:
            for _ in phone.happens():
                if self._stopping.is_set():
                    break
        except AWAY:
            pass
        if self._phone is phone:
            self._phone = None
        self._news.set()

    def _hangs_up(self, phone: Telephone) -> None:
        try:
            phone.hangs_up()
        except AWAY as away:
            log.info("robot_line_lost", why=str(away))
