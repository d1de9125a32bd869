"""Pictures of the main pages for the documentation: which there are, how they are taken, and what they were taken of.

``docs/img/pages/`` shows each page on a phone and on a desktop, light and dark; ``docs/img/`` the longer pictures of
the guide and the README. Beside them ``docs/img/pictures.toml`` keeps a fingerprint of each page as it was then: its
templates' structure and its words in Indonesian, without space and numbers, and the rules of its stylesheets that can
touch it. A page whose fingerprint is another today has pictures that are older than it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
FOLDER, SHOWN = ROOT / "docs/img/pages", ROOT / "docs/referensi/halaman.md"
TAKEN = FOLDER.parent / "pictures.toml"
HEAVIEST = 120 * 1024
SCREENS = {"hp": ViewportSize(width=360, height=740), "meja": ViewportSize(width=1280, height=800)}
THEMES: dict[str, Literal["light", "dark"]] = {"terang": "light", "gelap": "dark"}
# name: (title, user of the demo or "" for nobody, path, start of the link that is followed from there, template)
PAGES = {
    "beranda-nagari": ("Beranda petugas nagari", "nagari", "/", "", "insight/home.html"),
    "beranda-operator": ("Beranda operator", "operator", "/", "", "insight/home.html"),
    "beranda-bendahara": ("Beranda bendahara", "bendahara", "/", "", "insight/home.html"),
    "beranda-kepala": ("Beranda kepala dinas", "kepala", "/", "", "insight/home.html"),
    "beranda-verifikator": ("Beranda verifikator", "verifikator", "/", "", "insight/home.html"),
    "beranda-bpjs": ("Beranda petugas BPJS", "bpjs", "/", "", "insight/home.html"),
    "beranda-auditor": ("Beranda auditor", "auditor", "/", "", "insight/home.html"),
    "beranda-perencana": ("Beranda perencana", "perencana", "/", "", "insight/home.html"),
    "cari": ("Cari", "operator", "/search/?q=siti", "", "insight/everything.html"),
    "berkas": ("Satu daftar masuk", "operator", "/intake/", "/intake/????????-", "intake/batch.html"),
    "telaah": ("Telaah", "verifikator", "/intake/review/", "", "intake/review.html"),
    "bandingkan": (
        "Dua catatan berdampingan",
        "verifikator",
        "/intake/review/",
        "/intake/review/?",
        "intake/compare.html",
    ),
    "sk": ("Satu SK", "kepala", "/decrees/", "/decrees/????????-", "decree/page.html"),
    "bulan": ("Satu bulan", "operator", "/money/2025-07/", "", "money/month.html"),
    "tagihan": ("Satu tagihan", "bendahara", "/money/2025-07/", "/money/bill/", "money/bill.html"),
    "rencana": ("Rencana anggaran", "perencana", "/money/plan/", "", "money/plan.html"),
    "klaim": ("Papan klaim", "operator", "/claims/", "", "claims/board.html"),
    "satu-klaim": ("Satu klaim", "operator", "/claims/", "/claims/????????-", "claims/page.html"),
    "pemantauan": ("Pemantauan kematian", "operator", "/claims/watch/", "", "claims/watch.html"),
    "orang": ("Satu orang", "operator", "/people/?state=enrolled", "/insight/person/", "insight/person.html"),
    "keluarga": ("Keluarga", "operator", "/exchange/families/", "", "exchange/families.html"),
    "periksa": ("Apakah saya dilindungi?", "", "/check/", "", "exchange/check.html"),
    "umum": ("Halaman untuk umum", "", "/public/", "", "insight/public.html"),
    "keamanan": ("Keamanan akun", "operator", "/safety/", "", "mfa/index.html"),
    "komponen": ("Komponen", "operator", "/design/", "", "web/design.html"),
    "panduan": ("Panduan di dalam aplikasi", "", "/help/tur/", "", "web/help.html"),
}

# Longer pictures, of the guide and the README. file: (user, path, link, language, width and height, scale, template)
GUIDE = {
    "beranda": ("operator", "/", "", "id", (1200, 1600), 1, "insight/home.html"),
    "home-en": ("operator", "/", "", "en", (1200, 1600), 1, "insight/home.html"),
    "beranda-nagari": ("nagari", "/", "", "id", (375, 1000), 2, "insight/home.html"),
    "bulan": ("operator", "/money/2025-07/", "", "id", (1200, 2100), 1, "money/month.html"),
    "sk": ("kepala", "/decrees/", "/decrees/????????-", "id", (1200, 1650), 1, "decree/page.html"),
    "klaim": ("operator", "/claims/", "/claims/????????-", "id", (1200, 2500), 1, "claims/page.html"),
    "warga": ("operator", "/people/?state=enrolled", "/insight/person/", "id", (1200, 1600), 1, "insight/person.html"),
    "temuan": ("operator", "/intake/?page=2", "/intake/????????-", "id", (1200, 1900), 1, "intake/batch.html"),
}


def _sign_in(page: Page, address: str, user: str, password: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=login]", user)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.get_by_role("button", name="Masuk", exact=True).click()


def _open(page: Page, address: str, path: str, start: str) -> None:
    """That page, or with ``start`` the first one that it links to whose address begins so; ? is any character."""
    answer = page.goto(address + path)
    if not answer or answer.status != 200 or "/sign-in/" in page.url:
        raise AssertionError(f"{path}: {answer.status if answer else 'no answer'} at {page.url}")
    if start:
        links = page.eval_on_selector_all("main a[href]", "all => all.map(link => link.getAttribute('href'))")
        found = next((link for link in links if fnmatchcase(link, f"{start}*")), None)
        if not found:
            raise AssertionError(f"{page.url}: no link that begins with {start}")
        _open(page, address, found, "")


def _take(page: Page, address: str, name: str) -> None:
    _title, _user, path, start, _template = PAGES[name]
    _open(page, address, path, start)
    for theme, scheme in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            content = page.screenshot(type="jpeg", quality=70)
            if len(content) > HEAVIEST:
                raise AssertionError(f"{name}, {screen}: {len(content)} bytes, at most {HEAVIEST}")
            (FOLDER / f"{name}-{screen}-{theme}.jpg").write_bytes(content)


def _visit(browser: Browser, address: str, user: str, password: str) -> None:
    context = browser.new_context(locale="id-ID", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    if user:
        _sign_in(page, address, user, password)
    for name, (_title, whose, *_rest) in PAGES.items():
        if whose == user:
            _take(page, address, name)
    context.close()


def _guide(browser: Browser, address: str, password: str) -> None:
    for name, (user, path, start, language, (width, height), scale, _template) in GUIDE.items():
        context = browser.new_context(
            locale="id-ID", reduced_motion="reduce", device_scale_factor=scale,
            viewport=ViewportSize(width=width, height=740),
        )  # fmt: skip
        context.set_default_timeout(60_000)
        page = context.new_page()
        _sign_in(page, address, user, password)
        _open(page, address, path, start)
        _speak(page, language)
        whole = page.evaluate("document.documentElement.scrollHeight")
        clip = FloatRect(x=0, y=0, width=width, height=min(height, whole))
        page.screenshot(path=FOLDER.parent / f"{name}.png", full_page=True, clip=clip)
        _speak(page, "id")  # the choice is the user's own, and stays
        context.close()


def _speak(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        with page.expect_navigation():
            page.locator(f"button[name=language][value={language}]").click()


def shown() -> str:
    """The page of the documentation that shows every picture."""
    parts = [
        "# Halaman demi halaman\n\nDiambil dari peragaan oleh peramban pengujian: `make pictures`. Orangnya rekaan."
    ]
    for name, (title, user, path, *_rest) in PAGES.items():
        who = f"masuk sebagai `{user}`" if user else "tanpa masuk"
        parts.append(f"## {title}\n\n`{path}`, {who}.\n")
        for theme in THEMES:
            parts.append(
                f"![{title}, layar lebar, {theme}](../img/pages/{name}-meja-{theme}.jpg)\n"
                f'![{title}, telepon, {theme}](../img/pages/{name}-hp-{theme}.jpg){{ width="240" }}'
            )
    return "\n\n".join(parts) + "\n"


def take(browser: Browser, address: str, password: str) -> None:
    """All of them anew, from the demo at this address; those that are no more go."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for user in dict.fromkeys(whose for _title, whose, *_rest in PAGES.values()):
        _visit(browser, address, user, password)
    _guide(browser, address, password)
    SHOWN.write_text(shown())
    lines = [f'"{name}" = "{mark}"' for name, mark in fingerprints().items()]
    TAKEN.write_text("# What each picture was taken of: `make pictures` writes it.\n" + "\n".join(lines) + "\n")


TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for folder in sorted((ROOT / "src/rangkiang").glob("*/templates"))
    for path in folder.rglob("*.html")
}
SHEETS = {
    path.relative_to(folder).as_posix(): path
    for folder in sorted((ROOT / "src/rangkiang").glob("*/static"))
    for path in folder.rglob("*.css")
}
NEXT = re.compile(r"""{% (?:extends|include) ["']([^"']+)["']|<c-([a-z-]+)""")
SAID = re.compile(r"""{% translate (["'])(.*?)\1""")

SHEET = re.compile(r"static '([^']+\.css)'")
COMMENT, SPACE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s+")
RULE, CONDITION = re.compile(r"([^{}]+)\{([^{}]*)\}"), re.compile(r"@[^{};]+")
CLASS, NAME = re.compile(r"\.([a-zA-Z][\w-]*)"), re.compile(r"[\w-]+")


@cache
def _words() -> dict[str, str]:
    catalogue = read_po(BytesIO((ROOT / "src/rangkiang/locale/id/LC_MESSAGES/django.po").read_bytes()))
    return {str(one.id): str(one.string) for one in catalogue if isinstance(one.id, str)}


def _made_of(template: str, known: set[str]) -> set[str]:
    """The template and all that it is made of: what it extends, includes, and its components."""
    if template not in known and template in TEMPLATES:
        known.add(template)
        for file, component in NEXT.findall(TEMPLATES[template].read_text()):
            _made_of(file or f"cotton/{component.replace('-', '_')}.html", known)
    return known


