"""JKK: what a participant or the family is given after an accident at work. Care itself is unlimited and not in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import protection, scholarship
from .answer import Answer
from .bands import base_fact
from .case import Case, as_number, number, only, paid_months, under_known_law
from .clock import START
from .errors import InvalidCase
from .losses import losses
from .months import parse_day
from .parameters import UNSURE, facts, rows_on
from .rules import doubt, gather, reason, rule
from .scheme import answer, scheme

PP82, LAST_OLD = date(2019, 12, 2), date(2019, 12, 1)
BENEFITS, ANNEX = "PP 82/2019 Pasal 25, Lampiran III A", "PP 82/2019 Lampiran III"
FIELDS = (
    "accident", "death", "born", "segment", "outcome", "income_base", "band", "paid", "incapacity_months",
    "incapacity_days", "loss", "transport", "care", "children",
)  # fmt: skip
OUTCOMES = ("recovered", "partial", "total", "death")
TRANSPORT = {"land": "kuitansi_darat", "sea": "kuitansi_laut", "air": "kuitansi_udara"}
CARE = {
    "home": "kuitansi_rumah", "home_months": "bulan_rawat_rumah", "prosthesis_price": "harga_protesa",
    "denture": "kuitansi_gigi", "hearing_aid": "kuitansi_dengar", "glasses": "kuitansi_kacamata",
    "rehabilitation": "rehabilitasi",
}  # fmt: skip
NOW: dict[str, Any] = {"article": BENEFITS, "valid_from": PP82, "decided_by": "accident"}
RUPIAH: dict[str, Any] = {**NOW, "unit": "rupiah"}
LOSS: dict[str, Any] = {"article": ANNEX, "valid_from": PP82, "decided_by": "accident"}
ASKS: dict[str, Any] = {"valid_from": PP82, "decided_by": "accident", "schemes": ("jkk",)}

JKK = scheme(
    name="jkk",
    day="accident",
    parts={
        "santunan": "jkk_santunan", "berkala": "jkk_berkala_diberikan", "pemakaman": "jkk_pemakaman_diberikan",
        "stmb": "jkk_stmb", "cacat": "jkk_cacat", "transport": "jkk_transport", "beasiswa": "jkk_beasiswa",
        "rawat_rumah": "jkk_rawat_rumah", "protesa": "jkk_protesa", "alat_bantu": "jkk_alat_bantu",
        "rehabilitasi": "jkk_rehabilitasi",
    },
    cover="lindung",
    says={"jkk": 1},
    optional=frozenset({"rawat_rumah", "protesa", "alat_bantu", "rehabilitasi"}),
)  # fmt: skip


# --- death ------------------------------------------------------------------------------------------------------------
@rule(
    **RUPIAH,
    label=("Santunan kematian akibat kerja, paling sedikit santunan JKM", "Death at work, at least the JKM benefit"),
)
def jkk_santunan(
    akibat: int, jkm_santunan: int, ragu_dasar_upah: int, income_band: int, jkk_santunan_penuh: int
) -> int:
    if akibat != 3:
        return 0
    if ragu_dasar_upah and income_band != 1:
        return jkm_santunan
    return max(jkk_santunan_penuh, jkm_santunan)


@rule(**RUPIAH, label=("Bagian dari kelipatan dasar penghasilan", "Share of the multiple of the income base"))
def jkk_santunan_penuh(dasar_upah: int, jkk_kematian_persen: int, jkk_kali_upah: int) -> int:
    return dasar_upah * jkk_kematian_persen * jkk_kali_upah // 100


@rule(**RUPIAH, label=("Santunan berkala, dibayar sekaligus", "Periodic benefit, paid at once"))
def jkk_berkala_diberikan(akibat: int, jkk_berkala: int) -> int:
    return jkk_berkala if akibat >= 2 else 0


@rule(**RUPIAH, label=("Biaya pemakaman", "Funeral cost"))
def jkk_pemakaman_diberikan(akibat: int, jkk_pemakaman: int) -> int:
    return jkk_pemakaman if akibat == 3 else 0


@rule(**RUPIAH, label=("Beasiswa anak, tanpa masa tunggu", "Children's scholarship, no waiting time"))
def jkk_beasiswa(hak_beasiswa: int, beasiswa_keluarga: int) -> int:
    return beasiswa_keluarga if hak_beasiswa else 0


@reason(
    **ASKS,
    article=BENEFITS,
    label=(
        "Beasiswa tidak diberikan: hanya bila meninggal atau cacat total tetap",
        "No scholarship: only after death or total permanent disability",
    ),
)
def beasiswa_bukan(jumlah_anak: int, hak_beasiswa: int) -> int:
    return 1 if jumlah_anak and not hak_beasiswa else 0


# --- disability -------------------------------------------------------------------------------------------------------
@rule(**LOSS, each="losses", label=("Cacat kali fungsi, per seratus ribu", "Loss times function, per 100,000"))
def cacat_satu(cacat_permil: int, fungsi_persen: int) -> int:
    return cacat_permil * fungsi_persen


for _name, _count, _label in (
    ("cacat_jumlah", 0, ("Jumlah semua cacat, per seratus ribu", "All losses together, per 100,000")),
    ("cacat_terbesar", 1, ("Cacat terbesar, per seratus ribu", "The largest loss, per 100,000")),
):
    gather(_name, of="cacat_satu", records="losses", count=_count, label=_label, unit="", **LOSS)


@rule(**LOSS, label=("Cacat sebelum batas, per seratus ribu", "Loss before the ceiling, per 100,000"))
def cacat_sebelum_batas(ragu_beberapa_cacat: int, several_losses: int, cacat_jumlah: int, cacat_terbesar: int) -> int:
    return cacat_jumlah if ragu_beberapa_cacat and several_losses == 1 else cacat_terbesar


@rule(**LOSS, label=("Cacat yang dihitung, per seratus ribu", "Loss counted, per 100,000"))
def cacat_dihitung(
    cacat_sebelum_batas: int, ragu_batas_cacat: int, disability_ceiling: int, cacat_maks_persen: int
) -> int:
    return cacat_maks_persen * 1000 if ragu_batas_cacat and disability_ceiling != 1 else cacat_sebelum_batas


@rule(
    **NOW,
    label=(
        "Cacat sebagian sebelum pembulatan, per seratus ribu rupiah",
        "Partial disability before rounding, per 100,000",
    ),
)
def jkk_cacat_belum_bulat(dasar_upah: int, cacat_dihitung: int, jkk_kali_upah: int) -> int:
    return dasar_upah * cacat_dihitung * jkk_kali_upah


@rule(**RUPIAH, label=("Santunan cacat sebagian, rupiah penuh ke bawah", "Partial disability, whole rupiah, down"))
def jkk_cacat_sebagian(jkk_cacat_belum_bulat: int) -> int:
    return jkk_cacat_belum_bulat // 100000


@rule(**RUPIAH, label=("Santunan cacat total tetap", "Total permanent disability"))
def jkk_cacat_total(dasar_upah: int, jkk_cacat_total_persen: int, jkk_kali_upah: int) -> int:
    return dasar_upah * jkk_cacat_total_persen * jkk_kali_upah // 100


@rule(**RUPIAH, label=("Santunan cacat", "Disability"))
def jkk_cacat(
    akibat: int, ragu_dasar_upah: int, income_band: int, jkk_cacat_sebagian: int, jkk_cacat_total: int
) -> int:
    if ragu_dasar_upah and income_band != 1:
        return 0
    if akibat < 1 or akibat > 2:
        return 0
    return jkk_cacat_sebagian if akibat == 1 else jkk_cacat_total


# --- months unable to work --------------------------------------------------------------------------------------------
@rule(**NOW, label=("STMB sebelum pembulatan, per seratus rupiah", "Temporary incapacity before rounding, per 100"))
def jkk_stmb_belum_bulat(dasar_upah: int, bulan_stmb: int, stmb_bulan_penuh: int, stmb_persen_lanjut: int) -> int:
    full = min(bulan_stmb, stmb_bulan_penuh)
    return dasar_upah * (full * 100 + (bulan_stmb - full) * stmb_persen_lanjut)


@rule(**NOW, label=("STMB sisa hari, persen kali hari", "Temporary incapacity, days left, percent times days"))
def jkk_stmb_hari_belum_bulat(
    dasar_upah: int, hari_stmb: int, bulan_stmb: int, stmb_bulan_penuh: int, stmb_persen_lanjut: int
) -> int:
    return dasar_upah * hari_stmb * (100 if bulan_stmb < stmb_bulan_penuh else stmb_persen_lanjut)


@rule(**RUPIAH, label=("STMB sisa hari", "Temporary incapacity, days left"))
def jkk_stmb_hari(jkk_stmb_hari_belum_bulat: int, stmb_hari_sebulan: int) -> int:
    return jkk_stmb_hari_belum_bulat // (100 * stmb_hari_sebulan)


@rule(**RUPIAH, label=("Santunan sementara tidak mampu bekerja", "Temporary incapacity"))
def jkk_stmb(  # noqa: PLR0917
    bulan_stmb: int,
    ragu_dasar_upah: int,
    income_band: int,
    jkk_stmb_belum_bulat: int,
    hari_stmb: int,
    stmb_days: int,
    jkk_stmb_hari: int,
) -> int:
    if ragu_dasar_upah and income_band != 1:
        return 0
    days = jkk_stmb_hari if hari_stmb and stmb_days == 1 else 0
    return days + (jkk_stmb_belum_bulat // 100 if bulan_stmb else 0)


@reason(
    **ASKS,
    article=ANNEX,
    label=(
        "Cacat yang disebut tidak dihitung: akibatnya bukan cacat sebagian",
        "The loss named is not counted: the outcome is no partial disability",
    ),
)
def cacat_tidak_dihitung(jumlah_cacat: int, akibat: int) -> int:
    return 1 if jumlah_cacat and akibat != 1 else 0


@reason(
    **ASKS,
    article=BENEFITS,
    label=(
        "Sisa {hari_stmb} hari tidak mampu bekerja tidak dihitung menurut tafsir yang berlaku",
        "Days more unable to work that do not count by the reading in force: {hari_stmb}",
    ),
    confidence="X",
)
def hari_stmb_tidak_dihitung(ragu_hari_stmb: int, stmb_days: int) -> int:
    return 1 if ragu_hari_stmb and stmb_days == 0 else 0


# --- transport, care at home, aids ------------------------------------------------------------------------------------
@rule(
    **RUPIAH,
    label=("Pengangkutan, setiap moda sampai batasnya", "Transport, each mode up to its cap"),
)
def jkk_transport(  # noqa: PLR0917 -- arguments are the edges of the graph
    kuitansi_darat: int,
    kuitansi_laut: int,
    kuitansi_udara: int,
    angkut_darat_maks: int,
    angkut_laut_maks: int,
    angkut_udara_maks: int,
) -> int:
    land = min(kuitansi_darat, angkut_darat_maks) if kuitansi_darat else 0
    sea = min(kuitansi_laut, angkut_laut_maks) if kuitansi_laut else 0
    return land + sea + (min(kuitansi_udara, angkut_udara_maks) if kuitansi_udara else 0)


@rule(**RUPIAH, label=("Perawatan di rumah, sampai batasnya", "Care at home, up to its cap"))
def jkk_rawat_rumah(kuitansi_rumah: int, ragu_rawat_rumah: int, rawat_rumah_maks: int) -> int:
    if kuitansi_rumah == 0 or ragu_rawat_rumah:
        return 0
    return min(kuitansi_rumah, rawat_rumah_maks)


@rule(
    **RUPIAH,
    label=(
        "Ortesis atau protesis: harga pusat rehabilitasi dan tambahannya",
        "Orthosis or prosthesis: centre's price and more",
    ),
)
def jkk_protesa(harga_protesa: int, protesa_tambahan_persen: int) -> int:
    return harga_protesa * (100 + protesa_tambahan_persen) // 100 if harga_protesa else 0


@rule(
    **RUPIAH,
    label=(
        "Gigi tiruan, alat bantu dengar, kacamata, masing-masing sampai batasnya",
        "Denture, hearing aid, glasses, each up to its cap",
    ),
)
def jkk_alat_bantu(  # noqa: PLR0917
    kuitansi_gigi: int,
    kuitansi_dengar: int,
    kuitansi_kacamata: int,
    gigi_tiruan_maks: int,
    alat_dengar_maks: int,
    kacamata_maks: int,
) -> int:
    teeth = min(kuitansi_gigi, gigi_tiruan_maks) if kuitansi_gigi else 0
    ears = min(kuitansi_dengar, alat_dengar_maks) if kuitansi_dengar else 0
    return teeth + ears + (min(kuitansi_kacamata, kacamata_maks) if kuitansi_kacamata else 0)


@rule(**RUPIAH, label=("Rehabilitasi medik", "Medical rehabilitation"))
def jkk_rehabilitasi(rehabilitasi: int, rehabilitasi_medik: int) -> int:
    return rehabilitasi_medik if rehabilitasi else 0


# --- what a person must settle ----------------------------------------------------------------------------------------
@doubt(
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="accident",
    schemes=("jkk",),
    article="PP 44/2015 Lampiran III",
    label=(
        "Manfaat JKK sebelum PP 82/2019 (2 Desember 2019) belum terkonfirmasi: berapa yang diberikan?",
        "JKK benefits before PP 82/2019 (2 December 2019) are not confirmed: what is given?",
    ),
    confidence="M",
)
def ragu_jkk_lama() -> int:
    return 1


@doubt(
    **ASKS, article="PP 44/2015 Lampiran II", reading="income_band",
    label=("Dasar penghasilan belum terkonfirmasi", "The income base is not confirmed"),
)  # fmt: skip
def ragu_dasar_upah(dasar_upah_ragu: int, akibat: int, bulan_stmb: int, hari_stmb: int, stmb_days: int) -> int:
    if not dasar_upah_ragu:
        return 0
    return 1 if akibat or bulan_stmb or (hari_stmb and stmb_days == 1) else 0


@doubt(
    **ASKS, article=ANNEX, each="losses",
    label=(
        "{cacat_permil.label_id}: persentase belum terkonfirmasi, mintakan persentase dokter.",
        "{cacat_permil.label_en}: percentage not confirmed, ask for the doctor's.",
    ),
)  # fmt: skip
def ragu_persentase(akibat: int, persentase_ragu: int) -> int:
    return 1 if akibat == 1 and persentase_ragu else 0


@doubt(**ASKS, article=ANNEX, label=("Beberapa cacat sekaligus", "Several losses at once"), reading="several_losses")
def ragu_beberapa_cacat(akibat: int, jumlah_cacat: int) -> int:
    return 1 if akibat == 1 and jumlah_cacat > 1 else 0


@doubt(**ASKS, article=ANNEX, label=("Cacat melebihi batas", "Loss above the ceiling"), reading="disability_ceiling")
def ragu_batas_cacat(akibat: int, cacat_sebelum_batas: int, cacat_maks_persen: int) -> int:
    if akibat != 1:
        return 0
    return 1 if cacat_sebelum_batas > cacat_maks_persen * 1000 else 0


@doubt(**ASKS, article=ANNEX, label=("Hasilnya bukan rupiah penuh", "Not a whole rupiah"), reading="rounding")
def ragu_pembulatan(  # noqa: PLR0917
    akibat: int,
    bulan_stmb: int,
    harga_protesa: int,
    jkk_cacat_belum_bulat: int,
    jkk_stmb_belum_bulat: int,
    protesa_tambahan_persen: int,
    hari_stmb: int,
    stmb_days: int,
    jkk_stmb_hari_belum_bulat: int,
    stmb_hari_sebulan: int,
) -> int:
    if akibat == 1 and jkk_cacat_belum_bulat % 100000:
        return 1
    if bulan_stmb and jkk_stmb_belum_bulat % 100:
        return 1
    if hari_stmb and stmb_days == 1 and jkk_stmb_hari_belum_bulat % (100 * stmb_hari_sebulan):
        return 1
    return 1 if harga_protesa and harga_protesa * protesa_tambahan_persen % 100 else 0


@doubt(
    **ASKS,
    article=BENEFITS,
    label=(
        "Perawatan di rumah lebih dari satu tahun: berapa kuitansi yang termasuk tahun pertama?",
        "Care at home for more than a year: how much of the receipts falls in the first year?",
    ),
)
def ragu_rawat_rumah(kuitansi_rumah: int, bulan_rawat_rumah: int, rawat_rumah_bulan: int) -> int:
    return 1 if kuitansi_rumah and bulan_rawat_rumah > rawat_rumah_bulan else 0


@doubt(
    **ASKS,
    article=BENEFITS,
    label=("Sisa hari di luar bulan penuh", "Days beyond whole months"),
    reading="stmb_days",
)
def ragu_hari_stmb(hari_stmb: int) -> int:
    return 1 if hari_stmb else 0


@doubt(
    **ASKS,
    article=BENEFITS,
    label=(
        "Anak yang lahir lama sesudah kecelakaan ({anak_ditanyakan}): pada hari apa peserta meninggal?",
        "Children born long after the accident ({anak_ditanyakan}): on which day did the participant die?",
    ),
)
def ragu_hari_kematian(akibat: int, anak_ditanyakan: int) -> int:
    return 1 if akibat == 3 and anak_ditanyakan else 0


# --- the case ---------------------------------------------------------------------------------------------------------
def jkk(case: Mapping[str, Any], law_of: date | None = None) -> Answer:
    """The JKK cash benefits of one accident. Raises InvalidCase.

    The wage is ``income_base`` in rupiah or a ``band`` of Lampiran II; ``care`` (optional) holds receipts. ``death``
    (optional): the day of death, which months paid too late and a child's birth are counted from. ``law_of``:
    decide by the law of this day instead of the day of the accident (what if).
    """
    only(case, FIELDS)
    accident = parse_day(case.get("accident"), "accident")
    outcome = case.get("outcome")
    if outcome not in OUTCOMES:
        what = "is missing; give" if outcome is None else f"{outcome!r} is unknown; use"
        raise InvalidCase("outcome", f"{what} one of {' '.join(OUTCOMES)}")
    under_known_law(accident, "accident", law_of)
    segment = case.get("segment", "BPU")
    if segment not in ("BPU", "PU"):
        raise InvalidCase("segment", f"{segment!r} is unknown; use BPU or PU")
    died = _death(case, accident, outcome)
    paid, after = paid_months(case, accident)
    family, children = _children(case, accident, died, asked := outcome == "death" and died is None)
    lost = losses(case, accident) if outcome == "partial" or case.get("loss") else []
    given = {
        "penerima_upah": int(segment == "PU"),
        "akibat": OUTCOMES.index(outcome),
        "bulan_stmb": number(case, "incapacity_months", 0, most=facts()["bulan_stmb"].most),
        "hari_stmb": number(case, "incapacity_days", 0, most=facts()["hari_stmb"].most),
        "jumlah_cacat": len(lost),
        **_base(case, accident, segment),
        **_receipts(case, "transport", TRANSPORT),
        **_receipts(case, "care", CARE),
        "kematian_ditanyakan": int(asked),
        **protection.facts(case, paid, paid_months(case, died)[1] if died else after, accident, died),
        **family,
    }
    parts = [part for part in JKK.parts if part not in JKK.optional or case.get("care")]
    return answer(JKK, given, law_of or accident, {"children": children, "losses": lost}, parts)


def _death(case: Case, accident: date, outcome: str) -> date | None:
    """The day of death, which may come long after the accident; None when it is not said or nobody died."""
    if case.get("death") is None:
        return None
    if outcome != "death":
        raise InvalidCase("death", "only the outcome death has a day of death; correct the outcome or leave it out")
    died = parse_day(case["death"], "death")
    if died < accident:
        raise InvalidCase("death", "is before the accident; give the day of death, or correct the accident")
    return died


def _children(case: Case, on: date, died: date | None, asked: bool) -> tuple[dict[str, int], list[dict[str, int]]]:
    """The children who count; those that only an unsaid day of death could tell (``asked``) are left to a person."""
    family, each = scholarship.children(case, on, died)
    last = as_number(scholarship.born_by(on))
    sure = [child for child in each if not asked or child.get("anak_lahir", 0) <= last]
    return {**family, "jumlah_anak": len(sure), "anak_ditanyakan": len(each) - len(sure)}, sure


def _base(case: Case, on: date, segment: str) -> dict[str, int]:
    """The income base; of a BPU it is that of a band, so it is as unsure as the band's row."""
    if ("band" in case) == ("income_base" in case):
        raise InvalidCase("income_base", "give the income base in rupiah, or the band")
    if "band" not in case:
        said = number(case, "income_base", None, 1, most=facts()["dasar_upah"].most)
        rows_of = [row for row in rows_on("bands", on) if row["base"] == said] if segment == "BPU" else []
        foreign = case.get("segment") == "BPU" and not rows_of  # no base of Lampiran II; unsaid, it may be a wage
        unsure = foreign or any(row["confidence"] in UNSURE for row in rows_of)
        return {"dasar_upah": said, "dasar_upah_ragu": int(unsure)}
    base = base_fact(number(case, "band", None, 1), on)
    return {"dasar_upah": base, "dasar_upah_ragu": int(base.confidence in UNSURE)}


def _receipts(case: Case, field: str, names: Mapping[str, str]) -> dict[str, int]:
    told = only({} if case.get(field) is None else case[field], tuple(names), field)
    if field == "care" and told.get("home") and "home_months" not in told:
        raise InvalidCase("care.home_months", "is missing; say for how many months care was given at home")
    if isinstance(told.get("rehabilitation"), bool):  # the only yes or no among amounts
        told = {**told, "rehabilitation": int(told["rehabilitation"])}
    return {
        fact: number(told, name, 0, field=f"{field}.{name}", most=facts()[fact].most) for name, fact in names.items()
    }
