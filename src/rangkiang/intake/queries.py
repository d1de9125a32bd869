"""What came in: batches, their findings, the doubtful ones with whom they look like, the waiting list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Count, F, Q, QuerySet

from rangkiang.platform.bulk import run
from rangkiang.programme.models import Fund

from .models import Batch, Candidate, Finding

SQL = Path(__file__).parent / "sql"


def batches() -> QuerySet[Batch]:
    """Every batch of the reader's areas, newest first."""
    return Batch.objects.select_related("fund", "received_by").order_by("-recorded_at", "-id")


def findings(batch: Batch, severity: str = "") -> QuerySet[Finding]:
    """In order of row; ``severity`` narrows to error, warning or info."""
    found = Finding.objects.filter(batch=batch).order_by("sheet", "row", "id")
    return found.filter(severity=severity) if severity else found


def finding_counts(batch: Batch) -> list[tuple[str, int]]:
    """(severity, how many). One statement."""
    found = Finding.objects.filter(batch=batch).order_by("severity")
    return list(found.values_list("severity").annotate(n=Count("id")))


def candidate_counts(batch: Batch) -> list[tuple[str, str, int]]:
    """(state, reason, how many) of a committed batch. One statement."""
    return list(
        Candidate.objects.filter(batch=batch)
        .values_list("state", "reason")
        .annotate(n=Count("id"))
        .order_by("state", "-n")
    )


def doubtful() -> QuerySet[Candidate]:
    """What waits for a person's decision, oldest first."""
    return (
        Candidate.objects.filter(state=Candidate.State.REVIEW)
        .select_related("batch", "fund")
        .order_by("recorded_at", "id")
    )


@dataclass(frozen=True)
class Twin:
    """A record that a candidate looks like: ``kind`` is person or candidate."""

    candidate: int
    kind: str
    id: int
    name: str
    nik: str | None
    kk: str | None
    birth_date: date | None
    sex: str | None
    mother: str
    address: str
    area: str
    occupation: str
    died_on: date | None


def twins(candidates: Sequence[Candidate]) -> dict[int, list[Twin]]:
    """For each of these candidates the records it looks like. One statement."""
    found: dict[int, list[Twin]] = defaultdict(list)
    if candidates:
        for row in run(SQL / "twins.sql", {"candidates": [c.pk for c in candidates]}):
            found[row[0]].append(Twin(*row))
    return found


def listed(state: str, area: str = "", fund: int | None = None) -> QuerySet[Candidate]:
    """Candidates in a state, in the order in which a decree takes them. Batch and fund may lie above one's area."""
    found = Candidate.objects.filter(state=state, area__startswith=area)
    if fund:
        found = found.filter(fund_id=fund)
    return found.order_by(F("decile").asc(nulls_last=True), "recorded_at", "id")


def funds(areas: Sequence[str]) -> QuerySet[Fund]:
    """The funds that a desk of these areas may hand in for: those within them, and those that reach over them."""
    mine = Q(pk__in=[])
    for area in areas:
        parts = area.split(".")
        over = [".".join(parts[:n]) for n in range(1, len(parts))]
        mine |= Q(area__startswith=area) | Q(area__in=over)
    return Fund.objects.filter(mine).order_by("kind", "area")
