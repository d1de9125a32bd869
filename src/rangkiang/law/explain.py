"""An answer in words, at three depths: a sentence, a receipt, the full tree of steps; as text or as HTML.

Sentences come from templates, so the same answer always reads the same. What is not given is said with its reason, what
is open with its question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from .answer import Answer, Step
from .contribution import contribution
from .eligibility import eligibility
from .errors import InvalidCase
from .graph import edges, reach
from .jkk import jkk
from .jkm import jkm
from .months import MONTHS
from .parameters import parameters, weakest
from .rules import REGISTRY, Said
from .scheme import SCHEMES

ASK: dict[str, Callable[[Mapping[str, Any], date | None], Answer]] = {
    "contribution": contribution, "jkm": jkm, "jkk": jkk, "eligibility": eligibility,
}  # fmt: skip
HEAD = {
    "computed": ("Dihitung menurut aturan", "Computed by the rules"),
    "not_covered": ("Tidak dilindungi", "Not covered"),
    "review": (
        "Perlu diputuskan orang; yang di bawah ini sudah pasti",
        "A person must decide; what follows is certain",
    ),
    "eligible": ("Memenuhi syarat", "Eligible"),
    "ineligible": ("Tidak memenuhi syarat", "Not eligible"),
}
UNDECIDED = ("Belum dapat diputuskan", "Not yet decided")  # of a question without money
NOT_COMPUTED = ("Jumlahnya belum dapat dihitung", "The amount cannot be computed yet")
MARK = {"M": (" (belum terkonfirmasi)", " (not confirmed)"), "X": (" (sumber bertentangan)", " (sources contradict)")}
PARTS: dict[str, Said] = {
    "jkk": ("Iuran JKK", "JKK contribution"),
    "jkm": ("Iuran JKM", "JKM contribution"),
    "santunan": ("Santunan", "Death benefit"),
    "berkala": ("Santunan berkala", "Periodic benefit"),
    "pemakaman": ("Biaya pemakaman", "Funeral cost"),
    "beasiswa": ("Beasiswa", "Scholarship"),
    "stmb": ("Santunan sementara tidak mampu bekerja", "Temporary incapacity"),
    "cacat": ("Santunan cacat", "Disability"),
    "transport": ("Biaya pengangkutan", "Transport"),
    "rawat_rumah": ("Perawatan di rumah", "Care at home"),
    "protesa": ("Ortesis atau protesis", "Orthosis or prosthesis"),
    "alat_bantu": ("Gigi tiruan, alat bantu dengar, kacamata", "Denture, hearing aid, glasses"),
    "tambahan": ("Tambahan karena terlambat dibayar", "Added for late payment"),
    "rehabilitasi": ("Rehabilitasi medik", "Medical rehabilitation"),
}
TOTAL, NOT_GIVEN = ("Jumlah", "Total"), ("Tidak diberikan:", "Not given:")
NOTES = ("Perhatikan:", "Note:")
OPEN, STEPS = ("Masih harus dijawab:", "Still to be answered:"), ("Langkah:", "Steps:")
ABOVE = ("lihat di atas", "see above")
SINCE = ("berlaku sejak", "in force from")
NO_ARTICLE = ("pasal tidak ditemukan", "no article found")  # law all the same, so it is not told as a fact
BY_CASE = ("isi berkas", "told by the case")
WHY = ("Mengapa {}?", "Why {}?")
WHY_NOTHING = ("Mengapa tidak ada manfaat?", "Why is there no benefit?")
WHY_UNKNOWN = ("Mengapa jumlahnya belum dapat dihitung?", "Why can the amount not be computed yet?")
UNITS: dict[str, tuple[str, str, str]] = {  # in Indonesian, in English, and in English of one
    "percent": ("{} persen", "{} percent", "{} percent"),
    "permille": ("{} per mil", "{} per mille", "{} per mille"),
    "rupiah": ("Rp{}", "Rp{}", "Rp{}"),
    "days": ("{} hari", "{} days", "{} day"),
    "months": ("{} bulan", "{} months", "{} month"),
    "years": ("{} tahun", "{} years", "{} year"),
    "person-months": ("{} orang-bulan", "{} person-months", "{} person-month"),
}
PLAIN = ("{}", "{}", "{}")
NO, YES, OPEN_YET = ("tidak", "no"), ("ya", "yes"), ("terbuka", "open")
CODES: dict[str, tuple[Said, ...]] = {  # units whose numbers are words
    "yes": (NO, YES),
    "told": (NO, ("", "")),  # a sentence that says itself what holds
    "open": (NO, YES, OPEN_YET),
    "known": (NO, YES, ("belum diketahui", "not known")),
    "reading": (("ditafsirkan tidak", "read as no"), ("ditafsirkan ya", "read as yes"), OPEN_YET),
    "status": (
        ("belum pernah membayar", "never paid"), ("lunas", "active"), ("menunggak", "in arrears"),
        ("bulan ketiga belum jatuh tempo", "third month not yet due"), ("berhenti", "lapsed"),
    ),
    "school": (
        ("bersekolah", "at school"), ("belum usia sekolah", "not yet of age"), ("tanpa data sekolah", "none known"),
    ),
    "outcome": (
        ("sembuh", "recovered"), ("cacat sebagian", "partial disability"), ("cacat total tetap", "total disability"),
        ("meninggal", "death"),
    ),
}  # fmt: skip
DEPTHS = ("sentence", "receipt", "tree")


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer and its words. ``language``: id or en."""

    answer: Answer

    def sentence(self, language: str = "id") -> str:
        """One line: how much, of which parts, by which articles; or why nothing, or what is asked."""
        answer, at = self.answer, _at(language)
        why = "; ".join(said[at] for said in answer.withheld)
        asked = f" {OPEN[at]} {answer.asked[0][at]}" if answer.asked else ""
        if answer.decision == "not_covered" or not answer.parts or self.unknown:
            return f"{self._head(at)}{': ' if why else ''}{why}.{asked}"
        told = dict(answer.given) or {part: "" for part, amount in answer.parts.items() if amount}
        parts = [
            f"{_inside(_part(part)[at])} {rupiah(answer.parts[part], language)}{self._mark(rule, at)}"
            for part, rule in told.items()
        ]
        articles = dict.fromkeys(one for _, rule in answer.given for one in self._articles(rule, language))
        by = (" menurut ", " by ")[at] + "; ".join(articles) if articles else ""
        said = ", ".join(parts) or why
        return f"{rupiah(answer.total, language)}{': ' if said else ''}{said}{by}.{asked}"

    def receipt(self, language: str = "id") -> str:
        """Part by part with its article, the total, what is not given and why, what is still asked."""
        answer, at = self.answer, _at(language)
        lines = [self._head(at)]
        for part, rule in answer.given:
            cited = "; ".join(self._articles(rule, language))
            marked = f"{f' [{cited}]' if cited else ''}{self._mark(rule, at)}"
            lines.append(f"  {_part(part)[at]}: {rupiah(answer.parts[part], language)}{marked}")
        if answer.parts and not self.unknown:
            lines.append(f"  {TOTAL[at]}: {rupiah(answer.total, language)}")
        for head, said, sign in ((NOT_GIVEN, answer.withheld, "-"), (OPEN, answer.asked, "?")):
            lines += [head[at]] * bool(said) + [f"  {sign} {one[at].removesuffix('.')}{_stop(one[at])}" for one in said]
        lines += [NOTES[at]] * bool(notes := self.notes(language)) + [f"  - {one}." for one in notes]
        return "\n".join(lines)

    def tree(self, language: str = "id") -> str:
        """Every step below what rests on it, with value, article, validity and mark; one told twice is told once."""
        lines = [(depth, one) for top in self.branches() for depth, one in top.walk(1)]
        return "\n".join(f"{'  ' * depth}{one.line(language)}" for depth, one in lines)

    def text(self, language: str = "id", depth: str = "tree") -> str:
        """Up to ``depth``: sentence, receipt or tree."""
        if depth == "sentence":
            return self.sentence(language)
        told = self.receipt(language)
        return told if depth == "receipt" else f"{told}\n{STEPS[_at(language)]}\n{self.tree(language)}"

    def html(self, language: str = "id") -> str:
        """A section with the question as heading, the receipt as a table, the tree as nested, closed details."""
        return _html(self, language)

    @property
    def unknown(self) -> bool:
        """Whether it is an amount of which nothing is certain yet."""
        return self.answer.decision == "review" and bool(self.answer.parts) and not self.answer.total

    def notes(self, language: str = "id") -> list[str]:
        """What must be told besides: months paid for after a death, what the old law gave in all."""
        steps = (step for step in self.answer.steps if step.rule in REGISTRY and REGISTRY[step.rule][0].kind == "note")
        return [f"{step.label(language)}: {value_text(step, language)}".rstrip(": ") for step in steps if step.value]

    def _articles(self, rule: str, language: str) -> list[str]:
        return list(dict.fromkeys(article(step, language) for step in self.answer.rests(rule)))

    def _mark(self, rule: str, at: int) -> str:
        """The mark of the least sure of a part's months."""
        marks = [step.confidence for step in self.answer.steps if step.rule == rule]
        return MARK.get(weakest(marks), ("", ""))[at] if marks else ""

    def roots(self) -> list[int]:
        """The steps on which no other rests: the parts, reasons, questions."""
        below = {need for step in self.answer.steps for need in step.needs}
        return [at for at in range(len(self.answer.steps)) if at not in below]

    def branches(self) -> list[Branch]:
        """The whole tree, in the order in which it is told."""
        told: set[int] = set()
        return [branch(self.answer.steps, at, told) for at in self.roots()]

    def heading(self, language: str = "id") -> str:
        """What is explained, as a question."""
        answer, at = self.answer, _at(language)
        if not answer.parts:
            return WHY[at].format(self._head(at).lower())
        if answer.decision == "not_covered":
            return WHY_NOTHING[at]
        return WHY_UNKNOWN[at] if self.unknown else WHY[at].format(rupiah(answer.total, language))

    def _head(self, at: int) -> str:
        if self.unknown:
            return NOT_COMPUTED[at]
        return (HEAD[self.answer.decision] if self.answer.parts or self.answer.decision != "review" else UNDECIDED)[at]


