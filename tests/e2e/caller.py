"""A caller with a browser: dials from the phone page, reads, presses, speaks, and sees what becomes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page, expect
from playwright.async_api import TimeoutError as TooLateError

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = "/usr/bin/chromium"
#: What is said takes its real time here, and the machine may be busy.
HEARS_WITHIN_MS = 60_000
#: As long as a phone on call rings, and how many may ring until one is picked up.
RINGS_MS, RINGS = 15_000, 4


@dataclass(kw_only=True)
class Caller:
    """One page with one call on it. logged: what the browser complains of; a good page logs nothing."""

    page: Page
    line: str
    logged: list[str] = field(default_factory=list)

    @property
    def panel(self) -> Locator:
        """The caller's own phone. Other callers of the same network are on the page too."""
        return (
            self.page.locator("#mine .panel").filter(has=self.page.get_by_text(self.line, exact=True)).first
        )

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    async def dials(self, person: str) -> None:
        await self.page.get_by_label("You are").select_option(label=person)
        await self.page.locator("#lines .line").filter(has_text=self.line).click()
        await self.page.get_by_role("button", name="Call", exact=True).click()
        await expect(self.panel.locator(".state")).to_have_text("Connected", timeout=HEARS_WITHIN_MS)

    async def hears(self, *phrases: str) -> str:
        """Wait until one of these has been said; return which."""
        wanted = re.compile("|".join(re.escape(phrase) for phrase in phrases))
        await expect(self.log).to_contain_text(wanted, timeout=HEARS_WITHIN_MS)
        said = await self.log.inner_text()
        return next(phrase for phrase in phrases if phrase in said)

    async def presses(self, keys: str) -> None:
        """Press keys on the pad once they are waited for."""
        await expect(self.panel.locator(".wants")).to_contain_text("keys", timeout=HEARS_WITHIN_MS)
        for key in keys:
            await self.panel.locator(f'.key[data-key="{key}"]').click()

    async def says(self, words: str) -> None:
        """Type what is spoken, once speech or a message is waited for."""
        wants = re.compile("speak|recording")
        await expect(self.panel.locator(".wants")).to_have_text(wants, timeout=HEARS_WITHIN_MS)
        await self.speaks(words)

    async def speaks(self, words: str) -> None:
        """Type what is spoken, to whoever is on the line."""
        await self.panel.get_by_label("Speak by typing").fill(words)
        await self.panel.get_by_role("button", name="Say", exact=True).click()

    async def is_at(self, step: str) -> None:
        """See the step in the path through the flow."""
        path = self.panel.get_by_role("navigation")
        await expect(path.get_by_text(step, exact=True).last).to_be_visible(timeout=HEARS_WITHIN_MS)

    async def hangs_up(self) -> None:
        await self.panel.get_by_role("button", name="Hang up").click()

    async def is_over(self) -> None:
        await expect(self.panel.locator(".state")).to_have_text("Call ended", timeout=HEARS_WITHIN_MS)

    async def gets_text(self, words: str) -> None:
        await expect(self.page.locator("#texts li").filter(has_text=words).first).to_be_visible(
            timeout=HEARS_WITHIN_MS
        )

    async def is_rung(self, owner: str) -> tuple[Locator, str]:
        """Wait until somebody else's phone rings on the page; return it, and whose it is."""
        title = self.page.locator(".panel-peer", has_text=re.compile(f"^{re.escape(owner)}"))
        ringing = self.page.locator("#ringing .panel:has(.offer:not([hidden]))").filter(has=title).first
        await expect(ringing).to_be_visible(timeout=HEARS_WITHIN_MS)
        phone = self.page.locator(f"#{await ringing.get_attribute('id')}")
        return phone, await phone.locator(".panel-peer").inner_text()

    async def picks_up(self, owner: str) -> tuple[Locator, str]:
        """Answer a phone of this owner's that rings; where one has stopped ringing meanwhile, the next."""
        for _ in range(RINGS - 1):
            phone, name = await self.is_rung(owner)
            try:
                await phone.get_by_role("button", name="Answer").click(timeout=RINGS_MS)
            except TooLateError:
                continue
            return phone, name
        phone, name = await self.is_rung(owner)
        await phone.get_by_role("button", name="Answer").click(timeout=RINGS_MS)
        return phone, name

    async def accepts(self, phone: Locator, hears: str) -> None:
        """Hear who calls, on somebody else's phone, and press 1."""
        await expect(phone.get_by_role("log")).to_contain_text(hears, timeout=HEARS_WITHIN_MS)
        await expect(phone.locator(".wants")).to_contain_text("keys", timeout=HEARS_WITHIN_MS)
        await phone.get_by_role("button", name="1", exact=True).click()


async def open_page(browser: Browser, url: str, line: str) -> Caller:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    caller = Caller(page=page, line=line)
    page.on("console", lambda message: caller.logged.append(message.text))
    page.on("pageerror", lambda error: caller.logged.append(str(error)))
    await page.goto(url)
    await expect(page.locator("#lines .line")).to_have_count(5)
    return caller
