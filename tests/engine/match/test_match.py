"""Who is one person with whom: each fault of a list, each trap, and the whole on generated lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from bench.identity_truth import judged
from bench.persons import Lists
from rangkiang.engine.match import match
from rangkiang.law.errors import InvalidCase
from tests.engine.match.records import BROTHER, RINA, STRANGER, TWIN, found, register, table

SAME = [("C", "R1", "same", None)]


def rina(**changes: Any) -> dict[str, Any]:
    return RINA | {"id": "C"} | changes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "RINA MARLINA, S.Pd"},
        {"name": "Rina"},
        {"name": "Marlina Rina"},
        {"name": "Rinamarlina"},
        {"name": "Rina M."},
        {"name": "Rena Marlina"},
        {"birth_date": "1985-07-08"},
        {"birth_date": None},
        {"birth_date": "1985-01-01"},
        {"birth_date": "1985-02-30"},
        {"nik": None},
        {"nik": "1303064708850009"},  # one digit, and the name the same
        {"nik": "1303064708850000"},
        {"nik": "130306470885001"},
        {"nik": "3103064708850001"},
        {"nik": None, "birth_date": "1985-07-08"},
        {"nik": None, "mother": None, "kk": None},
        {"nik": None, "kk": None, "village_code": "13.01.01.2001"},
        {"sex": "L"},
    ],
)
def test_one_person_through_a_fault(changes: dict[str, Any]) -> None:
    assert found(rina(**changes)) == SAME


def test_a_stranger_is_nobody() -> None:
    new = STRANGER | {"id": "C", "nik": "1303091111700006", "name": "Bustami", "mother": "Upik", "kk": None}
    assert found(new) == []


def test_the_nik_of_a_brother_does_not_merge() -> None:
    typed_over = rina(nik=BROTHER["nik"])
    assert found(typed_over) == [("C", "R1", "same", None), ("C", "R3", "different", "nik_of_another")]
    unknown = STRANGER | {"id": "C", "nik": RINA["nik"], "kk": None}
    assert ("C", "R1", "different", "nik_of_another") in found(unknown)


def test_the_same_nik_with_another_name_or_date_is_asked() -> None:
    assert found(rina(name="Sulastri")) == [("C", "R1", "review", "nik_but_name")]
    assert found(rina(birth_date="1962-03-30")) == [("C", "R1", "review", "nik_but_date")]


def test_a_twin_is_another_person() -> None:
    assert [pair[2] for pair in found(TWIN)] == ["different"]
    alike = TWIN | {"name": "Rini Marlina"}
    assert found(alike) == [("R2", "R1", "review", "twin")]


def test_two_candidates_may_be_one_person() -> None:
    pairs = found(rina(id="C1"), rina(id="C2", nik=None))
    assert pairs == [("C1", "R1", "same", None), ("C2", "R1", "same", None)]


def test_two_persons_as_near_are_a_question() -> None:
    double = table(
        RINA,
        RINA | {"id": "R9", "nik": "1303064708850077", "kk": None},
        *[STRANGER | {"id": f"S{n}"} for n in range(50)],
    )
    pairs = found(rina(nik=None, kk=None), known=double)
    assert [(right, outcome, why) for _, right, outcome, why in pairs] == [
        ("R1", "review", "several"),
        ("R9", "review", "several"),
    ]


def test_who_stands_twice_in_a_list() -> None:
    again = RINA | {"id": "R7", "name": "Rena Marlina", "nik": None}
    pairs = match(table(RINA, BROTHER, again, STRANGER)).to_pylist()
    assert [(pair["left_id"], pair["right_id"], pair["class"]) for pair in pairs] == [("R1", "R7", "same")]


def test_only_the_id_must_be_there() -> None:
    left, right = table({"id": 7, "nik": RINA["nik"]}), register().select(["id", "nik", "name"])
    assert match(left, right).num_rows == 1
    assert match(pa.table({"id": [1, 2]})).num_rows == 0


def test_an_empty_list_gives_no_pair() -> None:
    assert match(register().slice(0, 0), register()).num_rows == 0
    assert match(register(), register().slice(0, 0)).num_rows == 0


def test_dates_may_be_dates_and_ids_of_any_kind() -> None:
    left = table(rina()).set_column(3, "birth_date", pa.array([date(1985, 8, 7)])).drop_columns("id")
    pairs = match(left.append_column("id", pa.array([41])), register())
    assert (pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist()) == ([41], ["R1"])


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"nik": ["1303"]}, "id"),
        ({"id": [1], "nik": [1303064708850001]}, "nik"),
        ({"id": [1], "birth_date": [3]}, "birth_date"),
    ],
)
def test_a_table_that_cannot_be_matched_is_refused(broken: dict[str, list], field: str) -> None:
    with pytest.raises(InvalidCase) as refused:
        match(pa.table(broken), register())
    assert refused.value.field == field


def test_generated_lists_are_linked_well(lists: Lists, tables: tuple) -> None:
    quality = judged(match(*tables), lists.candidates, lists.known)
    assert quality["same"]["precision"] >= 0.998
    assert quality["same"]["recall"] >= 0.985
    assert quality["same_or_review"]["recall"] >= 0.995
    assert quality["review_share_of_candidates"] <= 0.02


def test_generated_doubles_are_found(lists: Lists, tables: tuple) -> None:
    quality = judged(match(tables[0]), lists.candidates, None)
    assert quality["same"]["f1"] >= 0.95


def test_the_same_tables_give_the_same_pairs(tables: tuple) -> None:
    assert match(*tables).equals(match(*tables))


def test_the_order_of_the_rows_does_not_matter(tables: tuple) -> None:
    candidates, known = tables
    turned = match(candidates.take(list(range(len(candidates) - 1, -1, -1))), known)
    key = ["left_id", "right_id", "class", "why", "bits"]
    assert sorted(map(str, turned.select(key).to_pylist())) == sorted(map(str, match(*tables).select(key).to_pylist()))
