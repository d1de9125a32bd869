"""The life of a batch: receive a file, name its columns, preview, commit, verify, undo; and note what others cover.

Receiving changes nothing but the batch; committing is one transaction; nothing is dropped without a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import SEEK_END
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.people.models import KnownCover, KnownDeath, Person
from rangkiang.platform.bulk import copy, loaded, run, whole_lists
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.jobs import start
from rangkiang.platform.models import RecordedNow
from rangkiang.platform.month import Month
from rangkiang.platform.scope import whole_register
from rangkiang.programme import queries as programme
from rangkiang.programme.models import Fund

from . import checks, queries, reading, results, vault
from .models import Batch, Candidate, Finding, HeaderChoice, WaitingFile
from .purposes import ANSWERS, COVER, DEATHS, PEOPLE, purpose
from .readers.cells import INACTIVE
from .readers.fields import FIELDS
from .readers.headers import SeenColumn

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
EMPTY = dict.fromkeys(("reason", "was", "was_reason", "held", "evidence"), "")  # of a row nothing is said of yet
KEPT = timedelta(days=30)
TEXTS = ("birth_place", "mother", "address", "jorong", "occupation", "phone", "sheet")
ANY_DECILE = 10  # no limit
NIK_LENGTH = 16
SHORT_NIK = pl.when(pl.col("nik").str.len_chars() <= NIK_LENGTH).then("nik").alias("nik")  # as it was written
KNOWABLE = pl.col("name").is_not_null() & (pl.col("nik").is_not_null() | pl.col("birth_date").is_not_null())
DEATHS_NOTED = "deaths.noted"  # the job that a room above registers: who of our members is on the list?


def _held(batch: Batch) -> Batch:
    """The batch, held until the transaction ends, with its fund and file."""
    return Batch.objects.select_for_update(of=("self",)).select_related("fund__programme", "file").get(pk=batch.pk)


@action("intake.receive")
def receive(
    *,
    fund: Fund,
    filename: str,
    content: reading.Content,
    profile: str | None = None,
    sender: str = "",
    on: date,
    by: User,
    tell: checks.Tell = checks.silent,
) -> Batch:
    """Keep the file and say everything that is wrong with it. The same file again returns the first batch.

    What was said before about the columns of this ``sender`` is used again. ``tell(done, total)`` hears how far the
    reading is.
    """
    area = reading.desk(fund, by)
    sha256, existing = reading.brought(fund, content, area)
    if existing:
        return existing
    sender = reading.sender_of(sender, fund, area)
    result = reading.check_file(
        fund=fund,
        area=area,
        content=content,
        filename=filename,
        profile=profile,
        on=on,
        tell=tell,
        columns=lambda seen: reading.remembered(sender, seen),
    )
    batch = reading.kept(
        content,
        filename,
        fund=fund,
        area=area,
        sha256=sha256,
        sender=sender,
        columns=dict(result.columns),
        replaces=reading.corrected(fund, area, sender, result),
        checked_on=on,
        received_by=by,
        **reading.counted(result),
    )
    reading.keep_findings(batch, result)
    tell(checks.STEPS, checks.STEPS)
    facts = {"rows": batch.rows, "accepted": batch.accepted, "sha256": sha256}
    record(by=by, verb="intake.receive", subject=f"batch:{batch.pk}", **facts)
    return batch


@action("intake.receive")
def keep(*, fund: Fund, filename: str, content: reading.Content, sender: str = "", by: User) -> WaitingFile:
    """Keep a large file's bytes at once, to be received in the background; nothing of it counts yet.

    What waited in vain, because its reading failed, is let go after a month.
    """
    vault.let_go(WaitingFile.objects.filter(recorded_at__lt=RecordedNow() - KEPT))
    stream = reading.stream_of(content)
    wrapped, pieces = vault.keep(stream)
    waiting = WaitingFile.objects.create(
        fund=fund,
        area=reading.desk(fund, by),
        filename=Path(filename).name[:200],
        sender=sender[:80],
        received_by=by,
        wrapped=wrapped,
        pieces=pieces,
    )
    record(by=by, verb="intake.keep", subject=f"file:{waiting.pk}", size=stream.seek(0, SEEK_END))
    return waiting


@action("intake.receive")
def receive_kept(*, waiting: WaitingFile, on: date, by: User, tell: checks.Tell = checks.silent) -> Batch:
    """Receive a file that was kept, and let go of the kept bytes in the same transaction."""
    batch = receive(
        fund=waiting.fund,
        filename=waiting.filename,
        sender=waiting.sender,
        on=on,
        by=by,
        tell=tell,
        content=vault.kept(waiting, waiting.wrapped),
    )
    vault.let_go(WaitingFile.objects.filter(pk=waiting.pk))
    return batch


@action("intake.map")
def columns(*, batch: Batch, by: User) -> tuple[SeenColumn, ...]:
    """The columns of the kept file as they were read, each with what stands in it: for whoever names them."""
    return reading.again(_held(batch)).headers


@action("intake.map")
def map_columns(*, batch: Batch, chosen: Mapping[str, str], profile: str = "", by: User) -> Batch:
    """Say what columns mean (key → field, "" leaves one out), remember it for the sender, and read the file anew.

    Without a ``profile`` the kind of list is recognised anew, by the columns as they are named now.
    """
    held = _held(batch)
    if held.state not in (Batch.State.CHECKED, Batch.State.FAULTY):
        raise Refused(_("The columns of a committed list stay as they are. Undo it first."))
    if unknown := sorted(set(chosen.values()) - {"", *FIELDS}):
        raise BadInput(_("'%s' is no field.") % unknown[0], where=_("Column"), todo=_("Choose one of the list."))
    whole = {**held.columns, **chosen}
    reading.named_once(whole.values())
    held.columns, held.profile = whole, profile
    result = reading.again(held)
    HeaderChoice.objects.bulk_create(
        HeaderChoice(area=held.area, sender=held.sender, header=key, field=field, batch=held, chosen_by=by)
        for key, field in sorted(chosen.items())
    )
    Finding.objects.filter(batch=held).delete()
    reading.keep_findings(held, result)
    replaces = held.replaces or reading.corrected(held.fund, held.area, held.sender, result)
    Batch.objects.filter(pk=held.pk).update(columns=whole, replaces=replaces, **reading.counted(result))
    record(by=by, verb="intake.map", subject=f"batch:{held.pk}", columns=len(chosen), accepted=result.accepted)
    held.refresh_from_db()
    return held


def _propose(held: Batch, first_month: Month, replaces: Batch | None) -> int:
    """The accepted rows as candidates, the earlier list's rows out of their way, all screened. Constant statements."""
    result = reading.again(held)

    def rows() -> Iterator[list[Any]]:
        for part in result.parts():
            good = part.filter("ok").select(PARSED).with_columns(pl.col(name).fill_null("") for name in TEXTS)
            yield from ([held.pk, held.fund_id, "proposed", *EMPTY.values(), *row] for row in good.iter_rows())

    copy(Candidate, ("batch_id", "fund_id", "state", *EMPTY, *STORED), rows())
    if replaces:
        run(SQL / "replace.sql", {"old": replaces.pk, "new": held.pk})
        Batch.objects.filter(pk=replaces.pk).update(state=Batch.State.REPLACED)
    _screen(held, first_month.first)
    if replaces:
        run(SQL / "carry.sql", {"old": replaces.pk, "new": held.pk, "registers": results.DOUBTS})
        run(SQL / "carry_checks.sql", {"old": replaces.pk, "new": held.pk})
        with whole_register():
            _anew(run(SQL / "put_back.sql", {"batch": replaces.pk}))
    return result.accepted


