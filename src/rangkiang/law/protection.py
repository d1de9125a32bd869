"""Whether the participant was protected on the day: the clock and the age, told as steps; shared by JKM and JKK."""

from __future__ import annotations

from datetime import date

from .answer import Answer, Draft
from .case import Case
from .clock import Clock
from .errors import InvalidCase
from .months import age, parse_day
from .parameters import parameters

PP82, P97A = date(2019, 12, 2), date(2025, 2, 24)


def tell(draft: Draft, stand: Clock, after: int) -> None:
    """The clock's figures, and months paid for after the event; each with the article in force on the day."""
    day = draft.evaluation.day
    waiting = "Permenaker 1/2025 Pasal 97A" if day >= P97A else "PP 44/2015"
    counted = "PP 82/2019 Pasal 34" if day >= PP82 else "PP 44/2015"
    registered = ("Bulan kepesertaan yang dibayar sejak terdaftar", "Paid months since registration")
    draft.note("bulan_kepesertaan", *registered, stand.months, waiting, "O")
    draft.note("masa_iur", "Jumlah bulan iuran yang dibayar", "Paid months in all", stand.paid_months, counted, "S")
    if stand.arrears:
        draft.note("tunggakan", "Bulan menunggak", "Months in arrears", stand.arrears, "PP 44/2015", "S")
    if after:
        refund = (
            "Bulan iuran setelah hari kejadian tidak dihitung; mintakan pengembalian",
            "Paid months after the event do not count; ask for a refund",
        )
        draft.note("bulan_setelah_kematian", *refund, after, "-", "S")


def refused(draft: Draft, case: Case, stand: Clock, on: date, segment: str = "BPU") -> Answer | None:
    """The answer when there is no cover, or when cover is in doubt; None when the case goes on."""
    _check_born(case, on)
    if stand.status == "never":
        return draft.not_covered(
            "Tidak ada bulan iuran yang dibayar sampai hari kejadian",
            "No paid month up to the day of the event",
            "PP 44/2015",
        )
    reading, ended = _doubt(case, stand, on, segment)
    if reading is None and not ended:
        return None
    if reading and draft.favours(reading):
        return None
    if draft.asked:
        return draft.answer()
    return draft.not_covered(
        "Kepesertaan berhenti: tiga bulan tidak dibayar" if ended else "Di luar perlindungan menurut tafsir",
        "Membership lapsed: three months unpaid" if ended else "Outside cover by the reading in force",
        "PP 44/2015",
    )


def _check_born(case: Case, on: date) -> None:
    if case.get("born") and parse_day(case["born"], "born") > on:
        raise InvalidCase("born", "is after the event")


def _doubt(case: Case, stand: Clock, on: date, segment: str) -> tuple[str | None, bool]:
    """(the open interpretation that the cover hangs on, whether membership has lapsed)."""
    if segment == "BPU" and case.get("born") and age(parse_day(case["born"], "born"), on) >= age_limit(on):
        return "turning_65", False
    if stand.third_month_open:
        return "third_month", True
    if stand.status == "lapsed":
        return ("wage_earner_lapse" if segment == "PU" else None), True
    return ("covered_in_arrears" if stand.arrears else None), False


def age_limit(on: date) -> int:
    """The age in years below which a participant must be. Source: Permenaker 5/2021, S70, S24, S22, S71."""
    value = parameters()["umur_maks"].on(on)
    assert value
    return value.amount
