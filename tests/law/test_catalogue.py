"""The published catalogue: whole, as its schema says, and right about what rests on what and what a change changes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from rangkiang.law import InvalidCase, InvalidLaw, catalogue, impact, revised
from rangkiang.law.catalogue import schema
from rangkiang.law.commands import law_group
from rangkiang.law.graph import dependents
from rangkiang.law.parameters import TABLES, facts, parameters
from rangkiang.law.rules import REGISTRY
from rangkiang.law.scheme import SCHEMES

SHORT = {"death": "2024-10-17", "paid": [{"from": "2024-08", "to": "2024-10"}]}
OLD = {"death": "2026-03-10", "born": "1950-01-01", "paid": [{"from": "2025-01", "to": "2026-03"}]}
MONTH = {"month": "2026-05", "fund": "APBD_KAB", "income": 1_000_000}
CASES = [("short", "jkm", SHORT), ("old", "jkm", OLD), ("month", "contribution", MONTH)]


@cache
def told() -> dict[str, Any]:
    return catalogue()


def of(kind: str, name: str) -> dict[str, Any]:
    return next(one for one in told()[kind] if one["name"] == name)


# --- the document -----------------------------------------------------------------------------------------------------
def test_it_is_as_its_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    checker = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())
    assert not list(checker.iter_errors(json.loads(json.dumps(told()))))


@pytest.mark.parametrize(
    "broken", [{"format": 1}, {"law": "x"}, {"rules": [{"name": "x"}]}, {"extra": 1}, {"tables": {}}]
)
def test_the_schema_refuses_another_document(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told(), **broken}, schema())


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("bands", {"base": 0}),
        ("bands", {"base": "1000000"}),
        ("bands", {"basis": 1}),
        ("bands", {"confidence": "Z"}),
        ("disability", {"percent": 101}),
        ("disability", {"permille": 10}),
        ("documents", {"when": "never"}),
        ("documents", {"document": ""}),
        ("documents", {"statutory": 1}),
        ("heirs", {"relations": ["cousin"]}),
        ("holidays", {"day": "17 August"}),
        ("funds", {"valid_from": "soon"}),
    ],
)
def test_the_schema_knows_what_a_row_of_each_table_may_say(table: str, change: dict[str, Any]) -> None:
    held = told()["tables"]
    first = {**held[table]["row"][0], **change}
    tables = {**held, table: {**held[table], "row": [first, *held[table]["row"][1:]]}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told(), "tables": tables}, schema())


def test_the_columns_of_every_table_are_published_with_type_bounds_and_words() -> None:
    assert set(told()["columns"]) == set(TABLES)
    base = told()["columns"]["bands"]["columns"]["base"]
    assert base == {"type": "number", "least": 1, "most": 100_000_000_000}
    assert told()["columns"]["funds"]["columns"]["relief"]["words"] == ["excluded", "entitled", "open"]


def test_nothing_of_the_law_is_left_out() -> None:
    assert {one["name"] for one in told()["rules"]} == set(REGISTRY)
    assert sum(len(one["versions"]) for one in told()["rules"]) == sum(map(len, REGISTRY.values()))
    assert {one["name"] for one in told()["parameters"]} == set(parameters())
    assert {one["name"] for one in told()["facts"]} == set(facts())
    assert {one["name"] for one in told()["schemes"]} == set(SCHEMES)
    assert set(told()["tables"]) == set(TABLES)


def test_a_rule_tells_its_history_with_its_text() -> None:
    first, second = of("rules", "jkm_penuh")["versions"]
    assert (first["valid_to"], second["valid_from"], second["valid_to"]) == ("2025-02-23", "2025-02-24", None)
    assert second["article"] == "Permenaker 1/2025 Pasal 97A"
    assert second["source"].startswith("def jkm_penuh__three_months(")
    assert "bulan_kepesertaan < jkm_bulan_minimum" in second["source"]
    assert not [one["name"] for one in told()["rules"] for v in one["versions"] if "noqa" in v["source"]]


def test_a_gathering_rule_tells_what_it_joins() -> None:
    one = of("rules", "beasiswa_keluarga")["versions"][0]
    assert one["gather"] == {"of": "beasiswa_satu_anak", "records": "children", "count": "beasiswa_anak"}
    assert one["source"] == "sum of beasiswa_satu_anak over children: the beasiswa_anak largest"


def test_a_parameter_tells_its_history_and_a_reading_its_words() -> None:
    values = of("parameters", "jkm_santunan")["values"]
    assert [(v["value"], v["valid_from"], v["confidence"]) for v in values] == [
        (16_200_000, "2015-07-01", "M"),
        (20_000_000, "2019-12-02", "S"),
    ]
    assert of("parameters", "turning_65")["values"][0]["value"] == "review"
    assert of("parameters", "jkm_zona_ragu_hari")["asked_by"] == "three_month_boundary"


def test_the_hash_is_that_of_the_law() -> None:
    assert catalogue()["law"] == told()["law"]
    with revised({"jkm_santunan": 20_000_001}):
        assert catalogue()["law"] != told()["law"]


# --- what rests on what -----------------------------------------------------------------------------------------------
def test_what_rests_on_a_number() -> None:
    found = dependents("jkm_santunan")
    assert found["rules"] == ["jkk_santunan", "santunan"]
    assert found["parts"] == {"jkk": ["santunan"], "jkm": ["santunan"]}
    assert found["cover"] == []


def test_what_rests_on_it_far_above_and_through_a_gathering() -> None:
    found = dependents("beasiswa_tk_tahun")
    assert {"beasiswa_keluarga", "beasiswa", "jkk_beasiswa"} <= set(found["rules"])
    assert found["parts"] == {"jkk": ["beasiswa"], "jkm": ["beasiswa"]}


def test_a_reading_carries_the_doubts_that_ask_it() -> None:
    assert "ragu_umur" in dependents("turning_65")["doubts"]
    assert dependents("turning_65")["cover"] == ["jkk", "jkm"]
    assert "ragu_pembulatan" in dependents("rounding")["doubts"]
    assert "ragu_tiga_bulan" in dependents("jkm_ragu_mulai_hari")["doubts"]


def test_cover_carries_every_part() -> None:
    found = dependents("tunggakan_maks")
    assert found["parts"]["jkm"] == list(SCHEMES["jkm"].parts)
    assert found["code"] == ["clock", "protection"]


def test_what_only_a_sentence_tells_is_carried_too() -> None:
    assert dependents("beasiswa_bulan_minimum")["told"].count("beasiswa_belum") == 1


def test_no_number_of_the_law_is_idle() -> None:
    found = {name: dependents(name) for name in parameters()}
    assert [
        name for name, one in found.items() if not (one["rules"] or one["doubts"] or one["told"] or one["code"])
    ] == []


# --- what a change changes --------------------------------------------------------------------------------------------
def test_a_change_of_an_amount() -> None:
    (found,) = impact({"jkm_santunan": 25_000_000}, CASES)
    assert (found["name"], found["scheme"]) == ("short", "jkm")
    assert (found["before"]["total"], found["after"]["total"]) == (42_000_000, 47_000_000)
    assert found["after"]["parts"]["santunan"] == 25_000_000


def test_an_answer_to_a_reading() -> None:
    (found,) = impact({"turning_65": "favour"}, CASES)
    assert found["name"] == "old"
    assert (found["before"]["decision"], found["after"]["decision"]) == ("review", "computed")
    assert found["before"]["questions"]
    assert not found["after"]["questions"]


def test_the_same_value_changes_nothing_and_nothing_stays_changed() -> None:
    assert impact({"iuran_jkm": 6_800}, CASES) == []
    assert len(impact({"iuran_jkm": 7_000}, CASES)) == 1
    assert impact({"iuran_jkm": 6_800}, CASES) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nothing": 1}, "no parameter nothing"),
        ({"jkm_santunan": "favour"}, "whole number"),
        ({"jkm_santunan": -1}, "whole number"),
        ({"jkm_santunan": True}, "whole number"),
        ({"turning_65": 1}, "no reading"),
        ({"turning_65": "perhaps"}, "no reading"),
    ],
)
def test_a_change_that_makes_no_sense(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidLaw, match=message):
        impact(changes, CASES)


def test_a_case_that_cannot_be_answered_is_named() -> None:
    with pytest.raises(InvalidCase, match="third: death"):
        impact({"jkm_santunan": 1}, [("third", "jkm", {"death": "2024"})])


# --- the commands -----------------------------------------------------------------------------------------------------
def run(*words: str, text: str = "") -> Result:
    return CliRunner().invoke(law_group, words, input=text)


def test_the_command_prints_the_catalogue_and_its_schema() -> None:
    assert json.loads(run("catalogue", "--json").stdout) == told()
    assert json.loads(run("catalogue", "--schema").stdout) == schema()


def test_the_impact_says_what_it_does_not_ask() -> None:
    text = json.dumps([{"scheme": "jkm", "case": {"death": "2024-05-20"}}])
    lines = run("impact", "--set", "bayar_jkm=5", "--cases", "-", text=text).stdout.splitlines()
    assert lines == [
        "0 of 1 cases change.",
        "Not asked: arrears, deadlines, documents, heirs; only contribution, jkm, jkk, eligibility are.",
    ]
    told = json.loads(run("impact", "--set", "bayar_jkm=5", "--cases", "-", "--json", text=text).stdout)
    assert told["not_asked"] == ["arrears", "deadlines", "documents", "heirs"]


def test_the_command_tells_the_impact_of_a_list_and_of_lines() -> None:
    rows = [json.dumps({"name": name, "scheme": scheme, "case": case}) for name, scheme, case in CASES]
    for text in (f"[{','.join(rows)}]", "\n".join(rows)):
        done = run("impact", "--set", "jkm_santunan=25000000", "--cases", "-", "--json", text=text)
        found = json.loads(done.stdout)
        assert (found["cases"], [one["name"] for one in found["changed"]]) == (3, ["short"])


def test_the_command_tells_the_impact_of_one_row() -> None:
    text = json.dumps({"name": "a", "scheme": "contribution", "case": {**MONTH, "fund": "CSR"}})
    for change, total in (("bands.1.base=2000000", 26_800), ("funds.CSR.relief=entitled", 8_400)):
        found = json.loads(run("impact", "--set", change, "--cases", "-", "--json", text=text).stdout)
        assert [one["after"]["total"] for one in found["changed"]] == [total]
    lost = {"accident": "2023-07-01", "outcome": "partial", "band": 1, "loss": [{"part": "one_eye"}],
            "paid": [{"from": "2023-01", "to": "2023-07"}]}  # fmt: skip
    text = json.dumps({"scheme": "jkk", "case": lost})
    done = run("impact", "--set", "disability.nose.percent=31", "--cases", "-", "--json", text=text)
    assert json.loads(done.stdout)["changed"] == []
    done = run("impact", "--set", "disability.one_eye.per_unit=true", "--cases", "-", "--json", text=text)
    assert "units" in done.stderr  # counted by units, the case would have to say how many


@pytest.mark.parametrize(
    ("change", "text", "message"),
    [
        ("x=1", "[]", "no parameter x"),
        ("jkm_santunan", "[]", "NAME=VALUE"),
        ("jkm_santunan=-1", "[]", "NAME=VALUE"),
        ("turning_65=1", "[]", "reading"),
        ("bands.2.base=", "[]", "NAME=VALUE"),
        ("bands.2.base=much", "[]", "whole number"),
        ("bands.2", "[]", "NAME=VALUE"),
        ("holidays.2025-01-01.kind=national", "[]", "use bands disability funds"),
        ("iuran_jkm=1", "nonsense", "JSON"),
        ("iuran_jkm=1", "[1]", "case 1"),
        ("iuran_jkm=1", '[{"scheme": "jht", "case": {}}]', "jht"),
        ("iuran_jkm=1", '[{"scheme": "jkm", "case": []}]', "object"),
        ("iuran_jkm=1", '[{"name": "a", "scheme": "jkm", "case": {}}]', "a: death"),
    ],
)
def test_a_bad_question_is_exit_two_and_one_line(change: str, text: str, message: str) -> None:
    done = run("impact", "--set", change, "--cases", "-", "--json", text=text)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr


def test_the_command_explains_a_part_by_the_law_of_another_day() -> None:
    done = run(
        "explain", "jkm.santunan", "--case", "-", "--on", "2019-12-01", "--language", "en", text=json.dumps(SHORT)
    )
    assert "Rp16,200,000" in done.stdout
    assert "PP 82/2019" not in done.stdout
    html = run("explain", "jkm", "--case", "-", "--html", text=json.dumps(SHORT))
    assert html.stdout.startswith("<section")
    for words in (("jkm.nothing",), ("jht",), ("jkm", "--on", "yesterday")):
        assert run("explain", *words, "--case", "-", text=json.dumps(SHORT)).exit_code == 2
