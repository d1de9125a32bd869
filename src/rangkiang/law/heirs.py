"""Who is entitled after a death: the order of heirs, class by class, and why those of a later class have nothing.

The classes are in heirs.toml. How several heirs of one class share is not in the text read: it is asked, not decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .case import number, only
from .documents import Document, documents
from .errors import InvalidCase
from .parameters import rows_on, table
from .rules import Said, rule

RELATIONS: dict[str, Said] = {
    "spouse": ("janda atau duda", "widow or widower"),
    "children": ("anak", "children"),
    "parents": ("orang tua", "parents"),
    "grandparents": ("kakek atau nenek", "grandparents"),
    "grandchildren": ("cucu", "grandchildren"),
    "siblings": ("saudara", "siblings"),
    "parents_in_law": ("mertua", "parents-in-law"),
}
WILL: Said = ("orang yang ditunjuk dalam wasiat", "the person named in the will")
SHARES: Said = (
    "Ahli waris yang berhak lebih dari satu; aturan yang dibaca tidak menyebut pembagiannya. Siapa menerima berapa?",
    "More than one heir is entitled; the rules read do not say how they share. Who receives how much?",
)
FUNERAL: Said = (
    "Tidak ada ahli waris dan wasiat: siapa yang mengurus pemakaman?",
    "No heir and no will: who arranged the funeral?",
)


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the order. ``gets``: all, or funeral. ``confidence`` of its place for jkk and for jkm."""

    number: int
    label_id: str
    label_en: str
    relations: tuple[str, ...]
    gets: str
    proof: tuple[str, ...]
    article: str
    source: str
    confidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heirs:
    """The class entitled and its living relatives; ``told`` says what they get, ``excluded`` why others have nothing.

    ``later``: the classes after it in their order. ``proof``: the papers that show who the heirs are. ``asked``: what a
    person must decide. Sentences are pairs, Indonesian and English.
    """

    entitled: Class
    living: Mapping[str, int]
    told: Said
    excluded: tuple[Said, ...]
    later: tuple[Class, ...]
    proof: tuple[Document, ...]
    asked: tuple[Said, ...]


@rule(
    article="PP 44/2015 Pasal 37 (5)",
    label=("Golongan ahli waris yang berhak", "Class of heirs entitled"),
    valid_from=date(2015, 7, 1),
    decided_by="event",
    confidence="S",
)
def golongan_ahli_waris(
    ada_pasangan_anak: int, ada_garis_lurus: int, ada_saudara: int, ada_mertua: int, ada_wasiat: int
) -> int:
    if ada_pasangan_anak:
        return 1
    if ada_garis_lurus:
        return 2
    if ada_saudara:
        return 3
    if ada_mertua:
        return 4
    if ada_wasiat:
        return 5
    return 6


def order(on: date | None = None) -> tuple[Class, ...]:
    """The classes on a day (None: the last known), the first entitled first.

    Source: PP 44/2015 Pasal 37 (5); for JKM S35 and the construction twin.
    """
    found = table("heirs")
    return tuple(
        Class(
            row["class"], row["id"], row["en"], tuple(row["relations"]), row["gets"], tuple(row["proof"]),
            found["article"], row["source"], {"jkk": row["confidence_jkk"], "jkm": row["confidence_jkm"]},
        )
        for row in rows_on("heirs", on or date.max)
    )  # fmt: skip


def heirs(family: Mapping[str, Any], on: date | None = None) -> Heirs:
    """Who is entitled after a death ``on`` a day (None: by the last order known).

    ``family`` counts the living: spouse, children, grandchildren, parents, grandparents, siblings, parents_in_law (0
    when not given); ``will`` is true when there is one, ``funeral_by`` the name of who arranged the funeral. Raises
    InvalidCase. Source: PP 44/2015 Pasal 37 (5).
    """
    only(family, (*RELATIONS, "will", "funeral_by"))
    counts = {name: number(family, name, 0) for name in RELATIONS}
    will, funeral_by = family.get("will", False), family.get("funeral_by", "")
    if funeral_by is None:
        funeral_by = ""
    if not isinstance(will, bool):
        raise InvalidCase("will", f"{will!r} is not true or false")
    if not isinstance(funeral_by, str):
        raise InvalidCase("funeral_by", "is the name of a person")
    classes = order(on)
    there = [int(bool(_living(one, {**counts, "will": int(will)}))) for one in classes if one.relations]
    entitled = classes[golongan_ahli_waris(*there) - 1]
    living = _living(entitled, counts)
    asked = [SHARES] if sum(living.values()) > 1 else []
    if entitled.gets == "funeral" and not funeral_by:
        asked.append(FUNERAL)
    later = classes[entitled.number :]
    told, proof = _told(entitled, living, funeral_by), _proof(entitled, living, on)
    return Heirs(entitled, living, told, _excluded(living, later, counts, will), later, proof, tuple(asked))


def _living(one: Class, counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in one.relations if counts.get(name)}


def _names(living: Mapping[str, int], at: int) -> str:
    """``janda atau duda (1) dan anak (2)``; the person of the will when nobody is counted."""
    told = [f"{RELATIONS[name][at]} ({count})" for name, count in living.items()]
    return (" dan ", " and ")[at].join(told) or WILL[at]


def _told(entitled: Class, living: Mapping[str, int], funeral_by: str) -> Said:
    if entitled.gets == "all":
        names = (_names(living, 0), _names(living, 1))
        return f"Yang berhak atas seluruh manfaat: {names[0]}.", f"Entitled to the whole benefit: {names[1]}."
    return (
        f"Biaya pemakaman untuk {funeral_by or 'yang mengurus pemakaman'}; selebihnya masuk Dana Jaminan Sosial.",
        f"Funeral cost to {funeral_by or 'whoever arranged the funeral'}; the rest to the Dana Jaminan Sosial.",
    )


def _excluded(
    living: Mapping[str, int], later: tuple[Class, ...], counts: Mapping[str, int], will: bool
) -> tuple[Said, ...]:
    """One sentence for each later class in which somebody lives, or is named."""
    found = []
    for one in later:
        others = _living(one, counts)
        if others or (will and "will" in one.relations):
            found.append((
                f"Tidak berhak: {_names(others, 0)}, karena didahului {_names(living, 0)}.",
                f"Not entitled: {_names(others, 1)}, since {_names(living, 1)} come first.",
            ))  # fmt: skip
    return tuple(found)


def _proof(entitled: Class, living: Mapping[str, int], on: date | None) -> tuple[Document, ...]:
    papers = documents("jkm", on, spouse_heir="spouse" in living, will="will" in entitled.relations)
    return tuple(paper for paper in papers if paper.name in entitled.proof)
