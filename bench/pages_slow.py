"""The nagari officer's pages in Chromium on a 3G link: round trips of 400 ms, 400 kbit/s down; until one can act.

The demo is served as it always is. The first page is opened with an empty cache, the others as a phone meets them
later, each three times; the middle one counts. Interactive: the page is parsed, its scripts have run and the main
thread is free, by the browser's own clock (domContentLoadedEventEnd) and no earlier than two frames drawn after it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.load import Served, begin_server, officer_of

CHROMIUM = Path("/usr/bin/chromium")
LATENCY_MS, DOWN, UP = 400, 400_000 // 8, 200_000 // 8  # bytes a second
LIMIT_MS, TIMES = 5_000, 3
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
READY = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  const page = performance.getEntriesByType('navigation')[0];
  const files = performance.getEntriesByType('resource');
  const bytes = [page, ...files].reduce((sum, one) => sum + one.transferSize, 0);
  done([page.domContentLoadedEventEnd, performance.now(), page.responseStart, bytes]);
})))"""


@contextmanager
def _phone(browser: Any, address: str, password: str) -> Iterator[Any]:
    """A page signed in on a fast link, its cache then emptied, on the slow one."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{address}/sign-in/")
    page.locator("[name=login]").fill("nagari")
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("form:has([name=password]) [type=submit]").click()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    page.goto("about:blank")
    link = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    wire.send("Network.emulateNetworkConditions", link)
    yield page
    context.close()


def _opened(page: Any, address: str) -> dict[str, float]:
    page.goto(address, wait_until="domcontentloaded")
    parsed, drawn, answered, size = page.evaluate(READY)
    return {"ms": round(max(parsed, drawn)), "answer_ms": round(answered), "bytes": size}


def _measured(browser: Any, served: Served, name: str, path: str) -> dict[str, Any]:
    first, later = [], []
    for _again in range(TIMES):
        with _phone(browser, served.address, served.password) as page:
            first.append(_opened(page, served.address + path))
            page.goto("about:blank")
            later.append(_opened(page, served.address + path))
    middle = {key: statistics.median(one[key] for one in first) for key in first[0]}
    again = {f"later_{key}": statistics.median(one[key] for one in later) for key in later[0]}
    limits = {"limit_ms": LIMIT_MS, "latency_ms": LATENCY_MS, "down_kbit": 400, "times": TIMES}
    return {"name": f"slow_{name}", **middle, **again, **limits, "load": served.load()}


def slow_link() -> list[dict[str, Any]]:
    from playwright.sync_api import sync_playwright

    with begin_server() as served:
        officer = officer_of()  # before the browser's loop begins, within which Django asks no database
        pages = {
            "home": "/",
            "search": f"/search/?q={officer['word']}",
            "report": f"/claims/report/?person={officer['person']}",
            "place": f"/insight/place/{officer['area']}/",
        }
        rows = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            for name, path in pages.items():
                rows.append(_measured(browser, served, name, path))
            browser.close()
    return rows


BENCHES = {"slow_link": slow_link}