def _anew(batches: Iterable[tuple[Any, ...]]) -> None:
    """Screen these committed batches again: some of their rows are proposed again."""
    for other in Batch.objects.select_related("fund__programme").filter(pk__in={key for (key,) in batches}):
        if other.first_month:
            _screen(other, other.first_month)


def _screen(held: Batch, month: date) -> None:
    """What the whole register, other lists and other funds know of a batch's proposed rows."""
    from . import alike  # with the engine, which takes half a second to import: only who screens pays it

    terms = programme.rules(held.fund.programme, held.checked_on)
    facts = {
        "batch": held.pk,
        "month": month,
        "decile_max": terms.decile_max or ANY_DECILE,
        "age_below": terms.age_below,
        "earners_max": terms.earners_max or 2**31 - 1,
    }
    with whole_register(), whole_lists():
        seen = alike.compare(held.pk, month)
        told = [(row, *question) for row, question in seen.questions.items()]
        asked = zip(("rows", "reasons", "said"), zip(*told, strict=True) if told else ((), (), ()), strict=True)
        run(SQL / "screen.sql", facts | {name: list(column) for name, column in asked})
        alike.note(held.pk, seen)
        run(SQL / "family.sql", facts)


def _committable(held: Batch) -> None:
    if held.state != Batch.State.CHECKED:
        raise Refused(_("Only a checked batch can be committed."))
    if purpose(held.profile) != PEOPLE:
        raise Refused(_("This list proposes nobody; take it in as what it is."))


