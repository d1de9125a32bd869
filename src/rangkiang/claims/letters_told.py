"""What a letter of a case says: everything its template shows, already in words, and nothing else."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from babel.dates import format_date

from rangkiang.law import Answer
from rangkiang.law.explain import rupiah
from rangkiang.law.parameters import parameters
from rangkiang.membership.models import Enrolment
from rangkiang.programme.models import Programme
from rangkiang.regions.models import Region

from . import heirs
from .letters_models import Letter
from .models import Claim, Event
from .papers import Paper, of_case, scheme_of
from .why import why

TEMPLATE = Path(__file__).parent / "letters_typ" / "case.typ"
REGENCY = 5  # the length of a regency's code
# Papers that a nagari issues or helps with; the family brings the others itself.
OF_NAGARI = ("death_certificate", "heir_letter", "family_card", "chronology", "witnesses")
WHOLE_NIK = (Letter.Kind.BPJS, Letter.Kind.SUMMARY)  # the claim form asks for it
PAYMENT = {"jkm": "bayar_jkm", "jkk": "bayar_jkk"}
HERE = ("received", "accepted")


def office_of(area: str) -> tuple[str, str]:
    """(the office that runs the programme of this place, the regency's name)."""
    regency = area[:REGENCY]
    office = Programme.objects.filter(area=regency).order_by("pk").values_list("owner_office", flat=True).first()
    name = Region.objects.filter(code=regency).values_list("name", flat=True).first()
    return office or "", name or ""


def told_of(event: Event, kind: str, on: date) -> dict[str, Any]:
    """The content of one letter; always Indonesian. It is what the letter's digest is of, with its date."""
    claim = Claim.objects.filter(event=event).first()
    listed = of_case(event, "id")
    lacking = [paper for paper in listed if paper.lacking]
    if kind == Letter.Kind.NAGARI:
        lacking = [paper for paper in lacking if paper.name in OF_NAGARI]
    office, regency = office_of(event.area)
    place = Region.objects.filter(code=event.area).values_list("name", flat=True).first()
    return {
        "kind": kind,
        "scheme": scheme_of(event),
        "died": event.outcome == "death",
        "dated": _day(on),
        "office": office,
        "regency": regency,
        "seat": regency.split(" ", 1)[-1],
        "nagari": place or "",
        "name": event.person.name,
        "happened": _day(event.day),
        "lacking": [_paper(paper) for paper in lacking],
        "here": [_paper(paper) for paper in listed if paper.state in HERE],
        "claim": claim is not None,
        **_owed(claim, on),
        **_order(event),
        "member": _member(event) if kind in WHOLE_NIK else [],
        "receivers": _receivers(event) if kind == Letter.Kind.SUMMARY else [],
    }


def _paper(paper: Paper) -> dict[str, str]:
    back = paper.mark.reason if paper.mark and paper.state == "refused" else ""
    return {"label": paper.label[:1].upper() + paper.label[1:], "reason": back}


def _owed(claim: Claim | None, on: date) -> dict[str, Any]:
    """The parts by law with their articles, what is still asked, and within how many days BPJS pays."""
    if claim is None:
        return {"parts": [], "total": "", "asked": [], "payment": ""}
    told = why(Answer.from_json(claim.steps), "id")
    days = parameters()[PAYMENT[claim.scheme]].on(on)
    payment = (
        f"BPJS Ketenagakerjaan membayar paling lambat {days.amount} hari kerja sesudah berkas lengkap diterimanya "
        f"({days.article})."
        if days and claim.computed
        else ""
    )
    return {
        "parts": [
            {
                "label": one.label,
                "article": one.line.article if one.line else "",
                "amount": rupiah(one.amount, "id"),
            }
            for one in told.given
        ],
        "total": rupiah(claim.computed, "id"),
        "asked": told.asked,
        "payment": payment,
    }


def _order(event: Event) -> dict[str, Any]:
    found = heirs.family(event)
    if event.outcome != "death" or not found.relatives:
        return {"order": "", "excluded": []}
    return {
        "order": f"{found.law.told[0]} ({found.article})",
        "excluded": [*(said[0] for said in found.law.excluded), *(said[0] for said in found.law.asked)],
    }


def _member(event: Event) -> list[list[str]]:
    person = event.person
    kpj = Enrolment.objects.filter(person=person).order_by("-first_month").values_list("kpj", flat=True).first()
    rows = [
        ["Nama", person.name],
        ["NIK", person.nik or ""],
        ["Nomor kartu (KPJ)", kpj or ""],
        ["Lahir", _day(person.birth_date) if person.birth_date else ""],
        ["Tanggal kejadian", _day(event.happened_on)],
        ["Tanggal meninggal", _day(event.died_on) if event.died_on else ""],
        ["Dilaporkan", _day(event.reported_on)],
    ]
    return [row for row in rows if row[1]]


def _receivers(event: Event) -> list[list[list[str]]]:
    """Each heir with the account, and the guardian of a minor."""
    made = []
    for one in heirs.family(event).heirs if event.outcome == "death" else []:
        account = one.accounts.order_by("-pk").first()
        rows = [
            ["Nama", one.name],
            ["Hubungan", heirs.RELATIONS[one.relation][0] if one.relation in heirs.RELATIONS else "penerima"],
            ["Lahir", _day(one.born) if one.born else ""],
            ["Wali", f"{one.guardian} ({one.guardian_relation})" if one.guardian else ""],
            ["Bagian", rupiah(one.share, "id") if one.share else ""],
            ["Rekening", f"{account.bank} {account.number}, {account.holder}" if account and account.settled else ""],
        ]
        made.append([row for row in rows if row[1]])
    return made


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="id")


def digest_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def fingerprint(digest: str) -> str:
    """The first sixteen signs in groups of four: short enough to be read out."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def square(address: str) -> str:
    """The QR code of an address as a picture in SVG, with the quiet margin that readers need."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


def pdf_of(told: dict[str, Any], number: str, address: str, on: date) -> bytes:
    """The letter as a PDF, the same for the same content; ``address`` is where its QR leads."""
    whole = told | {
        "number": number,
        "address": address,
        "square": square(address),
        "fingerprint": fingerprint(digest_of(told)),
    }
    inputs = {"told": json.dumps(whole, ensure_ascii=False)}
    compiler = typst.Compiler(_template(), ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(on, time.min, tzinfo=UTC))
    assert isinstance(made, bytes)
    return made
