"""A nagari officer on a small phone: a death reported in few taps, and next door does not exist."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Arrive, House, by_every_reader
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
PAGES = 5  # claims, the report, who was found, that person's form, and that it is done


def report_a_death(officer: Visitor, name: str) -> None:
    """From the home page: two doors, a name, the person, what happened, send."""
    officer.follow("Klaim")
    officer.follow("Laporkan kematian atau kecelakaan")
    officer.go(f"/claims/report/?q={name.partition(' ')[0]}")
    officer.follow(name)
    officer.check("Meninggal, bukan karena kerja")
    officer.press("Laporkan")
    officer.reads("Terlapor. Disnaker langsung melihatnya", name)


@by_every_reader
def test_a_death_is_reported(arrive: Arrive) -> None:
    officer = arrive("nagari_officer")
    before = officer.seen
    report_a_death(officer, "Orang Contoh 1")
    assert officer.seen - before == PAGES
    officer.go("/people/?q=Orang")
    officer.reads("meninggal 15 Jul 2025")


@by_every_reader
def test_a_death_is_reported_without_javascript(arrive: Arrive) -> None:
    officer = arrive("nagari_officer", scripts=False)
    report_a_death(officer, "Orang Contoh 2")


def test_next_door_does_not_exist(arrive: Arrive, house: House) -> None:
    officer = arrive("nagari_officer", screen=PHONE)
    officer.go(f"/insight/person/{house.neighbour}/", status=404)
    officer.reads("Halaman ini tidak ada")
    officer.go(f"/claims/report/?person={house.neighbour}", status=404)
    officer.go("/insight/place/13.03.06.2004/", status=404)
    officer.go("/money/", status=403)
    officer.go("/people/?q=Orang")
    officer.reads("Orang Contoh 0")
    officer.reads_nowhere("Orang Contoh 50", "Orang Contoh 51", "Aie Amo")