def _replaceable(held: Batch, replaces: Batch | None) -> None:
    if replaces is None:
        return
    with_state = Batch.objects.select_for_update().filter(pk=replaces.pk, state=Batch.State.COMMITTED)
    earlier = with_state.filter(fund=held.fund, sender=held.sender, area=held.area).exclude(pk=held.pk)
    if not earlier.exists():
        raise Refused(_("A corrected list replaces a committed one of the same sender and fund only."))


@dataclass(frozen=True)
class Preview:
    """What committing would do: (state, reason, how many), and of the replaced list how many rows would go."""

    counts: list[tuple[str, str, int]]
    withdrawn: int


class _Rolled(Exception):
    """Carries the preview out of the transaction that is thrown away."""


@action("intake.commit")
def preview(*, batch: Batch, first_month: Month, replaces: Batch | None = None, by: User) -> Preview:
    """What commit would do, by doing it and throwing it away: so it is the same by construction."""
    seen: list[Preview] = []
    try:
        with transaction.atomic():
            held = _held(batch)
            _committable(held)
            _replaceable(held, replaces)
            _propose(held, first_month, replaces)
            gone = Candidate.objects.filter(batch=replaces, reason="replaced").count() if replaces else 0
            seen.append(Preview(queries.candidate_counts(held), gone))
            raise _Rolled
    except _Rolled:
        return seen[0]


@action("intake.commit")
def commit(*, batch: Batch, first_month: Month, replaces: Batch | None = None, by: User) -> Batch:
    """Turn the accepted rows into candidates and screen them against the whole register, in one transaction.

    Screening refuses the dead, the covered (by any fund or by others) and the doubled, and sends what looks like
    somebody known to review. A corrected list ``replaces`` an earlier one of its sender: its rows, as far as nothing
    rests on them. Statements: constant, whatever the number of rows.
    """
    held = _held(batch)
    if held.state in (Batch.State.COMMITTED, Batch.State.REPLACED):
        return held
    _committable(held)
    _replaceable(held, replaces)
    count = _propose(held, first_month, replaces)
    run(SQL / "admin.sql", {"batch": held.pk, "on": held.checked_on, "by": by.pk})
    Batch.objects.filter(pk=held.pk).update(
        state=Batch.State.COMMITTED,
        first_month=first_month.first,
        replaces=replaces,
        committed_by=by,
        committed_at=RecordedNow(),
    )
    facts = {"replaces": replaces.pk} if replaces else {}
    record(by=by, verb="intake.commit", subject=f"batch:{held.pk}", candidates=count, **facts)
    held.refresh_from_db()
    return held


