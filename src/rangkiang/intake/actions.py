"""Receive a file, commit its rows as candidates, verify them, decide the doubtful ones, undo.

Receiving changes nothing but the batch; committing is one transaction; nothing is dropped without a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import areas_of
from rangkiang.people.models import Person
from rangkiang.platform.bulk import copy, loaded, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.platform.scope import whole_register
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import checks, vault
from .models import Batch, Candidate, Finding, WaitingFile

SQL = Path(__file__).parent / "sql"
BPJS_LIST = "bpjs_active"
PARSED = (
    "sheet",
    "row",
    "nik",
    "kk",
    "name",
    "name_normalised",
    "birth_place",
    "birth_date",
    "sex",
    "mother",
    "address",
    "jorong",
    "village_code",
    "occupation",
    "income",
    "phone",
    "decile",
)
STORED = (
    "sheet",
    "row",
    "nik",
    "kk",
    "name",
    "name_key",
    "birth_place",
    "birth_date",
    "sex",
    "mother",
    "address",
    "jorong",
    "area",
    "occupation",
    "income",
    "phone",
    "decile",
)
KEPT = timedelta(days=30)
TEXTS = ("birth_place", "mother", "address", "jorong", "occupation", "phone", "sheet")


def _check(
    *,
    fund: Fund,
    area: str,
    content: bytes,
    filename: str,
    profile: str | None,
    on: date,
    tell: checks.Tell = checks.silent,
) -> checks.CheckResult:
    terms = programme.rules(fund.programme, on)
    return checks.check(
        content, filename, profile=profile, on=on, area=area, age_min=terms.age_min, age_max=terms.age_below, tell=tell
    )


def _desk(fund: Fund, by: User) -> str:
    """Where the file may name people: the fund's area, or the part of it that its bringer answers for."""
    areas = areas_of(by, "intake.receive")
    if any(fund.area.startswith(area) for area in areas):
        return fund.area
    for area in areas:
        if area.startswith(fund.area):
            return area
    raise Refused(_("This fund is outside your areas."))


def _findings(result: checks.CheckResult, areas: dict[tuple[str, int], str], home: str) -> list[list[object]]:
    columns = ("sheet", "row", "column", "value", "code", "severity", "message_id", "message_en")
    rows = result.findings.select(columns).rows()
    return [[*(cell if cell is not None else "" for cell in row), areas.get((row[0], row[1]), home)] for row in rows]


