"""Scholarships of the children: school years still ahead, the amount of each level, the two children worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .case import Case, as_number, number, only, rows
from .errors import InvalidCase
from .evaluation import figure
from .months import parse_day
from .parameters import amount, facts, limit, revised
from .rules import doubt, gather, note, reason, rule

PP82 = date(2019, 12, 2)
ANNEX = "PP 82/2019 Lampiran III"
LEVELS = ("TK", "SD", "SMP", "SMA", "PT")
COUNTED_ON = ("SMP", "SMA")  # classes 7 to 9 and 10 to 12, counted on from SD, are classes 1 to 3 of their level
OF_EVERY_CLASS = (  # of a child, whatever its class: worked out once, not for each class that it may be in
    "umur_anak", "umur_awal_ajaran", "awal_pt", "beasiswa_pt_tahun", "beasiswa_umur", "menikah", "bekerja_anak",
    *(f"beasiswa_{level.lower()}" for level in LEVELS),
)  # fmt: skip
STATE = ("married", "works", "works_excepted")  # the last: still studying, works as Pasal 103 (3a) allows
LAST_WITHOUT_EXCEPTIONS = date(2025, 2, 23)
BOTH = ("jkm", "jkk")
LEVEL: dict[str, Any] = {"article": ANNEX, "valid_from": PP82, "decided_by": "event"}
CHILD: dict[str, Any] = {"article": ANNEX, "valid_from": PP82, "decided_by": "event", "each": "children"}
EXCEPTED: dict[str, Any] = {"article": "Permenaker 1/2025 Pasal 103 (3a)", "valid_from": date(2025, 2, 24)}
CHILD_EXCEPTED: dict[str, Any] = {**CHILD, **EXCEPTED}
ONE_CHILD = ("Beasiswa satu anak sampai umur batas", "Scholarship of one child up to the age limit")
WORKS = ("Anak ke-{nomor} tidak mendapat beasiswa: sudah bekerja", "Child {nomor} has no scholarship: works")
FAMILY: dict[str, Any] = {"article": ANNEX, "valid_from": PP82, "decided_by": "event", "schemes": BOTH}
EACH_CHILD: dict[str, Any] = {**FAMILY, "each": "children"}


@rule(
    **{**LEVEL, "article": "PP 82/2019 Pasal 25, 34"},
    label=("Berhak atas beasiswa anak", "Entitled to children's scholarships"),
    unit="yes",
)
def hak_beasiswa(  # noqa: PLR0917 -- arguments are the edges of the graph
    jkk: int,
    akibat: int,
    masa_iur: int,
    beasiswa_bulan_minimum: int,
    ragu_tiga_tahun: int,
    scholarship_three_years: int,
) -> int:
    if jkk:  # death or total permanent disability, without waiting time
        return 1 if akibat >= 2 else 0
    if ragu_tiga_tahun:
        return 1 if scholarship_three_years == 1 else 0
    return 1 if masa_iur >= beasiswa_bulan_minimum else 0


@doubt(
    **{**LEVEL, "article": "PP 82/2019 Pasal 34"},
    label=(
        "Tiga tahun menurut kalender atau menurut bulan iuran saja",
        "Three years by the calendar or by paid months only",
    ),
    schemes=("jkm",),
    reading="scholarship_three_years",
)
def ragu_tiga_tahun(  # noqa: PLR0917
    jumlah_anak: int,
    masa_iur: int,
    bulan_kepesertaan: int,
    bulan_kalender: int,
    bulan_sejak_bayar: int,
    beasiswa_bulan_minimum: int,
) -> int:
    if not jumlah_anak:
        return 0
    if masa_iur < beasiswa_bulan_minimum:
        return 1 if max(bulan_kalender, bulan_sejak_bayar) >= beasiswa_bulan_minimum else 0
    return 1 if bulan_kepesertaan >= beasiswa_bulan_minimum > bulan_kalender else 0


@rule(**{**LEVEL, "article": "-"}, label=("Tahun ajaran yang berjalan", "Running school year"), unit="year")
def tahun_ajaran(tanggal_kejadian: int, awal_tahun_ajaran: int) -> int:
    return tanggal_kejadian // 10000 - (0 if tanggal_kejadian % 10000 >= awal_tahun_ajaran else 1)


@rule(**CHILD, label=("Umur anak", "Age of the child"), unit="years")
def umur_anak(tanggal_kejadian: int, anak_lahir: int) -> int:
    return (tanggal_kejadian - anak_lahir) // 10000


@rule(**CHILD, label=("Umur pada awal tahun ajaran", "Age when the school year began"), unit="years")
def umur_awal_ajaran(tahun_ajaran: int, awal_tahun_ajaran: int, anak_lahir: int) -> int:
    return (tahun_ajaran * 10000 + awal_tahun_ajaran - anak_lahir) // 10000


@rule(**CHILD, label=("Tahun sampai mulai bersekolah", "Years until school begins"), unit="years")
def tahun_sampai_sekolah(anak_posisi: int, umur_awal_ajaran: int, usia_masuk_tk: int) -> int:
    return max(0, usia_masuk_tk - umur_awal_ajaran) if anak_posisi < 0 else 0


@rule(**CHILD, label=("Tahun sekolah yang sudah dilalui dari awal TK", "School years passed since TK"), unit="years")
def posisi_awal(anak_posisi: int, umur_awal_ajaran: int, usia_masuk_tk: int) -> int:
    return max(0, umur_awal_ajaran - usia_masuk_tk) if anak_posisi < 0 else anak_posisi


@rule(**CHILD, label=("Tahun ajaran yang dimulai sebelum umur batas", "School years begun below the age"), unit="years")
def tahun_tersisa(  # noqa: PLR0917 -- arguments are the edges of the graph
    anak_posisi: int,
    anak_lahir: int,
    umur_anak: int,
    umur_awal_ajaran: int,
    usia_masuk_sd: int,
    school_entry_age: int,
    tahun_ajaran: int,
    awal_tahun_ajaran: int,
    tahun_sampai_sekolah: int,
    beasiswa_umur: int,
) -> int:
    if umur_anak >= beasiswa_umur:
        return 0
    if anak_posisi < 0 and (umur_awal_ajaran >= usia_masuk_sd or school_entry_age != 1):  # at no school, or not yet
        return 0
    last = anak_lahir // 10000 + beasiswa_umur - (1 if anak_lahir % 10000 <= awal_tahun_ajaran else 0)
    return max(0, last - tahun_ajaran - tahun_sampai_sekolah + 1)


@rule(**CHILD, label=("Tahun TK yang tersisa", "Years of TK ahead"), unit="years")
def tahun_tk(posisi_awal: int, tahun_tersisa: int, beasiswa_tk_tahun: int) -> int:
    return max(0, min(posisi_awal + tahun_tersisa, beasiswa_tk_tahun) - posisi_awal)


@rule(**LEVEL, label=("Awal SD", "Start of SD"), unit="years")
def awal_sd(beasiswa_tk_tahun: int) -> int:
    return beasiswa_tk_tahun


@rule(**LEVEL, label=("Awal SMP", "Start of SMP"), unit="years")
def awal_smp(awal_sd: int, beasiswa_sd_tahun: int) -> int:
    return awal_sd + beasiswa_sd_tahun


@rule(**LEVEL, label=("Awal SMA", "Start of SMA"), unit="years")
def awal_sma(awal_smp: int, beasiswa_smp_tahun: int) -> int:
    return awal_smp + beasiswa_smp_tahun


@rule(**LEVEL, label=("Awal perguruan tinggi", "Start of university"), unit="years")
def awal_pt(awal_sma: int, beasiswa_sma_tahun: int) -> int:
    return awal_sma + beasiswa_sma_tahun


@rule(**CHILD, label=("Tahun SD yang tersisa", "Years of SD ahead"), unit="years")
def tahun_sd(posisi_awal: int, tahun_tersisa: int, awal_sd: int, awal_smp: int) -> int:
    return max(0, min(posisi_awal + tahun_tersisa, awal_smp) - max(posisi_awal, awal_sd))


@rule(**CHILD, label=("Tahun SMP yang tersisa", "Years of SMP ahead"), unit="years")
def tahun_smp(posisi_awal: int, tahun_tersisa: int, awal_smp: int, awal_sma: int) -> int:
    return max(0, min(posisi_awal + tahun_tersisa, awal_sma) - max(posisi_awal, awal_smp))


@rule(**CHILD, label=("Tahun SMA yang tersisa", "Years of SMA ahead"), unit="years")
def tahun_sma(posisi_awal: int, tahun_tersisa: int, awal_sma: int, awal_pt: int) -> int:
    return max(0, min(posisi_awal + tahun_tersisa, awal_pt) - max(posisi_awal, awal_sma))


@rule(**CHILD, label=("Tahun perguruan tinggi yang tersisa", "Years of university ahead"), unit="years")
def tahun_pt(posisi_awal: int, tahun_tersisa: int, awal_pt: int, beasiswa_pt_tahun: int) -> int:
    return max(0, min(posisi_awal + tahun_tersisa, awal_pt + beasiswa_pt_tahun) - max(posisi_awal, awal_pt))


@rule(**CHILD, label=("Beasiswa TK dan SD", "Scholarship, TK and SD"), unit="rupiah")
def beasiswa_dasar(  # noqa: PLR0917
    tahun_tk: int, beasiswa_tk: int, beasiswa_tk_tahun: int, tahun_sd: int, beasiswa_sd: int, beasiswa_sd_tahun: int
) -> int:
    first = min(tahun_tk, beasiswa_tk_tahun) * beasiswa_tk if tahun_tk else 0
    return first + (min(tahun_sd, beasiswa_sd_tahun) * beasiswa_sd if tahun_sd else 0)


@rule(**CHILD, label=("Beasiswa SMP dan SMA", "Scholarship, SMP and SMA"), unit="rupiah")
def beasiswa_menengah(  # noqa: PLR0917
    tahun_smp: int, beasiswa_smp: int, beasiswa_smp_tahun: int, tahun_sma: int, beasiswa_sma: int,
    beasiswa_sma_tahun: int,
) -> int:  # fmt: skip
    first = min(tahun_smp, beasiswa_smp_tahun) * beasiswa_smp if tahun_smp else 0
    return first + (min(tahun_sma, beasiswa_sma_tahun) * beasiswa_sma if tahun_sma else 0)


@rule(**CHILD, label=("Beasiswa perguruan tinggi", "Scholarship, university"), unit="rupiah")
def beasiswa_tinggi(tahun_pt: int, beasiswa_pt: int, beasiswa_pt_tahun: int) -> int:
    return min(tahun_pt, beasiswa_pt_tahun) * beasiswa_pt if tahun_pt else 0


@rule(**{**CHILD, "valid_to": LAST_WITHOUT_EXCEPTIONS}, label=ONE_CHILD, unit="rupiah")
def beasiswa_satu_anak__not_working(
    menikah: int, bekerja_anak: int, beasiswa_dasar: int, beasiswa_menengah: int, beasiswa_tinggi: int
) -> int:
    if menikah or bekerja_anak:
        return 0
    return beasiswa_dasar + beasiswa_menengah + beasiswa_tinggi


@rule(**CHILD_EXCEPTED, label=ONE_CHILD, unit="rupiah")
def beasiswa_satu_anak__exceptions(  # noqa: PLR0917
    menikah: int, bekerja_anak: int, kerja_dikecualikan: int, beasiswa_dasar: int, beasiswa_menengah: int,
    beasiswa_tinggi: int,
) -> int:  # fmt: skip
    if menikah or (bekerja_anak and kerja_dikecualikan != 1):
        return 0
    return beasiswa_dasar + beasiswa_menengah + beasiswa_tinggi


gather(
    "beasiswa_keluarga",
    of="beasiswa_satu_anak",
    records="children",
    count="beasiswa_anak",
    article=ANNEX,
    label=("Beasiswa anak dengan nilai terbesar", "Scholarship of the children worth most"),
    valid_from=PP82,
    decided_by="event",
)


@note(
    **FAMILY,
    label=(
        "{jumlah_anak} anak; dihitung {beasiswa_anak} anak dengan nilai terbesar, ahli waris boleh memilih",
        "{jumlah_anak} children; the {beasiswa_anak} worth most are counted, the heirs may choose",
    ),
    unit="told",
    confidence="O",
)
def anak_dihitung(hak_beasiswa: int, jumlah_anak: int, beasiswa_anak: int) -> int:
    return beasiswa_anak if hak_beasiswa and jumlah_anak > beasiswa_anak else 0


@note(
    **EACH_CHILD,
    label=(
        "Anak ke-{nomor}: tahun yang diminta melebihi batas jenjangnya; dihitung sampai batas",
        "Child {nomor}: more years asked than the level has; counted up to the most",
    ),
    unit="told",
)
def tahun_melebihi_batas(  # noqa: PLR0917
    hak_beasiswa: int, tahun_tk: int, tahun_sd: int, tahun_smp: int, tahun_sma: int, tahun_pt: int,
    beasiswa_tk_tahun: int, beasiswa_sd_tahun: int, beasiswa_smp_tahun: int, beasiswa_sma_tahun: int,
    beasiswa_pt_tahun: int,
) -> int:  # fmt: skip
    if not hak_beasiswa:
        return 0
    if tahun_tk > beasiswa_tk_tahun or tahun_sd > beasiswa_sd_tahun or tahun_smp > beasiswa_smp_tahun:
        return 1
    return 1 if tahun_sma > beasiswa_sma_tahun or tahun_pt > beasiswa_pt_tahun else 0


@reason(
    **EACH_CHILD,
    label=(
        "Anak ke-{nomor} tidak mendapat beasiswa: sudah berumur {beasiswa_umur} tahun",
        "Child {nomor} has no scholarship: already {beasiswa_umur}",
    ),
)
def anak_dewasa(hak_beasiswa: int, anak_lahir: int, umur_anak: int, beasiswa_umur: int) -> int:
    return 1 if hak_beasiswa and anak_lahir and umur_anak >= beasiswa_umur else 0


@reason(
    **EACH_CHILD,
    label=("Anak ke-{nomor} tidak mendapat beasiswa: sudah menikah", "Child {nomor} has no scholarship: married"),
)
def anak_menikah(hak_beasiswa: int, menikah: int) -> int:
    return 1 if hak_beasiswa and menikah else 0


@reason(
    **{**EACH_CHILD, "valid_to": LAST_WITHOUT_EXCEPTIONS},
    label=WORKS,
)
def anak_bekerja__before(hak_beasiswa: int, bekerja_anak: int, menikah: int) -> int:
    return 1 if hak_beasiswa and bekerja_anak and not menikah else 0


@reason(**{**EACH_CHILD, **EXCEPTED}, label=WORKS)
def anak_bekerja__exceptions(hak_beasiswa: int, bekerja_anak: int, menikah: int, kerja_dikecualikan: int) -> int:
    if not hak_beasiswa or not bekerja_anak or menikah:
        return 0
    return 1 if kerja_dikecualikan == 0 else 0


@doubt(
    **{**EACH_CHILD, **EXCEPTED},
    label=(
        "Anak ke-{nomor} bekerja: masih bersekolah, dengan salah satu pengecualian Pasal 103 ayat (3a)?",
        "Child {nomor} works: still studying, with one of the exceptions of Pasal 103 (3a)?",
    ),
)
def ragu_anak_bekerja(hak_beasiswa: int, bekerja_anak: int, menikah: int, kerja_dikecualikan: int) -> int:
    if not hak_beasiswa or not bekerja_anak or menikah:
        return 0
    return 1 if kerja_dikecualikan == 2 else 0


@doubt(
    **EACH_CHILD,
    label=(
        "Kelas anak ke-{nomor} belum diketahui: dihitung kelas yang nilainya paling kecil.",
        "The class of child {nomor} is not known: the one worth least is counted.",
    ),
)
def ragu_kelas(hak_beasiswa: int, tanpa_kelas: int, umur_anak: int, beasiswa_umur: int) -> int:
    if not hak_beasiswa or not tanpa_kelas:
        return 0
    return 1 if umur_anak < beasiswa_umur else 0


@rule(
    **CHILD,
    label=("Keadaan sekolah anak", "School of the child"),
    unit="school",
)
def belum_bersekolah(  # noqa: PLR0917
    anak_lahir: int, anak_posisi: int, umur_anak: int, beasiswa_umur: int, umur_awal_ajaran: int, usia_masuk_sd: int
) -> int:
    if anak_lahir == 0 or anak_posisi >= 0:
        return 0
    if umur_anak >= beasiswa_umur:
        return 0
    return 2 if umur_awal_ajaran >= usia_masuk_sd else 1


@doubt(
    **EACH_CHILD,
    label=(
        "Anak ke-{nomor} berusia sekolah tanpa data sekolah: apakah masih bersekolah, dan di kelas berapa?",
        "Child {nomor} is of school age without a school: still at school, and in which class?",
    ),
)
def ragu_sekolah(hak_beasiswa: int, belum_bersekolah: int) -> int:
    return 1 if hak_beasiswa and belum_bersekolah == 2 else 0


@doubt(
    **EACH_CHILD,
    label=("Umur masuk sekolah anak ke-{nomor}", "Age at which child {nomor} will enter school"),
    reading="school_entry_age",
)
def ragu_usia_masuk(hak_beasiswa: int, belum_bersekolah: int) -> int:
    return 1 if hak_beasiswa and belum_bersekolah == 1 else 0


@doubt(
    **EACH_CHILD,
    label=("Tahun ajaran anak ke-{nomor}", "School year of child {nomor}"),
    reading="school_year",
)
def ragu_tahun_ajaran(hak_beasiswa: int, anak_lahir: int) -> int:
    return 1 if hak_beasiswa and anak_lahir else 0


def scholarship_amount(level: str, on: date) -> int:
    """Rupiah per school year of a level on a day (0 before PP 82/2019)."""
    return amount(f"beasiswa_{level.lower()}", on)


def _most(level: str, on: date) -> int:
    return amount(f"beasiswa_{level.lower()}_tahun", max(on, PP82))


def position(level: str, grade: int, on: date) -> int:
    """Which school year, counted from the first of TK as 0, class ``grade`` of a level is."""
    return sum(_most(before, on) for before in LEVELS[: LEVELS.index(level)]) + grade - 1


def scholarship_years(born: date, level: str | None, grade: int | None, on: date) -> dict[str, int]:
    """School years still ahead by level, the running one included, for a child below 23.

    A projection: a child not yet at school is taken to enter TK at 5 and SD at 7, which the law does not say (a case
    asks instead); one past that age and at no school has none. Each year counts while the child is below 23 when it
    begins. Without a grade, the one worth least is taken.
    """
    day, known = max(on, PP82), {"tanggal_kejadian": as_number(on), "anak_lahir": as_number(born)}
    if level:
        known["anak_posisi"] = position(level, grade, on) if grade else _least_worth(born, level, on)
    with revised({"school_entry_age": "favour"}):
        found = {name: figure(f"tahun_{name.lower()}", known, day) for name in LEVELS}
    return {name: years for name, years in found.items() if years}


def _least_worth(born: date, level: str, on: date) -> int:
    """The position of the class of a level whose scholarship is the least."""
    day, known = max(on, PP82), {"tanggal_kejadian": as_number(on), "anak_lahir": as_number(born)}
    for name in OF_EVERY_CLASS:
        figure(name, known, day)
    first = position(level, 1, on)
    positions = range(first, first + _most(level, on))
    return min(positions, key=lambda at: figure("beasiswa_satu_anak", {**known, "anak_posisi": at}, day))


def _grade(child: Case, level: str, field: str, on: date) -> int | None:
    """The class within its level, 1 the first; None when it is not known (missing or 0)."""
    told = 0 if child.get("class") is None else number(child, "class", 0, field=f"{field}.class")
    most, before = _most(level, on), LEVELS[1 : LEVELS.index(level)] if level in COUNTED_ON else ()
    past = sum(_most(one, on) for one in before)
    grade = told - (past if told > most else 0)
    if told and not 1 <= grade <= most:
        raise InvalidCase(f"{field}.class", f"{child['class']!r} is no class of {level}; give one from 1 to {most}")
    return grade or None


def born_by(died: date) -> date:
    """The last day on which a child of one who died may be born."""
    return died + timedelta(days=limit("anak_lahir_sesudah", died))


def _child(child: Case, field: str, on: date, died: date | None) -> dict[str, int]:
    """The facts of a case's child, in either form. Raises InvalidCase."""
    state = {fact: _yes(child, name, field) for name, fact in (("married", "menikah"), ("works", "bekerja_anak"))}
    if child.get("works_excepted") is not None:  # left out or null: not known
        state["kerja_dikecualikan"] = _yes(child, "works_excepted", field)
    if "born" not in child:
        only(child, (*LEVELS, *STATE), field)
        most = facts()["tahun_pt"].most
        years = {f"tahun_{one.lower()}": number(child, one, 0, field=f"{field}.{one}", most=most) for one in LEVELS}
        return {**years, **state}
    only(child, ("born", "level", "class", *STATE), field)
    born, level = parse_day(child["born"], f"{field}.born"), child.get("level")
    if died and born > born_by(died):
        after = limit("anak_lahir_sesudah", died)
        raise InvalidCase(
            f"{field}.born", f"is more than {after} days after the event; give the day of birth, or leave the child out"
        )
    if level is not None and level not in LEVELS:
        raise InvalidCase(f"{field}.level", f"{level!r} is unknown; use one of {' '.join(LEVELS)}")
    if level is None:
        if child.get("class") is not None:
            raise InvalidCase(f"{field}.class", f"needs its level; give one of {' '.join(LEVELS)}")
        return {"anak_lahir": as_number(born), **state}
    grade = _grade(child, level, field, on)
    _lived_through(born, position(level, grade or 1, on) - position("SD", 1, on), f"{field}.level", on)
    at = position(level, grade, on) if grade else _least_worth(born, level, on)
    return {"anak_lahir": as_number(born), "anak_posisi": at, "tanpa_kelas": int(not grade), **state}


