"""The evidence in words: every level and rule of the shipped model has them, in both languages."""

from __future__ import annotations

import pytest

from rangkiang.engine.match import load, match, reason
from rangkiang.engine.match.reasons import LEVELS, RULES
from tests.engine.match.records import RINA, register, table


def test_a_pair_says_why() -> None:
    pair = match(table(RINA | {"name": "Rena Marlina", "nik": None, "kk": None}), register()).to_pylist()[0]
    assert reason(pair) == "nama mirip 0,95; tanggal lahir sama; NIK tidak ada; ibu dan nagari sama"
    assert reason(pair, "en") == "name similar 0.95; same date of birth; NIK missing; same mother and nagari"


def test_a_pair_held_back_says_by_what() -> None:
    pair = match(table(RINA | {"name": "Sulastri"}), register()).to_pylist()[0]
    assert reason(pair).endswith("; KK dan ibu sama; NIK sama tetapi nama lain: NIK mungkin salah ketik")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_level_and_rule_has_words(language: str) -> None:
    model = load()
    for name in model.names:
        for label in model.labels(name):
            assert label.removesuffix("_dated") in LEVELS[name]
    for rule in model.rules:
        assert reason({"why": rule["code"]}, language).endswith(RULES[rule["code"]][("id", "en").index(language)])
