"""The pages about the law, made from its catalogue: schemes, rules, numbers, open questions, tables.

The catalogue itself and its schema are published beside them. Which golden cases a number decides is found by trying:
it is raised and lowered by one, and the cases whose answer changes are listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache
from html import escape
from typing import Any

MARKS = {"T": "T naskah", "O": "O resmi", "S": "S sekunder", "M": "M belum terkonfirmasi", "X": "X bertentangan"}
READ_AS = {"refuse": "dibaca tidak berhak", "favour": "dibaca berhak", "review": "diputuskan orang"}
RELIEF = {"excluded": "tidak mendapat", "open": "belum jelas", "entitled": "mendapat"}
SCHEMES = {"contribution": "Iuran", "eligibility": "Syarat peserta", "jkk": "JKK", "jkm": "JKM"}
KINDS = {"amount": "hitungan", "doubt": "keraguan", "reason": "sebab tidak diberikan", "note": "catatan"}
CLAIMS = {"jkk": "JKK", "jkm": "JKM", "scholarship": "Beasiswa"}
HOLIDAYS = {"national": "libur nasional", "joint_leave": "cuti bersama", "estimated": "perkiraan"}
GETS = {"all": "seluruh manfaat", "funeral": "biaya pemakaman, kepada yang mengurusnya"}
UNITS = {"rupiah": "Rp{}", "percent": "{} persen", "months": "{} bulan", "days": "{} hari", "years": "{} tahun",
         "hours": "{} jam", "working_days": "{} hari kerja"}  # fmt: skip
ASKS = (*SCHEMES, "price", "clock", "scholarship", "deadlines", "late_interest", "days")  # what golden cases ask
ROWS = ("bands", "disability", "documents", "funds", "heirs", "holidays")  # the tables of which a page tells
Row = Mapping[str, Any]


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@cache
def law() -> dict[str, Any]:
    """The catalogue, once for all pages."""
    from rangkiang.law import catalogue, check_bounds

    check_bounds()
    return catalogue()


def documents() -> dict[str, str]:
    """path → text: the catalogue and its schema as they are published."""
    from rangkiang.law.catalogue import schema

    made = {"referensi/hukum.json": law(), "referensi/hukum.schema.json": schema()}
    return {path: json.dumps(told, ensure_ascii=False, indent=1) + "\n" for path, told in made.items()}


def check(sources_known: Mapping[str, str], exactly: Callable[[str, set[str], set[str]], None]) -> None:
    """Every table of the law has its place on a page, and every source that is cited its address."""
    exactly("tables of the law", set(law()["tables"]), set(ROWS))
    exactly("schemes of the law", {one["name"] for one in law()["schemes"]}, set(SCHEMES))
    exactly("sumber-hukum.toml", _cited(), set(sources_known))
    _cited_by.update(sources_known)


_cited_by: dict[str, str] = {}


def _cited() -> set[str]:
    from rangkiang.law.parameters import FOLDER

    text = "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.toml")))
    return set().union(*(_keys(source) for source in re.findall(r'^source = "(.+)"', text, re.M)))


def _keys(source: str) -> set[str]:
    """The source keys in a parameter's ``source``; ``S46-S49`` is four of them."""
    found = set()
    for letter, first, last in re.findall(r"\b([TOS])(\d+)(?:-[TOS](\d+))?", source):
        found |= {f"{letter}{number}" for number in range(int(first), int(last or first) + 1)}
    return found


# ------------------------------------------------------------------ words and pieces
def _figure(amount: int, unit: str = "") -> str:
    if unit == "month":
        return f"{amount // 100}-{amount % 100:02d}"
    if unit == "month-day":
        return f"tanggal {amount % 100} bulan {amount // 100}"
    return UNITS.get(unit, "{}").format(f"{amount:,}".replace(",", "."))


def _value(one: Row, value: Row) -> str:
    return READ_AS[value["value"]] if one["reading"] else _figure(value["value"], one["unit"])


def _days(row: Row) -> str:
    return f"{row['valid_from']} –" + (f" {row['valid_to']}" if row["valid_to"] else "")