@dataclass(frozen=True, slots=True)
class Branch:
    """A step with what it rests on. ``again``: that is told above and not repeated."""

    step: Step
    below: tuple[Branch, ...]
    again: bool

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """(depth, branch), this one first."""
        yield depth, self
        for one in self.below:
            yield from one.walk(depth + 1)

    def line(self, language: str = "id") -> str:
        return step_line(self.step, language) + (f" ({ABOVE[_at(language)]})" if self.again else "")


def branch(steps: Sequence[Step], at: int, told: set[int]) -> Branch:
    """The step at ``at``; what it rests on only the first time, as ``told`` remembers."""
    step, again = steps[at], at in told
    told.add(at)
    return Branch(
        step, () if again else tuple(branch(steps, need, told) for need in step.needs), again and bool(step.needs)
    )


def ask(scheme: str, case: Mapping[str, Any], on: date | None = None) -> Answer:
    """The answer of a scheme: contribution, jkm, jkk or eligibility. ``on``: by the law of this day (what if)."""
    if scheme not in ASK:
        raise InvalidCase("target", f"{scheme!r} is unknown; use one of {' '.join(ASK)}")
    return ASK[scheme](case, on)


def explain(target: str, case: Mapping[str, Any], on: date | None = None) -> Explanation:
    """Why a case is answered so. ``target``: a scheme, or one of its parts (``jkm.santunan``). Raises InvalidCase."""
    name, _, part = target.partition(".")
    answer = ask(name, case, on)
    if part and part not in answer.parts:
        raise InvalidCase("target", f"{part!r} is no part of {name}; the parts are {' '.join(answer.parts)}")
    return Explanation(_only(answer, part) if part else answer)


