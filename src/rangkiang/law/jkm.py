"""JKM: what a family is given when a participant dies of other causes than work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import scholarship
from .answer import Answer, Draft
from .case import number, paid_months, rows
from .clock import Clock, clock
from .errors import InvalidCase
from .months import parse_day
from .parameters import parameters
from .rules import Evaluation, rule

START, PP82, P97A = date(2015, 7, 1), date(2019, 12, 2), date(2025, 2, 24)
LAST_OLD, LAST_FREE = date(2019, 12, 1), date(2025, 2, 23)
BENEFITS = "PP 82/2019 Pasal 34"
PARTS = ("santunan", "berkala", "pemakaman", "beasiswa")


@rule(
    article="PP 44/2015",
    label=("Berhak JKM penuh", "Entitled to the full JKM"),
    valid_from=START,
    valid_to=LAST_FREE,
    decided_by="death",
)
def jkm_penuh__no_waiting() -> int:
    return 1


@rule(
    article="Permenaker 1/2025 Pasal 97A",
    label=("Berhak JKM penuh", "Entitled to the full JKM"),
    valid_from=P97A,
    decided_by="death",
    confidence="O",
)
def jkm_penuh__three_months(wage_earner: int, bulan_kepesertaan: int, jkm_bulan_minimum: int) -> int:
    return 1 if wage_earner or bulan_kepesertaan >= jkm_bulan_minimum else 0


@rule(article=BENEFITS, label=("Santunan kematian", "Death benefit"), valid_from=START, decided_by="death")
def santunan(jkm_penuh: int, jkm_santunan: int, kepesertaan: int) -> int:
    return jkm_santunan * kepesertaan if jkm_penuh else 0


@rule(
    article=BENEFITS,
    label=("Santunan berkala 24 bulan, dibayar sekaligus", "Periodic benefit of 24 months, paid at once"),
    valid_from=START,
    decided_by="death",
)
def berkala(jkm_penuh: int, jkm_berkala: int, kepesertaan: int) -> int:
    return jkm_berkala * kepesertaan if jkm_penuh else 0


@rule(
    article=BENEFITS,
    label=("Biaya pemakaman", "Funeral cost"),
    valid_from=START,
    valid_to=LAST_FREE,
    decided_by="death",
)
def pemakaman__each(jkm_pemakaman: int, kepesertaan: int) -> int:
    return jkm_pemakaman * kepesertaan


@rule(
    article="Permenaker 1/2025 Pasal 97A, 101",
    label=("Biaya pemakaman, sekali", "Funeral cost, once"),
    valid_from=P97A,
    decided_by="death",
    confidence="O",
)
def pemakaman__once(jkm_pemakaman: int) -> int:
    return jkm_pemakaman


@rule(article=BENEFITS, label=("Beasiswa anak", "Children's scholarship"), valid_from=PP82, decided_by="death")
def beasiswa(masa_iur: int, beasiswa_bulan_minimum: int, beasiswa_keluarga: int) -> int:
    return beasiswa_keluarga if masa_iur >= beasiswa_bulan_minimum else 0


def jkm(case: Mapping[str, Any]) -> Answer:
    """The JKM of one death. Case and answer as in the command line's reference; raises InvalidCase."""
    death = parse_day(case.get("death"), "death")
    if death < START:
        raise InvalidCase("death", "before PP 44/2015 (July 2015) there is no rule here")
    segment = case.get("segment", "BPU")
    if segment not in ("BPU", "PU"):
        raise InvalidCase("segment", f"{segment!r} is unknown; use BPU or PU")
    memberships = number(case, "memberships", 1, 1)
    paid, after = paid_months(case, death)
    stand = clock(paid, death)
    facts = {
        "wage_earner": int(segment == "PU"),
        "kepesertaan": memberships,
        "bulan_kepesertaan": stand.months,
        "masa_iur": stand.paid_months,
        "beasiswa_keluarga": 0,
    }
    evaluation = Evaluation(facts, death)
    draft = Draft(evaluation, dict.fromkeys(PARTS, 0))
    family = _family(case, draft, death)
    _tell_clock(draft, stand, after)
    if not stand.covered:
        return _not_covered(draft, stand)
    _give(draft, stand, death, family, memberships, segment)
    return draft.answer()


