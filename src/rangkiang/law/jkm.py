"""JKM: what a family is given when a participant dies of other causes than work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import protection, scholarship
from .answer import Answer
from .case import number, only, paid_months, under_known_law
from .clock import START
from .errors import InvalidCase
from .months import parse_day
from .parameters import facts
from .rules import doubt, note, reason, rule
from .scheme import answer, scheme

PP82, P97A = date(2019, 12, 2), date(2025, 2, 24)
LAST_OLD, LAST_FREE = date(2019, 12, 1), date(2025, 2, 23)
BENEFITS, OLD_BENEFITS = "PP 82/2019 Pasal 34", "PP 44/2015 Lampiran III"
WAITING = "Permenaker 1/2025 Pasal 97A"
FULL = ("Berhak JKM penuh", "Entitled to the full JKM")
COUNTED = ("Kepesertaan yang dihitung", "Memberships counted")
DEATH, PERIODIC, FUNERAL = (
    ("Santunan kematian", "Death benefit"),
    ("Santunan berkala, dibayar sekaligus", "Periodic benefit, paid at once"),
    ("Biaya pemakaman", "Funeral cost"),
)
OLD: dict[str, Any] = {
    "article": OLD_BENEFITS,
    "valid_from": START,
    "valid_to": LAST_OLD,
    "decided_by": "death",
    "unit": "rupiah",
}
NEW: dict[str, Any] = {"article": BENEFITS, "valid_from": PP82, "decided_by": "death", "unit": "rupiah"}
SINCE_97A: dict[str, Any] = {"article": WAITING, "valid_from": P97A, "decided_by": "death", "schemes": ("jkm",)}
FIELDS = ("death", "born", "segment", "memberships", "paid", "children")

JKM = scheme(
    name="jkm",
    day="death",
    parts={"santunan": "santunan", "berkala": "berkala", "pemakaman": "pemakaman", "beasiswa": "beasiswa"},
    cover="lindung",
)


# --- the 3-month rule ------------------------------------------------------------------------------------------------
@rule(article="PP 44/2015", label=FULL, valid_from=START, valid_to=LAST_FREE, decided_by="death", unit="open")
def jkm_penuh__no_waiting() -> int:
    return 1


@rule(article=WAITING, label=FULL, valid_from=P97A, decided_by="death", confidence="O", unit="open")
def jkm_penuh__three_months(  # noqa: PLR0917 -- arguments are the edges of the graph
    penerima_upah: int,
    ragu_daftar_ulang: int,
    re_registered: int,
    ragu_tiga_bulan: int,
    three_month_boundary: int,
    ragu_berturut: int,
    three_months_in_a_row: int,
    bulan_kepesertaan: int,
    jkm_bulan_minimum: int,
    tiga_bulan_hari_itu: int,
    same_day_payment: int,
) -> int:
    if penerima_upah:
        return 1
    asked = 1 if tiga_bulan_hari_itu and same_day_payment == 2 else 0
    if ragu_daftar_ulang and re_registered:
        return 2 if asked else re_registered
    if not ragu_tiga_bulan and bulan_kepesertaan < jkm_bulan_minimum:
        return 0
    days = three_month_boundary if ragu_tiga_bulan else 1
    row = three_months_in_a_row if ragu_berturut else 1
    if days == 0 or row == 0:
        return 0
    return 2 if asked else max(days, row)


@doubt(
    **SINCE_97A, label=("Terdaftar ulang setelah berhenti", "Registered again after a lapse"), reading="re_registered"
)
def ragu_daftar_ulang(  # noqa: PLR0917
    penerima_upah: int,
    pernah_berhenti: int,
    bulan_kepesertaan: int,
    masa_iur: int,
    hari_kepesertaan: int,
    bulan_berturut: int,
    jkm_bulan_minimum: int,
    jkm_zona_ragu_hari: int,
) -> int:
    if penerima_upah or not pernah_berhenti or masa_iur < jkm_bulan_minimum:
        return 0
    if bulan_kepesertaan < jkm_bulan_minimum or bulan_berturut < jkm_bulan_minimum:
        return 1
    return 1 if hari_kepesertaan < jkm_zona_ragu_hari else 0


@doubt(
    **SINCE_97A,
    label=("Di antara tiga bulan iuran dan 92 hari", "Between three months and 92 days"),
    reading="three_month_boundary",
)
def ragu_tiga_bulan(  # noqa: PLR0917
    penerima_upah: int,
    ragu_daftar_ulang: int,
    re_registered: int,
    bulan_kepesertaan: int,
    hari_kepesertaan: int,
    hari_sejak_bayar: int,
    bulan_sejak_bayar: int,
    jkm_bulan_minimum: int,
    jkm_ragu_mulai_hari: int,
    jkm_zona_ragu_hari: int,
) -> int:
    if penerima_upah or (ragu_daftar_ulang and re_registered):
        return 0
    if bulan_kepesertaan < jkm_bulan_minimum:  # by days or calendar months it may be three all the same
        days = max(hari_kepesertaan, hari_sejak_bayar)
        return 1 if days >= jkm_ragu_mulai_hari or bulan_sejak_bayar >= jkm_bulan_minimum else 0
    return 1 if hari_kepesertaan < jkm_zona_ragu_hari else 0


@doubt(
    **SINCE_97A,
    label=("Tiga bulan iuran yang tidak berturut-turut", "Three paid months that are not in a row"),
    reading="three_months_in_a_row",
)
def ragu_berturut(  # noqa: PLR0917
    penerima_upah: int,
    ragu_daftar_ulang: int,
    re_registered: int,
    bulan_kepesertaan: int,
    bulan_berturut: int,
    jkm_bulan_minimum: int,
) -> int:
    if penerima_upah or (ragu_daftar_ulang and re_registered):
        return 0
    return 1 if bulan_berturut < jkm_bulan_minimum <= bulan_kepesertaan else 0


@doubt(
    **SINCE_97A,
    label=("Tiga bulan baru cukup pada hari kejadian", "Three months only with the very day's payment"),
    reading="same_day_payment",
)
def ragu_tiga_bulan_hari_itu(tiga_bulan_hari_itu: int, penerima_upah: int, jkm_penuh: int) -> int:
    return 1 if tiga_bulan_hari_itu and not penerima_upah and jkm_penuh != 0 else 0


@reason(
    **SINCE_97A,
    label=(
        "Santunan tidak diberikan: baru {bulan_kepesertaan} dari {jkm_bulan_minimum} bulan kepesertaan",
        "No death benefit: {bulan_kepesertaan} of {jkm_bulan_minimum} months of membership",
    ),
    confidence="O",
)
def santunan_belum(jkm_penuh: int, bulan_kepesertaan: int, jkm_bulan_minimum: int) -> int:
    return 1 if jkm_penuh == 0 and bulan_kepesertaan < jkm_bulan_minimum else 0


@reason(
    **SINCE_97A,
    label=(
        "Santunan tidak diberikan menurut tafsir yang berlaku: baru {hari_kepesertaan} dari {jkm_zona_ragu_hari} hari",
        "No death benefit by the reading in force: {hari_kepesertaan} of {jkm_zona_ragu_hari} days",
    ),
    confidence="X",
)
def santunan_belum_hari(
    jkm_penuh: int,
    bulan_kepesertaan: int,
    jkm_bulan_minimum: int,
    ragu_tiga_bulan: int,
    three_month_boundary: int,
) -> int:
    if jkm_penuh or bulan_kepesertaan < jkm_bulan_minimum:
        return 0
    return 1 if ragu_tiga_bulan and three_month_boundary == 0 else 0


@reason(
    **SINCE_97A,
    label=(
        "Santunan tidak diberikan menurut tafsir yang berlaku: paling banyak {bulan_berturut} bulan berturut-turut",
        "No death benefit by the reading in force: at most {bulan_berturut} months in a row",
    ),
    confidence="X",
)
def santunan_tidak_berturut(jkm_penuh: int, ragu_berturut: int, three_months_in_a_row: int) -> int:
    return 1 if jkm_penuh == 0 and ragu_berturut and three_months_in_a_row == 0 else 0


# --- several memberships ---------------------------------------------------------------------------------------------
@doubt(
    **{**SINCE_97A, "article": "Permenaker 1/2025 Pasal 101"},
    label=("Lebih dari satu kepesertaan", "More than one membership"),
    reading="memberships",
)
def ragu_kepesertaan(kepesertaan: int, jkm_penuh: int) -> int:
    return 1 if kepesertaan > 1 and jkm_penuh != 0 else 0


@rule(article="PP 44/2015", label=COUNTED, valid_from=START, valid_to=LAST_FREE, decided_by="death")
def kepesertaan_dihitung__each(kepesertaan: int) -> int:
    return kepesertaan


@rule(article="Permenaker 1/2025 Pasal 101", label=COUNTED, valid_from=P97A, decided_by="death", confidence="O")
def kepesertaan_dihitung__pasal_101(kepesertaan: int, memberships: int) -> int:
    if kepesertaan == 1:
        return 1
    return kepesertaan if memberships == 1 else 1


# --- the parts -------------------------------------------------------------------------------------------------------
@rule(**OLD, label=DEATH)
def santunan__pp44(jkm_santunan: int, kepesertaan_dihitung: int) -> int:
    return jkm_santunan * kepesertaan_dihitung


@rule(**NEW, label=DEATH)
def santunan__pp82(jkm_penuh: int, jkm_santunan: int, kepesertaan_dihitung: int) -> int:
    return jkm_santunan * kepesertaan_dihitung if jkm_penuh == 1 else 0


@rule(**OLD, label=PERIODIC)
def berkala__pp44(jkm_berkala: int, kepesertaan_dihitung: int) -> int:
    return jkm_berkala * kepesertaan_dihitung


@rule(**NEW, label=PERIODIC)
def berkala__pp82(jkm_penuh: int, jkm_berkala: int, kepesertaan_dihitung: int) -> int:
    return jkm_berkala * kepesertaan_dihitung if jkm_penuh == 1 else 0


@rule(**OLD, label=FUNERAL)
def pemakaman__pp44(jkm_pemakaman: int, kepesertaan_dihitung: int) -> int:
    return jkm_pemakaman * kepesertaan_dihitung


@rule(**NEW, label=FUNERAL, valid_to=LAST_FREE)
def pemakaman__pp82(jkm_pemakaman: int, kepesertaan_dihitung: int) -> int:
    return jkm_pemakaman * kepesertaan_dihitung


@rule(
    article="Permenaker 1/2025 Pasal 97A, 101",
    label=("Biaya pemakaman, sekali", "Funeral cost, once"),
    valid_from=P97A,
    decided_by="death",
    confidence="O",
    unit="rupiah",
)
def pemakaman__once(jkm_pemakaman: int) -> int:
    return jkm_pemakaman


@note(
    article=OLD_BENEFITS,
    label=(
        "Jumlah sebelum PP 82/2019 untuk satu kepesertaan; pembagiannya belum terkonfirmasi",
        "Total before PP 82/2019 of one membership; its split is not confirmed",
    ),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
    schemes=("jkm",),
    unit="rupiah",
)
def jumlah_lama(jkm_total_lama: int) -> int:
    return jkm_total_lama


# --- the scholarship -------------------------------------------------------------------------------------------------
@rule(**OLD, label=("Beasiswa sekali per peserta", "Scholarship once per participant"))
def beasiswa__once(jumlah_anak: int, scholarship_before_2019: int, jkm_beasiswa_lama: int) -> int:
    return jkm_beasiswa_lama if jumlah_anak and scholarship_before_2019 == 1 else 0


@rule(**NEW, label=("Beasiswa anak", "Children's scholarship"))
def beasiswa__by_year(  # noqa: PLR0917
    hak_beasiswa: int,
    ragu_beasiswa_berhenti: int,
    scholarship_after_lapse: int,
    ragu_tiga_tahun_hari_itu: int,
    same_day_payment: int,
    beasiswa_keluarga: int,
) -> int:
    if not hak_beasiswa:
        return 0
    if ragu_tiga_tahun_hari_itu and same_day_payment == 2:
        return 0
    if ragu_beasiswa_berhenti and scholarship_after_lapse != 1:
        return 0
    return beasiswa_keluarga


@doubt(
    article=OLD_BENEFITS,
    label=("Beasiswa menurut aturan lama", "Scholarship of the old law"),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
    schemes=("jkm",),
    reading="scholarship_before_2019",
)
def ragu_beasiswa_lama(jumlah_anak: int) -> int:
    return 1 if jumlah_anak else 0


@doubt(
    article=BENEFITS,
    label=("Masa iur cukup hanya dengan bulan sebelum berhenti", "Enough months only with those before a lapse"),
    valid_from=PP82,
    decided_by="death",
    schemes=("jkm",),
    reading="scholarship_after_lapse",
)
def ragu_beasiswa_berhenti(
    pernah_berhenti: int, bulan_kepesertaan: int, beasiswa_bulan_minimum: int, hak_beasiswa: int, beasiswa_keluarga: int
) -> int:
    if not (pernah_berhenti and hak_beasiswa and bulan_kepesertaan < beasiswa_bulan_minimum):
        return 0
    return 1 if beasiswa_keluarga else 0


@doubt(
    article="PP 82/2019 Pasal 34",
    label=("Tiga tahun masa iur baru cukup pada hari kejadian", "Three paid years only with the very day's payment"),
    valid_from=PP82,
    decided_by="death",
    schemes=("jkm",),
    reading="same_day_payment",
)
def ragu_tiga_tahun_hari_itu(tiga_tahun_hari_itu: int, hak_beasiswa: int, beasiswa_keluarga: int) -> int:
    return 1 if tiga_tahun_hari_itu and hak_beasiswa and beasiswa_keluarga else 0


@reason(
    article="PP 82/2019 Pasal 34",
    label=(
        "Beasiswa tidak diberikan menurut tafsir yang berlaku: belum tiga tahun kalender",
        "No scholarship by the reading in force: three calendar years are not complete",
    ),
    valid_from=PP82,
    decided_by="death",
    schemes=("jkm",),
    confidence="X",
)
def beasiswa_belum_kalender(
    ragu_tiga_tahun: int, scholarship_three_years: int, masa_iur: int, beasiswa_bulan_minimum: int
) -> int:
    return 1 if ragu_tiga_tahun and scholarship_three_years == 0 and masa_iur >= beasiswa_bulan_minimum else 0


@reason(
    article=BENEFITS,
    label=(
        "Beasiswa tidak diberikan: baru {masa_iur} dari {beasiswa_bulan_minimum} bulan iuran",
        "No scholarship: {masa_iur} of {beasiswa_bulan_minimum} paid months",
    ),
    valid_from=PP82,
    decided_by="death",
    schemes=("jkm",),
)
def beasiswa_belum(  # noqa: PLR0917
    jumlah_anak: int,
    hak_beasiswa: int,
    ragu_tiga_tahun: int,
    scholarship_three_years: int,
    masa_iur: int,
    beasiswa_bulan_minimum: int,
) -> int:
    if ragu_tiga_tahun and scholarship_three_years == 2:  # asked, not refused
        return 0
    return 1 if jumlah_anak and not hak_beasiswa and masa_iur < beasiswa_bulan_minimum else 0


def jkm(case: Mapping[str, Any], law_of: date | None = None) -> Answer:
    """The JKM of one death. Case and answer as in the command line's reference; raises InvalidCase.

    ``born`` of the participant may be given: from 65 on the case is left to a person. ``law_of``: decide by the law of
    this day instead of the day of death (what if).
    """
    only(case, FIELDS)
    death = parse_day(case.get("death"), "death")
    under_known_law(death, "death", law_of)
    segment = case.get("segment", "BPU")
    if segment not in ("BPU", "PU"):
        raise InvalidCase("segment", f"{segment!r} is unknown; use BPU or PU")
    memberships = number(case, "memberships", 1, 1, most=facts()["kepesertaan"].most)
    paid, after = paid_months(case, death)
    family, children = scholarship.children(case, death, death)
    given = {
        "penerima_upah": int(segment == "PU"),
        "kepesertaan": memberships,
        **protection.facts(case, paid, after, death, death),
        **family,
    }
    return answer(JKM, given, law_of or death, {"children": children})
