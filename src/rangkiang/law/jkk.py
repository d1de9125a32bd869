"""JKK: what a participant or the family is given after an accident at work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import scholarship
from .answer import Answer, Draft
from .case import number, paid_months, rows
from .clock import clock
from .errors import InvalidCase
from .months import parse_day
from .parameters import table
from .rules import Evaluation, rule

START, PP82 = date(2015, 7, 1), date(2019, 12, 2)
BENEFITS = "PP 82/2019 Pasal 25, Lampiran III A"
PARTS = ("santunan", "berkala", "pemakaman", "stmb", "cacat", "transport", "beasiswa")
OUTCOMES = ("recovered", "partial", "total", "death")


@rule(
    article=BENEFITS,
    label=("Santunan kematian akibat kerja, paling sedikit santunan JKM", "Death at work, at least the JKM benefit"),
    valid_from=START,
    decided_by="accident",
)
def jkk_santunan(dasar_upah: int, jkk_kematian_persen: int, jkk_kali_upah: int, jkm_santunan: int) -> int:
    return max(dasar_upah * jkk_kematian_persen * jkk_kali_upah // 100, jkm_santunan)


@rule(
    article=BENEFITS,
    label=("Santunan cacat total tetap", "Total permanent disability"),
    valid_from=START,
    decided_by="accident",
)
def jkk_cacat_total(dasar_upah: int, jkk_cacat_total_persen: int, jkk_kali_upah: int) -> int:
    return dasar_upah * jkk_cacat_total_persen * jkk_kali_upah // 100


@rule(
    article=BENEFITS, label=("Santunan cacat sebagian", "Partial disability"), valid_from=START, decided_by="accident"
)
def jkk_cacat_sebagian(dasar_upah: int, cacat_per_sepuluh_ribu: int, jkk_kali_upah: int) -> int:
    return dasar_upah * cacat_per_sepuluh_ribu * jkk_kali_upah // 10000


@rule(
    article=BENEFITS,
    label=("Santunan sementara tidak mampu bekerja", "Temporary incapacity"),
    valid_from=START,
    decided_by="accident",
)
def jkk_stmb(dasar_upah: int, bulan_stmb: int, stmb_bulan_penuh: int, stmb_persen_lanjut: int) -> int:
    return (
        dasar_upah * min(bulan_stmb, stmb_bulan_penuh)
        + dasar_upah * max(bulan_stmb - stmb_bulan_penuh, 0) * stmb_persen_lanjut // 100
    )


@rule(
    article=BENEFITS,
    label=("Santunan berkala, dibayar sekaligus", "Periodic benefit, paid at once"),
    valid_from=START,
    decided_by="accident",
)
def jkk_berkala_diberikan(jkk_berkala: int) -> int:
    return jkk_berkala


@rule(article=BENEFITS, label=("Biaya pemakaman", "Funeral cost"), valid_from=START, decided_by="accident")
def jkk_pemakaman_diberikan(jkk_pemakaman: int) -> int:
    return jkk_pemakaman


@rule(
    article=BENEFITS,
    label=("Pengangkutan, setiap moda sampai batasnya", "Transport, each mode up to its cap"),
    valid_from=PP82,
    decided_by="accident",
)
def jkk_transport(
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
    accident = parse_day(case.get("accident"), "accident")
    outcome = case.get("outcome")
    if outcome not in OUTCOMES:
        raise InvalidCase("outcome", f"{outcome!r} is unknown; use one of {' '.join(OUTCOMES)}")
    if accident < START:
        raise InvalidCase("accident", "before PP 44/2015 (July 2015) there is no rule here")
    paid, after = paid_months(case, accident)
    stand = clock(paid, accident)
    draft = Draft(Evaluation(_facts(case), accident), dict.fromkeys(PARTS, 0))
    family = _family(case, draft, accident)
    if after:
        draft.note(
            "bulan_setelah_kejadian", "Bulan iuran setelah kejadian", "Paid months after the accident", after, "-", "S"
        )
    if not stand.covered and not stand.third_month_open:
        return draft.not_covered(
            "Tidak dilindungi pada hari kejadian", "Not covered on the day of the accident", "PP 44/2015"
        )
    if not stand.covered:
        draft.questions.append(
            "Bulan ketiga tanpa iuran sudah mulai tetapi belum jatuh tempo: apakah masih dilindungi? / The "
            "third unpaid month has begun but is not yet due: still covered?"
        )
        return draft.answer()
    _give(case, draft, str(outcome), family)
    return draft.answer()


def _facts(case: Mapping[str, Any]) -> dict[str, int]:
    transport = case.get("transport") or {}
    if not isinstance(transport, Mapping) or transport.keys() - {"land", "sea", "air"}:
        raise InvalidCase("transport", "has land, sea and air in rupiah")
    receipts = {mode: number(transport, mode, 0) for mode in ("land", "sea", "air")}
    return {
        "dasar_upah": number(case, "income_base", 1000000, 1),
        "bulan_stmb": number(case, "incapacity_months", 0),
        "kuitansi_darat": receipts["land"],
        "kuitansi_laut": receipts["sea"],
        "kuitansi_udara": receipts["air"],
    }


def _family(case: Mapping[str, Any], draft: Draft, accident: date) -> int:
    children = rows(case, "children")
    if case.get("outcome") not in ("death", "total"):
        for at, child in enumerate(children):
            scholarship.years_of(child, f"children[{at}]", accident)
        return 0
    return scholarship.family(children, draft, accident)


def _give(case: Mapping[str, Any], draft: Draft, outcome: str, family: int) -> None:
    facts = draft.evaluation.facts
    if facts["bulan_stmb"]:
        draft.give("stmb", "jkk_stmb")
    if any(facts[f"kuitansi_{mode}"] for mode in ("darat", "laut", "udara")):
        draft.give("transport", "jkk_transport")
    if outcome == "partial":
        _partial(case, draft)
    if outcome == "total":
        draft.give("cacat", "jkk_cacat_total")
        draft.give("berkala", "jkk_berkala_diberikan")
    if outcome == "death":
        draft.give("santunan", "jkk_santunan")
        draft.give("pemakaman", "jkk_pemakaman_diberikan")
        draft.give("berkala", "jkk_berkala_diberikan")
    if family:
        draft.evaluation.facts = {**draft.evaluation.facts, "beasiswa_keluarga": family}
        draft.give("beasiswa", "jkk_beasiswa")


def _loss(row: Mapping[str, Any], at: int, draft: Draft) -> int:
    """One loss in hundredths of a percent; 0 with a question when its row is not confirmed."""
    function = number(row, "function_percent", 100)
    if function > 100:
        raise InvalidCase(f"loss[{at}].function_percent", "is at most 100")
    if "percent" in row:
        percent = number(row, "percent", 0)
        if percent > 100:
            raise InvalidCase(f"loss[{at}].percent", "is at most 100")
        draft.note(
            "persentase_dokter",
            "Persentase yang ditetapkan dokter",
            "Percentage set by the doctor",
            percent,
            BENEFITS,
            "O",
        )
        return percent * function
    known = {entry["part"]: entry for entry in table("disability")["row"]}
    found = known.get(str(row.get("part")))
    if found is None:
        raise InvalidCase(f"loss[{at}].part", f"{row.get('part')!r} is not in the disability table: {' '.join(known)}")
    if found["confidence"] == "M":
        draft.questions.append(
            f"{found['id']}: persentase belum terkonfirmasi, mintakan persentase dokter. / "
            f"{found['en']}: not confirmed, ask for the doctor's percentage."
        )
        return 0
    draft.note(
        "cacat_tabel", found["id"], found["en"], found["percent"], table("disability")["article"], found["confidence"]
    )
    return int(found["percent"]) * function


def _partial(case: Mapping[str, Any], draft: Draft) -> None:
    losses = [_loss(row, at, draft) for at, row in enumerate(rows(case, "loss"))]
    if not losses:
        raise InvalidCase("loss", "a partial disability names what was lost, or a doctor's percentage")
    if len(losses) > 1:
        draft.questions.append(
            "Beberapa cacat: apakah dijumlahkan, dan sampai 70 persen? Yang terbesar sudah dihitung. / "
            "Several losses: do they add up, and to 70 percent? The largest is counted."
        )
    draft.evaluation.facts = {**draft.evaluation.facts, "cacat_per_sepuluh_ribu": max(losses)}
    if max(losses):
        draft.give("cacat", "jkk_cacat_sebagian")
