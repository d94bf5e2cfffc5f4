"""The desk in real browsers: people who work at it, and callers who ring, on a demo of the whole product."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    async_playwright,
    expect,
)

from commands.robots.plan import Customer
from commands.robots.telephone import Telephone
from storage.record.demo_staff import demo_password
from tests.e2e.caller import ARGUMENTS, CHROMIUM
from tests.e2e.demonstration import Demo

LINE = "+18005551820"
COMPANY = "homeika"
#: The machine may be busy, and what is said to callers takes its real time.
SOON_MS = 20_000
OFFERED_WITHIN_MS = 60_000
#: More than any page of the desk has to stop at.
MOST_TABS = 120
#: What a browser says of a reply that the page deals with by itself.
EXPECTED = ("Failed to load resource", "net::ERR_")
#: Cookies by port and login: nobody may sign in again and again within ten minutes.
SIGNED_IN: dict[tuple[int, str], list[Any]] = {}
DESK_ARGUMENTS = [
    *ARGUMENTS,
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
]


@dataclass(kw_only=True)
class Worker:
    """One person at a desk in a browser of their own. logged: what the page complained of."""

    login: str
    page: Page
    logged: list[str] = field(default_factory=list)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def presses(self, name: str) -> None:
        """Go to a button by Tab, once it can be pressed, and press it: nobody here has a mouse."""
        await expect(self.button(name)).not_to_have_attribute("aria-disabled", "true", timeout=SOON_MS)
        await self.reaches(self.button(name))
        await self.page.keyboard.press("Enter")

    async def reaches(self, wanted: Locator) -> None:
        """Press Tab until this has the focus."""
        element = await wanted.element_handle(timeout=SOON_MS)
        assert element is not None
        for _ in range(MOST_TABS):
            if await element.evaluate("each => each === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    async def goes_available(self) -> None:
        """Go available; a caller who waits is offered at once."""
        await self.presses("Go available")
        await expect(self.page.locator(".state-words")).to_have_text(
            re.compile("Available|Ringing"), timeout=SOON_MS
        )

    async def shows(self, state: str) -> None:
        """Wait until the status bar says so."""
        await expect(self.page.locator(".state-words")).to_have_text(state, timeout=SOON_MS)

    async def is_offered(self) -> None:
        await self.button("Accept").wait_for(timeout=OFFERED_WITHIN_MS)

    async def accepts(self) -> None:
        await self.is_offered()
        await self.page.keyboard.press("Alt+a")
        await self.is_connected()

    async def is_connected(self) -> None:
        await expect(self.page.locator(".phase")).to_have_text("Connected", timeout=SOON_MS)
        await expect(self.page.locator(".phone-state")).to_have_text("Phone in a call", timeout=SOON_MS)

    async def wraps_up(self) -> None:
        await expect(self.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
        await self.presses("Save")
        await expect(self.page.get_by_role("heading", name="Wrap-up")).to_be_hidden(timeout=SOON_MS)

    async def consults(self, name: str) -> None:
        await self.hands_on(name, f"Consult first: {name}")

    async def hands_on(self, typed: str, button: str) -> None:
        """Open the list of targets, type, and press what it then offers."""
        await self.page.keyboard.press("Alt+t")
        await expect(self.page.locator("#target")).to_be_focused(timeout=SOON_MS)
        await self.page.keyboard.type(typed)
        await self.presses(button)

    def complaints(self) -> list[str]:
        return [said for said in self.logged if not any(each in said for each in EXPECTED)]


@dataclass(kw_only=True)
class Caller:
    """Somebody who rings and asks for a person. heard: what they have heard, in order."""

    phone: Telephone
    #: Pressed when first asked; "": somebody else presses.
    key: str = "0"
    heard: list[tuple[str, str]] = field(default_factory=list)
    _reader: threading.Thread | None = None

    @classmethod
    def rings(cls, demo: Demo, number: str = "+15105550199", key: str = "0") -> Caller:
        customer = Customer(number=number, attestation="TN-Validation-Passed-A")
        caller = cls(phone=Telephone.dials(demo.phones_url.rstrip("/"), customer, LINE), key=key)
        caller._reader = threading.Thread(target=caller._listens, daemon=True)
        caller._reader.start()
        return caller

    def _listens(self) -> None:
        asked = not self.key
        for event in self.phone.happens():
            if event is None:
                continue
            self.heard.append((event.kind, str(event.data.get("words", ""))))
            if event.kind == "asks" and event.data.get("takes") in ("keys", "both") and not asked:
                asked = True
                self.phone.presses(self.key)

    async def hears(self, kind: str, words: str = "") -> None:
        """Wait until this was heard."""
        for _ in range(SOON_MS // 100):
            if any(each == kind and words in said for each, said in self.heard):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"the caller did not hear {kind} {words!r} but {self.heard}")

    async def hangs_up(self) -> None:
        self.phone.hangs_up()
        await self.hears("closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A demo and a browser; everybody in it has a context of their own, as on a computer of their own."""

    demo: Demo
    browser: Browser
    workers: list[Worker] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def signs_in(self, login: str, *, width: int = 1440, scheme: str = "light") -> Worker:
        context = await self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        page = await context.new_page()
        worker = self.watch(login, page)
        known = SIGNED_IN.get((self.demo.port, login))
        if known is None:
            await page.goto(f"{self.web_url}/sign-in?next=/desk&company={COMPANY}&login={login}")
            await page.get_by_label("Password").fill(demo_password(COMPANY, login))
            await page.get_by_role("button", name="Sign in", exact=True).click()
            await page.wait_for_url("**/desk")
            SIGNED_IN[self.demo.port, login] = [
                {"name": each["name"], "value": each["value"], "url": self.web_url}
                for each in await context.cookies()
            ]
        else:
            await context.add_cookies(known)
            await page.goto(f"{self.web_url}/desk")
        await expect(page.locator(".link-state")).to_have_text("Connected", timeout=SOON_MS)
        return worker

    def watch(self, login: str, page: Page) -> Worker:
        worker = Worker(login=login, page=page)
        page.on("console", lambda said: worker.logged.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: worker.logged.append(str(error)))
        self.workers.append(worker)
        return worker

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.demo.port}"

    async def rings(self, number: str = "+15105550199", key: str = "0") -> Caller:
        return await asyncio.to_thread(Caller.rings, self.demo, number, key)

    async def closes(self) -> None:
        """Let everybody leave the floor, whatever they are at, so that the next test finds it empty."""
        for worker in self.workers:
            if not worker.page.is_closed():
                await worker.page.unroute_all(behavior="wait")  # a reply in a test's hands is let go first
                await worker.page.evaluate(LEAVE)
        for context in self.contexts:
            await context.close()


