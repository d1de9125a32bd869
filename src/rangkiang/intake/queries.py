"""What came in: batches and findings, what senders' columns mean, the doubtful ones, checks, the waiting list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from rangkiang.platform.bulk import run
from rangkiang.programme.models import Fund

from .models import Batch, Candidate, Finding, Glance, HeaderChoice, Judgement, Likeness, Verification

SQL = Path(__file__).parent / "sql"


def batches() -> QuerySet[Batch]:
    """Every batch of the reader's areas, newest first."""
    return Batch.objects.select_related("fund", "received_by", "owner").order_by("-recorded_at", "-id")


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
    """What waits for a person's decision: oldest first, those somebody was unsure about last."""
    unsure = Judgement.objects.filter(likeness__candidate=OuterRef("pk"), answer=Judgement.Answer.UNSURE)
    return (
        Candidate.objects.filter(state=Candidate.State.REVIEW)
        .annotate(unsure=Exists(unsure))
        .order_by("unsure", "recorded_at", "id")
    )


def likenesses(candidates: Sequence[Candidate]) -> dict[int, list[Likeness]]:
    """For each of these candidates whom it looks like, the surest first, with every word said on it; without lists that
    were taken back. Two statements.
    """
    found: dict[int, list[Likeness]] = defaultdict(list)
    said = Prefetch("judgements", Judgement.objects.select_related("by").order_by("recorded_at", "pk"))
    pairs = Likeness.objects.filter(candidate__in=candidates).prefetch_related(said)
    pairs = pairs.filter(death__withdrawn_at=None, cover__withdrawn_at=None)
    for one in pairs.select_related("person", "other", "death", "cover").order_by("-permille", "pk"):
        found[one.candidate_id].append(one)
    return found


def after(candidate: Candidate) -> Candidate | None:
    """The next doubtful candidate behind this one in the queue, or the first when this was the last."""
    queue = [one.pk for one in doubtful()[:500]]
    later = queue[queue.index(candidate.pk) + 1 :] if candidate.pk in queue else queue
    wanted = next((key for key in [*later, *queue] if key != candidate.pk), None)
    return Candidate.objects.filter(pk=wanted).first() if wanted else None


def choices(sender: str) -> list[tuple[str, str]]:
    """(header, field) as people said of this sender's columns, the newest word first."""
    found = HeaderChoice.objects.filter(sender__iexact=sender) if sender else HeaderChoice.objects.none()
    return list(found.order_by("-recorded_at", "-pk").values_list("header", "field"))


def remembered(sender: str) -> list[HeaderChoice]:
    """The word that counts for every header of a sender, in order of header."""
    newest: dict[str, HeaderChoice] = {}
    found = HeaderChoice.objects.filter(sender__iexact=sender).select_related("chosen_by")
    for one in found.order_by("-recorded_at", "-pk"):
        newest.setdefault(one.header, one)
    return sorted(newest.values(), key=lambda one: one.header)


def senders() -> list[str]:
    """Who has sent lists to the reader's areas, for the upload page."""
    found = Batch.objects.exclude(sender="").order_by("sender").values_list("sender", flat=True).distinct()
    return list(found[:200])


def earlier(batch: Batch) -> QuerySet[Batch]:
    """Committed lists of the same sender and fund, which this one may correct; the newest first."""
    found = Batch.objects.filter(fund=batch.fund_id, area=batch.area, sender=batch.sender, state=Batch.State.COMMITTED)
    return found.exclude(pk=batch.pk).order_by("-recorded_at")


def check_counts(batch: Batch) -> list[tuple[str, str, int]]:
    """(kind, result, how many) by the newest word of each check on the batch's candidates. One statement."""
    return [tuple(row) for row in run(SQL / "check_counts.sql", {"batch": batch.pk})]


def checks_of(candidate: Candidate) -> QuerySet[Verification]:
    """Every check of one candidate, the newest first, with its proofs."""
    found = Verification.objects.filter(candidate=candidate).select_related("by", "answer", "carried")
    return found.prefetch_related("proofs", "carried__proofs").order_by("-on", "-pk")


def to_visit(area: str = "", text: str = "") -> QuerySet[Candidate]:
    """Who is proposed or doubtful and was not yet met in the field, by nagari, jorong and name."""
    met = Verification.objects.filter(candidate=OuterRef("pk"), kind="field").exclude(result="absent")
    found = Candidate.objects.filter(state__in=("proposed", "review"), area__startswith=area)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(jorong__icontains=text))
    return found.filter(~Exists(met)).order_by("area", "jorong", "name", "pk")


def glances(candidate: Candidate, limit: int = 30) -> list[Glance]:
    """Who looked at this candidate's record, newest first."""
    return list(Glance.objects.filter(candidate=candidate).select_related("viewer").order_by("-pk")[:limit])


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
