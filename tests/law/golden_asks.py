"""What a golden case may ask of the law: each a function of the case and the day, answered in plain values."""

from __future__ import annotations

import linecache
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rangkiang import law
from rangkiang.law import arrears, bounds, calendar, check, graph, months, parameters, rules, scheme
from rangkiang.law import case as cases
from rangkiang.law.catalogue import schema
from rangkiang.law.deadlines import open_questions, waiting_for

Case = Mapping[str, Any]
ERRORS = (law.InvalidCase, law.InvalidLaw)
day = date.fromisoformat


def _scheme(name: str) -> Callable[[Case, date | None], law.Answer]:
    return lambda case, on: law.ask(name, case, on)


def _month(text: str) -> date:
    return months.first_day(months.parse(text, "month"))


def _price(case: Case, _: date | None) -> Any:
    price = law.price(_month(case["month"]), case["fund"], case["sector"], case["band"])
    return {"jkk": price.jkk, "jkm": price.jkm, "total": price.total}


def _clock(case: Case, _: date | None) -> Any:
    on = day(case["on"])
    told = law.clock(cases.paid_months(case, on)[0], on)
    found = {name: getattr(told, name) for name in told.__slots__} | {"covered": told.covered}
    return {name: str(value) if isinstance(value, date) else value for name, value in found.items()}


def _scholarship(case: Case, _: date | None) -> Any:
    return law.scholarship_years(day(case["born"]), case.get("level"), case.get("class"), day(case["on"]))


def _heirs(case: Case, _: date | None) -> Any:
    found = law.heirs(case)
    return {
        "class": found.entitled.number, "living": dict(found.living), "told": list(found.told),
        "excluded": [said[0] for said in found.excluded], "excluded_en": [said[1] for said in found.excluded],
        "later": [one.number for one in found.later], "proof": [paper.name for paper in found.proof],
        "asked": [said[0] for said in found.asked], "article": found.entitled.article,
        "marks": dict(found.entitled.confidence), "gets": found.entitled.gets,
        "label": found.entitled.label_id,
    }  # fmt: skip


def _documents(case: Case, _: date | None) -> Any:
    found = law.documents(case["claim"], **case.get("facts", {}))
    return {
        "names": [one.name for one in found], "statutory": [one.name for one in found if one.statutory],
        "articles": {one.name: one.article for one in found}, "marks": {one.name: one.confidence for one in found},
        "labels": {one.name: one.label_id for one in found},
    }  # fmt: skip


def _deadlines(case: Case, _: date | None) -> Any:
    of, facts = case["scheme"], case["facts"]
    if case.get("objects"):
        facts = {name: datetime.fromisoformat(text) for name, text in facts.items()}
    known = parameters.parameters()
    told: dict[str, Any] = {"order": []}
    for one in law.deadlines(of, facts):
        told["order"].append(one.name)
        told[one.name] = {
            "due": one.due.isoformat(), "starts": one.starts, "kept": one.kept, "note": one.note[0],
            "note_en": one.note[1], "article": one.article, "mark": one.confidence, "label": one.label_id,
        }  # fmt: skip
    told["waiting"] = [[one.name, *one.facts] for one in waiting_for(of, facts)]
    readings = {one.label_id: name for name, one in known.items() if one.reading}
    told["open"] = [readings.get(said[0], said[0]) for said in open_questions(of, facts)]
    return told


def _late(case: Case, _: date | None) -> Any:
    return {"value": law.late_interest(case["amount"], day(case["due"]), day(case["paid_on"]))}


def _late_payment(case: Case, _: date | None) -> law.Answer:
    return law.late_payment(case["amount"], day(case["due"]), day(case["paid_on"]))


def _free(case: Case, _: date | None) -> Any:
    """The free days of a year by kind, as MM-DD."""
    found: dict[str, list[str]] = {kind: [] for kind in calendar.KINDS}
    at = date(case["year"], 1, 1)
    while at.year == case["year"]:
        if free := calendar.holiday(at):
            found[free.kind].append(f"{at:%m-%d}")
        at += timedelta(days=1)
    return found


def _days(case: Case, _: date | None) -> Any:
    """Whatever the case names: a due date, the next working day, the n-th one."""
    if "month" in case:
        return {"value": str(law.due_date(_month(case["month"])))}
    at = day(case["day"])
    if "n" in case:
        return {"value": str(calendar.add_working_days(at, case["n"]))}
    return {"value": str(law.next_working_day(at)), "working": law.is_working_day(at)}


