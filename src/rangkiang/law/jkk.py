"""JKK: what a participant or the family is given after an accident at work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from . import protection, scholarship
from .answer import Answer, Draft
from .case import Case, number, only, paid_months, rows
from .clock import clock
from .errors import InvalidCase
from .months import parse_day
from .parameters import parameters, table
from .rules import UNSURE, Evaluation, rule

START, PP82 = date(2015, 7, 1), date(2019, 12, 2)
HUNDRED_PERCENT = 100_000  # thousandths of a percent: per mille of the table times percent of function
BENEFITS = "PP 82/2019 Pasal 25, Lampiran III A"
PARTS = ("santunan", "berkala", "pemakaman", "stmb", "cacat", "transport", "beasiswa")
FIELDS = ("accident", "born", "outcome", "income_base", "paid", "incapacity_months", "loss", "transport", "children")
OUTCOMES = ("recovered", "partial", "total", "death")


@rule(
    article=BENEFITS,
    label=("Santunan kematian akibat kerja, paling sedikit santunan JKM", "Death at work, at least the JKM benefit"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_santunan(dasar_upah: int, jkk_kematian_persen: int, jkk_kali_upah: int, jkm_santunan: int) -> int:
    return max(dasar_upah * jkk_kematian_persen * jkk_kali_upah // 100, jkm_santunan)


@rule(
    article=BENEFITS,
    label=("Santunan cacat total tetap", "Total permanent disability"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_cacat_total(dasar_upah: int, jkk_cacat_total_persen: int, jkk_kali_upah: int) -> int:
    return dasar_upah * jkk_cacat_total_persen * jkk_kali_upah // 100


@rule(
    article=BENEFITS,
    label=(
        "Cacat sebagian sebelum pembulatan, per seratus ribu rupiah",
        "Partial disability before rounding, in hundred-thousandths of a rupiah",
    ),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_cacat_belum_bulat(dasar_upah: int, cacat_per_seratus_ribu: int, jkk_kali_upah: int) -> int:
    return dasar_upah * cacat_per_seratus_ribu * jkk_kali_upah


@rule(
    article=BENEFITS,
    label=("Santunan cacat sebagian, rupiah penuh ke bawah", "Partial disability, whole rupiah, down"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_cacat_sebagian(jkk_cacat_belum_bulat: int) -> int:
    return jkk_cacat_belum_bulat // 100000


@rule(
    article=BENEFITS,
    label=("STMB sebelum pembulatan, per seratus rupiah", "Temporary incapacity before rounding, in hundredths"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_stmb_belum_bulat(dasar_upah: int, bulan_stmb: int, stmb_bulan_penuh: int, stmb_persen_lanjut: int) -> int:
    full = min(bulan_stmb, stmb_bulan_penuh)
    return dasar_upah * (full * 100 + (bulan_stmb - full) * stmb_persen_lanjut)


@rule(
    article=BENEFITS,
    label=("Santunan sementara tidak mampu bekerja", "Temporary incapacity"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_stmb(jkk_stmb_belum_bulat: int) -> int:
    return jkk_stmb_belum_bulat // 100


@rule(
    article=BENEFITS,
    label=("Santunan berkala, dibayar sekaligus", "Periodic benefit, paid at once"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_berkala_diberikan(jkk_berkala: int) -> int:
    return jkk_berkala


@rule(article=BENEFITS, label=("Biaya pemakaman", "Funeral cost"), valid_from=PP82, decided_by="accident")
def jkk_pemakaman_diberikan(jkk_pemakaman: int) -> int:
    return jkk_pemakaman


@rule(
    article=BENEFITS,
    label=("Pengangkutan, setiap moda sampai batasnya", "Transport, each mode up to its cap"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_transport(  # noqa: PLR0917 -- arguments are the edges of the graph
    kuitansi_darat: int,
    kuitansi_laut: int,
    kuitansi_udara: int,
    angkut_darat_maks: int,
    angkut_laut_maks: int,
    angkut_udara_maks: int,
) -> int:
    return (
        min(kuitansi_darat, angkut_darat_maks)
        + min(kuitansi_laut, angkut_laut_maks)
        + min(kuitansi_udara, angkut_udara_maks)
    )


@rule(
    article=BENEFITS,
    label=("Beasiswa anak, tanpa masa tunggu", "Children's scholarship, no waiting time"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_beasiswa(beasiswa_keluarga: int) -> int:
    return beasiswa_keluarga


def jkk(case: Mapping[str, Any]) -> Answer:
    """The JKK cash benefits of one accident; care itself is unlimited and not in it. Raises InvalidCase."""
    only(case, FIELDS)
    accident = parse_day(case.get("accident"), "accident")
    outcome = case.get("outcome")
    if outcome not in OUTCOMES:
        raise InvalidCase("outcome", f"{outcome!r} is unknown; use one of {' '.join(OUTCOMES)}")
    if accident < START:
        raise InvalidCase("accident", "before PP 44/2015 (July 2015) there is no rule here")
    paid, after = paid_months(case, accident)
    stand = clock(paid, accident)
    draft = Draft(Evaluation(_facts(case), accident), dict.fromkeys(PARTS, 0))
    losses = (
        [_loss(row, f"loss[{at}]", draft) for at, row in enumerate(rows(case, "loss"))] if outcome == "partial" else []
    )
    if outcome == "partial" and not losses:
        raise InvalidCase("loss", "a partial disability names what was lost, or a doctor's percentage")
    for at, child in enumerate(rows(case, "children")):
        scholarship.years_of(child, f"children[{at}]", accident)
    protection.tell(draft, stand, after)
    if refused := protection.refused(draft, case, stand, accident):
        return refused
    if accident < PP82:
        draft.question(
            "Manfaat JKK sebelum PP 82/2019 (2 Desember 2019) belum terkonfirmasi: berapa yang diberikan?",
            "JKK benefits before PP 82/2019 (2 December 2019) are not confirmed: what is given?",
        )
        return draft.answer()
    _give(draft, str(outcome), losses, rows(case, "children"))
    return draft.answer()


def _facts(case: Case) -> dict[str, int]:
    transport = only(case.get("transport") or {}, ("land", "sea", "air"), "transport")
    land, sea, air = (number(transport, mode, 0, field=f"transport.{mode}") for mode in ("land", "sea", "air"))
    return {
        "dasar_upah": number(case, "income_base", None, 1),
        "bulan_stmb": number(case, "incapacity_months", 0),
        "kuitansi_darat": land,
        "kuitansi_laut": sea,
        "kuitansi_udara": air,
    }


def _give(draft: Draft, outcome: str, losses: Sequence[int], children: Sequence[Case]) -> None:
    facts = draft.evaluation.facts
    if facts["bulan_stmb"]:
        draft.give("stmb", "jkk_stmb")
        if draft.evaluation.value("jkk_stmb_belum_bulat") % 100:
            draft.favours("rounding")
    if any(facts[f"kuitansi_{mode}"] for mode in ("darat", "laut", "udara")):
        draft.give("transport", "jkk_transport")
    if outcome == "partial":
        _give_partial(draft, losses)
    if outcome == "total":
        draft.give("cacat", "jkk_cacat_total")
    if outcome == "death":
        draft.give("santunan", "jkk_santunan")
        draft.give("pemakaman", "jkk_pemakaman_diberikan")
    if outcome in ("total", "death"):
        draft.give("berkala", "jkk_berkala_diberikan")
        if children:
            family = scholarship.family(children, draft, draft.evaluation.day)
            draft.evaluation.facts = {**draft.evaluation.facts, "beasiswa_keluarga": family}
            draft.give("beasiswa", "jkk_beasiswa")
    elif children:
        draft.refuse(
            "beasiswa_bukan",
            "Beasiswa tidak diberikan: hanya bila meninggal atau cacat total tetap",
            "No scholarship: only after death or total permanent disability",
            BENEFITS,
        )


def _loss(row: Case, field: str, draft: Draft) -> int:
    """One loss in hundred-thousandths of the whole; 0 with a question when only a doctor can say."""
    only(row, ("part", "percent", "function_percent", "units"), field)
    function = number(row, "function_percent", 100, field=f"{field}.function_percent")
    percent = number(row, "percent", 0, field=f"{field}.percent")
    for name, value in (("function_percent", function), ("percent", percent)):
        if value > 100:
            raise InvalidCase(f"{field}.{name}", "is at most 100")
    found = _row(row, field) if "part" in row or "percent" not in row else None
    if "percent" in row:
        draft.note(
            "persentase_dokter",
            "Persentase yang ditetapkan dokter",
            "Percentage set by the doctor",
            percent,
            BENEFITS,
            "O",
        )
        return percent * 10 * function
    assert found
    if found["confidence"] in UNSURE or "percent_to" in found:
        draft.question(
            f"{found['id']}: persentase belum terkonfirmasi, mintakan persentase dokter.",
            f"{found['en']}: percentage not confirmed, ask for the doctor's.",
        )
        return 0
    permille = found.get("permille", 10 * found.get("percent", 0))
    units = 1
    if found.get("per_unit"):
        units = number(row, "units", None, 1, field=f"{field}.units")
    draft.note(
        "cacat_tabel",
        f"{found['id']} (per mil)",
        f"{found['en']} (per mille)",
        permille * units,
        table("disability")["article"],
        found["confidence"],
    )
    return permille * units * function


def _row(row: Case, field: str) -> Mapping[str, Any]:
    known = {entry["part"]: entry for entry in table("disability")["row"]}
    if row.get("part") not in known:
        raise InvalidCase(f"{field}.part", f"{row.get('part')!r} is not in the disability table: {' '.join(known)}")
    return known[row["part"]]


def _give_partial(draft: Draft, losses: Sequence[int]) -> None:
    counted = max(losses)
    if len(losses) > 1 and draft.favours("several_losses"):
        counted = sum(losses)
    limit = parameters()["cacat_maks_persen"].on(draft.evaluation.day)
    ceiling = (limit.amount if limit else 100) * HUNDRED_PERCENT // 100
    if counted > ceiling and not draft.favours("disability_ceiling"):
        counted = ceiling
    draft.evaluation.facts = {**draft.evaluation.facts, "cacat_per_seratus_ribu": counted}
    if counted:
        draft.give("cacat", "jkk_cacat_sebagian")
        if draft.evaluation.value("jkk_cacat_belum_bulat") % HUNDRED_PERCENT:
            draft.favours("rounding")
