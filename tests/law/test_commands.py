"""The command line's promise for the law: one JSON document, or exit 2 with the field."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rangkiang


def run(name: str, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rangkiang", "law", name, "--case", "-", *options],
        input=text,
        text=True,
        capture_output=True,
        check=False,
    )


def test_one_json_document_on_standard_output() -> None:
    done = run("jkm", '{"death": "2024-10-17", "paid": [{"from": "2024-08", "to": "2024-10"}]}', "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["decision"], answer["total"]) == (0, "computed", 42_000_000)
    assert {"rule", "label", "value", "article", "valid_from", "confidence"} <= answer["steps"][0].keys()


def test_contribution_tells_its_split() -> None:
    done = run("contribution", '{"month": "2026-05", "fund": "APBD_KAB", "income": 1000000, "persons": 2}', "--json")
    assert {k: json.loads(done.stdout)[k] for k in ("jkk", "jkm", "total")} == {
        "jkk": 20_000,
        "jkm": 13_600,
        "total": 33_600,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"month": "2026-13", "fund": "APBD_KAB", "income": 1}', "month"),
        ('{"month": "2026-05", "fund": "X"}', "fund"),
        ("not json", "JSON"),
        ("[1]", "object"),
    ],
)
def test_a_bad_case_is_exit_two_and_one_line(text: str, told: str) -> None:
    done = run("contribution", text, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_broken_file_of_the_law_is_one_line_that_names_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(
        Path(rangkiang.__file__).parent, tmp_path / "rangkiang", ignore=shutil.ignore_patterns("__pycache__")
    )
    broken = tmp_path / "rangkiang" / "law" / "parameters" / "jkm.toml"
    broken.write_text(f"x = = 1\n{broken.read_text()}")
    command = [sys.executable, "-m", "rangkiang", "law", "jkm", "--case", "-"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path, text=True,
                          capture_output=True, check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("rangkiang: jkm.toml: not TOML: Invalid value (at line 1")