def _family(case: Mapping[str, Any], draft: Draft, death: date) -> int:
    children = rows(case, "children")
    for at, child in enumerate(children):
        scholarship.years_of(child, f"children[{at}]", death)
    if death < PP82:
        if children:
            draft.questions.append(
                "Beasiswa sebelum PP 82/2019 (Rp12.000.000 sekali): syaratnya belum terkonfirmasi. / "
                "Scholarship before PP 82/2019: its conditions are not confirmed."
            )
        return 0
    return scholarship.family(children, draft, death)


def _tell_clock(draft: Draft, stand: Clock, after: int) -> None:
    draft.note(
        "bulan_kepesertaan",
        "Bulan kepesertaan yang dibayar sejak terdaftar",
        "Paid months since registration",
        stand.months,
        "Permenaker 1/2025 Pasal 97A",
        "O",
    )
    draft.note("masa_iur", "Jumlah bulan iuran yang dibayar", "Paid months in all", stand.paid_months, BENEFITS, "S")
    if stand.arrears:
        draft.note(
            "tunggakan",
            "Bulan menunggak; tunggakan 1-2 bulan masih dilindungi",
            "Months in arrears; one or two still protect",
            stand.arrears,
            "PP 44/2015",
            "S",
        )
    if after:
        draft.note(
            "bulan_setelah_kematian",
            "Bulan iuran setelah kematian tidak dihitung; mintakan pengembalian",
            "Paid months after the death do not count; ask for a refund",
            after,
            "-",
            "S",
        )


def _not_covered(draft: Draft, stand: Clock) -> Answer:
    if stand.status == "never":
        return draft.not_covered(
            "Tidak ada bulan iuran yang dibayar sampai hari kematian", "No paid month up to the death", "PP 44/2015"
        )
    if stand.third_month_open:
        draft.questions.append(
            "Bulan ketiga tanpa iuran sudah mulai tetapi belum jatuh tempo: apakah masih dilindungi? / The "
            "third unpaid month has begun but is not yet due: still covered?"
        )
        return draft.answer()
    return draft.not_covered(
        "Kepesertaan berhenti: tiga bulan tidak dibayar", "Membership lapsed: three months unpaid", "PP 44/2015"
    )


def _give(draft: Draft, stand: Clock, death: date, family: int, memberships: int, segment: str) -> None:
    value = draft.evaluation.value
    if memberships > 1 and death >= P97A:
        draft.ask("memberships")
        draft.evaluation.facts = {**draft.evaluation.facts, "kepesertaan": 1}
    unsure = segment == "BPU" and death >= P97A and _boundary(draft, stand, death)
    if death < PP82:
        total = value("santunan") + value("berkala") + value("pemakaman")
        draft.note(
            "jkm_total_lama",
            "Jumlah sebelum PP 82/2019; pembagiannya belum terkonfirmasi",
            "Total before PP 82/2019; its split is not confirmed",
            total,
            "PP 44/2015 Lampiran III",
            "S",
        )
        draft.parts |= {name: value(name) for name in ("santunan", "berkala", "pemakaman")}
        return
    for part in ("santunan", "berkala", "pemakaman"):
        if part == "pemakaman" or not unsure:
            draft.give(part, part)
    needed = value("beasiswa_bulan_minimum")
    if family and stand.paid_months < needed:
        draft.note(
            "beasiswa_belum",
            f"Beasiswa tidak diberikan: baru {stand.paid_months} dari {needed} bulan iuran",
            f"No scholarship: {stand.paid_months} of {needed} paid months",
            0,
            BENEFITS,
            "S",
        )
    elif family and stand.re_registered and stand.months < needed:
        draft.ask("re_registered")
    elif family:
        draft.evaluation.facts = {**draft.evaluation.facts, "beasiswa_keluarga": family}
        draft.give("beasiswa", "beasiswa")


def _boundary(draft: Draft, stand: Clock, death: date) -> bool:
    """Whether the 3-month rule leaves this death open: between months and days, after a lapse, or not in a row."""
    limits = [parameters()[name].on(death) for name in ("jkm_bulan_minimum", "jkm_zona_ragu_hari")]
    months, days = (limit.amount if limit else 0 for limit in limits)
    if (stand.months >= months and stand.days < days) or (stand.months < months and stand.days >= days - 2):
        draft.ask("three_month_boundary")
    elif stand.re_registered and stand.months < months <= stand.paid_months:
        draft.ask("re_registered")
    elif stand.months >= months > stand.longest_run:
        draft.ask("three_month_boundary")
    else:
        return False
    return True