def _only(answer: Answer, part: str) -> Answer:
    """One part of an answer: the steps it rests on, what is asked about it, and why it is not given."""
    rule, amount = SCHEMES[answer.scheme].parts[part], answer.parts[part]
    about = reach([rule], edges())
    concern = [at for at, step in enumerate(answer.steps) if step.rule == rule or _concerns(step, about)]
    keep = set(concern or range(len(answer.steps)))  # without cover nothing was worked out for any part
    for at in range(len(answer.steps) - 1, -1, -1):
        if at in keep:
            keep.update(answer.steps[at].needs)
    moved = {old: new for new, old in enumerate(sorted(keep))}
    steps = tuple(_moved(answer.steps[old], moved) for old in moved)
    asked, withheld = (_said_of(said, steps, about) for said in (answer.asked, answer.withheld))
    decision = answer.decision
    if concern and decision == "review" and not asked:
        decision = "computed"
    given = ((part, rule),) if part in dict(answer.given) else ()
    return Answer(decision, amount, {part: amount}, steps, asked, withheld, given, answer.scheme, answer.day)


def _concerns(step: Step, about: Set[str]) -> bool:
    """Whether a doubt or reason that holds rests on a rule that the part rests on."""
    entry = REGISTRY[step.rule][0] if step.rule in REGISTRY else None
    if entry is None or entry.kind not in ("doubt", "reason") or not step.value:
        return False
    return step.rule in about or any(need in about and need in REGISTRY for need in entry.needs)


