"""Deadlines of a claim in words: met, late, running, past due, not begun; and the list of papers beside them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from rangkiang.claims import actions
from rangkiang.claims.limits import limits
from rangkiang.claims.models import Claim
from rangkiang.claims.payments import Payment
from tests.claims.test_pages import DIED, member, opened
from tests.judged import approve
from tests.world import World

SENT, DUE = date(2025, 8, 12), date(2025, 8, 15)  # three working days after
LUMP = 42_000_000
WAITS = [Payment(SENT, None, LUMP)]


def sent(world: World) -> Claim:
    claim = opened(world, member(world))
    approve(claim=claim, by=world.verifier)
    made = actions.submit(claim=claim, on=SENT, by=world.operator)
    world.see_all()
    return made


def test_before_the_papers_are_at_bpjs_payment_waits(world: World) -> None:
    told = limits(opened(world, member(world)), DIED, [Payment(None, None, LUMP)], "en")
    assert told.found == []
    assert told.waiting == [
        ("Payment of the JKM benefit", "counts from the day the complete papers are at BPJS"),
    ]
    assert len(told.asked) == 2


@pytest.mark.parametrize(
    ("on", "state", "days", "extra"),
    [
        (SENT, "running", 3, 0),
        (DUE, "running", 0, 0),
        (date(2025, 8, 16), "past", 1, 420_000),
        (date(2025, 8, 25), "past", 10, 4_200_000),
    ],
)
def test_payment_runs_until_its_day_and_costs_after_it(
    world: World, on: date, state: str, days: int, extra: int
) -> None:
    (limit,) = limits(sent(world), on, WAITS, "id").found
    assert (limit.label, limit.due, limit.article) == ("Pembayaran manfaat JKM", DUE, "Permenaker 1/2025 Pasal 79")
    assert (limit.state, limit.days, limit.extra) == (state, days, extra)
    assert limit.note


@pytest.mark.parametrize(("paid_on", "state"), [(DUE, "kept"), (date(2025, 8, 17), "late")])
def test_a_payment_made_is_kept_or_late_whatever_the_day(world: World, paid_on: date, state: str) -> None:
    (limit,) = limits(sent(world), date(2026, 1, 1), [Payment(SENT, paid_on, LUMP)], "id").found
    assert (limit.state, limit.done, limit.extra) == (state, paid_on, 840_000 if state == "late" else 0)


@pytest.mark.parametrize(("lump", "asked"), [(LUMP, ""), (LUMP + 50, "bagaimana dibulatkan")])
def test_what_late_payment_adds_is_asked_about_when_it_is_no_whole_rupiah(world: World, lump: int, asked: str) -> None:
    (limit,) = limits(sent(world), date(2025, 8, 16), [Payment(SENT, None, lump)], "id").found
    assert limit.extra == 420_000
    assert asked in limit.question
    assert bool(asked) == bool(limit.question)


def test_dates_that_contradict_each_other_are_said_and_nothing_is_counted(world: World) -> None:
    told = limits(sent(world), DUE, [Payment(SENT, date(2025, 8, 1), LUMP)], "id")
    assert told.fault == "A payment is dated before the papers were complete."
    assert (told.found, told.waiting) == ([], [])


@pytest.mark.parametrize("state", [Claim.State.REFUSED, Claim.State.OBJECTED, Claim.State.CLOSED])
def test_a_claim_that_ended_has_no_deadline(world: World, state: str) -> None:
    claim = sent(world)
    claim.state = state
    assert limits(claim, DUE, WAITS, "id").found == []


def accident(world: World) -> Claim:
    event = actions.report(
        person=member(world), kind="accident", happened_on=DIED, reported_on=DIED, outcome="total", by=world.operator
    )
    claim = actions.open_claim(event=event, by=world.operator)
    world.see_all()
    return claim


def test_an_accident_is_reported_within_two_days_and_expires_after_years(world: World) -> None:
    told = limits(accident(world), date(2025, 8, 9), [], "id")
    assert [(limit.label, limit.state, limit.days) for limit in told.found] == [
        ("Laporan kecelakaan kerja tahap I", "past", 2),
        ("Hak menuntut manfaat JKK gugur", "running", (date(2030, 8, 5) - date(2025, 8, 9)).days),
    ]
    assert len(told.waiting) == 2


def test_once_the_claim_is_at_bpjs_the_first_report_is_asked_no_more(world: World) -> None:
    claim = accident(world)
    claim.submitted_on = SENT
    told = limits(claim, date(2025, 8, 13), WAITS, "id")
    assert [(limit.label, limit.state) for limit in told.found] == [
        ("Pembayaran manfaat JKK", "running"),
        ("Hak menuntut manfaat JKK gugur", "kept"),
    ]
    assert told.waiting == []


def test_the_page_says_past_due_in_words_and_lists_the_papers(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = sent(world)
    monkeypatch.setattr("rangkiang.claims.views.today", lambda: date(2025, 8, 25))
    client.force_login(world.operator)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert "sudah lewat 10 hari" in page
    assert "Rp4.200.000" in page
    assert "Surat keterangan ahli waris" in page
    assert page.count("hanya bila berlaku") == 3
