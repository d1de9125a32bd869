"""The pictures of the documentation: all there, none left over, heavy or older than its page; each has its place."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser import pictures


def wanted() -> set[str]:
    return {
        f"{name}-{screen}-{theme}.jpg"
        for name in pictures.PAGES
        for screen in pictures.SCREENS
        for theme in pictures.THEMES
    }


def test_every_picture_is_there_and_none_is_left_over() -> None:
    assert {path.name for path in pictures.FOLDER.iterdir()} == wanted()


def test_no_picture_is_heavy() -> None:
    assert not [path.name for path in pictures.FOLDER.iterdir() if path.stat().st_size > pictures.HEAVIEST]


def test_the_page_that_shows_them_is_as_the_script_writes_it() -> None:
    text = pictures.SHOWN.read_text()
    assert text == pictures.shown()
    assert all(f"../img/pages/{name})" in text for name in wanted())


def test_the_pages_exist() -> None:
    assert all(resolve(urlsplit(path).path) for _title, _user, path, *_rest in pictures.PAGES.values())


def test_the_guide_shows_what_is_made_and_nothing_else() -> None:
    """Every picture that a page names is made, and every one that is made is named somewhere."""
    texts = [*(pictures.ROOT / "docs").rglob("*.md"), *pictures.ROOT.glob("README*.md")]
    named = {found for path in texts for found in re.findall(r"img/([\w-]+)\.png", path.read_text())}
    made = {path.stem for path in pictures.FOLDER.parent.glob("*.png")}
    assert named == made == set(pictures.GUIDE)


def test_no_picture_is_older_than_its_page() -> None:
    assert pictures.stale() == [], "These pages changed since their pictures were taken: run make pictures"


def test_a_page_that_says_or_holds_something_else_has_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the change lies in what it is made of; a number and an empty line are no change."""
    before = pictures.fingerprint("intake/review.html")
    assert before != pictures.fingerprint("intake/waiting.html")
    page = pictures.TEMPLATES["cotton/pager.html"]

    def with_pager(text: str) -> str:
        class Changed:
            def read_text(self) -> str:
                return text

        monkeypatch.setitem(pictures.TEMPLATES, "cotton/pager.html", Changed())
        return pictures.fingerprint("intake/review.html")

    assert with_pager(page.read_text() + "\n\n 7 ") == before
    assert with_pager(page.read_text() + "<p>") != before
    monkeypatch.setitem(pictures._words(), "Next", "Lanjut saja")
    assert with_pager(page.read_text()) != before


def test_a_rule_ages_the_pictures_of_the_pages_that_it_can_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token, a class of the page and one made by a program do; space, a comment and others' classes do not."""
    page, sheet = "intake/review.html", "web/rangkiang.css"
    before, rules = pictures.fingerprint(page), pictures.SHEETS[sheet].read_text()

    def with_rule(rule: str) -> str:
        class Changed:
            def read_text(self) -> str:
                return rules + rule

        monkeypatch.setitem(pictures.SHEETS, sheet, Changed())
        return pictures.fingerprint(page)

    assert with_rule("\n\n/* why */") == before
    assert with_rule(".swatch-ink { color: red; }") == before  # of the page of components
    assert with_rule(".brand .swatch-ink { color: red; }") == before
    for selector in ("main", ".brand", ".swatch-ink, .brand", ".made-by-a-program"):
        assert with_rule(f"{selector} {{ color: red; }}") != before
    monkeypatch.undo()
    tokens = pictures.SHEETS["web/tokens.css"].read_text()
    assert "--gold: #d9b25c;" in tokens

    class Repainted:
        def read_text(self) -> str:
            return tokens.replace("--gold: #d9b25c;", "--gold: #d9b25d;")

    monkeypatch.setitem(pictures.SHEETS, "web/tokens.css", Repainted())
    assert pictures.fingerprint(page) != before