def _said_of(said: Sequence[Said], steps: Sequence[Step], about: Set[str]) -> tuple[Said, ...]:
    """The sentences whose step is among these, or which are the words of a number that the part rests on."""
    words = {(step.label_id, step.label_en) for step in steps}
    words |= {(one.label_id, one.label_en) for name, one in parameters().items() if name in about}
    return tuple(one for one in said if one in words or any(one[0].startswith(f"{label}:") for label, _ in words))


def _moved(step: Step, places: Mapping[int, int]) -> Step:
    told = step.as_json()
    return Step.from_json({**told, "needs": [places[need] for need in step.needs]})


def step_line(step: Step, language: str = "id") -> str:
    """One step as a line: label, value with its unit, article, since when, mark."""
    at = _at(language)
    value, by = value_text(step, language), article(step, language) or BY_CASE[at]
    since = f", {SINCE[at]} {step.valid_from}" if step.valid_from else ""
    told = f"{step.label(language).removesuffix('.')}: {value}" if value else step.label(language)
    return f"{told} [{by}{since}]{_mark(step, at)}"


def article(step: Step, language: str = "id") -> str:
    """What a step is told by: its article, or that none was found. What the case itself tells: nothing."""
    if step.article != "-":
        return step.article
    return NO_ARTICLE[_at(language)] if step.valid_from else ""


def value_text(step: Step, language: str = "id") -> str:
    """A step's value as people write it: Rp42.000.000, 3 bulan, 2026-04, ya; empty when the label says it all."""
    at, value = _at(language), step.value
    if step.unit == "month":
        return f"{value // 100}-{value % 100:02d}"
    if step.unit == "day":
        return f"{value // 10000}-{value // 100 % 100:02d}-{value % 100:02d}"
    if step.unit == "month-day":
        return f"{value % 100} {MONTHS[at][value // 100 - 1]}"
    if step.unit == "year":
        return str(value)
    if codes := CODES.get(step.unit):
        return codes[min(value, len(codes) - 1)][at]
    return UNITS.get(step.unit, PLAIN)[at + (at and value == 1)].format(figure(value, language))


def figure(value: int, language: str = "id") -> str:
    """Thousands apart as the language writes them."""
    told = f"{value:,}"
    return told if language == "en" else told.replace(",", ".")


def rupiah(value: int, language: str = "id") -> str:
    return f"Rp{figure(value, language)}"


def _part(part: str) -> Said:
    return PARTS.get(part, (part, part))


def _inside(text: str) -> str:
    """A label inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _stop(text: str) -> str:
    return "" if text.endswith(("?", "!")) else "."


def _mark(step: Step, at: int) -> str:
    return MARK.get(step.confidence, ("", ""))[at]


def _at(language: str) -> int:
    return int(language == "en")


def _html(explanation: Explanation, language: str) -> str:
    answer, at = explanation.answer, _at(language)
    rows = "".join(
        f"<tr><th scope='row'>{escape(_part(part)[at])}</th><td>{rupiah(answer.parts[part], language)}</td>"
        f"<td>{escape('; '.join(explanation._articles(rule, language)) + explanation._mark(rule, at))}</td></tr>"
        for part, rule in answer.given
    )
    notes = [(one, one) for one in explanation.notes(language)]
    lists = "".join(
        f"<p>{escape(head[at])}</p><ul>{''.join(f'<li>{escape(one[at])}</li>' for one in said)}</ul>"
        for head, said in ((NOT_GIVEN, answer.withheld), (OPEN, answer.asked), (NOTES, notes))
        if said
    )
    if answer.parts and not explanation.unknown:
        rows += f"<tr><th scope='row'>{TOTAL[at]}</th><td>{rupiah(answer.total, language)}</td><td></td></tr>"
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    tree = "".join(_item(one, language) for one in explanation.branches())
    return (
        f"<section class='law-why' lang='{language}'><h2>{escape(explanation.heading(language))}</h2>"
        f"<p>{escape(explanation.sentence(language))}</p>{table}{lists}"
        f"<details><summary>{STEPS[at]}</summary><ul>{tree}</ul></details></section>"
    )


def _item(one: Branch, language: str) -> str:
    below = "".join(_item(inner, language) for inner in one.below)
    return f"<li>{escape(one.line(language))}{f'<ul>{below}</ul>' if below else ''}</li>"
