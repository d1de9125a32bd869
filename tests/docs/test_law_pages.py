"""The pages about the law: every name leads somewhere, nothing of the law is left out, cases follow their number."""

from __future__ import annotations

import json
import re
from collections import Counter

import jsonschema
import pytest

from scripts import docs_law

PAGES = {
    "hukum.html": (docs_law.schemes, docs_law.rules, docs_law.questions),
    "hukum-angka.html": (docs_law.numbers, docs_law.reading_details),
    "hukum-tabel.html": (docs_law.facts, docs_law.terms),
}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:  # the golden cases are tried below, for two numbers
        patch.setattr(docs_law, "changed_by", lambda name: [])
        return {page: "".join(part() for part in parts) for page, parts in PAGES.items()}


def test_every_link_leads_to_its_anchor(pages: dict[str, str]) -> None:
    anchors = {f"{page}#{at}" for page, text in pages.items() for at in re.findall(r'id="([^"]+)"', text)}
    links = {link for text in pages.values() for link in re.findall(r'href="([^"]+)"', text)}
    assert links
    assert links - anchors == set()


def test_every_anchor_is_there_once_and_nothing_is_left_out(pages: dict[str, str]) -> None:
    found = Counter(at for text in pages.values() for at in re.findall(r'id="([^"]+)"', text))
    assert [at for at, count in found.items() if count > 1] == []
    for kind, start in (("rules", "aturan"), ("parameters", "angka"), ("facts", "fakta")):
        assert {f"{start}-{one['name']}" for one in docs_law.law()[kind]} <= set(found)


def test_a_day_of_the_year_is_written_as_one(pages: dict[str, str]) -> None:
    assert "Awal tahun ajaran (bulan dan tanggal): <strong>tanggal 1 bulan 7</strong>" in pages["hukum-angka.html"]


def test_the_published_documents_are_the_catalogue_and_its_schema() -> None:
    made = docs_law.documents()
    jsonschema.validate(json.loads(made["referensi/hukum.json"]), json.loads(made["referensi/hukum.schema.json"]))


def test_a_number_is_followed_to_its_golden_cases() -> None:
    assert docs_law.changed_by("jkm_santunan")
    assert not set(docs_law.changed_by("relaksasi_pp50_persen")) & set(docs_law.changed_by("kacamata_maks"))


def test_every_open_question_is_asked() -> None:
    told = docs_law.questions()
    open_now = [
        one for one in docs_law.law()["parameters"] if one["reading"] and one["values"][-1]["value"] == "review"
    ]
    assert len(told.strip().splitlines()) == len(open_now)
    assert all(one["label"]["id"] in told for one in open_now)
