"""A person at a page, with a mouse or with the keyboard alone; nothing here knows the words of a language."""

from pathlib import Path

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

BEFORE = """wanted => {
    const every = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const stops = [...document.querySelectorAll(every)].filter(
        it => it === wanted || (it.tabIndex >= 0 && !it.disabled && it.checkVisibility()));
    const place = stops.indexOf(wanted);
    (place > 0 ? stops[place - 1] : document.body).focus();
}"""
"""Puts the focus on what comes before something in the order of the keyboard."""

UNSEEN = """() => {
    const every = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const stops = [...document.querySelectorAll(every)].filter(
        it => it.tabIndex >= 0 && !it.disabled && it.checkVisibility());
    return stops.filter(it => {
        it.focus();
        const style = getComputedStyle(it);
        return document.activeElement !== it || (style.outlineStyle === "none" && style.boxShadow === "none");
    }).map(it => it.outerHTML.slice(0, 120));
}"""
"""What cannot take the focus of the keyboard, or does not show it."""

SEEN = """it => {
    const style = getComputedStyle(it);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
"""Whether one sees where the focus is."""


class Hands:
    """What a person does at a page, and the pictures that are kept of it."""

    def __init__(self, page: Page, site: str, by: str, folder: Path, name: str) -> None:
        self.page, self.site, self.by = page, site, by
        self.picture = f"{folder}/{name}-{{}}-{page.viewport_size['width']}-{by}.png"

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def reach(self, found: Locator) -> None:
        """Come to something by the key that goes on, and see where one is."""
        found.evaluate(BEFORE)
        before = self.page.evaluate_handle("document.activeElement")
        for _ in range(6):  # a field for a day is several stops
            self.page.keyboard.press("Tab")
            if not before.evaluate("it => it === document.activeElement"):
                break
        assert found.evaluate("it => it === document.activeElement"), f"not reached by keyboard: {found}"
        for _ in range(20):  # it may take a moment to fade in
            if found.evaluate(SEEN):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the focus is not seen: {found}")

    def use(self, selector: str) -> None:
        """Follow a link, press a button, open what is folded."""
        found = self.page.locator(selector).first
        if self.by == "mouse":
            found.click()
        else:
            self.reach(found)
            self.page.keyboard.press("Enter")

    def at(self, item: str, key: str, selector: str) -> None:
        """Use a part of an item, by keyboard with the key that stands for it while one is at the item."""
        if self.by == "mouse":
            self.use(f"{item} {selector}")
        else:
            self.page.locator(item).focus()
            self.page.keyboard.press(key)

    def go(self, selector: str, where: str) -> None:
        """Use something that leads to another page."""
        self.use(selector)
        self.page.wait_for_url(where)

    def send(self, form: str) -> None:
        """Press the button of a form that is gone once it has done its work."""
        self.use(f"{form} button[type=submit]")
        try:
            self.page.locator(form).wait_for(state="detached", timeout=10_000)
        except PlaywrightTimeout:
            raise AssertionError(f"{form} was refused: {self.page.locator('.notes').all_inner_texts()}") from None

    def write(self, selector: str, words: str) -> None:
        """Fill a field in."""
        found = self.page.locator(selector).first
        if self.by == "mouse":
            found.fill(words)
        else:
            self.reach(found)
            found.evaluate("it => it.select()")
            self.page.keyboard.type(words)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list."""
        found = self.page.locator(selector).first
        if self.by == "mouse":
            found.select_option(value)
            return
        self.reach(found)
        self.page.keyboard.press("Home")
        for _ in range(found.locator("option").count()):
            if found.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert found.input_value() == value

    def tick(self, selector: str) -> None:
        """Tick a box, or take its tick away."""
        found = self.page.locator(selector).first
        if self.by == "mouse":
            found.click()
        else:
            self.reach(found)
            self.page.keyboard.press("Space")

    def sees(self, selector: str, *, times: int | None = None) -> None:
        """Wait until something is there."""
        self.page.locator(selector).first.wait_for()
        if times is not None:
            assert self.page.locator(selector).count() == times

    def point(self, selector: str) -> None:
        """Come to something and do nothing yet."""
        found = self.page.locator(selector).first
        if self.by == "mouse":
            found.hover()
        else:
            self.reach(found)

    def print(self, name: str) -> None:
        """Keep the paper that the page makes, and a picture of it; nothing may stick out at the side."""
        self.page.emulate_media(media="print")
        self.keep(f"{name}-printed")
        assert self.page.locator("nav.site-nav, .no-print, form, button").filter(visible=True).count() == 0
        self.page.pdf(path=self.picture.format(name).replace(".png", ".pdf"), prefer_css_page_size=True)
        self.page.emulate_media(media="screen")

    def keep(self, name: str) -> None:
        """Keep a picture; nothing may stick out at the side."""
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name}: {over} pixels too wide"
        self.page.screenshot(path=self.picture.format(name), full_page=True)
