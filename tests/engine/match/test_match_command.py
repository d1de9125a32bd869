"""``rangkiang match``: files in, a file of pairs out, refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from bench.persons import Lists
from rangkiang.cli import main


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["match", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_two_files_are_linked(lists: Lists, tmp_path: Path) -> None:
    left, right, out = (tmp_path / f"{name}.parquet" for name in ("left", "right", "out"))
    lists.candidates.write_parquet(left)
    lists.known.write_parquet(right)
    code, told, _ = run(left, right, "--out", out, "--json")
    counts = json.loads(told)
    pairs = pl.read_parquet(out)
    assert code == 0
    assert (counts["left"], counts["right"], counts["model"]) == (3000, 3000, "persons-1")
    assert set(pairs["class"].unique()) <= {"same", "review"}
    assert counts["same"] + counts["review"] == pairs.height > 1400
    assert {"left_id", "right_id", "probability", "class"} <= set(pairs.columns)


def test_one_file_is_searched_for_doubles(lists: Lists, tmp_path: Path) -> None:
    one, out = tmp_path / "one.parquet", tmp_path / "out.parquet"
    lists.candidates.write_parquet(one)
    code, told, _ = run(one, "--out", out, "--json")
    assert code == 0
    assert json.loads(told)["same"] == pl.read_parquet(out).filter(pl.col("class") == "same").height > 100


@pytest.mark.parametrize("content", [b"no parquet", None])
def test_what_cannot_be_matched_is_said_in_one_line(content: bytes | None, tmp_path: Path) -> None:
    one = tmp_path / "one.parquet"
    if content is None:
        pl.DataFrame({"name": ["Rina"]}).write_parquet(one)
    else:
        one.write_bytes(content)
    code, _, error = run(one, "--out", tmp_path / "out.parquet")
    assert code == 2
    assert error.startswith("rangkiang: ")
    assert len(error.splitlines()) == 1
    assert not (tmp_path / "out.parquet").exists()
