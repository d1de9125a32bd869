"""The deadlines of a case: what must be reported, decided or paid by when, from the facts that are known so far.

A deadline whose first day is not known yet is waited for; one whose rule on that day is not known is an open question,
and so is the expiry of JKM and of the scholarship, for which no limit was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .answer import Answer
from .calendar import add_working_days, declared_until, holiday, is_working_day
from .case import only
from .clock import START
from .errors import InvalidCase
from .evaluation import Evaluation
from .months import in_words, parse_day
from .parameters import READINGS, Value, parameters
from .rules import Said, doubt, rule
from .scheme import Draft, Scheme

Moment = date | datetime
LATE_PAID: dict[str, Any] = {"article": "PP 44/2015 Pasal 37", "valid_from": START, "decided_by": "event"}
BEGIN = ("accident", "diagnosis")
FACTS = {
    "jkk": (*BEGIN, "suspected", "received", "decided", "ended", "claimed", "requirements_met", "paid_on"),
    "jkm": ("applied", "paid_on"),
}
# name in deadlines.toml: (its scheme, the facts it may start from, the fact that ends it)
RULES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "lapor_tahap_1": ("jkk", BEGIN, "received"),
    "putusan_dugaan": ("jkk", ("received",), "decided"),
    "lapor_tahap_2": ("jkk", ("ended",), "claimed"),
    "bayar_jkk": ("jkk", ("requirements_met",), "paid_on"),
    "kedaluwarsa_jkk": ("jkk", BEGIN, "claimed"),
    "bayar_jkm": ("jkm", ("applied",), "paid_on"),
}
OPEN = {"jkk": ("kedaluwarsa_beasiswa",), "jkm": ("kedaluwarsa_jkm", "kedaluwarsa_beasiswa")}
NOTES: dict[str, Said] = {
    "lapor_tahap_1": (
        "Naskah yang dibaca mewajibkan pemberi kerja; formulir BPU menyebut batas yang sama.",
        "The text read obliges employers; the form for BPU states the same limit.",
    ),
    "lapor_tahap_2": (
        "Naskah yang dibaca mewajibkan pemberi kerja; pasal untuk BPU belum dilihat.",
        "The text read obliges employers; the article for BPU was not seen.",
    ),
    "bayar_jkm": (
        "Naskah yang dibaca mengatur jasa konstruksi; pasal untuk BPU belum dilihat.",
        "The text read is the one for construction; the article for BPU was not seen.",
    ),
}
PAPERS = ("dihitung sejak berkas lengkap di BPJS", "counts from the day the complete papers are at BPJS")
BEGINS: dict[str, Said] = {
    "accident": (
        "dihitung sejak hari kecelakaan, atau sejak diagnosis penyakit akibat kerja",
        "counts from the day of the accident, or of the diagnosis of a disease from work",
    ),
    "received": (
        "dihitung sejak laporan pertama diterima BPJS", "counts from the day BPJS has the first report",
    ),
    "ended": (
        "dihitung sejak dokter menyatakan peserta sembuh, cacat, atau meninggal",
        "counts from the day the doctor declares the member healed, disabled or dead",
    ),
    "applied": PAPERS,
    "requirements_met": PAPERS,
}  # fmt: skip
NO_HOUR = (
    "Jamnya tidak dicatat: batasnya akhir hari kedua sesudahnya.",
    "The hour was not recorded: the limit is the end of the second day after.",
)
JOINT_LEAVE = (
    "Cuti bersama tidak dihitung sebagai hari kerja; ini masih tafsir.",
    "Joint leave is not counted as a working day; this is a reading.",
)
NOT_DECREED = (
    "Hari libur tahun itu belum ditetapkan; tanggalnya dapat bergeser.",
    "The free days of that year are not decreed yet; the day may move.",
)
LEAP_DAY = (
    "Tahun itu tanpa 29 Februari: diambil 28 Februari.",
    "That year has no 29 February: 28 February is taken.",
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """``due``: the last day, or the last moment when the hour of the fact ``starts`` is known (local time, no zone).

    ``done``: when it was met, if the facts say so. ``note``: what limits the answer, in Indonesian and in English.
    """

    name: str
    label_id: str
    label_en: str
    starts: str
    due: Moment
    article: str
    source: str
    confidence: str
    note: Said = ("", "")
    done: Moment | None = None

    @property
    def kept(self) -> bool | None:
        """Whether it was met in time; None while it is open. By the day, unless both hours are known."""
        if self.done is None:
            return None
        if isinstance(self.done, datetime) and isinstance(self.due, datetime):
            return self.done <= self.due
        return _day(self.done) <= _day(self.due)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deadline that begins with the first of ``facts``, none of which is known yet; ``begins`` says it in words."""

    name: str
    label_id: str
    label_en: str
    facts: tuple[str, ...]
    begins: Said


