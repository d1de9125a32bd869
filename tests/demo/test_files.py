"""Candidate files look like the real ones, and what is good in them is accepted."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from demo.files import candidate_file, rows_of
from demo.plan import Plan
from demo.rows import Wave
from rangkiang.intake import checks


def smallest(plan: Plan, kind: str) -> Wave:
    return min((wave for wave in plan.waves if wave.plan.kind == kind), key=lambda wave: len(wave.rows))


def test_files_are_few_and_bring_more_rows_than_good_ones(plan: Plan) -> None:
    assert len(plan.waves) <= 20
    rows, good = sum(len(wave.rows) for wave in plan.waves), sum(len(wave.accepted) for wave in plan.waves)
    assert 0.08 < (rows - good) / rows < 0.12


def test_every_fault_occurs_and_the_covered_are_proposed_again(plan: Plan) -> None:
    faults = Counter(fault for wave in plan.waves for _, fault in wave.decoys)
    assert set(faults) == set(plan.world.assumptions["files"]["faults"])
    member = dict(plan.enrolments.select("uid", "fund").iter_rows())
    for wave in plan.waves:
        for uid, fault in wave.decoys:
            if fault == "already_covered":
                assert uid in member
    nagari = [wave for wave in plan.waves if wave.plan.fund != plan.world.regency]
    assert all(any(member.get(uid) == plan.world.regency for uid, _ in wave.decoys) for wave in nagari)
    regency = [uid for wave in plan.waves if wave not in nagari for uid, f in wave.decoys if f == "already_covered"]
    assert any(member[uid] != plan.world.regency for uid in regency)


def test_a_repeated_row_follows_its_first(plan: Plan) -> None:
    wave = smallest(plan, "nagari_xlsx")
    uids = [uid for uid, _ in wave.rows]
    for at, (uid, fault) in enumerate(wave.rows):
        if fault == "twice_in_file":
            assert uids.index(uid) < at


def test_the_workbook_has_a_title_a_header_and_a_footer(plan: Plan) -> None:
    wave = smallest(plan, "nagari_xlsx")
    name, content = candidate_file(plan, wave)
    assert name.endswith(".xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0].startswith("DAFTAR USULAN")
    assert any("NIK" in row for row in rows[:6])
    assert any(row[0] == "JUMLAH" for row in rows[-10:])
    assert sum(1 for row in rows if isinstance(row[0], float)) == len(wave.rows)


def test_same_plan_same_rows(plan: Plan) -> None:
    wave = smallest(plan, "nagari_xlsx")
    assert rows_of(plan, wave) == rows_of(plan, wave)


FINDINGS = {
    "nik_length": "nik_not_16_digits",
    "nik_date": "nik_birth_date_impossible",
    "impossible_date": "birth_date_impossible",
    "too_old": "age_above",
    "twice_in_file": "nik_repeated",
}


def test_each_fault_is_found_under_its_own_name(plan: Plan) -> None:
    wave = smallest(plan, "register_csv")
    name, content = candidate_file(plan, wave)
    found = Counter(checks.check(content, name, on=wave.plan.received).findings["code"])
    planned = Counter(fault for _, fault in wave.decoys)
    assert {code: found[code] for code in FINDINGS.values()} == {
        code: planned[fault] for fault, code in FINDINGS.items()
    }
    assert found["nik_scientific"] == planned["nik_number"] > 0


def test_villages_are_understood_however_spelled(plan: Plan) -> None:
    wave = plan.waves[0]
    name, content = candidate_file(plan, wave)
    frame = checks.check(content, name, on=wave.plan.received).frame
    home = dict(plan.people.select("nik", "village_code").iter_rows())
    read = dict(frame.filter(frame["ok"]).select("nik", "village_code").iter_rows())
    assert {nik: home[nik] for nik in read} == read


@pytest.mark.parametrize("kind", ["nagari_xlsx", "register_csv"])
def test_good_rows_pass_the_checks_and_bad_ones_do_not(plan: Plan, kind: str) -> None:
    wave = smallest(plan, kind)
    name, content = candidate_file(plan, wave)
    found = checks.check(content, name, on=wave.plan.received)
    assert found.fault is None
    assert found.rows == len(wave.rows)
    nik = plan.people["nik"]
    passed = Counter(found.frame.filter(found.frame["ok"])["nik"].to_list())
    assert {nik[uid] for uid in wave.accepted} <= set(passed)
    kept = {nik[uid] for uid, fault in wave.decoys if fault in {"already_covered", "twice_in_file"}}
    assert set(passed) <= {nik[uid] for uid in wave.accepted} | kept
