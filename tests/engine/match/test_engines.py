"""The same model on Spark, and as Splink itself scores it: the same pairs, the same weights."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from bench.identity_contestants import splink
from bench.identity_train import heard
from bench.persons import make_lists
from rangkiang.engine.match import match
from rangkiang.engine.match.engines import engine
from rangkiang.law.errors import InvalidCase

SPARK = (
    "Spark (478 MB) is no part of the development group; with Java 17:"
    " uv run --isolated --group dev --with 'pyspark~=4.3' pytest tests/engine/match/test_engines.py"
)


def test_splink_gives_each_pair_the_same_weight(tables: tuple) -> None:
    candidates, known = tables
    ours = pl.DataFrame(pl.from_arrow(match(candidates, known))).filter(pl.col("nik").cast(pl.String) != "same")
    theirs = pl.DataFrame(pl.from_arrow(splink(candidates, known)))
    both = ours.join(theirs, left_on=["left_id", "right_id"], right_on=["row_l", "row_r"])
    assert both.height == ours.filter(pl.col("bits") >= 0).height > 100
    assert (both["bits"] - both["bits_right"]).abs().max() < 1e-6


def test_spark_gives_the_same_pairs() -> None:
    pytest.importorskip("pyspark", reason=SPARK)
    if shutil.which("java") is None:
        pytest.skip(f"no java: {SPARK}")
    lists = make_lists(6, 400)
    tables = heard(lists.candidates), heard(lists.known)
    with engine("spark") as spark:
        assert match(*tables, engine=spark).equals(match(*tables))


def test_an_engine_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rangkiang.engine.match.spark", None)
    with pytest.raises(InvalidCase, match=r"rangkiang\[spark\]"), engine("spark"):
        pass
