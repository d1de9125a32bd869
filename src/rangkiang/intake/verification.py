"""The checks of a candidate beside his papers: Dukcapil, BPJS and the field visit, each with day, officer and evidence.

Dukcapil and BPJS are asked by file: a list goes out, the same list with answers comes back. What an answer means for
the candidate stands in results.py; whoever a decree already holds is told, not moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.bulk import copy, run
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import RecordedNow
from rangkiang.programme.models import Fund

from . import answers, reading, sheets_out, vault
from .actions import SQL
from .models import Batch, Candidate, Enquiry, Finding, Glance, Proof, Verification
from .results import RESULTS

KINDS = ("dukcapil", "bpjs")
REJECTS = "bpjs_rejects"
LARGEST = 8 * 2**20  # bytes of a photo or scan
MEDIA = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise BadInput(_("'%s' is no register that is asked by file.") % kind, where=_("Register"))
    return kind


@action("intake.exchange")
def enquire(*, batch: Batch, kind: str, by: User) -> bytes:
    """The list for Dukcapil or BPJS as a workbook: everyone of the batch who is not refused, one row each."""
    require(by, "see.nik", batch.area)
    rows = run(SQL / "enquiry.sql", {"batch": batch.pk})
    if not rows:
        raise BadInput(_("Nobody of this list is to be asked about."), where=batch.filename)
    made = sheets_out.enquiry(_kind(kind), rows)
    Enquiry.objects.create(
        batch=batch,
        area=batch.area,
        kind=kind,
        persons=len(rows),
        sha256=hashlib.sha256(made).hexdigest(),
        made_by=by,
    )
    record(by=by, verb="intake.enquire", subject=f"batch:{batch.pk}", kind=kind, persons=len(rows))
    return made


@action("intake.exchange")
def results_file(*, batch: Batch, by: User) -> bytes:
    """Every check of every candidate of a batch, and what was decided, as a workbook."""
    require(by, "see.nik", batch.area)
    rows = run(SQL / "results.sql", {"batch": batch.pk})
    record(by=by, verb="intake.results", subject=f"batch:{batch.pk}", persons=len(rows))
    return sheets_out.results(rows)


@dataclass(frozen=True)
class Answered:
    """``rows`` held an answer, ``used`` were news, ``unread`` could not be used, ``held`` are in a decree."""

    batch: Batch
    rows: int
    used: int
    unread: int
    held: int


@action("intake.exchange")
def take_answers(*, fund: Fund, kind: str, filename: str, content: bytes, on: date, by: User) -> Answered:
    """The answers of Dukcapil or BPJS. The file is kept as evidence; the same file again changes nothing.

    Raises BadInput when it is not such a file at all; a row that cannot be used is a finding, and the rest counts.
    """
    require(by, "intake.exchange", fund.area)
    sha256, existing = reading.brought(fund, content, fund.area)
    if existing:
        return Answered(existing, existing.rows, 0, existing.errors, 0)

    def sent(numbers: Iterable[int]) -> dict[int, str]:
        return dict(Candidate.objects.filter(fund=fund, pk__in=numbers).values_list("pk", "nik"))

    read = answers.read(_kind(kind), content, sent)
    batch = reading.kept(
        content,
        filename,
        fund=fund,
        area=fund.area,
        sha256=sha256,
        sender="Dukcapil" if kind == "dukcapil" else "BPJS Ketenagakerjaan",
        profile=f"padan_{kind}",
        state=Batch.State.COMMITTED,
        checked_on=on,
        rows=len(read.good) + len(read.faults),
        accepted=len(read.good),
        errors=len(read.faults),
        received_by=by,
        committed_by=by,
        committed_at=RecordedNow(),
    )
    copy(
        Finding,
        ("batch_id", "area", "sheet", "row", *reading.NAMED),
        ((batch.pk, fund.area, *fault) for fault in read.faults),
    )
    used, held = _note(kind, read.good, batch, on, by)
    record(by=by, verb="intake.answers", subject=f"batch:{batch.pk}", kind=kind, used=used, unread=len(read.faults))
    return Answered(batch, batch.rows, used, len(read.faults), held)


@action("intake.exchange")
def take_rejects(*, batch: Batch, by: User) -> Answered:
    """A list of those whom BPJS did not accept, by NIK and with its remark; whoever a decree holds is counted."""
    held = Batch.objects.select_for_update(of=("self",)).select_related("fund__programme", "file").get(pk=batch.pk)
    if held.state == Batch.State.COMMITTED:
        return Answered(held, held.accepted, 0, held.errors, 0)
    if held.state != Batch.State.CHECKED or held.profile != REJECTS:
        raise Refused(_("This is not a checked list of BPJS's rejects."))
    good = reading.again(held).picked(pl.col("ok") & pl.col("nik").is_not_null(), "nik", "remark").unique("nik")
    told = {nik: (remark or "")[:500] for nik, remark in good.rows()}
    known = Candidate.objects.filter(fund=held.fund, nik__in=told).exclude(state=Candidate.State.WITHDRAWN)
    newest = dict(known.order_by("pk").values_list("nik", "pk"))
    given = {key: ("invalid", told[nik]) for nik, key in newest.items()}
    used, in_decree = _note("bpjs", given, held, held.checked_on, by)
    Batch.objects.filter(pk=held.pk).update(state=Batch.State.COMMITTED, committed_by=by, committed_at=RecordedNow())
    record(by=by, verb="intake.rejects", subject=f"batch:{held.pk}", used=used, unknown=len(told) - len(given))
    held.refresh_from_db()
    return Answered(held, len(told), used, len(told) - len(given), in_decree)


def _note(kind: str, good: Mapping[int, tuple[str, str]], batch: Batch, on: date, by: User) -> tuple[int, int]:
    """Answers by candidate, (code, note) each, into the table, and what follows from them. One statement."""
    follows = [(code, *one.then) for code, one in RESULTS[kind].items() if one.then]
    facts = {
        "candidates": list(good),
        "results": [code for code, _note in good.values()],
        "notes": [note for _code, note in good.values()],
        "codes": [code for code, _state, _reason in follows],
        "states": [state for _code, state, _reason in follows],
        "reasons": [reason for _code, _state, reason in follows],
        "kind": kind,
        "on": on,
        "by": by.pk,
        "answer": batch.pk,
    }
    used, held = run(SQL / "answers.sql", facts)[0]
    return int(used), int(held)


def media_of(content: bytes) -> str:
    """What kind of picture or scan the bytes are, by content. Raises BadInput for anything else."""
    if len(content) > LARGEST:
        raise BadInput(_("The photo is larger than 8 MB."), where=_("Photo"), todo=_("Take it smaller, or crop it."))
    for magic, media in MEDIA:
        if content.startswith(magic):
            return media
    raise BadInput(_("This is no JPEG, PNG or PDF."), where=_("Photo"), todo=_("Take a photo or scan it again."))


@action("intake.visit")
def visit(*, candidate: Candidate, result: str, note: str, photo: bytes | None, on: date, by: User) -> Verification:
    """A field visit: what was found, in the officer's words, with a photo or scan. The same visit twice is one.

    That somebody works and is healthy is stated with a photo; a claim may rest on it.
    """
    if result not in RESULTS["field"]:
        raise BadInput(
            _("'%s' is no result of a visit.") % result, where=_("Result"), todo=_("Choose one of the list.")
        )
    require(by, "intake.visit", candidate.area)
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if held.state not in ("proposed", "review", "verified"):
        raise Refused(_("This candidate is decided already."))
    if result == "fit" and not photo:
        raise BadInput(
            _("The statement that somebody works needs a photo."),
            where=_("Photo"),
            todo=_("Take one at the workplace."),
        )
    media = media_of(photo) if photo else ""
    made, new = Verification.objects.get_or_create(
        candidate=held,
        kind=Verification.Kind.FIELD,
        result=result,
        on=on,
        by=by,
        answer=None,
        defaults={"note": note.strip(), "area": held.area},
    )
    if photo:
        _keep_proof(made, photo, media)
    if new:
        _follow(held, result, note.strip(), by)
        record(by=by, verb="intake.visit", subject=f"candidate:{held.pk}", result=result, photo=bool(photo))
    return made


def _keep_proof(made: Verification, photo: bytes, media: str) -> None:
    sha256 = hashlib.sha256(photo).hexdigest()
    if made.proofs.filter(sha256=sha256).exists():
        return
    wrapped, ciphertext = vault.seal(photo)
    Proof.objects.create(
        verification=made,
        area=made.area,
        media=media,
        size=len(photo),
        sha256=sha256,
        wrapped=wrapped,
        ciphertext=ciphertext,
    )


def _follow(held: Candidate, result: str, note: str, by: User) -> None:
    """What the visit means for the candidate, unless a decree holds him."""
    then = RESULTS["field"][result].then
    if then and not held.held:
        state, reason = then
        Candidate.objects.filter(pk=held.pk).update(
            state=state, reason=reason, evidence=note, decided_by=by, decided_at=RecordedNow()
        )


@action("intake.see_proof")
def proof(*, proof: Proof, by: User) -> bytes:
    """The photo or scan itself; the look is on record before it is shown."""
    held = Proof.objects.select_related("verification__candidate").get(pk=proof.pk)
    require(by, "intake.see_proof", held.area)
    glance(candidate=held.verification.candidate, what="proof", by=by, unmasked=True)
    return vault.unseal(held.wrapped, held.ciphertext)


def glance(*, candidate: Candidate, what: str, by: User, unmasked: bool = False) -> Glance:
    """One look at a candidate's record, kept. It changes nothing of the programme, so it is no deed."""
    return Glance.objects.create(viewer=by, candidate=candidate, area=candidate.area, what=what, unmasked=unmasked)


def glances(*, candidates: Collection[int], what: str, by: User) -> None:
    """One look at each of these, as a list shows them. One statement, none for nobody."""
    if candidates:
        run(SQL / "glances.sql", {"viewer": by.pk, "candidates": list(candidates), "what": what})


def reveal(*, candidate: Candidate, what: str, by: User) -> str:
    """The whole NIK, to those with the right in the candidate's area; the look is on record first."""
    require(by, "see.nik", candidate.area)
    glance(candidate=candidate, what=what, by=by, unmasked=True)
    return candidate.nik
