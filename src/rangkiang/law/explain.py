"""An answer as a receipt in words: what is given and by which article, what is not given and why, what is asked."""

from __future__ import annotations

from .answer import Answer
from .rules import Step

HEAD = {
    "computed": ("Dihitung menurut aturan", "Computed by the rules"),
    "not_covered": ("Tidak dilindungi", "Not covered"),
    "review": (
        "Perlu diputuskan orang; yang di bawah ini sudah pasti",
        "A person must decide; what follows is certain",
    ),
}
MARK = {"M": (" (belum terkonfirmasi)", " (not confirmed)"), "X": (" (sumber bertentangan)", " (sources contradict)")}
PARTS = {
    "jkk": ("Iuran JKK", "JKK contribution"),
    "jkm": ("Iuran JKM", "JKM contribution"),
    "santunan": ("Santunan", "Death benefit"),
    "berkala": ("Santunan berkala", "Periodic benefit"),
    "pemakaman": ("Biaya pemakaman", "Funeral cost"),
    "beasiswa": ("Beasiswa", "Scholarship"),
    "stmb": ("Santunan sementara tidak mampu bekerja", "Temporary incapacity"),
    "cacat": ("Santunan cacat", "Disability"),
    "transport": ("Biaya pengangkutan", "Transport"),
}
TOTAL, NOT_GIVEN = ("Jumlah", "Total"), ("Tidak diberikan:", "Not given:")
OPEN, STEPS = ("Masih harus dijawab:", "Still to be answered:"), ("Langkah:", "Steps:")


def explain(answer: Answer, language: str = "id", steps: bool = True) -> str:
    """Plain text, deterministic: receipt, why something is missing, open questions, and with ``steps`` every step."""
    at = int(language == "en")
    lines = [HEAD[answer.decision][at], *(_part(answer, part, rule, at) for part, rule in answer.given)]
    lines.append(f"  {TOTAL[at]}: Rp{_figure(answer.total)}")
    if answer.withheld:
        lines += [NOT_GIVEN[at], *(f"  - {said[at]}." for said in answer.withheld)]
    if answer.asked:
        lines += [OPEN[at], *(f"  ? {said[at]}" for said in answer.asked)]
    if steps:
        lines.append(STEPS[at])
        lines += [_step(step, at) for step in answer.steps]
    return "\n".join(lines)


def _part(answer: Answer, part: str, rule: str, at: int) -> str:
    step = next(step for step in reversed(answer.steps) if step.rule == rule)
    amount = f"Rp{_figure(answer.parts[part])}"
    return f"  {PARTS[part][at]}: {amount} [{step.article}]{_mark(step.confidence, at)}"


def _step(step: Step, at: int) -> str:
    label = (step.label_id, step.label_en)[at]
    value = f"{step.value // 100}-{step.value % 100:02d}" if step.unit == "month" else _figure(step.value)
    return f"  {label}: {value} [{step.article}]{_mark(step.confidence, at)}"


def _mark(confidence: str, at: int) -> str:
    return MARK.get(confidence, ("", ""))[at]


def _figure(value: int) -> str:
    return f"{value:,}".replace(",", ".")
