"""Whether the participant was protected on the day: what the clock says, the age, and the readings they hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from .calendar import joint_leave_months
from .case import Case
from .clock import START, Clock, PaidMonth, bulan_terutang, clock, status_iuran, tunggakan
from .errors import InvalidCase
from .months import age, earliest_due, index, parse_day
from .parameters import READINGS, amount, limit, parameters, revised
from .rules import doubt, note, reason, rule

BOTH = ("jkm", "jkk")
COVER: dict[str, Any] = {"valid_from": START, "decided_by": "event", "schemes": BOTH, "cover": True}
STANDS: dict[str, Any] = {"valid_from": START, "decided_by": "event", "unit": "open"}
PP44, AGES = "PP 44/2015", "-"  # of the age limit no article was seen


@rule(**STANDS, article=PP44, label=("Dilindungi menurut bulan iurannya", "Covered by the paid months"))
def lindung_iuran(  # noqa: PLR0917 -- arguments are the edges of the graph
    status_iuran: int,
    penerima_upah: int,
    ragu_terpencar: int,
    scattered_arrears: int,
    covered_in_arrears: int,
    third_month: int,
    wage_earner_lapse: int,
) -> int:
    if status_iuran == 0:
        return 0
    if ragu_terpencar and scattered_arrears != 1:
        return scattered_arrears
    if status_iuran == 1:
        return 1
    if status_iuran == 2:
        return covered_in_arrears
    if status_iuran == 3:
        return third_month
    return wage_earner_lapse if penerima_upah else 0


@rule(**STANDS, article=AGES, label=("Dilindungi menurut umurnya", "Covered by age"))
def lindung_umur(ragu_umur: int, turning_65: int) -> int:
    return turning_65 if ragu_umur else 1


@rule(**STANDS, article=PP44, label=("Dilindungi pada hari kejadian", "Covered on the day"))
def lindung(  # noqa: PLR0917
    lindung_iuran: int,
    lindung_umur: int,
    cuti_bersama_menentukan: int,
    joint_leave_free: int,
    bayar_hari_itu: int,
    same_day_payment: int,
    bayar_di_muka: int,
    paid_ahead: int,
) -> int:
    if cuti_bersama_menentukan and joint_leave_free == 2 and lindung_umur != 0:
        return 2
    if bayar_hari_itu and same_day_payment == 2 and lindung_umur != 0:
        return 2
    if bayar_di_muka and paid_ahead == 2 and lindung_iuran == 0 and lindung_umur != 0:
        return 2
    if lindung_iuran == 0 or lindung_umur == 0:
        return 0
    return 2 if lindung_iuran == 2 or lindung_umur == 2 else 1


@doubt(**COVER, article=PP44, label=("Menunggak satu atau dua bulan", "One or two months in arrears"),
       reading="covered_in_arrears")  # fmt: skip
def ragu_tunggakan(status_iuran: int) -> int:
    return 1 if status_iuran == 2 else 0


@doubt(**COVER, article=PP44, label=("Bulan kosong yang terpencar", "Unpaid months here and there"),
       reading="scattered_arrears")  # fmt: skip
def ragu_terpencar(status_iuran: int, penerima_upah: int, bulan_kosong: int, tunggakan_maks: int) -> int:
    if penerima_upah or status_iuran < 1 or status_iuran > 2:
        return 0
    return 1 if bulan_kosong >= tunggakan_maks else 0


@doubt(**COVER, article=PP44, label=("Bulan ketiga belum jatuh tempo", "The third month is not yet due"),
       reading="third_month")  # fmt: skip
def ragu_bulan_ketiga(status_iuran: int) -> int:
    return 1 if status_iuran == 3 else 0


@doubt(**COVER, article=PP44, label=("Penerima upah menunggak tiga bulan", "A wage earner is three months behind"),
       reading="wage_earner_lapse")  # fmt: skip
def ragu_penerima_upah(status_iuran: int, penerima_upah: int) -> int:
    return 1 if status_iuran == 4 and penerima_upah else 0


@doubt(**COVER, article=AGES, label=("Berumur pada batas atau lebih", "At the age limit or above"),
       reading="turning_65")  # fmt: skip
def ragu_umur(umur: int, umur_maks: int, penerima_upah: int) -> int:
    return 1 if umur >= umur_maks and not penerima_upah else 0


@doubt(**COVER, article=PP44, label=("Jatuh tempo di antara cuti bersama", "A due day among joint leave"),
       reading="joint_leave_free")  # fmt: skip
def ragu_cuti_bersama(cuti_bersama_menentukan: int) -> int:
    return cuti_bersama_menentukan


@doubt(**COVER, article=PP44, label=("Perlindungannya dibayar pada hari kejadian", "Cover paid for on the very day"),
       reading="same_day_payment")  # fmt: skip
def ragu_hari_itu(bayar_hari_itu: int) -> int:
    return bayar_hari_itu


@doubt(**COVER, article=PP44, label=("Bulan yang dibayar sebelum mulai", "A month paid before it begins"),
       reading="paid_ahead")  # fmt: skip
def ragu_di_muka(bayar_di_muka: int, lindung_iuran: int) -> int:
    return 1 if bayar_di_muka and lindung_iuran != 1 else 0


@note(
    **COVER,
    article="-",
    label=(
        "Bulan iuran sesudah, atau dibayar sesudah, hari kematian tidak dihitung; mintakan pengembalian",
        "Months after the death, or paid after it, do not count; ask for a refund",
    ),
    unit="months",
)
def bulan_setelah_kematian(bulan_setelah: int, jkk: int, akibat: int, kematian_ditanyakan: int) -> int:
    if kematian_ditanyakan:
        return 0
    return bulan_setelah if akibat == 3 or not jkk else 0


@note(
    **{**COVER, "schemes": ("jkk",)},
    article="-",
    label=(
        "Bulan iuran sesudah kecelakaan; hari kematian belum disebut: bila sesudahnya pula, mintakan pengembalian",
        "Months after the accident; the day of death is not said: if after it too, ask for a refund",
    ),
    unit="months",
)
def bulan_setelah_kecelakaan(bulan_setelah: int, kematian_ditanyakan: int) -> int:
    return bulan_setelah if kematian_ditanyakan else 0


@reason(
    **COVER,
    article=PP44,
    label=("Tidak ada bulan iuran yang dibayar sampai hari kejadian", "No paid month up to the day of the event"),
    confidence="O",
)
def tidak_pernah_bayar(status_iuran: int, bayar_di_muka: int, paid_ahead: int) -> int:
    if bayar_di_muka and paid_ahead != 1:  # asked, or refused by the reading
        return 0
    return 1 if status_iuran == 0 else 0


@reason(
    **COVER,
    article=PP44,
    label=(
        "Kepesertaan berhenti: {tunggakan} bulan tidak dibayar, batasnya {tunggakan_maks}",
        "Membership lapsed: {tunggakan} months unpaid, the limit is {tunggakan_maks}",
    ),
    confidence="O",
)
def kepesertaan_berhenti(status_iuran: int, lindung_iuran: int, bayar_di_muka: int, paid_ahead: int) -> int:
    if bayar_di_muka and paid_ahead == 2:  # asked, not refused
        return 0
    return 1 if status_iuran > 2 and lindung_iuran == 0 else 0


@reason(
    **COVER,
    article=PP44,
    label=("Di luar perlindungan menurut tafsir yang berlaku", "Outside cover by the reading in force"),
    confidence="X",
)
def di_luar_menurut_tafsir(status_iuran: int, lindung_iuran: int, lindung_umur: int) -> int:
    return 1 if lindung_umur == 0 or (1 <= status_iuran <= 2 and lindung_iuran == 0) else 0


@reason(
    **COVER,
    article=PP44,
    label=(
        "Di luar perlindungan menurut tafsir yang berlaku: bulan yang dibayar di muka belum mulai",
        "Outside cover by the reading in force: the month paid ahead had not begun",
    ),
    confidence="X",
)
def belum_mulai(lindung_iuran: int, bayar_di_muka: int, paid_ahead: int) -> int:
    return 1 if bayar_di_muka and paid_ahead == 0 and lindung_iuran == 0 else 0


def _hangs_on_joint_leave(paid: Sequence[PaidMonth], stand: Clock, on: date) -> bool:
    """Whether the clock would stand otherwise if joint leave did not move a due day.

    A month paid by the earliest day on which it can be due is in time either way, so most cases ask no second clock.
    """
    in_time = {index(one.month) for one in paid if one.paid_on is None or one.paid_on <= earliest_due(one.month)}
    first = min((index(one.month) for one in paid), default=0)
    if not any(month not in in_time for month in joint_leave_months() if first <= month <= index(on)):
        return False
    with revised({"joint_leave_free": "refuse"}):
        other = clock(paid, on)
    return replace(other, in_time=stand.in_time, full_jkm_from=stand.full_jkm_from) != stand


def _stands(stand: Clock, on: date, wage: bool) -> int:
    """The ``status_iuran`` of that clock; 1 also where the reading that would ask covers."""
    most, owed = limit("tunggakan_maks", on), bulan_terutang(stand.gap, wage)
    behind = tunggakan(owed, stand.in_time, most)
    state = status_iuran(stand.status != "never", owed, stand.in_time, behind, most)
    asks = {2: "covered_in_arrears", 3: "third_month", 4: "wage_earner_lapse" if wage else ""}.get(state)
    return 1 if asks and amount(asks, on) == READINGS["favour"] else state


def _cover(stand: Clock, on: date, wage: bool) -> tuple[Any, ...]:
    """What of the clock decides cover: its state and, but for wage earners, the registration and empty months."""
    state = _stands(stand, on, wage)
    if wage:
        return (state,)
    return state, stand.since, stand.covered and stand.unpaid >= limit("tunggakan_maks", on)


def _reached(stand: Clock, on: date) -> dict[str, tuple[bool, ...]]:
    """Which limits of JKM the paid months reach: of the three months and of the three years, none before its law."""
    counted = {
        "tiga_bulan_hari_itu": ("jkm_bulan_minimum", (stand.months, stand.paid_months, stand.longest_run)),
        "tiga_tahun_hari_itu": ("beasiswa_bulan_minimum", (stand.months, stand.paid_months)),
    }
    return {
        fact: tuple(on >= parameters()[name].values[0].since and count >= limit(name, on) for count in counts)
        for fact, (name, counts) in counted.items()
    }


def _two_clocks(paid: Sequence[PaidMonth], on: date) -> tuple[Clock, Clock]:
    """The clock on the day, and without what was paid on that very day."""
    stand, earlier = clock(paid, on), [one for one in paid if one.paid_on != on]
    return stand, clock(earlier, on) if len(earlier) < len(paid) else stand


def _hangs_on_ahead(paid: Sequence[PaidMonth], stand: Clock, on: date, wage: bool) -> bool:
    """Whether somebody who is not covered without a question has paid for a month that has not begun."""
    return _stands(stand, on, wage) != 1 and any(one.known_on <= on < one.month for one in paid)


def _counted_from(stand: Clock, reading: int) -> Clock:
    """Membership counted from the payment or from its month, once ``paid_ahead`` says which; till then both stay."""
    if reading == READINGS["favour"]:
        return replace(stand, days=stand.days_paid, calendar_months=stand.calendar_paid)
    if reading == READINGS["refuse"]:
        return replace(stand, days_paid=stand.days, calendar_paid=stand.calendar_months)
    return stand


def facts(case: Case, paid: Sequence[PaidMonth], after: int, on: date, died: date | None = None) -> dict[str, int]:
    """The facts of membership and age on the day of an event. Raises InvalidCase.

    A payment of that very day may have come before or after the event: where cover hangs on it, or a limit of JKM,
    ``same_day_payment`` asks, and refused it does not count. A month paid before it begins covers whom nothing else
    does only if ``paid_ahead`` says so: then it counts as of the event's month, and is no refund when ``died``.
    """
    born = None if case.get("born") is None else parse_day(case["born"], "born")
    if born and born > on:
        raise InvalidCase("born", "is after the event; give the day of birth")
    that_day_reading, ahead_reading = amount("same_day_payment", on), amount("paid_ahead", on)
    refused, earlier = that_day_reading == READINGS["refuse"], [one for one in paid if one.paid_on != on]
    (stand, before), wage = _two_clocks(paid, on), case.get("segment") == "PU"
    count = earlier if refused else paid
    ahead = not refused and _hangs_on_ahead(paid, stand, on, wage)
    ahead = ahead or (that_day_reading != READINGS["favour"] and _hangs_on_ahead(earlier, before, on, wage))
    if died == on:  # paid on the day of death and refused: it did not count, nor does it stay
        after += len({one.month for one in paid if one.month <= on} - {one.month for one in count})
    if died and ahead and ahead_reading != READINGS["refuse"]:  # the month that the claim rests on, or is asked about
        months = [one.month for one in count if one.known_on <= on < one.month]
        after -= int(bool(months) and index(min(months)) > index(died))
    if ahead and ahead_reading == READINGS["favour"]:
        begun = on.replace(day=1)
        paid, count = ([replace(one, month=min(one.month, begun)) if one.known_on <= on else one for one in some]
                       for some in (paid, count))  # fmt: skip
        stand, before = _two_clocks(paid, on)
    that_day = _cover(before, on, wage) != _cover(stand, on, wage)
    reached, without = _reached(stand, on), _reached(before, on)
    hangs = {fact: not that_day and without[fact] != reached[fact] for fact in reached}
    stand = before if refused else stand
    hangs |= {"bayar_hari_itu": that_day, "bayar_di_muka": ahead}
    hangs["cuti_bersama_menentukan"] = _hangs_on_joint_leave(count, stand, on)
    told = {name: int(hang) for name, hang in hangs.items()}
    stood = _counted_from(stand, ahead_reading).facts()
    return {**stood, **told, "umur": age(born, on) if born else -1, "bulan_setelah": after}


def age_limit(on: date) -> int:
    """The age in years below which a participant must be. Source: S70, S24, S22, S71; the article was not seen."""
    return amount("umur_maks", on)
