"""What a check of a candidate may say, in words and codes of the exchange files, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Result:
    """``code`` is kept; ``word`` stands in files; ``then`` is (state, reason), or None when nothing follows."""

    code: str
    word: str
    label: str | Promise
    good: bool = False
    then: tuple[str, str] | None = None


def _table(*results: Result) -> dict[str, Result]:
    return {one.code: one for one in results}


RESULTS: dict[str, dict[str, Result]] = {
    "admin": _table(
        Result("passed", "lolos", _("papers in order"), True),
        Result("warned", "lolos dengan catatan", _("papers in order, with a warning"), True),
    ),
    "dukcapil": _table(
        Result("match", "cocok", _("matches Dukcapil"), True),
        Result("name_differs", "nama beda", _("NIK exists, name differs"), then=("review", "dukcapil_name")),
        Result(
            "birth_differs", "tgl lahir beda", _("NIK exists, birth date differs"), then=("review", "dukcapil_birth")
        ),
        Result("not_found", "nik tidak ditemukan", _("NIK not found"), then=("review", "dukcapil_not_found")),
        Result("nik_double", "nik ganda", _("NIK is double"), then=("review", "dukcapil_double")),
        Result("died", "meninggal", _("died"), then=("refused", "died")),
        Result("moved", "pindah", _("moved away"), then=("refused", "moved")),
        Result("not_recorded", "belum rekam", _("no KTP-el recorded yet"), then=("review", "dukcapil_not_recorded")),
    ),
    "bpjs": _table(
        Result("free", "belum peserta", _("not a member yet"), True),
        Result("self", "mandiri", _("member, self-paid"), then=("refused", "covered_by_others")),
        Result("employer", "pu", _("member, wage earner"), then=("refused", "covered_by_others")),
        Result("government", "pemerintah", _("member, paid by a government"), then=("refused", "covered_by_others")),
        Result("invalid", "tidak valid", _("data not valid at BPJS"), then=("review", "bpjs_invalid")),
    ),
    "field": _table(
        Result("fit", "layak", _("works and is healthy"), True),
        Result("not_working", "tidak bekerja", _("does not work"), then=("refused", "not_working")),
        Result("sick", "sakit", _("is ill and cannot work"), then=("refused", "sick")),
        Result("civil", "asn/tni/polri", _("civil servant, soldier or police"), then=("refused", "civil_servant")),
        Result("employed", "pekerja formal", _("works for wages"), then=("refused", "employed")),
        Result("moved", "pindah", _("moved away"), then=("refused", "moved")),
        Result("died", "meninggal", _("died"), then=("refused", "died")),
        Result("declined", "menolak", _("does not want it"), then=("refused", "declined")),
        Result("absent", "tidak dijumpai", _("was not met; come again")),
    ),
}
GOOD = frozenset(one.code for table in RESULTS.values() for one in table.values() if one.good)
_FOLLOWS = [one.then for table in RESULTS.values() for one in table.values() if one.then]
DOUBTS = sorted({reason for state, reason in _FOLLOWS if state == "review"})


def plain(word: str) -> str:
    return " ".join(re.sub("[^0-9a-z]+", " ", word.lower()).split())


WORDS = {
    kind: {plain(text): one.code for one in table.values() for text in (one.code, one.word)}
    for kind, table in RESULTS.items()
}


def read(kind: str, word: str) -> str | None:
    """The code that a word of an answer means; None when it means nothing known."""
    return WORDS[kind].get(plain(word))


def label(kind: str, code: str) -> str:
    found = RESULTS.get(kind, {}).get(code)
    return str(found.label) if found else code
