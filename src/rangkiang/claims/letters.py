"""Issuing a letter: numbered within the regency's year, its PDF kept encrypted, its code signed to be verified.

Who holds a letter learns from its code only what stands on it: that this office issued it, when, under which number.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.access.rights import require
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.home import secret
from rangkiang.platform.scope import whole_register
from rangkiang.platform.throttle import spend

from .documents import sealed, unsealed
from .letters_models import Letter, LetterFile
from .letters_told import REGENCY, WHOLE_NIK, digest_of, office_of, pdf_of, told_of
from .models import Claim, Event

ASKINGS, WITHIN = 30, timedelta(minutes=15)  # of one address at the public page
NEEDS_CLAIM = (Letter.Kind.BPJS, Letter.Kind.SUMMARY)


def _sign(token: str, number: str, dated: date, digest: str) -> str:
    told = f"{token}|{number}|{dated.isoformat()}|{digest}".encode()
    return _short(hmac.new(secret("letters").encode(), told, hashlib.sha256).digest()[:10])


def _short(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


@action("claims.letter")
def issue(*, event: Event, kind: str, on: date, root: str, by: User) -> Letter:
    """Issue one letter; ``root`` is the address of this house. The same content on the same day is the same letter.

    Those for BPJS carry the whole NIK and account, so they are for whoever may see a NIK.
    """
    require(by, "claims.letter", event.area)
    if kind not in Letter.Kind.values:
        raise BadInput(_("'%s' is no letter.") % kind, where=_("Letter"), todo=_("Choose one of the list."))
    if kind in WHOLE_NIK:
        require(by, "see.nik", event.area)
    held = Event.objects.select_for_update(of=("self",)).select_related("person").get(pk=event.pk)
    if held.state == Event.State.CLOSED:
        raise Refused(_("This report was taken back; no letter is written about it."))
    if kind in NEEDS_CLAIM and not Claim.objects.filter(event=held).exists():
        raise Refused(_("Open the claim first; this letter tells what the law gives."))
    told = told_of(held, kind, on)
    digest = digest_of(told)
    if existing := Letter.objects.filter(event=held, kind=kind, digest=digest).first():
        return existing
    serial = _serial(held.area[:REGENCY], on.year)
    number = f"{serial:03d}/KLAIM/{on.year}"
    token = _short(secrets.token_bytes(10))
    code = token + _sign(token, number, on, digest)
    content = pdf_of(told, number, f"{root.rstrip('/')}/periksa/{code}/", on)
    made = Letter.objects.create(
        event=held,
        area=held.area,
        kind=kind,
        year=on.year,
        serial=serial,
        number=number,
        dated=on,
        office=office_of(held.area)[0],
        regency=held.area[:REGENCY],
        code=code,
        digest=digest,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=by,
    )
    LetterFile.objects.create(letter=made, area=held.area, ciphertext=sealed(held, content))
    record(by=by, verb="claims.letter", subject=f"event:{held.pk}", kind=kind, number=number)
    return made


def _serial(regency: str, year: int) -> int:
    """The next number of a regency's year; one at a time, and over all its nagari."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"letter {regency} {year}"])
    with whole_register():
        last = Letter.objects.filter(regency=regency, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


@action("claims.letter")
def fetch(*, letter: Letter, by: User) -> bytes:
    """The PDF as it was issued."""
    held = Letter.objects.select_related("event", "file").get(pk=letter.pk)
    require(by, "claims.letter", held.area)
    if held.kind in WHOLE_NIK:
        require(by, "see.nik", held.area)
    record(by=by, verb="claims.fetch_letter", subject=f"event:{held.event_id}", number=held.number)
    return unsealed(held.event, held.file.ciphertext)


def verified(code: str) -> Letter | None:
    """The letter of a code, by anybody and from every area; None when no such letter went out, or its row was changed.

    Only number, day, office, kind and digests of it are for strangers.
    """
    with whole_register():
        found = Letter.objects.filter(code=code[:40].lower()).first()
    if found is None:
        return None
    token = found.code[:16]
    good = token + _sign(token, found.number, found.dated, found.digest)
    return found if hmac.compare_digest(good, found.code) else None


def may_ask(place: str) -> bool:
    """Whether this address may ask once more; asking is counted."""
    return spend("periksa", place, limit=ASKINGS, within=WITHIN)