def _bands(case: Case, _: date | None) -> Any:
    on = date(2026, 1, 1)
    return {"bands": [[band := law.band_of(income, on), law.base_of(band, on)] for income in case["incomes"]]}


def _values(case: Case, _: date | None) -> Any:
    """Parameters of a day, by name."""
    found = {name: parameters.amount(name, day(case["on"])) for name in case.get("names", [])}
    if "level" in case:
        found["scholarship"] = law.scholarship_amount(case["level"], day(case["on"]))
    if case.get("age_limit"):
        found["age_limit"] = law.age_limit(day(case["on"]))
    return found


def _explain(case: Case, on: date | None) -> Any:
    told = law.explain(case["target"], case["case"], on)
    language = case.get("language", "id")
    text = {"text": told.text(language, case.get("depth", "tree")), "html": told.html(language)}
    lines = {name: value.splitlines() for name, value in text.items()}
    return {**lines, "sentence": told.sentence(language), "total": told.answer.total, "parts": told.answer.parts,
            "html": text["html"], "review": list(told.answer.review), "day": str(told.answer.day)}  # fmt: skip


def _catalogue(case: Case, _: date | None) -> Any:
    """What the catalogue says of some names, by kind."""
    told = law.catalogue()
    found: dict[str, Any] = {"format": told["format"], "confidences": told["confidences"], "readings": told["readings"]}
    for kind in ("schemes", "rules", "parameters", "facts"):
        found[kind] = {one["name"]: one for one in told[kind] if one["name"] in case.get("names", [])}
    found["days"] = told["tables"]["holidays"]["declared_until"]
    found["schema"], found["columns"] = schema()["type"], told["columns"]
    found["defs"] = {name: schema()["$defs"][name] for name in case.get("defs", [])}
    found["tables"] = sorted(told["tables"])
    return found


def _impact(case: Case, _: date | None) -> Any:
    known = [(one["name"], one["scheme"], one["case"]) for one in case["cases"]]
    changes = {name: parameters.parameters().get(value, value) for name, value in case["changes"].items()}
    return {one["name"]: one for one in law.impact(changes, known)}


def _span(case: Case, _: date | None) -> Any:
    """From what to what a rule's text can go, when its needs lie in the spans given."""
    known = {name: bounds.Span(*span) for name, span in case.get("known", {}).items()}
    found = bounds.body_span(rules.plain(_define(case["rule"])), known)
    return {"span": [found.least, found.most]}


def _spans(case: Case, _: date | None) -> Any:
    found = bounds.spans()
    return {name: [found[name].least, found[name].most] for name in case["names"]}


def _rests(case: Case, _: date | None) -> Any:
    return graph.dependents(case["name"])


def _arrears(case: Case, _: date | None) -> Any:
    told = arrears.owed(case)
    return {**told, "review": " ".join(words for said in told["review"] for words in said)}


def _reach(case: Case, _: date | None) -> Any:
    how = {name: case[name] for name in ("fund", "sector", "band")}
    reached, left = arrears.reach(case["amount"], _month(case["month"]), **how)
    return {"months": reached, "left": left}


def _timeline(case: Case, _: date | None) -> Any:
    """The rules that begin on a day, and those whose last day is the one before."""
    entries = [entry for held in rules.REGISTRY.values() for entry in held]
    at = day(case["day"])
    return {
        "begins": {entry.name for entry in entries if entry.valid_from == at},
        "ends": {entry.name for entry in entries if entry.valid_to == at - timedelta(days=1)},
    }


def _kept(case: Case, _: date | None) -> Any:
    """An answer that was kept in an older form, read again."""
    told = law.Explanation(law.Answer.from_json(case))
    return {
        "receipt": told.receipt().splitlines(), "tree": told.tree().splitlines(),
        "given": [list(one) for one in told.answer.given], "asked": [list(said) for said in told.answer.asked],
    }  # fmt: skip


@contextmanager
def _registry() -> Iterator[None]:
    """Whatever is registered within is forgotten after."""
    kept = {name: list(entries) for name, entries in rules.REGISTRY.items()}
    schemes = dict(scheme.SCHEMES)
    try:
        yield
    finally:
        rules.REGISTRY.clear()
        rules.REGISTRY.update(kept)
        scheme.SCHEMES.clear()
        scheme.SCHEMES.update(schemes)


