"""Why this amount: the kept answer told part by part in two languages, old answers too; and the claim page with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang import law
from rangkiang.claims import actions, queries
from rangkiang.claims.cases import school_year_of
from rangkiang.claims.why import Line, why
from tests.claims.test_pages import DIED, member, opened
from tests.world import World, read_in

FULL = {"death": "2025-08-05", "segment": "BPU", "memberships": 1, "paid": [{"from": "2025-04", "to": "2025-08"}]}
SHORT = FULL | {"paid": [{"from": "2025-07", "to": "2025-08"}], "children": [{"SD": 5}]}
HURT = {
    "accident": "2025-08-05",
    "outcome": "partial",
    "band": 1,
    "incapacity_months": 2,
    "loss": [{"percent": 15}],
    "paid": FULL["paid"],
}


def flat(lines: list[Line]) -> list[Line]:
    return [one for line in lines for _, one in line.walk()]


def test_each_part_stands_on_its_own_steps_with_article_and_unit() -> None:
    told = why(law.jkm(FULL), "id")
    assert [(one.label, one.amount) for one in told.given] == [
        ("Santunan", 20_000_000),
        ("Santunan berkala", 12_000_000),
        ("Biaya pemakaman", 10_000_000),
    ]
    first = told.given[0].line
    assert first
    assert (first.value, first.article, first.since) == ("Rp20.000.000", "PP 82/2019 Pasal 34", date(2019, 12, 2))
    assert {"Rp20.000.000", "5 bulan", "ya"} <= {line.value for line in flat([first])}
    assert told.sentence.startswith("Rp42.000.000: santunan Rp20.000.000")


@pytest.mark.parametrize(("case", "scheme"), [(FULL, "jkm"), (SHORT, "jkm"), (HURT, "jkk")])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_step_is_told_and_its_reasons_only_once(case: dict[str, Any], scheme: str, language: str) -> None:
    answer = law.ask(scheme, case)
    lines = flat(why(answer, language).lines)
    assert {line.label for line in lines} == {step.label(language) for step in answer.steps}
    fresh = [line for line in lines if line.below]
    assert len(fresh) == len([step for step in answer.steps if step.needs])
    assert all(not line.below for line in lines if line.again)


def test_what_is_not_given_has_its_reason_and_the_steps_of_it() -> None:
    told = why(law.jkm(SHORT), "en")
    assert [one.text for one in told.withheld] == [
        "No death benefit: 2 of 3 months of membership",
        "No scholarship: 2 of 36 paid months",
    ]
    assert all(one.line and one.line.below for one in told.withheld)
    assert [one.code for one in told.given] == ["pemakaman"]


def test_law_without_an_article_is_not_told_as_a_fact_of_the_case() -> None:
    case = {**FULL, "born": "1980-01-01", "segment": "PU"}
    lines = {line.label: line for line in flat(why(law.jkm(case), "en").lines)}
    limit = lines["At the age limit or above"]
    assert (limit.article, limit.since) == ("no article found", date(2015, 7, 1))
    assert lines["Wage earner"].article == ""
    assert lines["Months since the last paid month"].article == "PP 44/2015"


def test_a_sentence_with_a_value_has_no_stop_before_it() -> None:
    """In arrears: the reading ends in a stop as a question, and is followed by its value as a step."""
    late = FULL | {"death": "2025-09-20"}
    labels = [line.label for line in flat(why(law.jkm(late), "id").lines) if line.value]
    assert any("pasalnya belum dilihat" in label for label in labels)
    assert not [label for label in labels if label.endswith(".")]


def test_a_question_is_asked_in_one_language() -> None:
    unsure = law.jkk(HURT | {"band": 5})
    mine, other = why(unsure, "id").asked, why(unsure, "en").asked
    assert len(mine) == len(other) == 1
    assert mine != other


def test_an_amount_before_rounding_is_no_rupiah() -> None:
    values = {line.label: line.value for line in flat(why(law.jkk(HURT), "id").lines)}
    assert values["Santunan sementara tidak mampu bekerja"] == "Rp2.000.000"
    assert values["STMB sebelum pembulatan, per seratus rupiah"] == "200.000.000"


def old(told: dict[str, Any]) -> dict[str, Any]:
    """As answers were kept before steps had units, needs and both languages."""
    keys = ("rule", "label", "label_en", "value", "article", "valid_from", "confidence")
    steps = [{key: step[key] for key in keys} for step in told["steps"]]
    return {key: told[key] for key in ("decision", "total", "parts", "review")} | {"steps": steps}


def test_an_old_answer_is_told_as_a_list_with_its_parts() -> None:
    answer = law.jkm(SHORT)
    told = why(law.Answer.from_json(old(answer.as_json())), "en")
    assert [(one.code, one.amount, one.line) for one in told.given] == [("pemakaman", 10_000_000, None)]
    assert [line.label for line in told.rest] == [step.label_en for step in answer.steps]
    assert {"10,000,000", "2"} <= {line.value for line in told.rest}


def test_the_page_of_an_old_claim_still_opens(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    as_json = law.Answer.as_json
    monkeypatch.setattr(law.Answer, "as_json", lambda answer: old(as_json(answer)))
    claim = opened(world, member(world))
    assert "given" not in claim.steps
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Rp42.000.000" in page
    assert "Dilindungi pada hari kejadian" in page


def test_the_page_says_it_in_one_sentence_then_opens_step_by_step(world: World, client: Client) -> None:
    claim = opened(world, member(world))
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Rp42.000.000: santunan Rp20.000.000, santunan berkala Rp12.000.000" in page
    assert page.count('<details class="step">') >= 3
    assert reverse("exchange:letter", args=[claim.pk]) in page
    read_in("en")
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "death benefit" in page
    assert f"{reverse('exchange:letter', args=[claim.pk])}?language=en" in page


def test_a_claim_of_which_nothing_is_certain_says_so_and_speaks_of_the_member(world: World, client: Client) -> None:
    """In arrears since April: no sum, no "Rp0", and no heirs of somebody who lives."""
    event = actions.report(
        person=member(world), kind="accident", happened_on=date(2025, 9, 20), reported_on=date(2025, 9, 20),
        outcome="recovered", facts={"incapacity_months": 2}, by=world.operator,
    )  # fmt: skip
    claim = actions.open_claim(event=event, by=world.operator)
    assert (claim.state, claim.computed) == ("review", 0)
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Yang diterima peserta" in page
    assert "Belum ada jumlah yang pasti" in page
    assert "Dilindungi pada hari kejadian" in page
    assert "Langkah hitungan yang lain" not in page
    assert "Uang masuk ke rekening peserta sendiri" in page
    assert "Rp0" not in page
    board = client.get(reverse("claims:board"), {"state": "review"}).content.decode()
    assert "belum pasti" in board
    assert "Rp0" not in board


def test_every_part_that_the_law_gives_is_on_the_receipt(world: World) -> None:
    """Also one that the report has no field for."""
    event = actions.report(
        person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, outcome="recovered",
        facts={"care": {"denture": 1_000_000}}, by=world.operator,
    )  # fmt: skip
    claim = actions.open_claim(event=event, by=world.operator)
    assert {part.code: part.computed for part in queries.parts(claim)} == {"alat_bantu": 1_000_000}


@pytest.mark.parametrize(
    ("on", "year"), [(date(2025, 6, 30), 2024), (date(2025, 7, 1), 2025), (date(2025, 12, 31), 2025)]
)
def test_the_school_year_begins_on_the_day_of_the_law(on: date, year: int) -> None:
    assert school_year_of(on) == year


def test_the_receipt_cites_the_rule_that_gives_the_part(world: World) -> None:
    claim = opened(world, member(world))
    articles = {part.code: part.article for part in queries.parts(claim)}
    assert articles["santunan"] == "PP 82/2019 Pasal 34"
    assert articles["pemakaman"] == "Permenaker 1/2025 Pasal 97A, 101"


def test_the_band_of_the_enrolment_is_what_the_law_is_asked(world: World) -> None:
    """A band of which the base is not confirmed goes to a person, with nothing given that rests on it."""
    person = member(world)
    event = actions.report(
        person=person, kind="accident", happened_on=DIED, reported_on=DIED, outcome="total", by=world.operator
    )
    scheme, case = actions.case_of(event)
    assert case["band"] == 1
    assert law.ask(scheme, case).decision == "computed"
    answer = law.ask(scheme, case | {"band": 5})
    assert (answer.decision, answer.parts["cacat"]) == ("review", 0)
