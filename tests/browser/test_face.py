"""Every main page takes a thumb, a small phone and large letters: targets of 44 px, nothing sideways at 320 px or 200%.

A link inside a sentence may be as high as its line (WCAG 2.5.5 and 2.5.8 say so too); everything else is measured as
the browser lays it out, with every fold open.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Arrive, House
from tests.browser.visitor import TOO_WIDE, Visitor

pytestmark = pytest.mark.browser

SMALL_TARGETS = """() => {
    document.querySelectorAll("details").forEach(fold => { fold.open = true; });
    const inSentence = e => e.tagName === "A" && getComputedStyle(e).display === "inline" &&
        [...e.parentElement.childNodes].some(node => node.nodeType === 3 && node.textContent.trim().length > 1);
    const found = [];
    for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
        const own = e.getBoundingClientRect();
        if (own.width < 2 || own.height < 2 || own.right < 0 || inSentence(e)) continue;
        const labels = /checkbox|radio|file/.test(e.type) ? [...e.labels] : [];
        const boxes = [own, ...labels.map(label => label.getBoundingClientRect())];
        const height = Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top));
        const width = Math.max(...boxes.map(b => b.right)) - Math.min(...boxes.map(b => b.left));
        if (height < 43.5 || width < 43.5)
            found.push(`${Math.round(width)}x${Math.round(height)} ${e.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""
FUND = "?fund=BAZNAS:13.03"
PAGES = {
    "operator": [
        "/", "/search/?q=orang", "/people/?q=orang&state=enrolled", "/intake/", "/intake/upload/", "/intake/waiting/",
        "/decrees/", "/money/", f"/money/2025-07/{FUND}", "/claims/", "/exchange/bpjs/", "/programme/", "/jobs/",
        "/design/", "/insight/pictures/", "/insight/place/13.03.08.2002/", "PERSON",
    ],
    "nagari_officer": ["/", "/claims/", "/claims/report/", "/people/?q=orang"],
    "treasurer": ["/", "/money/owed/", "/money/plan/"],
    "auditor": ["/office/audit/", "/office/users/"],
}  # fmt: skip
PATHS = [(name, path) for name, paths in PAGES.items() for path in paths]


def sideways(page: Page, width: int, letters: str = "") -> str | None:
    """What sticks out of a window of this width, with letters enlarged when asked for."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
    told: str | None = page.evaluate(TOO_WIDE)
    return told


def go(person: Visitor, path: str, house: House) -> Page:
    person.come(f"/insight/person/{house.neighbour}/" if path == "PERSON" else path)
    assert person.page.locator("main h1").count() == 1, person.page.url
    return person.page


@pytest.mark.parametrize(("name", "path"), PATHS)
def test_a_page_takes_a_thumb_and_large_letters(arrive: Arrive, house: House, name: str, path: str) -> None:
    page = go(arrive(name), path, house)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(SMALL_TARGETS) == []
    assert sideways(page, 320) is None, "at 320 px"
    assert sideways(page, 640) is None, "at 1280 px enlarged to 200 %"
    assert sideways(page, 1280, "200%") is None, "with letters of 200 %"


def test_the_measure_would_see_a_small_target(arrive: Arrive) -> None:
    page = arrive().page
    page.evaluate(
        "document.querySelector('main').innerHTML += '<p><button style=\"min-height:0;padding:0\">x</button></p>'"
    )
    assert len(page.evaluate(SMALL_TARGETS)) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_new_pages_are_looked_at_in_both_themes(arrive: Arrive, dark: bool) -> None:
    """axe, console and foreign requests, on the pages of this room."""
    head = arrive("head", dark=dark)
    for path in ("/", "/design/", "/search/?q=orang", "/insight/pictures/"):
        head.go(path)


def test_the_keyboard_sees_where_it_is(arrive: Arrive) -> None:
    """The focus ring is thick and drawn in two colours, so that one of them shows on any ground."""
    page = arrive("head").page
    page.locator("#seek").focus()
    page.keyboard.press("Tab")
    ring = page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement); return [s.outlineWidth, s.boxShadow]; }"
    )
    assert ring[0] == "3px"
    assert ring[1] != "none"


def test_the_box_finds_without_a_script_and_a_view_is_kept(arrive: Arrive) -> None:
    verifier = arrive("verifier", scripts=False)
    verifier.page.locator("#seek").fill("orng contoh")
    verifier.page.keyboard.press("Enter")
    verifier.page.wait_for_url("**/search/**")
    verifier.reads("Orang Contoh")
    verifier.go("/people/?q=orang&state=enrolled")
    verifier.fill(name="Terdaftar")
    verifier.press("Simpan tampilan")
    verifier.follow("Terdaftar")
    assert "state=enrolled" in verifier.page.url


def test_pictures_are_printed_whole(arrive: Arrive) -> None:
    planner = arrive("planner")
    planner.come("/insight/pictures/")
    planner.page.emulate_media(media="print")
    assert planner.page.locator(".masthead").is_hidden()
    assert planner.page.locator("svg[role=img]").count() >= 3
    for table in planner.page.locator("main table").all():  # also those that are folded on the screen
        assert table.bounding_box()
    assert planner.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
