"""What stands around an amount, by command: one JSON document or lines, and exit 2 with the field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rangkiang.law.around_commands import law_group


def run(name: str, case: dict[str, Any], *options: str) -> Result:
    return CliRunner().invoke(law_group, [name, "--case", "-", *options], input=json.dumps(case))


ARREARS = {"on": "2025-07-20", "paid": [{"from": "2025-01", "to": "2025-05"}], "fund": "APBD_KAB"}
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("arrears", ARREARS, "2025-06: Rp16.800", "Jumlah: Rp33.600"),
    ("deadlines", {"scheme": "jkm", "applied": "2025-06-20"}, "2025-06-25", "?"),
    ("documents", {"claim": "jkm", "spouse_heir": True}, "ahli waris", "nikah"),
    ("heirs", {"spouse": 1, "siblings": 2}, "janda", "saudara"),
]


@pytest.mark.parametrize(("name", "case", "first", "second"), CASES, ids=[case[0] for case in CASES])
def test_a_command_tells_lines_and_json(name: str, case: dict[str, Any], first: str, second: str) -> None:
    told = run(name, case)
    assert told.exit_code == 0
    assert first in told.output
    assert second in told.output
    assert json.loads(run(name, case, "--json").output)
    assert run(name, case, "--language", "en").output != told.output


def test_lines_name_no_field_and_no_article_that_is_not_there() -> None:
    waits = run("deadlines", {"scheme": "jkk"})
    assert "dihitung sejak hari kecelakaan" in waits.output
    assert not [name for name in ("accident", "received", "requirements_met") if name in waits.output]
    assert "counts from the day of the accident" in run("deadlines", {"scheme": "jkk"}, "--language", "en").output
    papers = run("documents", {"claim": "jkm"}).output
    assert "[Permenaker" in papers
    assert "[-]" not in papers


@pytest.mark.parametrize(
    ("name", "case", "field"),
    [
        ("arrears", {**ARREARS, "fund": "X"}, "fund"),
        ("arrears", {**ARREARS, "on": "20 Juli"}, "on"),
        ("deadlines", {"scheme": "jht"}, "jht"),
        ("documents", {"claim": "jkm", "nikah": True}, "nikah"),
        ("heirs", {"istri": 1}, "istri"),
    ],
)
def test_a_bad_case_is_exit_two_and_one_line(name: str, case: dict[str, Any], field: str) -> None:
    done = run(name, case, "--json")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert field in done.stderr


def test_a_deadline_tells_its_caveat_and_whether_it_was_kept() -> None:
    case = {"scheme": "jkm", "applied": "2025-06-20", "paid_on": "2025-06-26"}
    late = run("deadlines", case)
    assert "2025-06-25" in late.output
    assert "- terlambat" in late.output
    assert "pasal untuk BPU belum dilihat" in late.output
    assert json.loads(run("deadlines", case, "--json").output)["deadlines"][0]["kept"] is False
    assert "- tepat waktu" in run("deadlines", {**case, "paid_on": "2025-06-25"}).output
    assert "- te" not in run("deadlines", {**case, "paid_on": None}).output


def test_arrears_of_a_lapsed_membership_say_so() -> None:
    lapsed = {**ARREARS, "paid": [{"from": "2024-01", "to": "2024-12"}]}
    assert "Kepesertaan sudah berhenti" in run("arrears", lapsed).output
    assert "Kepesertaan sudah berhenti" not in run("arrears", ARREARS).output


def test_half_a_character_is_refused_with_the_file() -> None:
    told = CliRunner().invoke(law_group, ["heirs", "--case", "-"], input='{"funeral_by":"\\ud800"}')
    assert told.exit_code == 2
    assert "half a character" in told.output


def test_papers_and_heirs_are_those_of_a_day() -> None:
    assert "ahli waris" in run("documents", {"claim": "jkm", "on": "2025-06-20"}).output
    refused = run("documents", {"claim": "jkm", "on": "yesterday"})
    assert (refused.exit_code, "on:" in refused.output) == (2, True)
    assert run("heirs", {"spouse": 1, "on": "2025-06-20"}).output == run("heirs", {"spouse": 1}).output
