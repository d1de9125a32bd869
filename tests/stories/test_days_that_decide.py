"""One day more or less: what a family is owed when he dies in month 2 or 3, on day 90, after a gap, or before 65.

Each claim says its sum, what is not given and why, or the question that is open, with both sums and the paper for it.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rangkiang import law
from rangkiang.access.models import Role
from rangkiang.claims import actions as claims
from rangkiang.claims.cases import case_of
from rangkiang.claims.documents import known_papers
from rangkiang.claims.documents_effects import answered_by, effects
from rangkiang.claims.models import Claim
from rangkiang.intake.models import Candidate
from rangkiang.law import Answer
from rangkiang.law.parameters import parameters
from rangkiang.law.rules import REGISTRY
from rangkiang.membership import actions as membership
from rangkiang.membership.models import ForeignMonth
from rangkiang.membership.queries import timeline
from rangkiang.money import actions as money
from rangkiang.people.models import Person
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.programme import actions as programme
from tests.stories.test_two_purses import nagari_fund
from tests.world import JULY, JUNE, World

pytestmark = pytest.mark.django_db
FULL, FUNERAL = 42_000_000, 10_000_000
FIRST_PAID = date(2025, 6, 12)


def paid_since(world: World, first: Month, last: Month, *, but: tuple[Month, ...] = ()) -> Person:
    """Covered from the first month, each month paid on its 12th, but for some."""
    person, *_ = world.members(1, month=first)
    for month in first.until(last):
        if month not in but:
            world.pay(world.bill(month))
    return person


def claim_of(world: World, person: Person, died: date, reported: date | None = None) -> Claim:
    event = claims.report(
        person=person, kind="death", happened_on=died, reported_on=reported or died, by=world.by[Role.NAGARI]
    )
    made = claims.open_claim(event=event, by=world.operator)
    world.see_all()
    return Claim.objects.select_related("event__person").get(pk=made.pk)


def sums(claim: Claim) -> list[tuple[int | None, int | None]]:
    return [(one.yes, one.no) for one in effects(claim, "en")]


def test_in_month_2_the_funeral_is_paid_and_the_rest_is_refused_with_its_count(world: World) -> None:
    claim = claim_of(world, paid_since(world, JUNE, JULY), date(2025, 7, 20))
    assert (claim.decision, claim.computed, sums(claim)) == ("computed", FUNERAL, [])
    assert [said for _, said in Answer.from_json(claim.steps).withheld] == [
        "No death benefit: 2 of 3 months of membership"
    ]


@pytest.mark.parametrize("day", [date(2025, 8, 31), FIRST_PAID + timedelta(days=90)])
def test_in_month_3_and_on_day_90_it_is_a_question_with_both_sums_and_the_paper(
    world: World, client: Client, day: date
) -> None:
    claim = claim_of(world, paid_since(world, JUNE, JULY + 1), day)
    assert (claim.decision, claim.computed, claim.state) == ("review", FUNERAL, Claim.State.REVIEW)
    (effect,) = effects(claim, "en")
    assert (effect.yes, effect.no, effect.papers) == (FULL, FUNERAL, ("written answer of BPJS to a question",))
    assert "contribution months or 90 days" in effect.question
    client.force_login(world.operator)
    text = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Bila mendukung keluarga: Rp42.000.000. Bila tidak: Rp10.000.000." in text
    assert "Jawaban tertulis BPJS" in text


def test_with_the_fourth_month_paid_nothing_is_open_any_more(world: World) -> None:
    claim = claim_of(world, paid_since(world, JUNE, JULY + 2), date(2025, 9, 12))
    assert (claim.decision, claim.computed, sums(claim)) == ("computed", FULL, [])


def test_after_a_gap_of_three_months_the_second_beginning_is_a_question_until_it_is_long_enough(world: World) -> None:
    gap = (Month(2025, 4), Month(2025, 5), JUNE)
    person = paid_since(world, Month(2025, 2), JULY + 1, but=gap)
    claim = claim_of(world, person, date(2025, 8, 20))
    assert (claim.decision, claim.computed, sums(claim)) == ("review", FUNERAL, [(FULL, FUNERAL)])
    assert "does the 3-month wait start again" in effects(claim, "en")[0].question


@pytest.mark.parametrize(("days", "decision", "computed"), [(-1, "computed", FULL), (0, "review", 0)])
def test_at_64_and_364_days_he_is_covered_and_on_his_birthday_it_is_asked(
    world: World, days: int, decision: str, computed: int
) -> None:
    died = date(2025, 7, 20)
    person = paid_since(world, Month(2025, 3), JULY)
    born = date(1960, 7, 20) - timedelta(days=days)
    Person.objects.filter(pk=person.pk).update(birth_date=born)
    claim = claim_of(world, person, died)
    assert (claim.decision, claim.computed) == (decision, computed)
    assert claim.case["born"] == born.isoformat()
    if decision == "review":
        assert sums(claim) == [(FULL, 0)]
        assert "KTP of the deceased" in effects(claim, "en")[0].papers


def test_with_two_funds_his_months_add_up_and_the_family_is_paid_once(world: World) -> None:
    """Two months by his nagari, then two by the regency: four months of one membership."""
    nagari = nagari_fund(world)
    person, *_ = world.members(1, month=Month(2025, 4), fund=nagari, number="SK-N")
    for month in (Month(2025, 4), Month(2025, 5)):
        world.pay(world.bill(month, nagari))
    gone = membership.Exit(person.pk, Month(2025, 5), "other_fund", date(2025, 5, 28))
    assert membership.end(fund=nagari, exits=[gone], by=world.operator) == 1
    world.see_all()
    (candidate,) = world.candidates(1, start=60)
    Candidate.objects.filter(pk=candidate.pk).update(person=person)
    signed = world.decree([candidate], number="SK-K", month=JUNE)
    membership.enrol(decree=signed, by=world.operator)
    world.see_all()
    for month in (JUNE, JULY):
        world.pay(world.bill(month))
    claim = claim_of(world, person, date(2025, 7, 20))
    assert len({month.payer for month in timeline(person.pk)}) == 2
    assert (claim.decision, claim.computed, claim.fund_id) == ("computed", FULL, world.fund.pk)
    assert claims.open_claim(event=claim.event, by=world.operator).pk == claim.pk


def test_a_death_found_two_years_later_is_paid_by_the_law_of_its_day(world: World, client: Client) -> None:
    """He died in August 2023 with two paid months: before Pasal 97A nobody had to wait. What was billed since ends."""
    programme.set_budget(fund=world.fund, year=2023, ceiling=10**6, effective_on=date(2023, 1, 2), by=world.head)
    person = paid_since(world, Month(2023, 7), Month(2023, 9))
    died, found = date(2023, 8, 20), date(2025, 8, 21)
    claim = claim_of(world, person, died, found)
    assert (claim.decision, claim.computed) == ("computed", FULL)
    answer = Answer.from_json(claim.steps)
    assert not [step for step in answer.steps if "97A" in step.article]
    client.force_login(world.operator)
    text = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "Rp42.000.000" in text
    world.see_all()
    programme.set_budget(fund=world.fund, year=2026, ceiling=10**6, effective_on=date(2026, 1, 2), by=world.head)
    with translation.override("en"), pytest.raises(BadInput, match="nothing to bill"):
        money.bill(fund=world.fund, month=Month(2025, 9), by=world.operator)


# --- the table of papers ---------------------------------------------------------------------------------------------
def test_every_question_and_paper_of_the_table_is_known() -> None:
    for question, papers in answered_by().items():
        assert question in parameters() or question in REGISTRY, question
        assert papers
        assert set(papers) <= known_papers()


def test_a_question_of_fact_is_answered_by_its_paper_and_computed_anew() -> None:
    case = {
        "death": "2025-07-20",
        "paid": [{"from": "2021-01", "to": "2025-07"}],
        "children": [{"born": "2010-01-02", "level": "SMP", "class": 9, "works": True}],
    }
    found = effects(Claim(scheme="jkm", case=case, steps=law.jkm(case).as_json()), "en")
    (works,) = [one for one in found if "Child 1 works" in one.question]
    assert (works.yes, works.no) == (None, None)
    assert works.papers == ("letter of the school or university",)


def test_with_two_covers_in_the_month_of_death_the_law_asks_which(world: World) -> None:
    """An employer paid the same months: Pasal 101 leaves the claim to a person; an earlier month alone does not."""
    person = paid_since(world, Month(2025, 3), JULY)
    cover = {"person": person, "area": person.area, "payer": "PT Sawit", "source": "kartu"}
    ForeignMonth.objects.create(month=date(2025, 6, 1), paid_on=date(2025, 6, 10), **cover)
    event = claims.report(
        person=person, kind="death", happened_on=date(2025, 7, 20), reported_on=date(2025, 7, 21), by=world.operator
    )
    assert case_of(event)[1]["memberships"] == 1
    ForeignMonth.objects.create(month=date(2025, 7, 1), paid_on=date(2025, 7, 10), **cover)
    claim = claim_of(world, person, date(2025, 7, 20))
    assert (claim.state, claim.case["memberships"]) == (Claim.State.REVIEW, 2)
    assert any("101" in step.article for step in Answer.from_json(claim.steps).steps)