@cache
def _named() -> set[str]:
    """Every name that stands in a template, a class among them."""
    return {name for path in TEMPLATES.values() for name in NAME.findall(path.read_text())}


def _look(text: str) -> str:
    """The rules that can touch a page of these templates, so that a rule of one page ages no picture of the others.

    A class that no template names is made by a program, and may stand anywhere.
    """
    elsewhere = _named() - set(NAME.findall(text))
    told = []
    for sheet in dict.fromkeys(SHEET.findall(text)):
        if sheet not in SHEETS:  # Bootstrap's, which is not ours to change
            continue
        rules = COMMENT.sub("", SHEETS[sheet].read_text())
        told += CONDITION.findall(rules)
        for selectors, body in RULE.findall(rules):
            if any(elsewhere.isdisjoint(CLASS.findall(one)) for one in selectors.split(",")):
                told.append(f"{selectors}{{{body}}}")
    return SPACE.sub("", "".join(told))


def fingerprint(template: str) -> str:
    """Of a page's structure and words, without what space and numbers stand in it, and of its look."""
    texts = [TEMPLATES[one].read_text() for one in sorted(_made_of(template, set()))]
    told = "".join(SAID.sub(lambda at: _words().get(at[2], at[2]), text) for text in texts)
    seen = re.sub(r"[\s\d]+", "", told) + _look("".join(texts))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def fingerprints() -> dict[str, str]:
    """By the file of the picture, without its ending."""
    made = {f"pages/{name}": str(told[-1]) for name, told in PAGES.items()}
    made |= {name: str(told[-1]) for name, told in GUIDE.items()}
    return {name: fingerprint(template) for name, template in made.items()}


def stale() -> list[str]:
    """Pictures that are older than their page, or whose page is not known."""
    taken = tomllib.loads(TAKEN.read_text()) if TAKEN.exists() else {}
    now = fingerprints()
    return sorted(name for name in taken.keys() | now.keys() if taken.get(name) != now.get(name))