@action("intake.take")
def take(*, batch: Batch, by: User) -> list[tuple[str, str]]:
    """The (NIK, card number) pairs of a list that BPJS sent; it is settled by that and proposes nobody."""
    held = _held(batch)
    if held.state == Batch.State.FAULTY or held.profile != BPJS_LIST:
        raise Refused(_("This is not a readable list of members with NIK and card number."))
    result = reading.again(held)
    if held.state == Batch.State.CHECKED:
        _settled(held, by, "intake.take", rows=result.accepted)
    return result.picked(pl.col("ok") & pl.col("kpj").is_not_null(), "nik", "kpj").rows()


def _settled(held: Batch, by: User, verb: str, **facts: int) -> None:
    """The batch did what it came for."""
    Batch.objects.filter(pk=held.pk).update(state=Batch.State.COMMITTED, committed_by=by, committed_at=RecordedNow())
    record(by=by, verb=verb, subject=f"batch:{held.pk}", **facts)


@action("intake.undo")
def undo(*, batch: Batch, by: User) -> Batch:
    """Withdraw a batch while no decree rests on it; its candidates stay visible as withdrawn.

    The list that it replaced is again what it was, and whoever stood back in another list because of it is proposed
    again; what a list of cover or of deaths said counts no more, nor stops anybody.
    """
    held = _held(batch)
    if held.state == Batch.State.UNDONE:
        return held
    if purpose(held.profile) == ANSWERS:
        raise Refused(_("Answers are not taken back: a later answer counts instead."))
    if held.state == Batch.State.REPLACED:
        raise Refused(_("A corrected list took its place. Undo that one first."))
    if decrees := run(SQL / "dependants.sql", {"batch": held.pk}):
        told = ", ".join(_("%(number)s (%(count)d persons)") % {"number": n, "count": k} for n, k in decrees)
        raise Refused(_("A decree rests on this batch; it can no longer be undone: %s.") % told)
    Batch.objects.filter(pk=held.pk).update(state=Batch.State.UNDONE, undone_by=by, undone_at=RecordedNow())
    with whole_register():
        if held.replaces_id:
            Batch.objects.filter(pk=held.replaces_id).update(state=Batch.State.COMMITTED)
        anew = run(SQL / "withdraw.sql", {"batch": held.pk, "old": held.replaces_id})
        for model in (KnownCover, KnownDeath):
            model.objects.filter(evidence=held.pk, withdrawn_at=None).update(withdrawn_at=RecordedNow())
        anew += run(SQL / "put_back.sql", {"batch": held.pk})
        _anew(anew + run(SQL / "unlisted.sql", {"batch": held.pk}))
    record(by=by, verb="intake.undo", subject=f"batch:{held.pk}")
    held.refresh_from_db()
    return held


@action("intake.verify")
def verify(*, batch: Batch, by: User) -> int:
    """Accept every candidate of the batch that raised no question and passed what the terms ask beside the papers:
    each becomes a person on the waiting list.
    """
    held = _held(batch)
    if by.pk in (held.received_by_id, held.owner_id):
        raise Refused(_("Who brought the list in, or answers for it, may not verify it."))
    if held.state != Batch.State.COMMITTED:
        return 0
    terms = programme.rules(held.fund.programme, held.checked_on)
    facts = {"batch": held.pk, "candidates": None, "by": by.pk, "asked": terms.asked}
    accepted = int(run(SQL / "verify.sql", facts)[0][0])
    if accepted:
        loaded(Person, accepted)
        record(by=by, verb="intake.verify", subject=f"batch:{batch.pk}", persons=accepted)
    return accepted


@dataclass(frozen=True)
class ForeignCover:
    """Whom others cover from a month on: ``payer`` is MANDIRI, PU or another government. A name may lack."""

    nik: str | None
    area: str
    payer: str
    first_month: Month
    last_month: Month | None = None
    name: str = ""
    name_key: str = ""
    born: date | None = None
    sex: str | None = None


