"""JKM: what a family is given when a participant dies of other causes than work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from . import protection, scholarship
from .answer import Answer, Draft
from .case import Case, number, only, paid_months, rows
from .clock import Clock, clock
from .errors import InvalidCase
from .months import parse_day
from .parameters import parameters
from .rules import Evaluation, rule

START, PP82, P97A = date(2015, 7, 1), date(2019, 12, 2), date(2025, 2, 24)
LAST_OLD, LAST_FREE = date(2019, 12, 1), date(2025, 2, 23)
BENEFITS, OLD_BENEFITS = "PP 82/2019 Pasal 34", "PP 44/2015 Lampiran III"
PARTS = ("santunan", "berkala", "pemakaman", "beasiswa")
FIELDS = ("death", "born", "segment", "memberships", "paid", "children")


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


@rule(
    article=OLD_BENEFITS,
    label=("Santunan kematian", "Death benefit"),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
)
def santunan__pp44(jkm_penuh: int, jkm_santunan: int, kepesertaan: int) -> int:
    return jkm_santunan * kepesertaan if jkm_penuh else 0


@rule(article=BENEFITS, label=("Santunan kematian", "Death benefit"), valid_from=PP82, decided_by="death")
def santunan__pp82(jkm_penuh: int, jkm_santunan: int, kepesertaan: int) -> int:
    return jkm_santunan * kepesertaan if jkm_penuh else 0


@rule(
    article=OLD_BENEFITS,
    label=("Santunan berkala 24 bulan, dibayar sekaligus", "Periodic benefit of 24 months, paid at once"),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
)
def berkala__pp44(jkm_penuh: int, jkm_berkala: int, kepesertaan: int) -> int:
    return jkm_berkala * kepesertaan if jkm_penuh else 0


@rule(
    article=BENEFITS,
    label=("Santunan berkala 24 bulan, dibayar sekaligus", "Periodic benefit of 24 months, paid at once"),
    valid_from=PP82,
    decided_by="death",
)
def berkala__pp82(jkm_penuh: int, jkm_berkala: int, kepesertaan: int) -> int:
    return jkm_berkala * kepesertaan if jkm_penuh else 0


@rule(
    article=OLD_BENEFITS,
    label=("Biaya pemakaman", "Funeral cost"),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
)
def pemakaman__pp44(jkm_pemakaman: int, kepesertaan: int) -> int:
    return jkm_pemakaman * kepesertaan


@rule(
    article=BENEFITS, label=("Biaya pemakaman", "Funeral cost"), valid_from=PP82, valid_to=LAST_FREE, decided_by="death"
)
def pemakaman__pp82(jkm_pemakaman: int, kepesertaan: int) -> int:
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


@rule(
    article=OLD_BENEFITS,
    label=("Beasiswa sekali per peserta", "Scholarship once per participant"),
    valid_from=START,
    valid_to=LAST_OLD,
    decided_by="death",
)
def beasiswa__once(jkm_beasiswa_lama: int) -> int:
    return jkm_beasiswa_lama


@rule(article=BENEFITS, label=("Beasiswa anak", "Children's scholarship"), valid_from=PP82, decided_by="death")
def beasiswa__by_year(masa_iur: int, beasiswa_bulan_minimum: int, beasiswa_keluarga: int) -> int:
    return beasiswa_keluarga if masa_iur >= beasiswa_bulan_minimum else 0


def jkm(case: Mapping[str, Any]) -> Answer:
    """The JKM of one death. Case and answer as in the command line's reference; raises InvalidCase.

    ``born`` of the participant may be given: from 65 on the case is left to a person.
    """
    only(case, FIELDS)
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
    draft = Draft(Evaluation(facts, death), dict.fromkeys(PARTS, 0))
    for at, child in enumerate(rows(case, "children")):
        scholarship.years_of(child, f"children[{at}]", death)
    protection.tell(draft, stand, after)
    if refused := protection.refused(draft, case, stand, death, segment):
        return refused
    _give_cash(draft, stand, death)
    _give_scholarship(draft, stand, death, rows(case, "children"))
    return draft.answer()


def _give_cash(draft: Draft, stand: Clock, death: date) -> None:
    value, facts = draft.evaluation.value, draft.evaluation.facts
    if death < PP82:
        draft.parts |= {name: value(name) for name in ("santunan", "berkala", "pemakaman")}
        draft.given |= {name: name for name in draft.parts if draft.parts[name]}
        draft.note(
            "jkm_total_lama",
            "Jumlah sebelum PP 82/2019; pembagiannya belum terkonfirmasi",
            "Total before PP 82/2019; its split is not confirmed",
            sum(draft.parts.values()),
            "PP 44/2015 Lampiran III",
            "S",
        )
        return
    if facts["kepesertaan"] > 1 and death >= P97A and not draft.favours("memberships"):
        draft.evaluation.facts = {**facts, "kepesertaan": 1}
    doubt = None if facts["wage_earner"] or death < P97A else _boundary(stand, death)
    if doubt and draft.favours(doubt):
        draft.evaluation.facts = {**draft.evaluation.facts, "bulan_kepesertaan": value("jkm_bulan_minimum")}
        doubt = None
    draft.give("pemakaman", "pemakaman")
    if not doubt and value("jkm_penuh"):
        draft.give("santunan", "santunan")
        draft.give("berkala", "berkala")
    elif not doubt:
        needed = value("jkm_bulan_minimum")
        draft.refuse(
            "santunan_belum",
            f"Santunan tidak diberikan: baru {stand.months} dari {needed} bulan kepesertaan",
            f"No death benefit: {stand.months} of {needed} months of membership",
            "Permenaker 1/2025 Pasal 97A",
            "O",
        )


def _boundary(stand: Clock, death: date) -> str | None:
    """The reading that the 3-month rule hangs on: months or days, in a row or not, before or after a lapse."""
    limits = [
        parameters()[name].on(death) for name in ("jkm_bulan_minimum", "jkm_ragu_mulai_hari", "jkm_zona_ragu_hari")
    ]
    months, first_doubt, last_doubt = (limit.amount if limit else 0 for limit in limits)
    if stand.re_registered and stand.months < months <= stand.paid_months:
        return "re_registered"
    if stand.months >= months and (stand.days < last_doubt or stand.longest_run < months):
        return "three_month_boundary"
    if stand.months < months and stand.days >= first_doubt:
        return "three_month_boundary"
    return None


def _give_scholarship(draft: Draft, stand: Clock, death: date, children: Sequence[Case]) -> None:
    if not children:
        return
    if death < PP82:
        if draft.favours("scholarship_before_2019"):
            draft.give("beasiswa", "beasiswa")
        return
    needed = draft.evaluation.value("beasiswa_bulan_minimum")
    if stand.paid_months < needed:
        draft.refuse(
            "beasiswa_belum",
            f"Beasiswa tidak diberikan: baru {stand.paid_months} dari {needed} bulan iuran",
            f"No scholarship: {stand.paid_months} of {needed} paid months",
            BENEFITS,
        )
        return
    family = scholarship.family(children, draft, death)
    if stand.re_registered and stand.months < needed and family and not draft.favours("scholarship_after_lapse"):
        return
    draft.evaluation.facts = {**draft.evaluation.facts, "beasiswa_keluarga": family}
    draft.give("beasiswa", "beasiswa")
