"""An answer as a receipt in words: what is given, by which article, and what is not given and why."""

from __future__ import annotations

from .answer import Answer

HEAD = {
    "computed": ("Dihitung menurut aturan", "Computed by the rules"),
    "not_covered": ("Tidak dilindungi", "Not covered"),
    "review": (
        "Perlu diputuskan orang; yang di bawah ini sudah pasti",
        "A person must decide; what follows is certain",
    ),
}
MARK = {"T": "", "O": "", "S": "", "M": " (belum terkonfirmasi)", "X": " (sumber bertentangan)"}
MARK_EN = {"T": "", "O": "", "S": "", "M": " (not confirmed)", "X": " (sources contradict)"}


def explain(answer: Answer, language: str = "id") -> str:
    """Plain text, one line per step, deterministic."""
    english = language == "en"
    lines = [HEAD[answer.decision][english]]
    for step in answer.steps:
        label = step.label_en if english else step.label_id
        mark = (MARK_EN if english else MARK)[step.confidence]
        lines.append(f"  {label}: {_figure(step.value)} [{step.article}]{mark}")
    lines += [f"  ? {question}" for question in answer.review]
    return "\n".join([*lines, f"{'Total' if english else 'Jumlah'}: Rp{_figure(answer.total)}"])


def _figure(value: int) -> str:
    return f"{value:,}".replace(",", ".")
