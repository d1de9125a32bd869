"""Telling families: prepare what they were not told yet, then send what waits, in the background."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Now

from rangkiang import law
from rangkiang.access.action import action, record
from rangkiang.access.models import User
from rangkiang.claims.cases import school_year_of
from rangkiang.claims.school_years import law_facts
from rangkiang.platform.bulk import statement
from rangkiang.platform.errors import BadInput
from rangkiang.platform.jobs import Progress
from rangkiang.platform.models import today

from .models import Message
from .senders import SENDERS, NotSent

SQL = Path(__file__).parent / "sql"
PATIENCE = 5  # tries of one message
NO_DIGIT = re.compile(r"[^\d+]")  # as people write between the digits of a phone
FREE = "Gratis, tanpa perantara."
TEXTS = {
    "enrolled": "{name}: Anda dilindungi JKK dan JKM BPJS Ketenagakerjaan, iuran dibayar pemerintah. "
    "Bila kecelakaan kerja atau meninggal, segera lapor ke kantor nagari. " + FREE,
    "reported": "Laporan tentang {name} sudah kami terima. Siapkan: %(papers)s. Petugas nagari membantu. " + FREE,
    "paid": "Manfaat BPJS Ketenagakerjaan untuk keluarga {name} sebesar Rp{amount} sudah dibayar ke rekening penerima. "
    "Tidak ada potongan. " + FREE,
    "school": "Beasiswa anak dari keluarga {name}, tahun ajaran %(year)s: diajukan lagi setiap tahun. "
    "Siapkan: %(papers)s. Petugas nagari membantu. " + FREE,
    "to_nagari": "Ada laporan baru di nagari Anda. Buka Rangkiang untuk berkas dan langkah berikutnya.",
    "undated": "Daftar kematian menyebut peserta di nagari Anda tanpa tanggal meninggal. Tanyakan tanggalnya kepada "
    "keluarga, lalu laporkan lewat Rangkiang; iurannya ditahan sampai tanggalnya diketahui.",
    "school_nagari": "Ada beasiswa tahun ajaran %(year)s di nagari Anda yang belum diajukan. "
    "Buka Rangkiang untuk berkasnya.",
}


def _texts(year: int, on: date) -> dict[str, str]:
    """The text of each kind of message with its papers: of a death, of an accident, of a school year's claim.

    None holds a NIK, an illness or the name of a child.
    """
    kinds = ("jkm", "jkk", "scholarship")
    jkm, jkk, school = ("; ".join(one.label_id for one in law.documents(claim, on)) for claim in kinds)
    named = f"{year}/{year + 1}"
    return {
        **TEXTS,
        "death": TEXTS["reported"] % {"papers": jkm},
        "accident": TEXTS["reported"] % {"papers": jkk},
        "school": TEXTS["school"] % {"papers": school, "year": named},
        "school_nagari": TEXTS["school_nagari"] % {"year": named},
    }


@action("exchange.tell")
def prepare(*, by: User, kinds: Sequence[Message.Kind] = tuple(Message.Kind), since: date = date.min) -> int:
    """A message for everything of these kinds not told yet, in the signer's areas; how many are new. One statement.

    ``since``: reports and payments of this day and later.
    """
    day = today()
    facts = law_facts(school_year_of(day))
    with connection.cursor() as cursor:
        cursor.execute(
            statement(SQL / "messages.sql"),
            {**facts, **_texts(facts["year"], day), "on": day, "kinds": [*kinds], "since": since},
        )
        made = cursor.rowcount
    if made:
        record(by=by, verb="exchange.tell", subject="messages", made=made)
    return made


@action("exchange.tell")
def send(
    *, by: User, tell: Progress | None = None, kinds: Sequence[Message.Kind] = tuple(Message.Kind)
) -> Counter[str]:
    """Send what waits or failed before, each once; counts by state. What did not leave keeps its reason."""
    if settings.SENDER not in SENDERS:
        raise BadInput(
            f"'{settings.SENDER}' is no sender.", where="RANGKIANG_SENDER", todo=f"Use one of {', '.join(SENDERS)}."
        )
    waiting = Message.objects.exclude(state=Message.State.SENT).filter(tries__lt=PATIENCE, kind__in=kinds)
    held = list(waiting.order_by("id").select_for_update(skip_locked=True))
    left, failed = [], dict[str, list[int]]()
    for at, one in enumerate(held, 1):
        try:
            to = one.to if "@" in one.to else NO_DIGIT.sub("", one.to)
            SENDERS[settings.SENDER](f"message-{one.pk}", to, one.text)
            left.append(one.pk)
        except NotSent as why:
            failed.setdefault(str(why)[:200], []).append(one.pk)
        if tell:
            tell(at, len(held))
    Message.objects.filter(pk__in=left).update(state=Message.State.SENT, sent_at=Now(), tries=F("tries") + 1, note="")
    for reason, keys in failed.items():
        Message.objects.filter(pk__in=keys).update(state=Message.State.FAILED, tries=F("tries") + 1, note=reason)
    if held:
        record(by=by, verb="exchange.tell", subject="messages", sent=len(left), failed=len(held) - len(left))
    return Counter(sent=len(left), failed=len(held) - len(left))


def counts() -> list[tuple[str, str, int]]:
    """(kind, state, how many) in the reader's areas. One statement."""
    found = Message.objects.values_list("kind", "state").annotate(count=Count("pk")).order_by("kind", "state")
    return [(str(Message.Kind(kind).label), str(Message.State(state).label), count) for kind, state, count in found]


def reasons() -> list[tuple[str, int]]:
    """(why not sent, how many messages). One statement."""
    failed = Message.objects.filter(state=Message.State.FAILED)
    return list(failed.values_list("note").annotate(count=Count("pk")).order_by("-count", "note"))
