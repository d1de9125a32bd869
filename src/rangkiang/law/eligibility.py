"""Who may join: what the law asks of a BPU participant, and what a local act (Perda, Perbup, SK) adds to it.

The act fills the open terms of ``terms.toml``; its number stands in the answer. An unknown fact is a question, not no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from .answer import Answer
from .case import Told, number, only, under_known_law
from .clock import START
from .errors import InvalidCase
from .months import age, parse_day
from .parameters import facts
from .rules import doubt, reason, rule
from .scheme import answer, scheme

PARTICIPANT, AGES = "PP 44/2015 Pasal 5 (3)", "-"  # of the age limit no article was seen
TERMS = ("umur_min", "umur_batas_lokal", "desil_maks", "terlindungi_boleh", "keluarga_maks")
KNOWN = {None: 2, False: 0, True: 1}
YES_NO = {"works": "bekerja", "wage_earner": "upah_daftar", "nik_known": "nik_dikenal", "covered": "terlindungi_lain"}
FIELDS = ("on", "born", *YES_NO, "decile", "region", "job", "family_covered", "act")
ACT = (
    "number",
    "from",
    "to",
    "regions",
    "jobs",
    "age_min",
    "age_below",
    "decile_max",
    "covered_may_join",
    "family_max",
)
FILLED = dict(zip(("age_min", "age_below", "decile_max", "covered_may_join", "family_max"), TERMS, strict=True))
MET: dict[str, Any] = {"valid_from": START, "decided_by": "on"}
SAYS: dict[str, Any] = {**MET, "schemes": ("eligibility",), "cover": True}
BY_ACT: dict[str, Any] = {**SAYS, "article": "Perbup"}

ELIGIBILITY = scheme(name="eligibility", day="on", parts={}, cover="layak", benefit=False)


@rule(**MET, article=AGES, label=("Umurnya memenuhi", "Age is within"), unit="open")
def umur_memenuhi(  # noqa: PLR0917 -- arguments are the edges of the graph
    umur_daftar: int, umur_maks: int, umur_min: int, umur_batas_lokal: int, ragu_umur_terendah: int, lowest_age: int
) -> int:
    if umur_daftar < umur_min or umur_daftar >= min(umur_maks, umur_batas_lokal):
        return 0
    return lowest_age if ragu_umur_terendah else 1


@rule(**MET, article=PARTICIPANT, confidence="T", label=("Bukan penerima upah yang bekerja",
      "Works without wage"), unit="open")  # fmt: skip
def kerja_memenuhi(bekerja: int, upah_daftar: int) -> int:
    if bekerja == 0 or upah_daftar == 1:
        return 0
    return 2 if bekerja == 2 or upah_daftar == 2 else 1


@rule(**MET, article="Perbup", label=("Belum dilindungi pihak lain",
      "Not covered by others"), unit="open")  # fmt: skip
def bebas_perlindungan_lain(terlindungi_lain: int, terlindungi_boleh: int) -> int:
    if terlindungi_boleh:
        return 1
    return 2 if terlindungi_lain == 2 else 1 - terlindungi_lain


@rule(**MET, article="Perbup", label=("Desilnya memenuhi", "Decile is within"), unit="open")
def desil_memenuhi(desil: int, desil_maks: int, desil_tertinggi: int) -> int:
    if desil_maks >= desil_tertinggi:
        return 1
    if desil == 0:
        return 2
    return 1 if desil <= desil_maks else 0


@rule(**MET, article="Perbup", label=("Keluarganya memenuhi", "Family is within"), unit="open")
def keluarga_memenuhi(keluarga_terlindungi: int, keluarga_maks: int) -> int:
    if keluarga_maks == 0:  # no act names a limit
        return 1
    if keluarga_terlindungi < 0:
        return 2
    return 1 if keluarga_terlindungi < keluarga_maks else 0


@rule(
    **MET,
    article="Perbup",
    label=("Wilayah, pekerjaan dan keluarganya memenuhi", "Region, job and family are within"),
    unit="open",
)
def sasaran_memenuhi(wilayah_cocok: int, pekerjaan_cocok: int, keluarga_memenuhi: int) -> int:
    if wilayah_cocok == 0 or pekerjaan_cocok == 0 or keluarga_memenuhi == 0:
        return 0
    return 2 if wilayah_cocok == 2 or pekerjaan_cocok == 2 or keluarga_memenuhi == 2 else 1


@rule(**MET, article=PARTICIPANT, label=("Memenuhi syarat", "Eligible"), unit="open")
def layak(  # noqa: PLR0917 -- arguments are the edges of the graph
    umur_memenuhi: int, kerja_memenuhi: int, nik_dikenal: int, bebas_perlindungan_lain: int, desil_memenuhi: int,
    sasaran_memenuhi: int,
) -> int:  # fmt: skip
    if not (umur_memenuhi and kerja_memenuhi and nik_dikenal):
        return 0
    if not (bebas_perlindungan_lain and desil_memenuhi and sasaran_memenuhi):
        return 0
    if umur_memenuhi == 2 or kerja_memenuhi == 2 or nik_dikenal == 2 or bebas_perlindungan_lain == 2:
        return 2
    return 2 if desil_memenuhi == 2 or sasaran_memenuhi == 2 else 1


# --- why not ----------------------------------------------------------------------------------------------------------
@reason(**SAYS, article=AGES, label=("Umur {umur_daftar} tahun; harus {umur_min} sampai di bawah {umur_maks}",
        "Age {umur_daftar}; must be {umur_min} to below {umur_maks}"))  # fmt: skip
def umur_tidak_memenuhi(umur_daftar: int, umur_min: int, umur_maks: int) -> int:
    return 1 if umur_daftar < umur_min or umur_daftar >= umur_maks else 0


@reason(**BY_ACT, label=("Umur {umur_daftar} tahun; aturan daerah: di bawah {umur_batas_lokal}",
        "Age {umur_daftar}; local act: below {umur_batas_lokal}"))  # fmt: skip
def umur_lokal_lewat(umur_daftar: int, umur_batas_lokal: int, umur_maks: int) -> int:
    return 1 if umur_batas_lokal <= umur_daftar < umur_maks else 0


@reason(**SAYS, article=PARTICIPANT, confidence="O", label=("Tidak bekerja", "Does not work"))
def tidak_bekerja(bekerja: int) -> int:
    return 1 if bekerja == 0 else 0


@reason(
    **SAYS,
    article=PARTICIPANT,
    confidence="T",
    label=("Penerima upah: pesertanya pemberi kerja", "A wage earner: the employer registers"),
)
def penerima_upah_daftar(upah_daftar: int) -> int:
    return 1 if upah_daftar == 1 else 0


@reason(**SAYS, article=AGES, label=("NIK tidak dikenal Dukcapil", "NIK not known to Dukcapil"))
def nik_tidak_dikenal(nik_dikenal: int) -> int:
    return 1 if nik_dikenal == 0 else 0


@reason(**BY_ACT, label=("Sudah dilindungi pihak lain", "Already covered by others"))
def sudah_terlindungi(bebas_perlindungan_lain: int) -> int:
    return 1 if bebas_perlindungan_lain == 0 else 0


@reason(**BY_ACT, label=("Desil {desil}; paling tinggi {desil_maks}", "Decile {desil}; at most {desil_maks}"))
def desil_terlalu_tinggi(desil_memenuhi: int) -> int:
    return 1 if desil_memenuhi == 0 else 0


@reason(**BY_ACT, label=("Wilayahnya tidak termasuk", "The region is not one of those named"))
def wilayah_tidak_cocok(wilayah_cocok: int) -> int:
    return 1 if wilayah_cocok == 0 else 0


@reason(**BY_ACT, label=("Pekerjaannya tidak termasuk", "The job is not one of those named"))
def pekerjaan_tidak_cocok(pekerjaan_cocok: int) -> int:
    return 1 if pekerjaan_cocok == 0 else 0


@reason(**BY_ACT, label=("Sudah {keluarga_terlindungi} orang sekeluarga yang dilindungi; paling banyak {keluarga_maks}",
        "{keluarga_terlindungi} of the family are covered already; at most {keluarga_maks}"))  # fmt: skip
def keluarga_penuh(keluarga_memenuhi: int) -> int:
    return 1 if keluarga_memenuhi == 0 else 0


# --- what is not known ------------------------------------------------------------------------------------------------
@doubt(**SAYS, article=AGES, label=("Belum dewasa, dan tanpa batas bawah", "Young, and no lowest age"),
       reading="lowest_age")  # fmt: skip
def ragu_umur_terendah(umur_daftar: int, umur_min: int, umur_bawah_ragu: int) -> int:
    return 1 if umur_min == 0 and umur_daftar < umur_bawah_ragu else 0


@reason(
    **SAYS,
    article=AGES,
    confidence="X",
    label=("Terlalu muda menurut tafsir yang berlaku", "Too young by the reading in force"),
)
def terlalu_muda(ragu_umur_terendah: int, lowest_age: int) -> int:
    return 1 if ragu_umur_terendah and lowest_age == 0 else 0


@doubt(**SAYS, article=PARTICIPANT, label=("Apakah ia bekerja?", "Does the person work?"))
def belum_tahu_bekerja(bekerja: int) -> int:
    return 1 if bekerja == 2 else 0


@doubt(**SAYS, article=PARTICIPANT, label=("Apakah ia penerima upah?", "Is the person a wage earner?"))
def belum_tahu_upah(upah_daftar: int) -> int:
    return 1 if upah_daftar == 2 else 0


@doubt(**SAYS, article=AGES, label=("NIK belum diperiksa di Dukcapil", "The NIK is not checked with Dukcapil"))
def belum_periksa_nik(nik_dikenal: int) -> int:
    return 1 if nik_dikenal == 2 else 0


@doubt(**BY_ACT, label=("Apakah ia sudah dilindungi pihak lain?", "Is the person covered by others?"))
def belum_tahu_perlindungan(bebas_perlindungan_lain: int) -> int:
    return 1 if bebas_perlindungan_lain == 2 else 0


@doubt(**BY_ACT, label=("Desilnya belum diketahui", "The decile is not known"))
def belum_tahu_desil(desil_memenuhi: int) -> int:
    return 1 if desil_memenuhi == 2 else 0


@doubt(**BY_ACT, label=("Wilayahnya belum diketahui", "The region is not known"))
def belum_tahu_wilayah(wilayah_cocok: int) -> int:
    return 1 if wilayah_cocok == 2 else 0


@doubt(**BY_ACT, label=("Pekerjaannya belum diketahui", "The job is not known"))
def belum_tahu_pekerjaan(pekerjaan_cocok: int) -> int:
    return 1 if pekerjaan_cocok == 2 else 0


@doubt(**BY_ACT, label=("Berapa orang lain sekeluarga yang sudah dilindungi?",
       "How many others of the family are covered?"))  # fmt: skip
def belum_tahu_keluarga(keluarga_memenuhi: int) -> int:
    return 1 if keluarga_memenuhi == 2 else 0


def eligibility(case: Mapping[str, Any], law_of: date | None = None) -> Answer:
    """Whether a person may join on a day: decision ``eligible``, ``ineligible`` or ``review``. Raises InvalidCase.

    ``act`` (optional) is the local act with its number, its days and the open terms it fills: age_min, age_below,
    decile_max, regions (codes; a code holds all below it), jobs, covered_may_join, family_max.
    """
    only(case, FIELDS)
    on, born = parse_day(case.get("on"), "on"), parse_day(case.get("born"), "born")
    if born > on:
        raise InvalidCase("born", "is after the day of registration; give the day of birth")
    under_known_law(on, "on", law_of)
    given: dict[str, int] = {
        "umur_daftar": age(born, on),
        "desil": number(case, "decile", 0, most=facts()["desil"].most),
    }
    for name, fact in YES_NO.items():
        if not isinstance(told := case.get(name), bool | None):
            raise InvalidCase(name, "is true, false or null (not known)")
        given[fact] = KNOWN[told]
    if case.get("family_covered") is not None:
        given["keluarga_terlindungi"] = number(case, "family_covered", None, most=facts()["keluarga_terlindungi"].most)
    act = case.get("act")
    given |= _terms(only({} if act is None else act, ACT, "act"), case, on)
    found = answer(ELIGIBILITY, given, law_of or on)
    names = {"computed": "eligible", "not_covered": "ineligible", "review": "review"}
    return replace(found, decision=names[found.decision])


def _terms(act: Mapping[str, Any], case: Mapping[str, Any], on: date) -> dict[str, int]:
    """The open terms as the act fills them, each a fact that names the act."""
    if not act:
        return {}
    since, until = parse_day(act.get("from"), "act.from"), act.get("to")
    until = date.max if until is None else parse_day(until, "act.to")
    if not since <= on <= until:
        raise InvalidCase("act", f"is not in force on {on}; give the act of that day, or leave it out")
    if not (isinstance(act.get("number"), str) and act["number"]):
        raise InvalidCase("act.number", 'is missing; name the act, like "Perbup 5/2022"')
    filled: dict[str, int] = {}
    for name, term in FILLED.items():
        if (told := act.get(name)) is not None:
            limits = facts()[term]
            told = int(told) if limits.unit == "yes" and isinstance(told, bool) else told
            least = 1 if name == "family_max" else limits.least  # 0 stands for: no act names one
            value = number({name: told}, name, None, least, f"act.{name}", limits.most)
            filled[term] = Told.make(value, limits.label_id, limits.label_en, act["number"], "O")
    if filled.get("umur_batas_lokal", facts()["umur_batas_lokal"].most) <= filled.get("umur_min", -1):
        raise InvalidCase("act.age_below", f"{act['age_below']} is not above age_min; correct one of the two")
    for name, fact, one, fits in (
        ("regions", "wilayah_cocok", "region", _within),
        ("jobs", "pekerjaan_cocok", "job", str.__eq__),
    ):
        if (named := _names(act, name)) is not None:
            said = _text(case, one)
            filled[fact] = int(any(fits(said, each) for each in named)) if said else KNOWN[None]
    return filled


def _names(act: Mapping[str, Any], name: str) -> list[str] | None:
    named = act.get(name)
    if named is not None and not (isinstance(named, list | tuple) and all(isinstance(one, str) for one in named)):
        raise InvalidCase(f"act.{name}", "is a list of texts")
    return named if named is None else list(named)


def _text(case: Mapping[str, Any], name: str) -> str:
    """What is said, in text; empty when nothing is."""
    said = case.get(name)
    if said is not None and not isinstance(said, str):
        raise InvalidCase(name, f"{said!r} is not a text")
    return said or ""


def _within(region: str, code: str) -> bool:
    region, code = _dotted(region), _dotted(code)
    return region == code or region.startswith(f"{code}.")


def _dotted(code: str) -> str:
    """A code of Kemendagri as it is written, 13.03.10.2001, also when the dots were left out."""
    if not (code.isascii() and code.isdigit()):
        return code
    return ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)
