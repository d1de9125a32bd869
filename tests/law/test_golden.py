"""Every golden case holds, and together they are worth something: a wrong law fails them, every figure matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from rangkiang import law
from tests.law import golden

GOLDENS = list(golden.load())


@pytest.mark.parametrize("one", GOLDENS, ids=[one.id for one in GOLDENS])
def test_the_law_answers_as_expected(one: golden.Golden) -> None:
    assert golden.wrong(one) == []


def test_every_case_has_its_own_name_and_names_its_source() -> None:
    assert len({one.id for one in GOLDENS}) == len(GOLDENS)
    assert [one.id for one in GOLDENS if not one.source] == []


def test_a_case_that_expects_something_else_fails(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "ask: jkm\nsource: test\ncases:\n"
        "  - name: wrong\n    case: {death: 2024-05-20, paid: [{from: 2024-05, to: 2024-05}]}\n    expect: {total: 1}\n"
        "  - name: no error\n    case: {death: 2024-05-20}\n    expect: {error: death}\n"
    )
    assert [line.partition(":")[0] for line in golden.failures([path])] == ["wrong", "wrong"]
    assert len(golden.failures([path], stop=True)) == 1


def test_another_amount_tells_which_cases_it_changes() -> None:
    changed = {one.id for one in golden.changed("jkm_pemakaman", 11_000_000, GOLDENS)}
    assert "jkm: Empat puluh dua juta untuk keluarga peserta aktif" in changed
    assert not any(name.startswith("contribution") for name in changed)
    with pytest.raises(law.InvalidLaw):
        next(golden.changed("no_such_parameter", 1, GOLDENS))
