"""A person before a real browser: does what people do, and on every page looks for what must never be there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response, ViewportSize, expect

from tests.browser.words import english
from tests.markup import Checker

PATIENCE = 60_000  # milliseconds; on a busy machine everything that comes at all comes within it
PHONE = ViewportSize(width=360, height=740)
LAPTOP = ViewportSize(width=1280, height=800)
AXE = Axe()
# Every rule of these families holds on every page; none is left out.
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # every style is of this house, so there is nothing to fetch first
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
OPEN_FOLDS = "() => document.querySelectorAll('.fold, .step').forEach(fold => { fold.open = true; })"
TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return null;
    const outside = e => e.getBoundingClientRect().right > page.clientWidth && !e.closest(".table-scroll");
    const guilty = [...document.body.querySelectorAll("*")].filter(outside).pop();
    return `${page.scrollWidth} px wide; ${guilty ? guilty.outerHTML.slice(0, 200) : "?"}`;
}"""


class Visitor:
    """One person with one browser of their own. Every step ends on a page that has been looked at."""

    def __init__(self, context: BrowserContext, address: str, *, language: str, scripts: bool, markup: Checker) -> None:
        context.set_default_timeout(PATIENCE)
        self.address, self.language, self.scripts = address, language, scripts
        self.page = context.new_page()
        self.seen = 0
        self._markup = markup
        self._answer: Response | None = None
        self._status = 0
        self.complaints: list[str] = []
        self.page.on("response", self._answered)
        self.page.on("console", self._spoke)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        context.on("request", self._asked)

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._answer, self._status = response, response.status
        elif response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def _spoke(self, message: ConsoleMessage) -> None:
        refused_page = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not refused_page:  # a page's own status is asserted by look()
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme != "data" and f"{place.scheme}://{place.netloc}" != self.address:
            self.complaints.append(f"left the house: {request.url}")

    def come(self, path: str) -> None:
        """A page on the way that has been looked at before."""
        self.page.goto(self.address + path)

    def go(self, path: str, status: int = 200) -> None:
        self.come(path)
        self.look(status)

    def said(self, words: str, *, whole: bool = False, missed: bool = False) -> str | re.Pattern[str]:
        """Words of a page, given in Indonesian, as this visitor reads them; anywhere in a text, or all of it.

        Words to be ``missed`` must be in the dictionary: Indonesian is missing from every page in English.
        """
        if self.language == "id" and not whole:
            return words
        known = [re.escape(words)] if self.language == "id" else english(words)
        assert self.language == "id" or not missed or known != [re.escape(words)], f"no page says '{words}'"
        text = "|".join(one.replace(r"\ ", r"\s+") for one in known)
        return re.compile(f"^\\s*({text})\\s*$" if whole else text)

    def follow(self, link: str, status: int = 200) -> None:
        """Click a link by its words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=self.said(link)).first.click()
        self.look(status)

    def press(self, button: str, status: int = 200) -> None:
        """Press a button by its words and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.said(button)).click()
        self.look(status)

    def check(self, label: str) -> None:
        self.page.get_by_label(self.said(label)).check()

    def fill(self, **facts: str) -> None:
        """Type into fields by their names, in the form that holds all of them."""
        fields = "".join(f":has([name={name}])" for name in facts)
        form = self.page.locator(f"form{fields}")
        for name, value in facts.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                self._take(field, value)
            else:
                field.fill(value)

    def choose(self, label: str, value: str) -> None:
        self._take(self.page.get_by_label(self.said(label)), value)

    def _take(self, field: Locator, value: str) -> None:
        offered = field.locator("option").filter(has_text=self.said(value, whole=True))
        field.select_option(label=offered.first.inner_text().strip())

    def hand_in(self, name: str, content: bytes) -> None:
        self.page.get_by_label(self.said("Berkas", whole=True)).set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )

    def reads(self, *words: str) -> None:
        """The words stand on the page, in the part that changes."""
        for word in words:
            expect(self.page.get_by_role("main")).to_contain_text(self.said(word), timeout=PATIENCE)

    def reads_nowhere(self, *words: str) -> None:
        for word in words:
            expect(self.page.get_by_role("main")).not_to_contain_text(self.said(word, missed=True), timeout=PATIENCE)

    def offered(self, button: str) -> bool:
        return self.page.get_by_role("button", name=self.said(button, missed=True)).count() > 0

    def sign_in(self, name: str, password: str, status: int = 200) -> None:
        self.fill(login=name, password=password)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.said("Masuk", whole=True)).click()
        self.look(status)

    def look(self, status: int = 200) -> None:
        """The status is as expected, and with every fold open: no error, no foreign request, the HTML standard
        and axe are content, and on a phone nothing scrolls sideways."""
        self.seen += 1
        where = f"{self.page.url} ({self._size()['width']} px)"
        assert self._status == status, f"{self._status} at {where}"
        assert self.page.locator("html").get_attribute("lang") == self.language, where
        assert not self.complaints, (where, self.complaints)
        assert self._answer
        wrong = self._markup.faults(self._answer.text())
        assert not wrong, f"{where}\n" + "\n".join(wrong)
        self.page.evaluate(OPEN_FOLDS)
        if self.scripts:
            found = AXE.run(self.page, options=RULES).response["violations"]
            assert not found, f"{where}\n" + "\n".join(map(violation, found))
        usual = self._size()
        if usual != PHONE:
            self.page.set_viewport_size(PHONE)
        assert (told := self.page.evaluate(TOO_WIDE)) is None, f"{self.page.url} at 360 px: {told}"
        if usual != PHONE:
            self.page.set_viewport_size(usual)

    def _size(self) -> ViewportSize:
        assert self.page.viewport_size
        return self.page.viewport_size


def violation(found: dict[str, Any]) -> str:
    nodes = found["nodes"]
    return f"{found['id']}: {found['help']} ({len(nodes)} times, first {nodes[0]['html'][:200]})"
