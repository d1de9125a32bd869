"""The nagari officer's pages in Chromium over a 3G link: round trips of 400 ms, 400 kbit/s down; until one can act.

The demo is served as it always is, behind a door that delays and meters every byte (``slow_door``), so that nothing
gets past it: no page, no service worker, no second try. First visit: an empty browser that only holds a session. Later
visit: the same browser comes back to the page, with what it has kept. Each three times; the middle one counts.
Interactive: the page is parsed, its scripts have run and two frames are drawn, by the browser's own clock since the
address was asked for.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.load import Served, begin_server, officer_of
from bench.slow_door import slow_door

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
def _phone(browser: Any, served: Served) -> Iterator[Any]:
    """A page of a new browser, signed in past the slow door; a session is the same behind both."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{served.address}/sign-in/")
    page.locator("[name=login]").fill("nagari")
    page.locator("[name=password]").fill(served.password)
    with page.expect_navigation():
        page.locator("form:has([name=password]) [type=submit]").click()
    page.goto("about:blank")
    yield page
    context.close()


def _opened(page: Any, address: str) -> dict[str, float]:
    page.goto(address, wait_until="domcontentloaded")
    parsed, drawn, answered, size = page.evaluate(READY)
    return {"ms": round(max(parsed, drawn)), "answer_ms": round(answered), "bytes": size}


def _measured(browser: Any, served: Served, door: str, name: str, path: str) -> dict[str, Any]:
    first, later = [], []
    for _again in range(TIMES):
        with _phone(browser, served) as page:
            first.append(_opened(page, door + path))
            page.wait_for_load_state("networkidle")  # its worker has taken in what it keeps
            page.goto("about:blank")
            later.append(_opened(page, door + path))
    middle = {key: statistics.median(one[key] for one in first) for key in first[0]}
    again = {f"later_{key}": statistics.median(one[key] for one in later) for key in later[0]}
    slowest = {"worst_ms": max(one["ms"] for one in first), "later_worst_ms": max(one["ms"] for one in later)}
    limits = {"limit_ms": LIMIT_MS, "latency_ms": LATENCY_MS, "down_kbit": 400, "times": TIMES}
    return {"name": f"slow_{name}", **middle, **again, **slowest, **limits, "load": served.load()}


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
        port = int(served.address.rpartition(":")[2])
        link = slow_door(port, round_trip_ms=LATENCY_MS, down=DOWN, up=UP)
        with link as door, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            for name, path in pages.items():
                rows.append(_measured(browser, served, door, name, path))
            browser.close()
    return rows


BENCHES = {"slow_link": slow_link}
