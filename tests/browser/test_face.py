"""Every page takes a thumb, a keyboard, a small phone and large letters: targets of 44 px, the ring of the focus,
nothing sideways at 320 px or 200 %; axe finds nothing on it by day or by night.

A link inside a sentence may be as high as its line (WCAG 2.5.5 and 2.5.8 say so too); everything else is measured as
the browser lays it out, with every fold open.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from rangkiang.web.help import topics
from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import AXE, LAPTOP, OPEN_FOLDS, PHONE, RULES, TOO_WIDE, Visitor, violation
from tests.walk import walk

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
# The ring of what the keyboard is on: 3 px of gold outside, 2 px of ink inside, so that one shows on any ground.
RINGLESS = """() => {
    const found = [], ring = [3, 2].join();
    for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
        e.focus({preventScroll: true});
        if (document.activeElement !== e || !e.matches(":focus-visible")) continue;
        const style = getComputedStyle(e), inner = style.boxShadow.match(/ 0px 0px 0px (\\d+)px$/);
        const outer = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
        const drawn = [outer, inner ? +inner[1] : 0].join();
        if (drawn !== ring) found.push(`no ring (${drawn}): ${e.outerHTML.slice(0, 120)}`);
    }
    document.activeElement?.blur();
    return found;
}"""
WALKERS = ["operator", "nagari_officer", "verifier", "head", "treasurer", "bpjs_officer", "auditor", "planner",
           "administrator", ""]  # fmt: skip
FIRST = ("/", "/search/?q=orang", "/help/")


def sideways(page: Page, width: int, letters: str = "") -> str | None:
    """What sticks out of a window of this width, with letters enlarged when asked for."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", letters)
    told: str | None = page.evaluate(TOO_WIDE)
    return told


def unfit(page: Page) -> list[str]:
    """What a thumb, a small phone and large letters would stumble over."""
    page.set_viewport_size({"width": 360, "height": 740})
    found = [*page.evaluate(SMALL_TARGETS), *page.evaluate(RINGLESS)]
    widths = {"320 px": (320, ""), "1280 px enlarged to 200 %": (640, ""), "letters of 200 %": (1280, "200%")}
    return found + [
        f"{name}: {told}" for name, (width, letters) in widths.items() if (told := sideways(page, width, letters))
    ]


def unclean(page: Page) -> list[str]:
    """What axe finds, with every fold open: on a phone by day, at a desk by night."""
    page.evaluate(OPEN_FOLDS)
    found = []
    for screen, scheme in ((PHONE, "light"), (LAPTOP, "dark")):
        page.set_viewport_size(screen)
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation(one)}" for one in AXE.run(page, options=RULES).response["violations"]]
    return found


def test_every_page_takes_a_thumb_and_large_letters(arrive: Arrive) -> None:
    """Every kind of page that links lead to, each once, by whoever comes first; nothing breaks, nothing leaves."""
    people: dict[str, Visitor] = {}
    faults = []

    def fetch(role: str, address: str) -> tuple[int, str]:
        if role not in people:
            people[role] = arrive(role)
        page = people[role].page
        try:
            answer = page.goto(people[role].address + address)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return 200, ""  # a file
        if answer and "text/html" not in answer.headers.get("content-type", ""):
            return answer.status, ""  # a paper shown as it is: axe would wait for ever on a picture
        wrong = [*people[role].complaints, *unclean(page), *unfit(page)]
        people[role].complaints.clear()
        faults.extend(f"{address}: {one}" for one in wrong)
        return answer.status if answer else 0, page.content()

    walked = list(walk(WALKERS, fetch, first=FIRST, visits=1))
    assert len(walked) > 60
    assert {page.status for page in walked} <= {200, 409}  # a list whose file is not kept has no columns to name
    assert faults == []


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
    """Links, buttons and fields alike; and the measure would see a button that has no ring."""
    page = arrive("head").page
    page.locator("#seek").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.seek button:focus-visible')")
    page.goto(page.url + "design/")  # every component in its states
    page.evaluate(OPEN_FOLDS)
    assert page.evaluate(RINGLESS) == []
    page.evaluate("() => { document.querySelector('main button').style.outline = '0'; }")
    assert len(page.evaluate(RINGLESS)) == 1


@by_every_reader
def test_the_box_finds_without_a_script_a_view_is_kept_and_a_list_leaves(arrive: Arrive) -> None:
    operator = arrive("operator", scripts=False)
    operator.page.locator("#seek").fill("orng contoh")
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/search/**")
    operator.reads("Orang Contoh")
    operator.go("/people/?q=orang&state=enrolled")
    operator.fill(name="Yang ada")
    operator.press("Simpan tampilan")
    operator.follow("Yang ada")
    assert "state=enrolled" in operator.page.url
    with operator.page.expect_download() as taken:
        operator.page.get_by_role("button", name="csv").click()
    assert "Orang Contoh" in taken.value.path().read_text()


def test_the_guide_is_looked_at_in_both_languages(arrive: Arrive) -> None:
    """axe and the standard on every page of the guide, by turns on a phone and at a desk."""
    readers = [arrive(screen=PHONE), arrive(language="en", dark=True)]
    for number, topic in enumerate(("", *(f"{name}/" for name, _title in topics()))):
        readers[number % 2].go(f"/help/{topic}")


def test_pictures_are_printed_whole(arrive: Arrive) -> None:
    planner = arrive("planner")
    planner.come("/insight/pictures/")
    planner.page.emulate_media(media="print")
    assert planner.page.locator(".masthead").is_hidden()
    assert planner.page.locator("svg[role=img]").count() >= 3
    for table in planner.page.locator("main table").all():  # also those that are folded on the screen
        assert table.bounding_box()
    assert planner.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