def _lived_through(born: date, behind: int, field: str, on: date) -> None:
    """Refuse a class that has more years of school (from SD on) behind it than the child has lived."""
    age = max(0, (as_number(on) - as_number(born)) // 10000)
    if behind > age:
        years = f"comes after {behind} years of school, which a child of {age} has not lived"
        raise InvalidCase(field, f"{years}; correct its born, level or class")


def _yes(child: Case, name: str, field: str) -> int:
    if child.get(name) is not None and not isinstance(child[name], bool):
        raise InvalidCase(f"{field}.{name}", "is true or false")
    return int(bool(child.get(name)))


def children(case: Mapping[str, Any], on: date, died: date | None) -> tuple[dict[str, int], list[dict[str, int]]]:
    """(facts of the family, facts of each child) of a case on the day of the event. Raises InvalidCase.

    ``died``: the day of death, after which no child may be born too late; None when nobody died or no day is known.
    """
    given: Sequence[Case] = rows(case, "children")
    if len(given) > (most := facts()["jumlah_anak"].most):
        raise InvalidCase("children", f"more than {most} children; give at most {most}")
    each = [_child(child, f"children[{at}]", on, died) for at, child in enumerate(given)]
    return {"tanggal_kejadian": as_number(on), "jumlah_anak": len(given)}, each