@action("intake.receive")
def receive(
    *,
    fund: Fund,
    filename: str,
    content: bytes,
    profile: str | None = None,
    on: date,
    by: User,
    tell: checks.Tell = checks.silent,
) -> Batch:
    """Keep the file and say everything that is wrong with it. The same file again returns the first batch.

    ``tell(done, total)`` hears how far the reading is.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    area = _desk(fund, by)
    with whole_register():
        existing = Batch.objects.filter(fund=fund, sha256=sha256).exclude(state=Batch.State.UNDONE).first()
    if existing:
        if not existing.area.startswith(area):
            raise Refused(_("Another office handed in this very file already."))
        return existing
    result = _check(fund=fund, area=area, content=content, filename=filename, profile=profile, on=on, tell=tell)
    severities = dict(result.findings.group_by("severity").len().rows())
    batch = Batch.objects.create(
        fund=fund,
        area=area,
        filename=Path(filename).name[:200],
        sha256=sha256,
        size=len(content),
        profile=result.profile or "",
        state=Batch.State.FAULTY if result.fault else Batch.State.CHECKED,
        rows=result.rows,
        accepted=result.accepted,
        errors=severities.get("error", 0),
        warnings=severities.get("warning", 0),
        checked_on=on,
        received_by=by,
    )
    vault.store(batch, content)
    areas = {
        (s, r): v for s, r, v in result.frame.select("sheet", "row", "village_code").rows() if v and v.startswith(area)
    }
    copy(
        Finding,
        ("batch_id", "sheet", "row", "column", "value", "code", "severity", "message_id", "message_en", "area"),
        ([batch.pk, *row] for row in _findings(result, areas, area)),
    )
    tell(checks.STEPS, checks.STEPS)
    record(
        by=by,
        verb="intake.receive",
        subject=f"batch:{batch.pk}",
        rows=batch.rows,
        accepted=batch.accepted,
        sha256=sha256,
    )
    return batch


@action("intake.receive")
def keep(*, fund: Fund, filename: str, content: bytes, by: User) -> WaitingFile:
    """Keep a large file's bytes at once, to be received in the background; nothing of it counts yet.

    What waited in vain, because its reading failed, is let go after a month.
    """
    WaitingFile.objects.filter(recorded_at__lt=RecordedNow() - KEPT).delete()
    wrapped, ciphertext = vault.seal(content)
    waiting = WaitingFile.objects.create(
        fund=fund,
        area=_desk(fund, by),
        filename=Path(filename).name[:200],
        received_by=by,
        wrapped=wrapped,
        ciphertext=ciphertext,
    )
    record(by=by, verb="intake.keep", subject=f"file:{waiting.pk}", size=len(content))
    return waiting


@action("intake.receive")
def receive_kept(*, waiting: WaitingFile, on: date, by: User, tell: checks.Tell = checks.silent) -> Batch:
    """Receive a file that was kept, and let go of the kept bytes in the same transaction."""
    batch = receive(
        fund=waiting.fund,
        filename=waiting.filename,
        on=on,
        by=by,
        tell=tell,
        content=vault.unseal(waiting.wrapped, waiting.ciphertext),
    )
    waiting.delete()
    return batch


@action("intake.commit")
def commit(*, batch: Batch, first_month: Month, by: User) -> Batch:
    """Turn the accepted rows into candidates and screen them against the whole register, in one transaction.

    Screening refuses the dead, the covered (by any fund or by others) and the doubled, and sends what looks like
    somebody known to review. Statements: constant, whatever the number of rows.
    """
    held = Batch.objects.select_for_update(of=("self",)).select_related("fund__programme", "file").get(pk=batch.pk)
    if held.state == Batch.State.COMMITTED:
        return held
    if held.state != Batch.State.CHECKED:
        raise Refused(_("Only a checked batch can be committed."))
    if held.profile == BPJS_LIST:
        raise Refused(_("BPJS's list of members proposes nobody; take it in on the BPJS page."))
    result = _check(
        fund=held.fund,
        area=held.area,
        content=vault.read(held),
        filename=held.filename,
        profile=held.profile,
        on=held.checked_on,
    )
    good = result.frame.filter(pl.col("ok")).select(PARSED).with_columns(pl.col(c).fill_null("") for c in TEXTS)
    copy(
        Candidate,
        ("batch_id", "fund_id", "state", "reason", "evidence", *STORED),
        ([held.pk, held.fund_id, "proposed", "", "", *row] for row in good.iter_rows()),
    )
    terms = programme.rules(held.fund.programme, held.checked_on)
    with whole_register():
        run(
            SQL / "screen.sql",
            {
                "batch": held.pk,
                "month": first_month.first,
                "decile_max": terms.decile_max,
                "age_below": terms.age_below,
            },
        )
    Batch.objects.filter(pk=held.pk).update(
        state=Batch.State.COMMITTED, first_month=first_month.first, committed_by=by, committed_at=RecordedNow()
    )
    record(by=by, verb="intake.commit", subject=f"batch:{held.pk}", candidates=good.height)
    held.refresh_from_db()
    return held


@action("intake.take")
def take(*, batch: Batch, by: User) -> list[tuple[str, str]]:
    """The (NIK, card number) pairs of a list that BPJS sent; it is settled by that and proposes nobody."""
    held = Batch.objects.select_for_update(of=("self",)).select_related("fund__programme", "file").get(pk=batch.pk)
    if held.state == Batch.State.FAULTY or held.profile != BPJS_LIST:
        raise Refused(_("This is not a readable list of members with NIK and card number."))
    result = _check(
        fund=held.fund,
        area=held.area,
        content=vault.read(held),
        filename=held.filename,
        profile=held.profile,
        on=held.checked_on,
    )
    if held.state == Batch.State.CHECKED:
        Batch.objects.filter(pk=held.pk).update(
            state=Batch.State.COMMITTED, committed_by=by, committed_at=RecordedNow()
        )
        record(by=by, verb="intake.take", subject=f"batch:{held.pk}", rows=result.accepted)
    return result.frame.filter(pl.col("ok") & pl.col("kpj").is_not_null()).select("nik", "kpj").rows()


@action("intake.undo")
def undo(*, batch: Batch, by: User) -> Batch:
    """Withdraw a batch while no decree rests on it; its candidates stay visible as withdrawn."""
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state == Batch.State.UNDONE:
        return held
    if held.candidates.filter(state=Candidate.State.DECREED).exists():
        raise Refused(_("A decree rests on this batch; it can no longer be undone."))
    held.candidates.update(state=Candidate.State.WITHDRAWN)
    Batch.objects.filter(pk=held.pk).update(state=Batch.State.UNDONE, undone_by=by, undone_at=RecordedNow())
    record(by=by, verb="intake.undo", subject=f"batch:{held.pk}")
    held.refresh_from_db()
    return held


@action("intake.verify")
def verify(*, batch: Batch, by: User) -> int:
    """Accept every candidate of the batch that raised no question: each becomes a person on the waiting list."""
    if batch.received_by_id == by.pk:
        raise Refused(_("Who brought the list in may not verify it."))
    accepted = int(run(SQL / "verify.sql", {"batch": batch.pk, "candidates": None, "by": by.pk})[0][0])
    if accepted:
        loaded(Person, accepted)
        record(by=by, verb="intake.verify", subject=f"batch:{batch.pk}", persons=accepted)
    return accepted


@action("intake.decide")
def decide(*, candidate: Candidate, accept: bool, reason: str, by: User) -> Candidate:
    """A person decides a doubtful candidate; the reason is kept with it."""
    held = Candidate.objects.select_for_update(of=("self",)).select_related("batch").get(pk=candidate.pk)
    if held.state not in (Candidate.State.REVIEW, Candidate.State.PROPOSED):
        raise Refused(_("This candidate is decided already."))
    if held.batch.received_by_id == by.pk:
        raise Refused(_("Who brought the list in may not decide on it."))
    if not reason.strip():
        raise BadInput(_("A decision needs its reason."), where=_("Reason"), todo=_("Say what the evidence shows."))
    if accept:
        Candidate.objects.filter(pk=held.pk).update(evidence=reason.strip())
        run(SQL / "verify.sql", {"batch": held.batch_id, "candidates": [held.pk], "by": by.pk})
    else:
        Candidate.objects.filter(pk=held.pk).update(
            state=Candidate.State.REFUSED,
            reason=reason.strip()[:40],
            evidence=reason.strip(),
            decided_by=by,
            decided_at=RecordedNow(),
        )
    record(by=by, verb="intake.decide", subject=f"candidate:{held.pk}", accept=accept)
    held.refresh_from_db()
    return held


@dataclass(frozen=True)
class ForeignCover:
    """A NIK that others cover from a month on: ``payer`` is MANDIRI, PU or another government."""

    nik: str
    area: str
    payer: str
    first_month: Month
    last_month: Month | None = None


@action("intake.note_cover")
def note_cover(*, covers: Sequence[ForeignCover], source: str, by: User) -> int:
    """Remember cover paid by others, so that nobody is proposed or paid for twice. Returns how many were new."""
    rows = run(
        SQL / "note_cover.sql",
        {
            "niks": [c.nik for c in covers],
            "areas": [c.area for c in covers],
            "payers": [c.payer for c in covers],
            "firsts": [c.first_month.first for c in covers],
            "source": source,
            "lasts": [c.last_month.first if c.last_month else None for c in covers],
        },
    )
    if rows:
        record(by=by, verb="intake.note_cover", subject=f"source:{source}", persons=len(rows))
    return len(rows)