def _define(text: str) -> Any:
    """The function of a text, such that its source can be read."""
    name = f"<golden {hash(text)}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space: dict[str, Any] = {}
    exec(compile(text, name, "exec", dont_inherit=True), space)
    return next(value for key, value in space.items() if key != "__builtins__")


def _rule(case: Case, _: date | None) -> Any:
    """A rule is registered beside those of the law; it works out the values, and the whole law is checked."""
    said = {"article": "A", "label": ("a", "a"), "valid_from": date(2015, 7, 1), "decided_by": "event"}
    said |= {name: tuple(value) if isinstance(value, list) else value for name, value in case.get("said", {}).items()}
    for name in ("valid_from", "valid_to"):
        if isinstance(said.get(name), str):
            said[name] = day(said[name])
    with _registry():
        if "before" in case:
            rules.rule(**said, each=case["records"])(_define(case["before"]))
        function = _define(case["rule"])
        if "records" in case:
            rules.gather(function.__name__, of=case["of"], records=case["records"], **said)
        else:
            rules.rule(**said)(function)
        if "scheme" in case:
            scheme.scheme(**case["scheme"])
        if case.get("check"):
            check.check_law()
        if case.get("bounds"):
            check.check_bounds()
        entries = rules.REGISTRY[function.__name__.partition("__")[0]]
        given = case.get("given")
        joined = entries[-1].gather
        told = {"needs": list(entries[-1].needs), "value": given and function(**given)}
        could = bounds.spans()[entries[-1].name] if "before" in case else None
        span = could and [could.least, could.most]
        return {**told, "count": joined and joined.count, "span": span}


def _file(case: Case, _: date | None) -> Any:
    """One parameter file alone; the amounts on a day."""
    found = parameters.read(case["text"], "berkas.toml")
    values = {name: one.on(day(case["on"])) for name, one in found.items()} if "on" in case else {}
    return {name: value.amount if value else None for name, value in values.items()}


def _calendar(case: Case, _: date | None) -> Any:
    found = calendar.read(case["text"])
    return {"days": [str(one) for one in found.days], "declared_until": str(found.declared_until)}


def _folder(case: Case, _: date | None) -> Any:
    """All files of the law with a change in one of them (``replace``: from, to), loaded anew and checked."""
    with tempfile.TemporaryDirectory() as name, _read_from(Path(name)):
        path = Path(name) / case["file"]
        text = path.read_text() if path.exists() else ""
        for old, new in case.get("replace", []):
            if old not in text:
                raise LookupError(f"{old} is not in {case['file']}")
            text = text.replace(old, new, 1)
        path.write_text(case.get("whole", text) + case.get("add", ""))
        if table := case.get("table"):
            parameters.table(table)
        else:
            check.check_law()
    return {"loads": True}


_loads = cache(tomllib.loads)  # all but one of the files are the same in every case


@contextmanager
def _read_from(folder: Path) -> Iterator[None]:
    """Within it the law reads a copy of its files, in this folder."""
    stored, loads = parameters.FOLDER, parameters.tomllib.loads
    cached = (parameters.enacted, parameters.facts, parameters.written)
    shutil.copytree(stored, folder, dirs_exist_ok=True)
    parameters.FOLDER, parameters.tomllib.loads = folder, _loads
    for read in cached:
        read.cache_clear()
    try:
        yield
    finally:
        parameters.FOLDER, parameters.tomllib.loads = stored, loads
        for read in cached:
            read.cache_clear()


ASKS: dict[str, Callable[[Case, date | None], Any]] = {
    **{name: _scheme(name) for name in ("contribution", "jkm", "jkk", "eligibility")},
    "price": _price, "clock": _clock, "scholarship": _scholarship, "heirs": _heirs, "documents": _documents,
    "deadlines": _deadlines, "late_interest": _late, "late_payment": _late_payment,
    "free_days": _free, "days": _days, "bands": _bands,
    "values": _values, "explain": _explain, "kept": _kept, "catalogue": _catalogue, "impact": _impact, "span": _span,
    "spans": _spans, "rests": _rests, "rule": _rule, "file": _file, "calendar": _calendar, "folder": _folder,
    "arrears": _arrears, "reach": _reach, "timeline": _timeline,
}  # fmt: skip
