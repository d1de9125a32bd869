"""Pictures of the main pages for the documentation, taken from a running demo by the browser of the tests.

``python scripts/pictures.py http://127.0.0.1:8000 PASSWORD`` (both as ``make demo`` prints them) writes
``docs/img/pages/``, each page on a phone and on a desktop, light and dark, the page of the documentation that shows
them, and the longer pictures of the guide and the README. A page that is missing or asks for another right stops the
run, so no picture shows what is gone.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER, SHOWN = ROOT / "docs/img/pages", ROOT / "docs/referensi/halaman.md"
CHROMIUM, HEAVIEST = "/usr/bin/chromium", 120 * 1024
SCREENS = {"hp": ViewportSize(width=360, height=740), "meja": ViewportSize(width=1280, height=800)}
THEMES: dict[str, Literal["light", "dark"]] = {"terang": "light", "gelap": "dark"}
# name: (title, user or "" for nobody, path, the start of the address of the link that is followed from there)
PAGES = {
    "beranda-nagari": ("Beranda petugas nagari", "nagari", "/", ""),
    "beranda-operator": ("Beranda operator", "operator", "/", ""),
    "beranda-bendahara": ("Beranda bendahara", "bendahara", "/", ""),
    "beranda-kepala": ("Beranda kepala dinas", "kepala", "/", ""),
    "beranda-verifikator": ("Beranda verifikator", "verifikator", "/", ""),
    "beranda-bpjs": ("Beranda petugas BPJS", "bpjs", "/", ""),
    "beranda-auditor": ("Beranda auditor", "auditor", "/", ""),
    "beranda-perencana": ("Beranda perencana", "perencana", "/", ""),
    "cari": ("Cari", "operator", "/search/?q=siti", ""),
    "berkas": ("Satu daftar masuk", "operator", "/intake/", "/intake/????????-"),
    "telaah": ("Telaah", "verifikator", "/intake/review/", ""),
    "bandingkan": ("Dua catatan berdampingan", "verifikator", "/intake/review/", "/intake/review/?"),
    "sk": ("Satu SK", "kepala", "/decrees/", "/decrees/????????-"),
    "bulan": ("Satu bulan", "operator", "/money/2025-07/", ""),
    "tagihan": ("Satu tagihan", "bendahara", "/money/2025-07/", "/money/bill/"),
    "rencana": ("Rencana anggaran", "perencana", "/money/plan/", ""),
    "klaim": ("Papan klaim", "operator", "/claims/", ""),
    "satu-klaim": ("Satu klaim", "operator", "/claims/", "/claims/????????-"),
    "pemantauan": ("Pemantauan kematian", "operator", "/claims/watch/", ""),
    "orang": ("Satu orang", "operator", "/people/?q=siti&state=enrolled", "/insight/person/"),
    "keluarga": ("Keluarga", "operator", "/exchange/families/", ""),
    "periksa": ("Apakah saya dilindungi?", "", "/check/", ""),
    "umum": ("Halaman untuk umum", "", "/public/", ""),
    "keamanan": ("Keamanan akun", "operator", "/safety/", ""),
    "komponen": ("Komponen", "operator", "/design/", ""),
    "panduan": ("Panduan di dalam aplikasi", "", "/help/tur/", ""),
}

# Longer pictures of the guide and the README: file: (user, path, link followed, language, width and height, scale)
GUIDE = {
    "beranda": ("operator", "/", "", "id", (1200, 1600), 1),
    "home-en": ("operator", "/", "", "en", (1200, 1600), 1),
    "beranda-nagari": ("nagari", "/", "", "id", (375, 1000), 2),
    "bulan": ("operator", "/money/2025-07/", "", "id", (1200, 2100), 1),
    "sk": ("kepala", "/decrees/", "/decrees/????????-", "id", (1200, 1650), 1),
    "klaim": ("operator", "/claims/", "/claims/????????-", "id", (1200, 2500), 1),
    "warga": ("operator", "/people/?q=siti&state=enrolled", "/insight/person/", "id", (1200, 1600), 1),
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
        raise SystemExit(f"{path}: {answer.status if answer else 'no answer'} at {page.url}")
    if start:
        links = page.eval_on_selector_all("main a[href]", "all => all.map(link => link.getAttribute('href'))")
        found = next((link for link in links if fnmatchcase(link, f"{start}*")), None)
        if not found:
            raise SystemExit(f"{page.url}: no link that begins with {start}")
        _open(page, address, found, "")


def _take(page: Page, address: str, name: str) -> None:
    _title, _user, path, start = PAGES[name]
    _open(page, address, path, start)
    for theme, scheme in THEMES.items():
        page.emulate_media(color_scheme=scheme)
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)
            content = page.screenshot(type="jpeg", quality=70)
            if len(content) > HEAVIEST:
                raise SystemExit(f"{name}, {screen}: {len(content)} bytes, at most {HEAVIEST}")
            (FOLDER / f"{name}-{screen}-{theme}.jpg").write_bytes(content)


def _visit(browser: Browser, address: str, user: str, password: str) -> None:
    context = browser.new_context(locale="id-ID", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    if user:
        _sign_in(page, address, user, password)
    for name, (_title, whose, _path, _start) in PAGES.items():
        if whose == user:
            _take(page, address, name)
            print(name, flush=True)
    context.close()


def _guide(browser: Browser, address: str, password: str) -> None:
    for name, (user, path, start, language, (width, height), scale) in GUIDE.items():
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
        print(name, flush=True)
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
    for name, (title, user, path, _start) in PAGES.items():
        who = f"masuk sebagai `{user}`" if user else "tanpa masuk"
        parts.append(f"## {title}\n\n`{path}`, {who}.\n")
        for theme in THEMES:
            parts.append(
                f"![{title}, layar lebar, {theme}](../img/pages/{name}-meja-{theme}.jpg)\n"
                f'![{title}, telepon, {theme}](../img/pages/{name}-hp-{theme}.jpg){{ width="240" }}'
            )
    return "\n\n".join(parts) + "\n"


def main(address: str, password: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for user in dict.fromkeys(whose for _title, whose, _path, _start in PAGES.values()):
            _visit(browser, address.rstrip("/"), user, password)
        _guide(browser, address.rstrip("/"), password)
        browser.close()
    SHOWN.write_text(shown())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("Give the address and the password that `make demo` prints.")
    main(sys.argv[1], sys.argv[2])
