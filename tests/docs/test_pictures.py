"""The pictures of the pages: all there, none left over, none heavy; the paths they are taken from exist."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import resolve

from scripts import pictures


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
    assert all(resolve(urlsplit(path).path) for _title, _user, path, _start in pictures.PAGES.values())
