"""The sandbox page in a real browser: a set begins and somebody checks in, by mouse; and the page by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from albot.rehearsal import database, rehearsing

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine (Debian: chromium)"),
]

DESK = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=360, height=740)

# The browser itself knows no address but this machine's, and asks for nothing of its own.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

MORNING = datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(10), ZoneInfo("Europe/London"))
"""When a rehearsal begins: at the same hour whenever the tests run. Its clock cannot begin in the past."""

PATIENCE = 15_000
"""Milliseconds to wait for what must come: the machine may be busy with other tests."""


@asynccontextmanager
async def sandbox_page(size: ViewportSize) -> AsyncIterator[Page]:
    """The page of a new rehearsal. What it asked for and what it complained of is looked at in the end."""
    expect.set_options(timeout=PATIENCE)
    with database(None) as kept:
        kept.clock_file.write_text(MORNING.isoformat())
        async with rehearsing(kept, port=0, members=3) as server, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            context = await browser.new_context(viewport=size, locale="en-GB", timezone_id="Europe/London")
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            asked: list[str] = []
            complaints: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(server.url)
            yield page
            await browser.close()
            assert asked
            assert {urlsplit(url).netloc for url in asked} == {urlsplit(server.url).netloc}
            assert not complaints


class Player:
    """One person of the rehearsal, as whoever plays them sees and does it."""

    def __init__(self, page: Page, name: str) -> None:
        self._page = page
        self._name = name
        self._column = page.get_by_role("region", name=name, exact=True)
        self.field = page.get_by_role("textbox", name=f"Message as {name}", exact=True)
        self.chat = self._column.get_by_role("log")

    async def says(self, text: str, *, hears: str) -> None:
        """Type and send, an hour after whatever was typed before, so that it is no burst."""
        await moves_clock(self._page, "+1 hour")
        await self.field.fill(text)
        await self.field.press("Enter")
        await self.hears(hears)

    async def presses(self, label: str, *, hears: str) -> None:
        """Press a button of the newest message that has one of this label."""
        await self._buttons.get_by_role("button", name=label, exact=True).last.click()
        await self.hears(hears)

    async def presses_first(self, *, hears: str) -> str:
        """Press the first button of the newest message that has buttons; returns its label."""
        button = self._buttons.last.get_by_role("button").first
        label = await button.inner_text()
        await button.click()
        await self.hears(hears)
        return label

    async def hears(self, words: str) -> None:
        """Wait until the bot has said this."""
        await expect(self._heard(words).last).to_be_visible()

    async def hears_in_time(self, words: str) -> None:
        """Move the clock from due time to due time until the bot says this."""
        for _ in range(20):
            if await self._heard(words).count():
                return
            await moves_clock(self._page, "To whatever comes next")
        pytest.fail(f"{self._name} never heard {words!r}")

    async def opens_link_of(self, other: Player) -> None:
        """Click the newest link in somebody's chat and choose to be the one who opens it."""
        await other.chat.get_by_role("link").last.click()
        chooser = self._page.get_by_role("dialog", name="Open as …")
        await chooser.get_by_role("button", name=self._name, exact=True).click()
        await expect(chooser).to_be_hidden()

    @property
    def _buttons(self) -> Locator:
        return self.chat.get_by_role("group", name="Buttons of this message")

    def _heard(self, words: str) -> Locator:
        return self.chat.get_by_role("article", name="albot").filter(has_text=words)


async def moves_clock(page: Page, label: str) -> None:
    """Press one of the clock's buttons and wait until the bot has done what fell due."""
    clock = page.get_by_role("group", name="The sandbox's clock")
    await clock.get_by_role("button", name=label).click()
    await expect(clock).to_have_attribute("aria-busy", "false")


async def makes_set(fay: Player) -> None:
    """From nothing to a set with an invite link."""
    await fay.says("/newset", hears="What is the set called?")
    await fay.says("Riverbank carers", hears="What is the set for?")
    await fay.presses("Skip", hears="Who is it for?")
    await fay.presses("Skip", hears="Everybody reads the ground rules")
    await fay.presses("Use these", hears="Whom can a member turn to")
    await fay.says("Amina, at the day centre", hears="Which clock")
    await fay.says("London", hears="How many members")
    await fay.presses("4", hears="Under which handle")
    await fay.presses_first(hears="Shall I make it?")
    await fay.presses("Make the set", hears="is ready")
    await fay.presses("Invite members", hears="How many people may use")
    await fay.presses("4 (the size of the set)", hears="Until when?")
    await fay.presses("4 weeks", hears="Shall they type a word")
    await fay.presses("Skip", hears="Here is the link")


