"""Whatever is wrong with one cell of a table of the law, the start says in which file, and never with a traceback."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.law import InvalidLaw, columns
from rangkiang.law.heirs import RELATIONS
from rangkiang.law.parameters import TABLES, table

CELLS = [(name, column) for name in TABLES for column in (*columns.SPECS[name]["columns"], *columns.OF_ROW)]
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(), st.floats(), st.text(max_size=5), st.dates(),
    st.datetimes(), st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=2), st.just({}),
)  # fmt: skip
COLUMN = {"id", "en", "name", "part", "document", "fund", "article", "source"}  # any words will do


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_as_they_are_can_be_read(name: str) -> None:
    columns.check_table(name, table(name))


@given(st.sampled_from(CELLS), st.integers(0, 5), ANYTHING)
def test_a_cell_of_another_kind_is_named_and_never_a_traceback(cell: tuple[str, str], at: int, value: Any) -> None:
    name, column = cell
    found = copy.deepcopy(table(name))
    found["row"][at][column] = value
    of = {**columns.SPECS[name]["columns"], **columns.OF_ROW}[column]
    kind = columns.TYPES[of["type"]][0]
    try:
        columns.check_table(name, found)
        said = f"{name}.toml: "
        assert type(value) is kind
        assert kind is not str or column in COLUMN or value in of.get("words", columns.CONFIDENCES)
    except InvalidLaw as error:
        said = str(error)
    assert said.startswith(f"{name}.toml: ")


@given(st.sampled_from(CELLS), st.integers(0, 5))
def test_a_cell_that_must_be_there_is_missed(cell: tuple[str, str], at: int) -> None:
    name, column = cell
    found = copy.deepcopy(table(name))
    if column in found["row"][at] and not {**columns.SPECS[name]["columns"], **columns.OF_ROW}[column].get("optional"):
        del found["row"][at][column]
        with pytest.raises(InvalidLaw, match=f"row {at + 1}: {column} is missing"):
            columns.check_table(name, found)


@given(st.dates(date(2016, 1, 1), date(2100, 1, 1)), st.integers(2, 400), st.sampled_from(["bands", "funds", "heirs"]))
def test_a_gap_in_time_is_refused(day: date, gap: int, name: str) -> None:
    found = copy.deepcopy(table(name))
    later = dict(found["row"][1])
    found["row"][1]["valid_to"] = day
    later["valid_from"] = date.fromordinal(day.toordinal() + gap)
    found["row"].append(later)
    with pytest.raises(InvalidLaw, match="close the gap"):
        columns.check_table(name, found)
    later["valid_from"] = date.fromordinal(day.toordinal() + 1)
    columns.check_table(name, found)


def test_the_words_that_a_table_may_use_are_those_that_the_code_knows() -> None:
    assert set(columns.words("heirs", "relations")) == {*RELATIONS, "will"}
    assert set(columns.words("documents", "when")) == {row["when"] for row in table("documents")["row"]}
    papers = {row["document"] for row in table("documents")["row"]}
    assert {name for row in table("heirs")["row"] for name in row["proof"]} <= papers
