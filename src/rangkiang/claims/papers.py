"""The papers of a claim, from the law's list, in the reader's language: what is always needed, what only then, and
how each one of a case stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from rangkiang.law import documents
from rangkiang.law.documents import Document as Row
from rangkiang.law.heirs import order

from .documents_models import Document, PaperMark
from .models import Child, Event
from .school_years import begins

# What only some cases need: here they are all named, since a report does not say which of them it is.
SOMETIMES = {
    "jkm": ("spouse_heir", "will", "other_heir"),
    "jkk": ("transport_costs", "not_contracted_facility", "attendance_kept", "traffic_accident"),
    "scholarship": (),
}
# Papers of our own, which no list of the law asks for.
OWN = {
    "report_photo": _("photo with the report"),
    "bpjs_answer": _("written answer of BPJS to a question"),
    "contribution_history": _("BPJS's statement of the months paid"),
    "guardian_proof": _("proof of guardianship"),
    "share_agreement": _("agreement of the heirs on their shares"),
    "handed_photo": _("photo of the hand-over"),
    "signature": _("signed receipt of the hand-over"),
    "other": _("another paper"),
}
MISSING = "missing"
STATES = {MISSING: _("missing"), **dict(PaperMark.State.choices), "accepted": _("found good")}
TONES = {MISSING: "warn", "received": "plain", "accepted": "good", "refused": "bad", "not_needed": "plain"}


@dataclass(frozen=True)
class Paper:
    """One paper; ``sometimes``: only where the case is so, which its label says. ``article`` may be empty.

    ``state``: missing, received, accepted, refused or not_needed, as ``mark`` says it; ``files`` are its scans.
    """

    label: str
    article: str
    sometimes: bool
    name: str = ""
    state: str = MISSING
    mark: PaperMark | None = None
    files: tuple[Document, ...] = ()

    @property
    def said(self) -> str:
        return str(STATES[self.state])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def lacking(self) -> bool:
        """Needed and not here in a form that can be used."""
        return not self.sometimes and self.state in (MISSING, PaperMark.State.REFUSED)


def _paper(row: Row, language: str, sometimes: bool) -> Paper:
    label = row.label_en if language == "en" else row.label_id
    return Paper(label, "" if row.article == "-" else row.article, sometimes, row.name)


def papers(claim: str, language: str, on: date, facts: Mapping[str, bool] | None = None) -> list[Paper]:
    """Those of ``jkm``, ``jkk`` or ``scholarship`` by the list of a day, the ones always needed first.

    ``facts``: what is known.
    """
    known = {name: holds for name, holds in (facts or {}).items() if name in SOMETIMES[claim]}
    always = documents(claim, on, **known)
    open_ = {name: known.get(name, True) for name in SOMETIMES[claim]}
    more = [row for row in documents(claim, on, **open_) if row not in always]
    return [_paper(row, language, False) for row in always] + [_paper(row, language, True) for row in more]


def scheme_of(event: Event) -> str:
    return "jkm" if event.kind == Event.Kind.DEATH else "jkk"


def facts_of(event: Event) -> dict[str, bool]:
    """What the case says of papers that only some need; nothing of what is not known yet."""
    if event.kind != Event.Kind.DEATH:
        return {"transport_costs": True} if event.facts.get("transport") else {}
    relations = set(event.relatives.filter(withdrawn="").values_list("relation", flat=True))
    if not relations:
        return {}
    return {"spouse_heir": "spouse" in relations, "will": relations == {"will"}}


def of_case(event: Event, language: str) -> list[Paper]:
    """Every paper of a case as it stands: the law's list, and whatever else came. Three statements.

    After a fatal accident the papers that show who the heirs are come with those of the accident.
    """
    listed = papers(scheme_of(event), language, event.reported_on, facts_of(event))
    if event.kind != Event.Kind.DEATH and event.outcome == "death":
        proof = {name for one in order(event.death_day) for name in one.proof}
        listed += [paper for paper in papers("jkm", language, event.reported_on) if paper.name in proof]
    return _standing(event, listed, language, None, 0)


def of_child(event: Event, child: Child, school_year: int, language: str) -> list[Paper]:
    """The papers of one child's yearly claim as they stand; for those who may see children. Two statements."""
    return _standing(event, papers("scholarship", language, begins(school_year)), language, child, school_year)


def _standing(event: Event, listed: list[Paper], language: str, child: Child | None, year: int) -> list[Paper]:
    files: dict[str, list[Document]] = {}
    whose = {"child": child, "school_year": year}
    for one in event.documents.filter(**whose).select_related("received_by").order_by("recorded_at", "pk"):
        files.setdefault(one.paper, []).append(one)
    marks = {m.paper: m for m in event.paper_marks.filter(**whose).select_related("by").order_by("pk")}
    names = {paper.name for paper in listed}
    listed += [_own(name, language) for name in {**files, **marks} if name not in names]
    return [
        replace(
            paper,
            state=marks[paper.name].state if paper.name in marks else MISSING,
            mark=marks.get(paper.name),
            files=tuple(files.get(paper.name, ())),
        )
        for paper in listed
    ]


def _own(name: str, language: str) -> Paper:
    """A paper that came without being on this claim's list: of another list, or of our own kinds."""
    return Paper(label_of(name, language), "", True, name)


def label_of(name: str, language: str) -> str:
    """A paper in the reader's words, whichever list it is on."""
    if name in OWN:
        return str(OWN[name])
    rows = (row for claim, facts in SOMETIMES.items() for row in documents(claim, None, **dict.fromkeys(facts, True)))
    row = next(row for row in rows if row.name == name)
    return row.label_en if language == "en" else row.label_id


def lacking(event: Event, language: str) -> list[Paper]:
    """What is still to be brought."""
    return [paper for paper in of_case(event, language) if paper.lacking]