def deadlines(scheme: str, facts: Mapping[str, Any]) -> list[Deadline]:
    """The deadlines that run, the earliest first. ``scheme``: jkk or jkm; for both the facts are ISO dates.

    JKK: ``accident`` or ``diagnosis`` (of a disease from work), ``received`` (stage I), ``suspected`` (true when it is
    doubted that work was the cause), ``decided``, ``ended`` (healed, disabled or dead), ``claimed`` (stage II),
    ``requirements_met``, ``paid_on``. JKM: ``applied`` (with the papers), ``paid_on``. An hour may follow:
    ``2026-05-04T14:30``, local time. Raises InvalidCase. Source: regulations named in deadlines.toml.
    """
    known = _read(scheme, facts)
    found = []
    for name, starts, done in _running(scheme, facts, known):
        value = parameters()[name].on(_day(known[starts]))
        if value:
            found.append(_deadline(name, starts, known[starts], value, known.get(done)))
    return sorted(found, key=lambda one: (_day(one.due), one.name))


def waiting_for(scheme: str, facts: Mapping[str, Any]) -> list[Waiting]:
    """The deadlines that cannot begin yet because a fact is missing. Raises InvalidCase."""
    known = _read(scheme, facts)
    missing = [(name, starts) for name, starts, _ in _rules(scheme, facts) if known.keys().isdisjoint(starts)]
    labels = parameters()
    return [
        Waiting(name, labels[name].label_id, labels[name].label_en, starts, BEGINS[starts[0]])
        for name, starts in missing
    ]


def open_questions(scheme: str, facts: Mapping[str, Any]) -> list[Said]:
    """What must be asked: an expiry that was not found, a rule not known on its day. Raises InvalidCase."""
    known = _read(scheme, facts)
    asked = []
    for name, starts, _ in _running(scheme, facts, known):
        label, day = parameters()[name], _day(known[starts])
        if label.on(day) is None:
            said_id, said_en = in_words(day)
            asked.append((
                f"{label.label_id}: batas waktu yang berlaku untuk {said_id} belum diketahui.",
                f"{label.label_en}: the limit that held on {said_en} is not known.",
            ))  # fmt: skip
    for name in OPEN[scheme]:
        reading = parameters()[name]
        if reading.values[-1].amount == READINGS["review"]:
            asked.append((reading.label_id, reading.label_en))
    return asked


@rule(**LATE_PAID, label=("Tambahan sebelum pembulatan, per seratus", "Added before rounding, per 100"), confidence="T")
def tambahan_belum_bulat(manfaat_terlambat: int, hari_terlambat: int, tambahan_terlambat: int) -> int:
    return manfaat_terlambat * hari_terlambat * tambahan_terlambat


@rule(
    **LATE_PAID, label=("Tambahan, rupiah penuh ke bawah", "Added, whole rupiah, down"), confidence="T", unit="rupiah"
)
def tambahan_denda(tambahan_belum_bulat: int) -> int:
    return tambahan_belum_bulat // 100


@doubt(**LATE_PAID, label=("Tambahannya bukan rupiah penuh", "Not a whole rupiah"), reading="late_rounding")
def ragu_pembulatan_tambahan(tambahan_belum_bulat: int) -> int:
    return 1 if tambahan_belum_bulat % 100 else 0


LATE = Scheme("late", "due", {"tambahan": "tambahan_denda"})  # asked here alone, by amount and days


