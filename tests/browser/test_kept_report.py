"""A phone without a link: the report is kept, locked, and arrives once; signing out leaves nothing behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive, by_every_reader
from tests.browser.visitor import PATIENCE, Visitor
from tests.furnished import PASSWORD, TODAY

pytestmark = pytest.mark.browser
NAME, DAY = "Orang Contoh 0", date(2025, 7, 3)  # a second accident of somebody whose death other tests need not know
READY = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match('/claims/report/offline/', {ignoreVary: true}));
}"""
SHELVES = """async () => {
  const base = await new Promise(done => {
    const asked = indexedDB.open('rangkiang'); asked.onsuccess = () => done(asked.result);
  });
  const all = name => new Promise(done => {
    const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result);
  });
  const [keys, kept] = [await all('keys'), await all('kept')];
  base.close();
  const words = kept.map(one => new TextDecoder().decode(one.words.sealed)).join();
  return {keys: keys.map(key => key.extractable), kept: kept.length, words: words + JSON.stringify(kept)};
}"""
LOSE_THE_ANSWER = """() => {
  const really = window.fetch;
  window.fetch = async (...asked) => { await really(...asked); throw new TypeError('the answer is lost'); };
}"""


def form_of(officer: Visitor) -> None:
    """From the search to the form of one person, an accident of a day filled in."""
    officer.come("/claims/report/?q=Orang")
    officer.follow(NAME)
    officer.check("Kecelakaan kerja, masih dirawat")


def tell(officer: Visitor, day: date) -> None:
    officer.fill(happened_on=day.isoformat())
    officer.page.get_by_role("button", name=officer.said("Laporkan", whole=True)).click()


def kept(officer: Visitor, count: int) -> None:
    line = officer.page.locator("[data-kept-line]")
    if count:
        expect(line.locator("[data-kept-count]")).to_have_text(str(count), timeout=PATIENCE)
        expect(line).to_contain_text(officer.said("Laporan yang tersimpan di ponsel ini dan belum terkirim:"))
    else:
        expect(line).to_be_hidden(timeout=PATIENCE)


def reports(officer: Visitor, day: date) -> int:
    """Those of a day, as the office counts them: rows of the board with the person and the days since."""
    officer.come("/claims/")
    since = officer.page.get_by_role("cell", name=str((TODAY - day).days), exact=True)
    return officer.page.get_by_role("row").filter(has_text=NAME).filter(has=since).count()


def shelves(officer: Visitor) -> dict[str, Any]:
    return dict(officer.page.evaluate(SHELVES))


@by_every_reader
def test_a_report_told_without_a_link_is_kept_locked_and_arrives_once(arrive: Arrive) -> None:
    officer, day = arrive("nagari_officer"), DAY
    form_of(officer)
    officer.page.context.set_offline(True)
    tell(officer, day)
    kept(officer, 1)
    told = officer.said("Tersimpan di ponsel ini, akan dikirim begitu ada sambungan.")
    expect(officer.page.locator("[data-kept-line]")).to_contain_text(told)
    lying = shelves(officer)
    assert (lying["keys"], lying["kept"]) == ([False], 1)
    assert NAME not in lying["words"]
    other = officer.page.context.new_page()  # a second page of the same phone must not send it again
    officer.page.context.set_offline(False)
    other.goto(f"{officer.address}/")
    kept(officer, 0)
    other.close()
    assert shelves(officer)["kept"] == 0
    assert reports(officer, day) == 1


@by_every_reader
def test_an_answer_that_is_lost_makes_no_second_report(arrive: Arrive) -> None:
    officer, day = arrive("nagari_officer"), DAY.replace(day=4)
    form_of(officer)
    officer.page.evaluate(LOSE_THE_ANSWER)
    tell(officer, day)
    kept(officer, 1)
    officer.come("/")  # the house has it already; the phone does not know
    kept(officer, 0)
    assert reports(officer, day) == 1


@by_every_reader
def test_without_a_link_every_address_is_the_form_by_nik(arrive: Arrive) -> None:
    officer, day = arrive("nagari_officer"), DAY.replace(day=5)
    officer.come("/")
    assert officer.page.evaluate(READY)
    officer.page.context.set_offline(True)
    officer.come("/claims/report/")
    expect(officer.page.get_by_role("heading", level=1)).to_have_text(officer.said("Laporkan tanpa sambungan"))
    officer.fill(nik="1303080101809001", name=NAME)
    officer.check("Kecelakaan kerja, masih dirawat")
    tell(officer, day)
    kept(officer, 1)
    expect(officer.page.locator("[data-kept-list]")).to_contain_text(NAME)
    officer.page.context.set_offline(False)
    kept(officer, 0)
    assert reports(officer, day) == 1


@by_every_reader
def test_what_is_refused_stays_to_be_corrected_and_signing_out_removes_it(arrive: Arrive) -> None:
    officer = arrive()
    officer.sign_in("nagari_officer", PASSWORD)
    officer.go("/claims/report/offline/")
    officer.fill(nik="1303080101809001", name="Zulkifli")
    officer.check("Meninggal, bukan karena kerja")
    tell(officer, DAY)
    expect(officer.page.locator("[data-kept-error]")).to_contain_text(officer.said("milik nama lain"), timeout=PATIENCE)
    kept(officer, 0)
    officer.page.context.set_offline(True)
    tell(officer, DAY)
    kept(officer, 1)
    officer.page.context.set_offline(False)
    expect(officer.page.locator("[data-kept-list]")).to_contain_text(officer.said("milik nama lain"), timeout=PATIENCE)
    officer.come("/")
    officer.page.on("dialog", lambda asked: asked.accept())
    officer.page.locator(".who summary").click()
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name=officer.said("Keluar")).click()
    lying = shelves(officer)
    assert (lying["keys"], lying["kept"]) == ([], 0)
    assert officer.page.evaluate("async () => (await caches.keys()).length") == 0