@action("intake.note_cover")
def note_cover(*, covers: Sequence[ForeignCover], source: str, evidence: UUID | None = None, by: User) -> int:
    """Remember cover paid by others, so that nobody is proposed or paid for twice. Returns how many were new.

    With a list as ``evidence``, whom we cover ourselves is left out: a list of all members names them too.
    """
    rows = run(
        SQL / "note_cover.sql",
        {
            "niks": [c.nik for c in covers],
            "names": [c.name for c in covers],
            "keys": [c.name_key for c in covers],
            "born": [c.born for c in covers],
            "sexes": [c.sex for c in covers],
            "areas": [c.area for c in covers],
            "payers": [c.payer for c in covers],
            "firsts": [c.first_month.first for c in covers],
            "source": source[:80],
            "evidence": evidence,
            "but_ours": evidence is not None,
            "lasts": [c.last_month.first if c.last_month else None for c in covers],
        },
    )
    if rows:
        record(by=by, verb="intake.note_cover", subject=f"source:{evidence or source}", persons=len(rows))
    return len(rows)


@action("intake.note_cover")
def take_cover(*, batch: Batch, payer: str, month: Month, by: User) -> int:
    """A list of people whom others cover is noted, with the list as its evidence. Returns how many were new.

    Whom the list says to be no active member is left out. Faults of a row do not make anybody uncovered: whoever has a
    name and a NIK or a date of birth is noted, with the NIK as it was written.
    """
    held = _held(batch)
    if held.state == Batch.State.COMMITTED:
        return KnownCover.objects.filter(evidence=held.pk).count()
    if held.state != Batch.State.CHECKED or purpose(held.profile) != COVER:
        raise Refused(_("This is not a checked list of covered people."))
    area = pl.coalesce("village_code", pl.lit(held.area))
    active = ~pl.col("status").str.contains(INACTIVE).fill_null(False)
    told = active & (KNOWABLE | pl.col("ok") & pl.col("nik").is_not_null())
    said = ("month", "name", "name_normalised", "birth_date", "sex")
    rows = reading.again(held).picked(told, SHORT_NIK, area, *said).rows()
    covers = [
        ForeignCover(nik, area if area.startswith(held.area) else held.area, payer, Month.of(since) if since else month,
                     None, name or "", key or "", born, sex)
        for nik, area, since, name, key, born, sex in rows
    ]  # fmt: skip
    new = note_cover(covers=covers, source=held.filename, evidence=held.pk, by=by)
    _settled(held, by, "intake.take_cover", rows=len(covers), new=new)
    return new


@action("intake.note_cover")
def take_deaths(*, batch: Batch, by: User) -> int:
    """A list of the dead is noted: nobody on it is proposed again, and the job that watches over members is started.

    Faults of a row do not save anybody from being dead: whoever has a name and a NIK or a date of birth is noted, with
    the NIK as it was written. Returns how many were new.
    """
    held = _held(batch)
    if held.state == Batch.State.COMMITTED:
        return KnownDeath.objects.filter(evidence=held.pk).count()
    if held.state != Batch.State.CHECKED or purpose(held.profile) != DEATHS:
        raise Refused(_("This is not a checked list of the dead."))
    kk = pl.when(pl.col("kk").str.len_chars() <= NIK_LENGTH).then("kk")
    place = pl.coalesce("village_code", pl.lit(held.area))
    said = ("name", "name_normalised", "birth_date", "sex", "mother", "death_date")
    rows = reading.again(held).picked(KNOWABLE, SHORT_NIK, kk, *said, place)
    names = ("niks", "kks", "names", "keys", "born", "sexes", "mothers", "died", "areas")
    facts = dict(zip(names, (column.to_list() for column in rows.get_columns()), strict=True))
    new = run(SQL / "note_deaths.sql", {**facts, "area": held.area, "source": held.filename[:80], "evidence": held.pk})
    _settled(held, by, "intake.take_deaths", rows=rows.height, new=len(new))
    start(DEATHS_NOTED, by=by, evidence=str(held.pk))
    return len(new)
