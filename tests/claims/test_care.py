"""An accident's course as facts for the law: letters, receipts, months unable to work, the doctor's rating."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rangkiang import law
from rangkiang.access.models import Role
from rangkiang.claims import actions, care
from rangkiang.claims.care_models import GuaranteeLetter, Rating, Receipt, UnableToWork
from rangkiang.claims.care_queries import care_of, months_unable
from rangkiang.claims.cases import case_of, span
from rangkiang.claims.limits import limits_of_accident
from rangkiang.claims.models import Event
from rangkiang.platform.errors import BadInput, Refused
from tests.claims.test_pages import DIED, member, post
from tests.judged import approve
from tests.world import World

HURT = DIED


@pytest.fixture
def event(world: World) -> Event:
    made = actions.report(person=member(world), kind="accident", happened_on=HURT, reported_on=HURT, by=world.operator)
    world.see_all()
    return made


def asked(event: Event) -> dict[str, object]:
    event.refresh_from_db()
    return case_of(event)[1]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2025, 8, 5), date(2025, 9, 4), (1, 0)),
        (date(2025, 8, 5), date(2025, 9, 5), (1, 1)),
        (date(2025, 8, 5), date(2025, 8, 5), (0, 1)),
        (date(2025, 1, 31), date(2025, 2, 27), (1, 0)),
        (date(2024, 12, 1), date(2025, 12, 31), (13, 0)),
    ],
)
def test_whole_months_and_days_left(since: date, until: date, told: tuple[int, int]) -> None:
    assert span(since, until) == told


def test_receipts_are_summed_by_kind_and_a_wrong_one_counts_no_more(world: World, event: Event) -> None:
    by = world.operator
    for amount in (150_000, 50_000, 50_000):
        care.receipt(event=event, kind="land", amount=amount, on=HURT, issuer="Ambulans", by=by)
    wrong = care.receipt(event=event, kind="sea", amount=9_000_000, on=HURT, issuer="Kapal", by=by)
    care.receipt(event=event, kind="home", amount=3_000_000, on=date(2025, 9, 5), issuer="Perawat", months=2, by=by)
    care.receipt(event=event, kind="prosthesis_price", amount=4_000_000, on=date(2025, 9, 9), issuer="Pusat", by=by)
    care.withdraw_receipt(receipt=wrong, by=by)
    world.see_all()
    told = asked(event)
    assert told["transport"] == {"land": 200_000}
    assert told["care"] == {"home": 3_000_000, "home_months": 2, "prosthesis_price": 4_000_000}
    given = law.jkk(told | {"outcome": "recovered"}).parts  # type: ignore[operator]
    assert (given["transport"], given["rawat_rumah"], given["protesa"]) == (200_000, 3_000_000, 5_600_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "boat"},
        {"amount": 0},
        {"kind": "home"},
        {"months": 2},
        {"issuer": " "},
        {"on": date(2025, 8, 4)},
    ],
)
def test_a_receipt_that_cannot_be_is_said_in_words(world: World, event: Event, wrong: dict[str, object]) -> None:
    facts = {"kind": "land", "amount": 1, "on": HURT, "issuer": "Ambulans"} | wrong
    with pytest.raises(BadInput):
        care.receipt(event=event, by=world.operator, **facts)  # type: ignore[arg-type]
    assert not Receipt.objects.exists()


def test_the_pay_while_unable_to_work_month_by_month(world: World, event: Event) -> None:
    """Twelve months at the whole base, then half of it: PP 82/2019 Lampiran III A."""
    spell = care.unable(event=event, since=HURT, doctor="dr. Contoh", by=world.operator)
    world.see_all()
    told = months_unable([spell], asked(event), date(2026, 10, 10))
    assert [one.amount for one in told] == [1_000_000] * 12 + [500_000] * 2
    assert (told[0].since, told[0].until, told[-1].number) == (HURT, date(2025, 9, 4), 14)
    assert "incapacity_months" not in asked(event)  # while it lasts the claim counts nothing of it
    care.unable(event=event, since=HURT, until=date(2025, 11, 14), doctor="dr. Contoh", by=world.operator)
    world.see_all()
    assert {name: asked(event)[name] for name in ("incapacity_months", "incapacity_days")} == {
        "incapacity_months": 3, "incapacity_days": 10,
    }  # fmt: skip


def test_times_unable_to_work_do_not_overlap_and_their_days_make_months(world: World, event: Event) -> None:
    by, facts = world.operator, {"event": event, "doctor": "dr. Contoh"}
    care.unable(since=HURT, until=date(2025, 9, 24), by=by, **facts)  # a month and 20 days
    with pytest.raises(Refused, match="overlaps"):
        care.unable(since=date(2025, 9, 24), until=date(2025, 9, 30), by=by, **facts)
    with pytest.raises(BadInput):
        care.unable(since=date(2025, 10, 1), until=date(2025, 9, 30), by=by, **facts)
    care.unable(since=date(2025, 10, 1), until=date(2025, 10, 15), by=by, **facts)  # 15 days more
    world.see_all()
    assert {k: v for k, v in asked(event).items() if k.startswith("incap")} == {
        "incapacity_months": 2, "incapacity_days": 5,
    }  # fmt: skip
    care.unable(since=date(2026, 1, 1), by=by, **facts)
    with pytest.raises(Refused):
        care.unable(since=date(2026, 2, 1), by=by, **facts)
    with pytest.raises(IntegrityError, match="one_open_incapacity"), transaction.atomic():
        UnableToWork.objects.create(event=event, area=event.area, since=date(2026, 3, 1), doctor="dr. Contoh", by=by)


def test_a_rating_by_the_law_s_table_or_by_percent_decides_the_outcome(world: World, event: Event) -> None:
    by = world.operator
    first = care.rate(
        event=event, on=date(2026, 1, 5), doctor="dr. Contoh", role="treating", losses=[{"part": "one_eye"}], by=by
    )
    world.see_all()
    assert asked(event)["loss"] == [{"part": "one_eye"}]
    assert event.outcome == "partial"
    assert law.jkk(asked(event)).parts["cacat"] == 35 * 80 * 1_000_000 // 100
    with pytest.raises(BadInput, match="disability table"):
        care.rate(event=event, on=date(2026, 1, 6), doctor="x", role="treating", losses=[{"part": "tail"}], by=by)
    care.rate(event=event, on=date(2026, 2, 1), doctor="dr. Penasihat", role="adviser", losses=[{"percent": 40}], by=by)
    world.see_all()
    assert asked(event)["loss"] == [{"percent": 40}]
    care.rate(event=event, on=date(2026, 3, 1), doctor="dr. Penasihat", role="adviser", total=True, by=by)
    world.see_all()
    told = asked(event)
    assert (event.outcome, "loss" in told) == ("total", False)
    assert law.jkk(told).parts["cacat"] == 56_000_000
    assert Rating.objects.count() == 3
    assert first.losses == [{"part": "one_eye"}]


def test_the_doubt_of_bpjs_runs_thirty_days_and_is_settled_once(world: World, event: Event) -> None:
    with pytest.raises(Refused, match="doubts"):
        care.settle_suspicion(event=event, on=date(2025, 9, 1), from_work=True, by=world.operator)
    care.stage_one(event=event, received_on=date(2025, 8, 6), by=world.operator)
    care.stage_one(event=event, received_on=date(2025, 8, 6), suspected=True, by=world.operator)
    world.see_all()
    told = {one.due: one.state for one in limits_of_accident(event, care_of(event), date(2025, 9, 6), "en").found}
    assert told[date(2025, 9, 5)] == "past"
    stage = care.settle_suspicion(event=event, on=date(2025, 9, 4), from_work=True, by=world.operator)
    assert care.settle_suspicion(event=event, on=date(2025, 9, 5), from_work=False, by=world.operator) == stage
    world.see_all()
    assert care_of(event).stage.from_work is True  # type: ignore[union-attr]


def test_the_whole_course_by_its_page(world: World, client: Client, event: Event) -> None:
    key, by = event.pk, world.operator
    deeds: list[tuple[str, dict[str, object]]] = [
        ("stage-one", {"received_on": "2025-08-06", "suspected": "on"}),
        ("suspicion", {"from_work": "yes", "on": "2025-08-20"}),
        ("guarantee", {"number": "SJ-1/2025", "facility": "RSUD Contoh", "issued_on": "2025-08-06"}),
        ("receipt", {"kind": "land", "amount": "150.000", "on": "2025-08-05", "issuer": "Ambulans", "months": ""}),
        ("unable", {"since": "2025-08-05", "until": "2025-10-04", "doctor": "dr. Contoh"}),
        ("rate", {"part": "one_eye", "doctor": "dr. Contoh", "role": "treating", "on": "2025-10-05"}),
        ("rate", {"percent": "5", "also": "on", "doctor": "dr. Contoh", "role": "treating", "on": "2025-10-06"}),
        ("care-step", {"kind": "returned", "on": "2025-11-01", "said": "warung"}),
    ]
    for address, facts in deeds:
        for _again in range(2):
            assert post(client, world, by, f"claims:{address}", key, **facts).status_code == 302, address
            if address == "rate":
                break
    assert GuaranteeLetter.objects.count() == Receipt.objects.count() == UnableToWork.objects.count() == 1
    assert asked(event)["loss"] == [{"part": "one_eye"}, {"percent": 5}]
    assert post(client, world, by, "claims:withdraw-receipt", Receipt.objects.get().pk).status_code == 302
    assert post(client, world, by, "claims:rate", key, doctor="x", role="treating", on="2025-10-05").status_code == 400
    for role, code in ((Role.NAGARI, 403), (Role.AUDITOR, 403)):
        assert post(client, world, world.by[role], "claims:guarantee", key, **deeds[2][1]).status_code == code
    client.force_login(world.by[Role.AUDITOR])
    page = client.get(reverse("claims:care", args=[key])).content.decode()
    for said in ("SJ-1/2025", "RSUD Contoh", "Rp1.000.000", "satu mata", "warung"):
        assert said.casefold() in page.casefold(), said
    assert reverse("claims:guarantee", args=[key]) not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"part": "", "doctor": "x"},
            "Sebutkan bagian yang hilang atau lemah, atau isi persentase dari dokter.",
        ),
        ({"part": "one_eye", "units": "2", "doctor": "x"}, "Tabel tidak menghitung bagian ini seperti itu."),
        ({"part": "one_eye", "percent": "90", "doctor": "x"}, "Tabel memberi persentase lain untuk bagian ini"),
        ({"kind": "healed", "on": "2025-08-01"}, "Tanggal: Itu sebelum kecelakaan."),
    ],
)
def test_what_cannot_be_noted_is_said_in_the_readers_words(
    world: World, client: Client, event: Event, sent: dict[str, str], said: str
) -> None:
    address = "rate" if "part" in sent else "care-step"
    sent = {"role": "treating", "on": "2025-10-05"} | sent
    page = post(client, world, world.operator, f"claims:{address}", event.pk, **sent)
    assert page.status_code == 400
    assert said in html.unescape(page.content.decode())


def test_a_time_that_lasts_is_said_in_the_readers_words(world: World, client: Client, event: Event) -> None:
    care.unable(event=event, since=HURT, doctor="dr. Contoh", by=world.operator)
    client.force_login(world.operator)
    page = client.get(reverse("claims:care", args=[event.pk])).content.decode()
    assert "masih berlangsung (dr. Contoh)" in page


@pytest.mark.parametrize(("hurt", "unsure"), [(HURT, False), (date(2024, 1, 10), True)])
def test_months_without_a_certain_sum_say_where_the_reason_stands(
    world: World, client: Client, hurt: date, unsure: bool
) -> None:
    of = actions.report(person=member(world), kind="accident", happened_on=hurt, reported_on=hurt, by=world.operator)
    care.unable(event=of, since=hurt, until=date(hurt.year, hurt.month + 2, 20), doctor="dr. Contoh", by=world.operator)
    client.force_login(world.operator)
    page = client.get(reverse("claims:care", args=[of.pk])).content.decode()
    assert ("belum ada jumlah yang pasti" in page) is unsure


def test_a_death_has_no_course_of_care(world: World, client: Client) -> None:
    event = actions.report(person=member(world), kind="death", happened_on=DIED, reported_on=DIED, by=world.operator)
    with pytest.raises(Refused):
        care.stage_one(event=event, received_on=DIED, by=world.operator)
    client.force_login(world.operator)
    assert client.get(reverse("claims:care", args=[event.pk])).status_code == 404


@pytest.mark.parametrize("outcome", ["partial", "total"])
def test_no_disability_is_approved_or_sent_before_a_doctor_rated_it(world: World, outcome: str) -> None:
    by, facts = world.operator, {"loss": [{"part": "one_eye"}]} if outcome == "partial" else {}
    event = actions.report(
        person=member(world), kind="accident", happened_on=HURT, reported_on=HURT, outcome=outcome, facts=facts, by=by
    )
    claim = actions.open_claim(event=event, by=by)
    with pytest.raises(Refused, match="No doctor"):
        approve(claim=claim, by=world.verifier)
    other = {"total": True} if outcome == "partial" else {"losses": [{"percent": 40}]}
    care.rate(event=event, on=HURT, doctor="dr. Contoh", role="treating", by=by, **other)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="otherwise"):
        approve(claim=claim, by=world.verifier)
    claim = actions.recompute(claim=claim, by=by)
    assert approve(claim=claim, by=world.verifier).approved_by == world.verifier
    care.rate(event=event, on=HURT, doctor="dr. Lain", role="adviser", by=by, total=outcome == "total",
              losses=[{"percent": 10}] if outcome == "partial" else [])  # fmt: skip
    with pytest.raises(Refused, match="otherwise"):
        actions.submit(claim=claim, on=HURT, by=by)


def test_an_income_base_that_no_band_has_is_asked(event: Event) -> None:
    def questions(base: int) -> list[str]:
        Event.objects.filter(pk=event.pk).update(outcome="total", facts={"income_base": base})
        return [said[1] for said in law.jkk(asked(event)).asked]

    assert questions(1_000_000) == []
    assert [said for said in questions(5_000_000) if "income base" in said]
