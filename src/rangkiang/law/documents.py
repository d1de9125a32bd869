"""The papers of a claim: the statutory core and what is asked for in practice, by the facts of the case.

The rows are in documents.toml. Local government only helps to bring them together; BPJS Ketenagakerjaan may ask for
more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .errors import InvalidCase
from .parameters import rows_on, table

ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a claim. ``when``: always, or the fact that asks for it. ``statutory``: the law names it."""

    claim: str
    name: str
    label_id: str
    label_en: str
    when: str
    article: str
    source: str
    confidence: str
    statutory: bool


def _all(on: date | None) -> list[Document]:
    return [
        Document(
            row["claim"], row["document"], row["id"], row["en"], row["when"], row["article"], row["source"],
            row["confidence"], row["statutory"],
        )
        for row in (rows_on("documents", on) if on else table("documents")["row"])
    ]  # fmt: skip


def documents(claim: str, on: date | None = None, **facts: bool) -> list[Document]:
    """What is handed in with a claim (jkk, jkm, scholarship): what is always needed, and what the true facts ask for.

    Facts of jkk: transport_costs, not_contracted_facility, attendance_kept, traffic_accident; of jkm: spouse_heir,
    will, other_heir (one not named in the rules). A fact not given is taken as false. ``on``: by the list of that day;
    None: whatever any list has asked for. Raises InvalidCase. Source: Permenaker 1/2025 Pasal 19 and 79, and the
    practice of BPJS Ketenagakerjaan (the row tells).
    """
    rows = [document for document in _all(on) if document.claim == claim]
    if not rows:
        claims = dict.fromkeys(document.claim for document in _all(on))
        raise InvalidCase("claim", f"{claim!r} is unknown; use one of {' '.join(claims)}")
    known = [document.when for document in rows if document.when != ALWAYS]
    for name, value in facts.items():
        if name not in known:
            raise InvalidCase(name, f"decides no document of {claim}; the facts are {' '.join(known) or 'none'}")
        if not isinstance(value, bool):
            raise InvalidCase(name, f"{value!r} is not true or false")
    return [document for document in rows if document.when == ALWAYS or facts.get(document.when)]
