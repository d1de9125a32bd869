"""The receipt: what is given and by which article, what is not and why, what is asked; in both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rangkiang import law
from rangkiang.law.explain import step_line, value_text

CHILD = [{"SD": 5, "SMP": 3, "SMA": 3, "PT": 5}]


def test_a_receipt_in_indonesian() -> None:
    answer = law.jkm({"death": "2024-10-17", "paid": [{"from": "2023-11", "to": "2024-10"}], "children": CHILD})
    assert law.Explanation(answer).receipt("id").splitlines() == [
        "Dihitung menurut aturan",
        "  Santunan: Rp20.000.000 [PP 82/2019 Pasal 34]",
        "  Santunan berkala: Rp12.000.000 [PP 82/2019 Pasal 34]",
        "  Biaya pemakaman: Rp10.000.000 [PP 82/2019 Pasal 34]",
        "  Jumlah: Rp42.000.000",
        "Tidak diberikan:",
        "  - Beasiswa tidak diberikan: baru 12 dari 36 bulan iuran.",
    ]


def test_the_same_in_english_with_its_steps() -> None:
    answer = law.jkm({"death": "2025-03-20", "paid": [{"from": "2025-02", "to": "2025-03"}]})
    told = law.Explanation(answer).text("en")
    assert "  Funeral cost: Rp10,000,000 [Permenaker 1/2025 Pasal 97A, 101]" in told
    assert "  - No death benefit: 2 of 3 months of membership." in told
    assert "      Paid months in all: 2 months [PP 44/2015, in force from 2015-07-01]\n" in told


def test_a_question_and_an_unconfirmed_split_are_marked() -> None:
    old = law.jkm({"death": "2019-12-01", "paid": [{"from": "2019-01", "to": "2019-11"}]})
    assert "  Santunan: Rp16.200.000 [PP 82/2019 Pasal 34] (belum terkonfirmasi)" not in law.Explanation(old).text()
    assert "  Santunan: Rp16.200.000 [PP 44/2015 Lampiran III] (belum terkonfirmasi)" in law.Explanation(old).text()
    asked = law.jkm({"death": "2025-06-20", "paid": [{"from": "2025-04", "to": "2025-06"}]})
    assert "Masih harus dijawab:\n  ? Aturan 3 bulan (Pasal 97A)" in law.Explanation(asked).text()


def test_who_is_not_covered_reads_why() -> None:
    told = law.explain("jkm", {"death": "2025-06-20", "paid": [{"from": "2024-01", "to": "2025-01"}]}).text("en")
    assert told.startswith(
        "Not covered\n  Total: Rp0\nNot given:\n  - Membership lapsed: 5 months unpaid, the limit is 3.\n"
    )


def test_no_step_of_an_old_case_cites_a_later_law() -> None:
    old = law.jkm({"death": "2019-12-01", "paid": [{"from": "2019-01", "to": "2019-11"}], "children": CHILD})
    assert not [step for step in old.steps if "2025" in step.article or "82/2019" in step.article]
    before = law.jkm({"death": "2025-02-23", "paid": [{"from": "2022-01", "to": "2025-02"}], "children": []})
    assert not [step for step in before.steps if "1/2025" in step.article]


def test_a_month_reads_as_a_month() -> None:
    told = law.explain("contribution", {"month": "2026-05", "fund": "MANDIRI"}).text()
    assert "sektor lain: 2026-04 [PP 50/2025, berlaku sejak 2025-12-22]" in told


def test_one_part_alone_keeps_its_sum_and_the_steps_it_rests_on() -> None:
    case = {"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2025-06"}], "children": CHILD}
    whole, part = law.explain("jkm", case).answer, law.explain("jkm.beasiswa", case).answer
    assert (part.total, part.parts) == (whole.parts["beasiswa"], {"beasiswa": whole.parts["beasiswa"]})
    assert part.steps[-1].rule == "beasiswa"
    assert {step.rule for step in part.steps} < {step.rule for step in whole.steps}
    assert not {"santunan", "lindung"} & {step.rule for step in part.steps}
    with pytest.raises(law.InvalidCase, match="jkm"):
        law.explain("jkm.stmb", case)
    with pytest.raises(law.InvalidCase, match="unknown"):
        law.explain("jht", case)


def test_a_sentence_says_how_much_of_what_by_which_article_and_what_is_asked() -> None:
    asked = {"death": "2025-06-20", "paid": [{"from": "2025-04", "to": "2025-06"}]}
    assert law.explain("jkm", asked).text("en", "sentence") == (
        "Rp10,000,000: funeral cost Rp10,000,000 by Permenaker 1/2025 Pasal 97A, 101. Still to be answered: "
        "The 3-month rule (Pasal 97A): contribution months or 90 days? The death falls between."
    )


def test_a_store_that_sorts_its_keys_loses_no_order() -> None:
    answer = law.jkm({"death": "2024-10-17", "paid": [{"from": "2023-11", "to": "2024-10"}]})
    kept = json.loads(json.dumps(answer.as_json(), sort_keys=True))
    assert [*kept["given"]] != [part for part, _ in answer.given]
    assert law.Answer.from_json(kept) == answer


def test_nothing_certain_is_no_sum_and_nothing_given_says_why() -> None:
    old = law.explain(
        "jkm", {"death": "2025-06-20", "born": "1950-01-01", "paid": [{"from": "2022-01", "to": "2025-06"}]}
    )
    assert old.sentence("id").startswith("Jumlahnya belum dapat dihitung. Masih harus dijawab: Peserta berumur 65")
    assert old.heading("id") == "Mengapa jumlahnya belum dapat dihitung?"
    assert "Rp0" not in old.text("id") + old.html("id")
    case = {"accident": "2025-06-20", "outcome": "recovered", "band": 1, "paid": [{"from": "2025-01", "to": "2025-06"}]}
    assert law.explain("jkk", case).sentence("id").startswith("Rp0")
    assert ": -" not in law.explain("jkk", case).sentence("id")


@pytest.mark.parametrize(
    ("unit", "value", "told_id", "told_en"),
    [
        ("months", 1, "1 bulan", "1 month"),
        ("months", 2, "2 bulan", "2 months"),
        ("years", 1, "1 tahun", "1 year"),
        ("person-months", 1, "1 orang-bulan", "1 person-month"),
        ("percent", 1, "1 persen", "1 percent"),
        ("month-day", 701, "1 Juli", "1 July"),
        ("month-day", 1231, "31 Desember", "31 December"),
        ("told", 1, "", ""),
        ("told", 0, "tidak", "no"),
    ],
)
def test_a_value_is_told_with_its_unit(unit: str, value: int, told_id: str, told_en: str) -> None:
    step = law.Step("x", "X", "X", value, "-", None, None, "T", unit)
    assert (value_text(step, "id"), value_text(step, "en")) == (told_id, told_en)


@pytest.mark.parametrize(
    ("article", "since", "told"),
    [
        ("-", None, "Umur: 5 tahun [isi berkas]"),
        ("-", date(2015, 7, 1), "Umur: 5 tahun [pasal tidak ditemukan, berlaku sejak 2015-07-01]"),
        ("Pasal 1", None, "Umur: 5 tahun [Pasal 1]"),
    ],
)
def test_law_without_an_article_is_told_as_law_and_a_fact_as_a_fact(
    article: str, since: date | None, told: str
) -> None:
    assert step_line(law.Step("x", "Umur.", "Age.", 5, article, since, None, "T", "years")) == told


def test_every_number_of_law_and_every_rule_in_a_tree_shows_where_it_stands() -> None:
    case = {
        "death": "2025-08-01",
        "born": "1980-01-01",
        "paid": [{"from": "2020-01", "to": "2025-08"}],
        "children": [{"born": "2015-08-01"}],
    }
    answer = law.jkm(case)
    assert [step for step in answer.steps if step.article == "-" and step.valid_from]
    told = {step_line(step, "en").endswith("[told by the case]"): step.as_json()["kind"] for step in answer.steps}
    assert told == {True: "case", False: "law"}
    assert all("[" in step_line(step) for step in answer.steps)