async def joins(ana: Player, fay: Player) -> str:
    """Through the invite link into the set; returns the handle."""
    await ana.opens_link_of(fay)
    await ana.hears("What I cannot promise")
    await ana.presses("I agree", hears="What shall the set call you?")
    handle = await ana.presses_first(hears="Where are you")
    await ana.presses("London", hears="The facilitator will let you in")
    await fay.hears_in_time("waits to be let into your set")
    await fay.presses("See who", hears="Waiting to be let in")
    await fay.presses(f"Let in {handle}", hears="Nobody waits")
    await ana.hears("You are in.")
    return handle


async def plans_meetings(fay: Player) -> None:
    """Every other week, beginning ten days from now."""
    day = MORNING + timedelta(days=10)
    await fay.says("/schedule", hears="When does the set meet?")
    await fay.says(f"{day:%a} {day.day} {day:%b} 18:00, 2 hours, every 2 weeks", hears="Where is it?")
    await fay.presses("Later", hears="Is that right?")
    await fay.presses("Plan it", hears="Planned:")


async def checks_in(ana: Player) -> None:
    """The four questions, to *Share*."""
    await ana.hears_in_time("Before that, four questions.")
    await ana.presses("Start", hears="1 of 4")
    await ana.says("I told my sister how tired I am", hears="2 of 4")
    await ana.says("She had not known", hears="3 of 4")
    await ana.says("Ask the day centre for Fridays\nSleep before I answer", hears="Another step, or is that all?")
    await ana.presses("That's all", hears="4 of 4")
    await ana.says("One call, early in the day", hears="This is the whole.")
    await ana.presses("Share", hears="It reaches your set on")


async def test_a_set_begins_and_a_member_checks_in() -> None:
    async with sandbox_page(DESK) as page:
        fay, ana = Player(page, "Fay"), Player(page, "Ana")
        await makes_set(fay)
        handle = await joins(ana, fay)
        await plans_meetings(fay)
        await ana.hears("Can you come?")
        await ana.presses("Coming", hears="You are coming on")

        await ana.hears_in_time("Before that, one thing: the issue")
        await ana.presses("Start", hears="1 of 3")
        await ana.says("I care for my father and have no day off", hears="2 of 3")
        await ana.presses("Skip", hears="3 of 3")
        await ana.presses("Skip", hears="Shall the set see this")
        await ana.presses("Show the set", hears="Your set may see it")

        await checks_in(ana)
        whole = ana.chat.get_by_role("article").filter(has_text="This is the whole.")
        for words in ("She had not known", "Sleep before I answer", handle):
            await expect(whole).to_contain_text(words)

        await expect(fay.chat).to_contain_text(handle)
        for words in ("Ana", "ana_example", "She had not known"):
            await expect(fay.chat).not_to_contain_text(words)


async def tabs_to(page: Page, label: str, *, key: str) -> None:
    """Press Tab or Shift+Tab until the keyboard is on a button of this label."""
    for _ in range(40):
        await page.keyboard.press(key)
        if (await page.evaluate("document.activeElement.textContent.trim()")).startswith(label):
            return
    pytest.fail(f"the keyboard never reached {label!r}")


async def test_the_page_works_on_a_phones_width_and_by_keyboard_alone() -> None:
    async with sandbox_page(PHONE) as page:
        fay, ana = Player(page, "Fay"), Player(page, "Ana")
        await tabs_to(page, "What to try", key="Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="What to try first")).to_be_focused()
        await page.keyboard.press("Escape")
        await tabs_to(page, "START", key="Tab")
        await page.keyboard.press("Enter")
        await fay.hears("Now")

        await page.keyboard.type("/newset\n")
        await fay.hears("What is the set called?")
        await page.keyboard.type("Riverbank carers\n")
        await fay.hears("What is the set for?")
        await tabs_to(page, "Stop for now", key="Shift+Tab")
        await page.keyboard.press("Enter")
        await fay.hears("Stopped. What you wrote is kept.")

        await page.keyboard.press("Alt+ArrowDown")
        await expect(ana.field).to_be_focused()
        await expect(fay.field).to_be_hidden()
        await page.keyboard.type("/priv")
        await expect(page.get_by_role("option", name="/privacy")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await ana.hears("Your privacy")

        await tabs_to(page, "+1 day", key="Shift+Tab")
        before = await page.locator("#clock-now").inner_text()
        await page.keyboard.press("Enter")
        await expect(page.locator("#clock-now")).not_to_have_text(before)
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
