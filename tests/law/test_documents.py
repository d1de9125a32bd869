"""The papers of each claim: what the law names, what practice asks for, and what only some cases need."""

from __future__ import annotations

from typing import Any

import pytest

from rangkiang import law
from rangkiang.law.documents import documents
from rangkiang.law.parameters import table


def names(claim: str, **facts: bool) -> list[str]:
    return [document.name for document in documents(claim, **facts)]


def test_the_statutory_core_of_each_claim() -> None:
    every = {"transport_costs": True, "not_contracted_facility": True}
    assert [document.name for document in documents("jkk", **every) if document.statutory] == [
        "participant_card", "identity", "doctor_letter", "transport_receipts", "treatment_receipts", "event_papers",
    ]  # fmt: skip
    assert [document.name for document in documents("jkm") if document.statutory] == [
        "death_certificate",
        "heir_letter",
    ]
    assert not any(document.statutory for document in documents("scholarship"))


def test_what_is_always_asked_for() -> None:
    assert names("jkk") == [
        "participant_card", "identity", "doctor_letter", "event_papers", "form_stage_1", "form_stage_2", "chronology",
        "witnesses",
    ]  # fmt: skip
    assert names("jkm") == [
        "death_certificate", "heir_letter", "participant_card", "identity_deceased", "identity_heir", "family_card",
        "heir_bank_book",
    ]  # fmt: skip
    assert names("scholarship") == [
        "birth_certificate", "family_card", "school_letter", "school_report", "bank_book", "identity_guardian",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "fact", "document", "statutory"),
    [
        ("jkk", "transport_costs", "transport_receipts", True),
        ("jkk", "not_contracted_facility", "treatment_receipts", True),
        ("jkk", "attendance_kept", "attendance", False),
        ("jkk", "traffic_accident", "police_report", False),
        ("jkm", "spouse_heir", "marriage_book", False),
        ("jkm", "will", "will_deed", True),
        ("jkm", "other_heir", "court_decision", True),
    ],
)
def test_a_fact_of_the_case_asks_for_its_paper(claim: str, fact: str, document: str, statutory: bool) -> None:
    added = [paper for paper in documents(claim, **{fact: True}) if paper.name not in names(claim)]
    assert [(paper.name, paper.when, paper.statutory) for paper in added] == [(document, fact, statutory)]
    assert names(claim, **{fact: False}) == names(claim)


@pytest.mark.parametrize(
    ("claim", "facts", "field"),
    [
        ("jht", {}, "claim"),
        ("jkk", {"will": True}, "will"),
        ("jkm", {"traffic_accident": True}, "traffic_accident"),
        ("scholarship", {"always": True}, "always"),
        ("jkm", {"will": 1}, "will"),
    ],
)
def test_an_unknown_claim_or_fact_names_its_field(claim: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        documents(claim, **facts)
    assert error.value.field == field


def test_a_claim_without_conditions_says_that_it_has_none() -> None:
    with pytest.raises(law.InvalidCase, match="the facts are none"):
        documents("scholarship", will=True)
    with pytest.raises(law.InvalidCase, match="the facts are will other_heir spouse_heir"):
        documents("jkm", divorce=True)


def test_a_paper_is_listed_once_and_law_is_told_from_practice() -> None:
    rows = table("documents")["row"]
    assert len({(row["claim"], row["document"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["id"] != row["en"]
        assert (row["confidence"] == "T") is row["statutory"] is (row["article"] != "-")
