"""Whatever a caller, a directory or a colleague wrote, the desk shows it as text and does nothing else."""

from __future__ import annotations

import re

from playwright.async_api import Page, Route, expect

from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, at_work
from tests.e2e.test_desk_page import is_for_everybody

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e\x07' + "x" * 2000
HOSTILE_POP = {
    **dict.fromkeys(("name", "reason", "number", "tier", "level_words"), HOSTILE),
    "answers": {HOSTILE: HOSTILE},
    "path": [{"step": "a", "title": HOSTILE}],
    "notes_before": [{"by": HOSTILE, "text": HOSTILE}],
    "crm_url": "javascript:document.title=3",
}
#: What text could become on the page, if it were read as more.
MADE = "main img, main script, a[href^='javascript']"


class Spoiler:
    """Makes the states that the server sends hostile on their way, while it is on."""

    def __init__(self) -> None:
        self.on = True

    async def watches(self, page: Page) -> None:
        await page.route("**/desk/state", self._spoils)
        await page.route("**/desk/commands", self._spoils)

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
                shown["pop"] |= HOSTILE_POP
        await route.fulfill(response=response, json=answer)


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
        await is_for_everybody(agent, "hostile-offer")
        await agent.accepts()
        await expect(page.locator(".call h2")).to_contain_text("<script>", timeout=SOON_MS)
        await expect(page).to_have_title(re.compile("^<img"))
        assert await page.locator(MADE).count() == 0
        await is_for_everybody(agent, "hostile-call")
        assert dialogs == []
        spoiler.on = False
        await agent.presses("End call")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)
