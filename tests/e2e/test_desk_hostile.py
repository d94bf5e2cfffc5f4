"""Whatever a caller, a directory or a colleague wrote, the desk shows it as text and does nothing else."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.e2e.axe import is_for_everybody
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, Worker, at_work

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e\x07' + "x" * 2000
HOSTILE_POP: dict[str, Any] = {
    **dict.fromkeys(("name", "reason", "number", "tier", "level_words"), HOSTILE),
    "answers": {HOSTILE: HOSTILE},
    "path": [{"step": "a", "title": HOSTILE}],
    "notes_before": [{"by": HOSTILE, "text": HOSTILE}],
    "crm_url": "javascript:document.title=3",
}
HOSTILE_PERSON = dict.fromkeys(("customer_id", "name", "tier", "account"), HOSTILE)
#: What the desk is told of a caller whose number several customers have.
HOSTILE_MANY: dict[str, Any] = {
    "match": "many",
    "customer_id": "",
    "candidates": [HOSTILE_PERSON],
    "chosen": None,
}
HOSTILE_CRM = {
    "name": HOSTILE,
    "people": [HOSTILE_PERSON | {"url": "javascript:document.title=4"}],
    "trouble": "",
}
#: What text could become on the page, if it were read as more.
MADE = "main img, main script, a[href^='javascript']"


class Spoiler:
    """Makes what the server sends hostile on its way, while it is on. pop: changes of every pop."""

    def __init__(self) -> None:
        self.on = True
        self.pop = HOSTILE_POP

    async def watches(self, page: Page) -> None:
        await page.route("**/desk/state", self._spoils)
        await page.route("**/desk/commands", self._spoils)
        await page.route("**/desk/customers/*/search?*", self._finds)
        await page.route("**/desk/customers/*/crm", self._asks_crm)

    async def _finds(self, route: Route) -> None:
        await route.fulfill(json={"customers": [HOSTILE_PERSON]})

    async def _asks_crm(self, route: Route) -> None:
        await route.fulfill(json={"crm": HOSTILE_CRM})

    async def _spoils(self, route: Route) -> None:
        response = await route.fetch()
        if not self.on or not response.ok:
            await route.fulfill(response=response)
            return
        answer = await response.json()
        state = answer.get("state", answer)
        for shown in (*state["offers"], state["call"]):
            if shown:
                shown["queue_title"] = HOSTILE
                shown["pop"] |= self.pop
        await route.fulfill(response=response, json=answer)


async def creates_and_undoes(agent: Worker) -> None:
    """Put a hostile name on file by keyboard alone, see it as text, and take it off in wrap-up."""
    page, chosen = agent.page, agent.page.locator("#chosen")
    await agent.button("Create customer").press("Enter")
    await expect(page.get_by_label("Name")).to_be_focused(timeout=SOON_MS)
    await expect(page.get_by_label("Number", exact=True)).to_have_value("+15105550199")
    await page.keyboard.type("<img src=x onerror=document.title=5>")
    await is_for_everybody(agent.page, "new-customer")
    await page.keyboard.press("Enter")
    await expect(chosen).to_contain_text(
        "proves nothing about who is calling. Not identified", timeout=SOON_MS
    )
    await expect(page.locator("#customer")).to_be_focused(timeout=SOON_MS)
    await expect(page.locator(".customer .facts")).to_contain_text("<img src=x onerror", timeout=SOON_MS)
    assert await page.locator(MADE).count() == 0
    await is_for_everybody(agent.page, "created")
    await agent.presses("End call")
    await agent.button("Undo: take off file").press("Enter")
    await expect(page.locator(".unknown")).to_contain_text("Nobody on file", timeout=SOON_MS)


def test_hostile_text_is_shown_as_text_and_nothing_else(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        page, spoiler, dialogs = agent.page, Spoiler(), []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        await spoiler.watches(page)
        await agent.goes_available()
        caller = await office.rings()
        await agent.is_offered()
        await expect(page.locator(".offer h2")).to_contain_text("<img src=x", timeout=SOON_MS)
        await expect(page).to_have_title(re.compile("^● Call: <img"))
        assert await page.locator(MADE).count() == 0
        await is_for_everybody(agent.page, "hostile-offer")
        spoiler.pop = HOSTILE_POP | HOSTILE_MANY
        await agent.accepts()
        await page.get_by_label("Search customers").fill("anybody")
        for place in (".unknown > .people strong", ".search .people strong", "#crm h3", "#crm strong"):
            await expect(page.locator(place)).to_contain_text("<img src=x", timeout=SOON_MS)
        await expect(page.locator(".call h2")).to_contain_text("<script>", timeout=SOON_MS)
        await expect(page).to_have_title(re.compile("^<img"))
        assert await page.locator(MADE).count() == 0
        await is_for_everybody(agent.page, "hostile-call")
        spoiler.on = False
        await creates_and_undoes(agent)
        assert dialogs == []
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)
