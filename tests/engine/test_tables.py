"""A parquet file of cases answered as the command does it: the same as case by case, and a bad file is one line."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from rangkiang import law
from rangkiang.engine.commands import law_table
from rangkiang.engine.machine import machine_code
from rangkiang.engine.tables import answer_table
from rangkiang.law import InvalidCase

CLOCK = {
    "selisih_bulan": 0, "sebelum_jatuh_tempo": 1, "bulan_kepesertaan": 42, "masa_iur": 42, "hari_kepesertaan": 1266,
    "bulan_berturut": 42, "bulan_kalender": 41,
}  # fmt: skip
YEARS = ("tahun_tk", "tahun_sd", "tahun_smp", "tahun_sma", "tahun_pt")


def child(**years: int) -> dict[str, int]:
    return {name: years.get(name, 0) for name in YEARS}


def people(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{"nik": "1303", "death": date(2025, 6, 20), "children": [], **CLOCK, **row} for row in rows],
                        schema_overrides={"children": pl.List(pl.Struct(dict.fromkeys(YEARS, pl.Int64)))})  # fmt: skip


def test_a_table_is_answered_like_its_cases() -> None:
    kids = [child(tahun_sd=6), child(tahun_pt=2), child(tahun_sma=3)]
    found = answer_table("jkm", people({}, {"children": kids}, {"children": None}, {"selisih_bulan": 5}))
    case = {"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2025-06"}]}
    one = law.jkm({**case, "children": [{"SD": 6}, {"PT": 2}, {"SMA": 3}]})
    assert found["total"].to_list() == [law.jkm(case).total, one.total, 42_000_000, 0]
    assert found["decision"].to_list() == ["computed", "computed", "computed", "not_covered"]
    assert found.columns == ["nik", "death", "decision", "santunan", "berkala", "pemakaman", "beasiswa", "total"]


def test_paid_months_give_the_membership() -> None:
    months = [
        [(2022 + at // 12, at % 12 + 1) for at in range(first, last)] for first, last in ((0, 42), (39, 42), (0, 30))
    ]
    paid = [[{"month": date(*one, 1), "paid_on": None} for one in row] for row in months]
    paid[1][0]["paid_on"] = date(2025, 4, 20)
    kind = pl.List(pl.Struct({"month": pl.Date, "paid_on": pl.Date}))
    table = pl.DataFrame({"death": [date(2025, 6, 20)] * 4, "paid": [*paid, []]}, schema_overrides={"paid": kind})
    found = answer_table("jkm", table)
    cases = [{"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2025-06"}]},
             {"death": "2025-06-20", "paid": [{"from": "2025-04", "to": "2025-04", "paid_on": "2025-04-20"},
                                              {"from": "2025-05", "to": "2025-06"}]},
             {"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2024-06"}]},
             {"death": "2025-06-20", "paid": []}]  # fmt: skip
    answers = [law.jkm(case) for case in cases]
    assert found["decision"].to_list() == [one.decision for one in answers]
    assert found["total"].to_list() == [one.total for one in answers]
    assert "paid" not in found.columns


def test_a_day_of_birth_may_be_a_date() -> None:
    born = [[{"anak_lahir": date(2014, 3, 1), "anak_posisi": 5}], [{"anak_lahir": date(2001, 3, 1), "anak_posisi": 15}]]
    kind = pl.List(pl.Struct({"anak_lahir": pl.Date, "anak_posisi": pl.Int64}))
    rows = pl.DataFrame([{"death": date(2025, 6, 20), **CLOCK}] * 2).with_columns(children=pl.Series(born, dtype=kind))
    found = answer_table("jkm", rows)
    case = {"death": "2025-06-20", "paid": [{"from": "2022-01", "to": "2025-06"}]}
    one = law.jkm({**case, "children": [{"born": "2014-03-01", "level": "SD", "class": 4}]})
    assert found["total"].to_list() == [one.total, 42_000_000]


def test_without_numba_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    machine_code.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "rangkiang.engine.clock", raising=False)
    with pytest.raises(law.InvalidLaw, match="rangkiang\\[engine\\]"):
        answer_table("jkm", people({}))
    with pytest.raises(law.InvalidLaw, match="rangkiang\\[engine\\]"):
        answer_table("jkm", people({}).with_columns(paid=pl.lit([{"month": date(2025, 1, 1)}])))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (people({}).drop("death"), "death: the table needs"),
        (people({}, {"masa_iur": None}), "masa_iur: 1 rows are empty"),
        (people({}).with_columns(masa_iur=pl.lit("42")), "masa_iur: holds String"),
        (people({}).with_columns(children=pl.lit(2)), "children: is a list"),
        (people({}).with_columns(children=pl.lit([{"usia": 3}])), "children.usia: is no fact"),
        (people({}, {"masa_iur": 9999}), "masa_iur: 9999 in row 2"),
        (people({}).with_columns(total=1), "total: is a column of the answer"),
        (people({}, {"death": None}), "death: 1 rows are empty"),
        (people({}).with_columns(paid=pl.lit([{"bulan": 3}])), "paid: each paid month"),
        (people({}).with_columns(paid=pl.lit([{"month": 3}])), "paid.month: holds"),
    ],
)
def test_a_bad_table_names_its_column(table: pl.DataFrame, words: str) -> None:
    with pytest.raises(InvalidCase, match=words):
        answer_table("jkm", table)


def test_the_command_writes_answers_and_counts_them(tmp_path: Path) -> None:
    people({}, {"bulan_kepesertaan": 1, "hari_kepesertaan": 20}).write_parquet(tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    done = CliRunner().invoke(law_table, ["jkm", str(tmp_path / "in.parquet"), "--out", str(out), "--json"])
    told = json.loads(done.output)
    assert (done.exit_code, told["rows"], told["computed"], told["review"]) == (0, 2, 2, 0)
    assert pl.read_parquet(out)["total"].to_list() == [42_000_000, 10_000_000]


def test_a_bad_file_is_exit_two_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("nothing")
    out = tmp_path / "out.parquet"
    done = CliRunner().invoke(law_table, ["jkm", str(tmp_path / "in.parquet"), "--out", str(out)])
    assert (done.exit_code, out.exists()) == (2, False)
    assert done.output.count("\n") == 1