def _rows(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in HTML, for inside a closed detail; cells are HTML already."""
    top = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _closed(summary: str, inside: str, anchor: str = "") -> str:
    at = f' id="{anchor}"' if anchor else ""
    return f"<details{at}><summary>{summary}</summary>{inside}</details>\n"


def _named(name: str) -> Row | None:
    found = [one for kind in ("rules", "parameters", "facts") for one in law()[kind] if one["name"] == name]
    return found[0] if found else None


PAGES = {"rules": "hukum.html#aturan-", "parameters": "hukum-angka.html#angka-", "facts": "hukum-tabel.html#fakta-"}


@cache
def _places() -> dict[str, str]:
    return {one["name"]: page + one["name"] for kind, page in reversed(PAGES.items()) for one in law()[kind]}


def _links(names: Iterable[str]) -> str:
    links = [f'<a href="{_places()[name]}"><code>{name}</code></a>' for name in names]
    return ", ".join(links) or "–"


def _resting(told: Row) -> str:
    """What rests on something, as a list in HTML."""
    parts = [
        f"{SCHEMES[scheme]}: {'seluruhnya (perlindungannya)' if scheme in told['cover'] else ', '.join(names)}"
        for scheme, names in told["parts"].items()
    ]
    parts += [f"{SCHEMES[scheme]}: seluruhnya" for scheme in told["cover"] if scheme not in told["parts"]]
    lines = [
        ("Bagian", "; ".join(parts)), ("Aturan", _links(told["rules"]) if told["rules"] else ""),
        ("Keraguan", _links(told["doubts"]) if told["doubts"] else ""),
        ("Sebab dan catatan", _links(told["told"]) if told["told"] else ""),
        ("Dibaca juga oleh", ", ".join(f"<code>law/{name}.py</code>" for name in told["code"])),
    ]  # fmt: skip
    items = "".join(f"<li>{head}: {text}</li>" for head, text in lines if text)
    return f"<p>Yang bertumpu padanya:</p><ul>{items}</ul>" if items else "<p>Tidak ada yang bertumpu padanya.</p>"


# ------------------------------------------------------------------ schemes, rules, questions
def stamp() -> str:
    """Which law this is."""
    return f"Sidik hukum ini: `{law()['law'][:16]}`, bentuk {law()['format']}.\n"


def schemes() -> str:
    parts = []
    for one in law()["schemes"]:
        rows = [(name, _links([rule]), "bila ditanyakan" if name in one["optional"] else "selalu")
                for name, rule in one["parts"].items()]  # fmt: skip
        lines = [f"### {SCHEMES[one['name']]}\n", f"Hari penentu: `{one['decided_by']}`."]
        if one["cover"]:
            lines.append(f" Dilindungi atau memenuhi syarat menurut {_links([one['cover']])}.")
        lines.append("\n\n" + table(("Bagian", "Aturan", "Disebut"), rows) if rows else "\n")
        told = (("Keraguan", "doubts"), ("Sebab", "reasons"), ("Catatan", "notes"))
        inside = "".join(f"<p>{head}: {_links(one[kind])}</p>" for head, kind in told if one[kind])
        lines.append("\n" + _closed("Keraguan, sebab, dan catatannya", inside) if inside else "")
        parts.append("".join(lines))
    return "\n".join(parts)


def rules() -> str:
    return "\n" + "".join(_rule(one) for one in law()["rules"])


def _rule(one: Row) -> str:
    head = ("Berlaku", "Pasal", "Keyakinan", "Hari penentu", "Memerlukan")
    history = _rows(head, (
        (_days(v), escape(v["article"]), MARKS[v["confidence"]], f"<code>{v['decided_by']}</code>", _links(v["needs"]))
        for v in one["versions"]
    ))  # fmt: skip
    texts = "".join(f"<pre><code>{escape(v['source'])}</code></pre>" for v in one["versions"])
    asked = {v["reading"] for v in one["versions"] if v["reading"]}
    reading = f"<p>Dijawab oleh tafsir {_links(sorted(asked))}.</p>" if asked else ""
    span = f"<p>Nilainya dari {_figure(one['least'])} sampai {_figure(one['most'])}.</p>"
    label = re.sub(r"\{[^}]+\}", "…", one["label"]["id"])  # figures that only a case fills
    summary = f"<code>{one['name']}</code> {escape(label)} ({KINDS[one['kind']]})"
    return _closed(summary, history + texts + reading + span + _resting(one["dependents"]), f"aturan-{one['name']}")


def questions() -> str:
    """The readings that are left to a person: what BPJS Ketenagakerjaan must answer."""
    found = [one for one in law()["parameters"] if one["reading"] and one["values"][-1]["value"] == "review"]
    return "\n".join(f"{at}. {_question(one)}" for at, one in enumerate(found, 1)) + "\n"


def _question(one: Row) -> str:
    last = one["values"][-1]
    source = f"{last['article']}; {last['source']}; {MARKS[last['confidence']]}"
    return f"**{one['label']['id']}** ({source}) {_links([one['name']])}"


def readings() -> str:
    """The readings that are in use without an answer of the authority."""
    found = [one for one in law()["parameters"] if one["reading"] and one["values"][-1]["value"] != "review"]
    rows = ((one["label"]["id"], _value(one, v), v["article"], MARKS[v["confidence"]], v["source"])
            for one in found for v in one["values"])  # fmt: skip
    return table(("Pertanyaan", "Yang dilakukan", "Pasal", "Keyakinan", "Sumber"), rows)


# ------------------------------------------------------------------ numbers
def numbers() -> str:
    return "\n" + "".join(_parameter(one) for one in law()["parameters"] if not one["reading"])


def reading_details() -> str:
    return "\n" + "".join(_parameter(one) for one in law()["parameters"] if one["reading"])


def _parameter(one: Row) -> str:
    history = _rows(("Nilai", "Berlaku", "Pasal", "Keyakinan", "Sumber"), (
        (_value(one, v), _days(v), escape(v["article"]), MARKS[v["confidence"]], escape(v["source"]))
        for v in one["values"]
    ))  # fmt: skip
    also = "".join(
        f"<p>{text} {_links([one[key]])}.</p>"
        for key, text in (("asked_by", "Keraguannya ditanyakan oleh"), ("within", "Bagian dari jumlah yang pasti:"))
        if one[key]
    )
    now = f"{escape(one['label']['id'])}: <strong>{_value(one, one['values'][-1])}</strong>"
    summary = f"<code>{one['name']}</code> {now}"
    inside = history + also + _resting(one["dependents"]) + _golden(one["name"], one["reading"])
    return _closed(summary, inside, f"angka-{one['name']}")


def _golden(name: str, reading: bool) -> str:
    """Which golden cases change when the number is one more or less, or the reading another."""
    found = changed_by(name)
    how = "tafsirnya lain" if reading else "angkanya naik atau turun satu"
    if not found:
        return f"<p>Tidak ada kasus acuan yang berubah bila {how}.</p>"
    names = "".join(f"<li>{escape(one)}</li>" for one in found)
    return _closed(f"{len(found)} kasus acuan berubah bila {how}", f"<ul>{names}</ul>")


def changed_by(name: str) -> list[str]:
    """The golden cases whose answer another value changes; only those that look the number up are tried."""
    from rangkiang.law.parameters import READINGS, parameters
    from tests.law.golden import changed

    one = parameters()[name]
    if one.reading:
        changes: list[Any] = list(READINGS)
    else:
        changes = [replace(one, values=tuple(replace(value, amount=max(0, value.amount + by)) for value in one.values))
                   for by in (1, -1)]  # fmt: skip
    cases = _reading().get(name, [])
    found = {case.name: None for change in changes for case in changed(name, change, cases)}
    return list(found)


@cache
def golden_cases() -> list[Any]:
    """The golden cases that ask the law about a person or a month."""
    from tests.law.golden import load

    return [case for case in load() if case.ask in ASKS]


@cache
def _reading() -> Mapping[str, list[Any]]:
    """Parameter → the golden cases whose answer looks it up: no other can change with it."""
    from rangkiang.law.parameters import Parameter, Value, parameters, revised
    from tests.law.golden import wrong

    read: set[str] = set()

    class Noted(Parameter):
        def on(self, day: date) -> Value | None:
            read.add(self.name)
            return Parameter.on(self, day)

    noted = {
        one.name: Noted(**{part.name: getattr(one, part.name) for part in fields(one)}) for one in parameters().values()
    }
    found: dict[str, list[Any]] = {}
    with revised(noted):
        for case in golden_cases():
            read.clear()
            wrong(case)
            for name in read:
                found.setdefault(name, []).append(case)
    return found


# ------------------------------------------------------------------ tables
def _table_rows(name: str) -> list[dict[str, Any]]:
    return list(law()["tables"][name]["row"])


def _percent(row: Row) -> str:
    """``70``, ``4,5``, ``10–30``, or one that is multiplied by the units of the case."""
    if "permille" in row:
        return f"{row['permille'] // 10},{row['permille'] % 10}"
    upto = f"–{row['percent_to']}" if "percent_to" in row else ""
    return f"{row['percent']}{upto}" + (" (dikali satuannya)" if row.get("per_unit") else "")


def bands() -> str:
    rows = [(r["band"], _figure(r["from"]), _figure(r["base"]), MARKS[r["confidence"]], r["source"])
            for r in _table_rows("bands")]  # fmt: skip
    return table(("Golongan", "Penghasilan mulai", "Dasar iuran", "Keyakinan", "Sumber"), rows)


def disability() -> str:
    rows = [(r["id"], f"`{r['part']}`", _percent(r), MARKS[r["confidence"]], r["source"])
            for r in _table_rows("disability")]  # fmt: skip
    return table(("Bagian", "Nama", "Persen", "Keyakinan", "Sumber"), rows)


def funds() -> str:
    rows = [(f"`{r['fund']}`", RELIEF[r["relief"]], MARKS[r["confidence"]], r["source"]) for r in _table_rows("funds")]
    return table(("Dana", "Keringanan", "Keyakinan", "Sumber"), rows)


def documents_needed() -> str:
    parts = []
    for claim, title in CLAIMS.items():
        rows = [
            (r["id"], "selalu" if r["when"] == "always" else f"`{r['when']}`",
             "disebut aturan" if r["statutory"] else "praktik", r["article"], MARKS[r["confidence"]])
            for r in _table_rows("documents") if r["claim"] == claim
        ]  # fmt: skip
        parts.append(f"### {title}\n\n" + table(("Surat", "Diminta bila", "Dasar", "Pasal", "Keyakinan"), rows))
    return "\n".join(parts)


def heirs() -> str:
    rows = [(r["class"], r["id"], GETS[r["gets"]], MARKS[r["confidence_jkk"]], MARKS[r["confidence_jkm"]], r["source"])
            for r in _table_rows("heirs")]  # fmt: skip
    return table(("Urutan", "Ahli waris", "Mendapat", "Keyakinan JKK", "Keyakinan JKM", "Sumber"), rows)


def holidays() -> str:
    years: dict[str, list[dict[str, Any]]] = {}
    for row in _table_rows("holidays"):
        years.setdefault(row["day"][:4], []).append(row)
    until = date.fromisoformat(law()["tables"]["holidays"]["declared_until"])
    details = "".join(
        _closed(
            f"{year}: {len(rows)} hari" + ("" if int(year) <= until.year else " (belum ditetapkan)"),
            _rows(("Hari", "Nama", "Jenis", "Dasar"),
                  ((r["day"], escape(r["name"]), HOLIDAYS[r["kind"]], escape(r["source"])) for r in rows)),
        )
        for year, rows in years.items()
    )  # fmt: skip
    return f"Ditetapkan sampai {until}.\n\n{details}"


def facts() -> str:
    return _facts([one for one in law()["facts"] if not one["filled_by"]])


def terms() -> str:
    return _facts([one for one in law()["facts"] if one["filled_by"]])


def _facts(found: list[dict[str, Any]]) -> str:
    each = {"": "berkas", "children": "setiap anak", "losses": "setiap cacat"}
    rows = [
        (f'<span id="fakta-{one["name"]}"></span><code>{one["name"]}</code>', escape(one["label"]["id"]),
         f"{_figure(one['least'])} – {_figure(one['most'])}",
         "wajib" if one["default"] is None else _figure(one["default"]), one["filled_by"] or each[one["records"]],
         _found_by(one))
        for one in found
    ]  # fmt: skip
    inside = _rows(("Nama", "Arti", "Batas", "Bila tidak disebut", "Dikatakan oleh", "Pasal"), rows)
    return "\n" + inside.replace("<table>", '<table class="fakta">')


def _found_by(one: Row) -> str:
    """The article of what is found by law from what the case says, with how sure it is."""
    if one["article"] == "-" and not one["valid_from"]:
        return "isi berkas"
    article = "pasal tidak ditemukan" if one["article"] == "-" else escape(one["article"])
    return f"{article} ({MARKS[one['confidence']]})" if one["valid_from"] else article


def sources() -> str:
    return table(("Kunci", "Dibaca di"), _cited_by.items())


PARTS = (
    stamp, schemes, rules, questions, readings, numbers, reading_details, bands, disability, funds, documents_needed,
    heirs, holidays, facts, terms, sources,
)  # fmt: skip