def late_payment(amount: int, due: date, paid_on: date) -> Answer:
    """What is added to a benefit paid late: one percent of it for each day after ``due``, with its steps.

    Days are counted on the calendar, without interest on interest. The article names no rounding: a part of a rupiah
    is dropped and asked about. Raises InvalidCase. Source: PP 44/2015 Pasal 37; Permenaker 1/2025 Pasal 79.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
        raise InvalidCase("amount", f"{amount!r} is not a whole number of rupiah of 0 or more")
    if (first := parameters()["tambahan_terlambat"].values[0].since) > due:
        raise InvalidCase("due", f"what late payment costs on {due} is not known; give a day from {first} on")
    given = {"manfaat_terlambat": amount, "hari_terlambat": max(0, (paid_on - due).days)}
    draft = Draft(LATE, Evaluation(given, due), {"tambahan": 0})
    draft.give("tambahan", "tambahan_denda")
    draft.ask_open("ragu_pembulatan_tambahan")
    return draft.answer("review" if draft.asked else "computed")


def late_interest(amount: int, due: date, paid_on: date) -> int:
    """The whole rupiah of ``late_payment`` that are certain. Raises InvalidCase."""
    return late_payment(amount, due, paid_on).total


def _read(scheme: str, facts: Mapping[str, Any]) -> dict[str, Moment]:
    """The dates among the facts. Raises InvalidCase for an unknown fact, and for one before what it follows."""
    if scheme not in FACTS:
        raise InvalidCase("scheme", f"{scheme!r} is unknown; use one of {' '.join(FACTS)}")
    only(facts, FACTS[scheme])
    if not isinstance(facts.get("suspected", False), bool):
        raise InvalidCase("suspected", "is true or false")
    known = {
        name: _moment(facts[name], name)
        for name in FACTS[scheme]
        if name != "suspected" and facts.get(name) not in (None, "")
    }
    if all(name in known for name in BEGIN):
        raise InvalidCase("diagnosis", "belongs to a disease from work; give it or the accident, not both")
    order = [(name, begin) for begin in BEGIN for name in known if begin in known]
    order += [(done, start) for _, starts, done in RULES.values() for start in starts if {done, start} <= known.keys()]
    for later, earlier in order:
        if _day(known[later]) < _day(known[earlier]):
            raise InvalidCase(later, f"{known[later]} is before {earlier} ({known[earlier]}); correct one of the two")
    return known


def _moment(value: object, field: str) -> Moment:
    if isinstance(value, str) and "T" in value:
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", value, re.ASCII):
            raise InvalidCase(field, f"{value!r} is no moment; write YYYY-MM-DDTHH:MM, local time without a zone")
        parse_day(value[:10], field)
        return datetime.fromisoformat(value)
    if isinstance(value, datetime):
        if value.tzinfo:
            raise InvalidCase(field, f"{value} has a time zone; give local time without one")
        return value
    return parse_day(value, field)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _rules(scheme: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(name, the facts it may start from, the fact that ends it): the decision only where it is in doubt."""
    for name, (whose, starts, done) in RULES.items():
        if whose == scheme and (name != "putusan_dugaan" or facts.get("suspected")):
            yield name, starts, done


def _running(scheme: str, facts: Mapping[str, Any], known: Mapping[str, Moment]) -> Iterator[tuple[str, str, str]]:
    """(name, the known fact it starts from, the fact that ends it)."""
    for name, starts, done in _rules(scheme, facts):
        for start in starts:
            if start in known:
                yield name, start, done


def _deadline(name: str, starts: str, since: Moment, value: Value, done: Moment | None) -> Deadline:
    found = parameters()[name]
    due, notes = _due(found.unit, value.amount, since)
    if name in NOTES:
        notes.insert(0, NOTES[name])
    note = (" ".join(said[0] for said in notes), " ".join(said[1] for said in notes))
    told = (value.article, value.source, value.confidence)
    return Deadline(name, found.label_id, found.label_en, starts, due, *told, note, done)


def _due(unit: str, amount: int, since: Moment) -> tuple[Moment, list[Said]]:
    """(the last day or moment, what limits it)."""
    day = _day(since)
    if unit == "hours":
        if isinstance(since, datetime):
            return since + timedelta(hours=amount), []
        return day + timedelta(days=-(-amount // 24)), [NO_HOUR]
    if unit == "working_days":
        return _working(day, amount)
    if unit == "years":
        try:
            return day.replace(year=day.year + amount), []
        except ValueError:
            return date(day.year + amount, 2, 28), [LEAP_DAY]
    return day + timedelta(days=amount), []


def _working(day: date, amount: int) -> tuple[date, list[Said]]:
    due = add_working_days(day, amount)
    passed = [day + timedelta(days=n) for n in range(1, (due - day).days)]
    joint = [one for one in passed if (free := holiday(one)) and free.kind == "joint_leave"]
    notes = [] if all(map(is_working_day, joint)) else [JOINT_LEAVE]
    return due, [*notes, NOT_DECREED] if due > declared_until() else notes