#: End what is under way and go offline, as the page's own commands.
LEAVE = """async () => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  const headers = {"Content-Type": "application/json", "X-CSRF-Token": token};
  const send = (command) => fetch("/desk/commands", {method: "POST", headers,
    body: JSON.stringify({id: crypto.randomUUID(), ...command})});
  if (!token || !location.pathname.startsWith("/desk")) return;
  const { offers } = await (await fetch("/desk/state")).json();
  for (const offer of offers ?? []) await send({do: "decline", offer: offer.id, reason: "busy"});
  for (const does of ["end", "wrap"]) await send({do: does});
  await send({do: "presence", presence: "offline"});
}"""


def at_work(demo: Demo, does: Callable[[Office], Awaitable[None]]) -> None:
    """Play something in an office; at its end no page has complained of anything."""

    async def run() -> None:
        async with _office(demo) as office:
            await does(office)
            complaints = {worker.login: worker.complaints() for worker in office.workers}
        assert not any(complaints.values()), complaints

    with ThreadPoolExecutor(1) as thread:  # another test's browser may own this one's loop
        thread.submit(asyncio.run, run()).result()


@asynccontextmanager
async def _office(demo: Demo) -> AsyncIterator[Office]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=DESK_ARGUMENTS)
        office = Office(demo=demo, browser=browser)
        try:
            yield office
        finally:
            await office.closes()
            await browser.close()
