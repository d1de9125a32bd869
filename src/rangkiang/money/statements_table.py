"""The table of a file about money, and what stands in its head, read by a profile: a TOML file in ``profiles``.

Sheets, cells and header rows are the business of intake's readers; here the rows below a header become text by field.
A profile names its ``kind``, the fields that it must have (of each group one), how people write their headers, and the
labels of its head. Nothing is dropped silently: a filled row that is no line is kept in ``skipped``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rangkiang.intake.readers.archives import lists_in
from rangkiang.intake.readers.faults import FileFault, file_fault
from rangkiang.intake.readers.headers import Header, find_header
from rangkiang.intake.readers.profiles import Profile, plain
from rangkiang.intake.readers.sheets import Sheet, read
from rangkiang.intake.readers.tables import TOTAL
from rangkiang.platform.errors import BadInput

FOLDER = files("rangkiang.money") / "profiles"
NUMBERING = r"^\(?[0-9]{1,2}\)?$"


@dataclass(frozen=True)
class Form:
    """A profile: of each group in ``required`` one field must have a column; ``labels`` name cells of the head."""

    name: str
    title_id: str
    title_en: str
    kind: str
    required: tuple[tuple[str, ...], ...]
    columns: Profile
    labels: dict[str, str]
    told: dict[str, Any]

    def lacks(self, header: Header) -> list[str]:
        return [" / ".join(group) for group in self.required if not set(group) & header.columns.keys()]


@dataclass
class Table:
    """``rows``: ``sheet``, ``row`` (from 1) and a text column for each field of the profile, null where it has none.

    ``head`` is what labelled cells say, ``sums`` the cells of the totals row, ``skipped`` (place, words) of other rows.
    """

    form: Form
    rows: pl.DataFrame
    head: dict[str, str] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@cache
def forms() -> dict[str, Form]:
    """Every profile by name."""
    names = sorted(one.name.removesuffix(".toml") for one in FOLDER.iterdir() if one.name.endswith(".toml"))
    return {name: _load(name) for name in names}


def _load(name: str) -> Form:
    told = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    headers = {plain(text): one for one, texts in told["headers"].items() for text in texts}
    required = tuple(tuple(group) for group in told["required"])
    columns = Profile(
        name, told["title_id"], told["title_en"], (), (), False, False, headers, frozenset(told.get("filler", ()))
    )
    labels = {plain(text): one for one, texts in told.get("heading", {}).items() for text in texts}
    return Form(name, told["title_id"], told["title_en"], told["kind"], required, columns, labels, told)


def read_table(content: bytes, filename: str, kinds: tuple[str, ...]) -> Table:
    """The lines of a file by the profile of these kinds that fits best. Raises BadInput for any other file."""
    try:
        lists = lists_in(content, filename).lists
        if len(lists) > 1:
            raise file_fault("zip_several", count=len(lists))
        book = read(lists[0].content)
    except FileFault as fault:
        said = fault.message_id if get_language() == "id" else fault.message_en
        raise BadInput(said, where=filename) from fault
    table = max((_tried(book.sheets, form) for form in forms().values() if form.kind in kinds), key=lambda one: one[0])
    if isinstance(table[1], Table):
        if table[1].rows.is_empty():
            raise BadInput(_("There is no line below the header."), where=filename, todo=_("Send the whole file."))
        return table[1]
    what = _("Columns were not found: %s.") % ", ".join(table[1]) if table[1] else _("No header row was found.")
    raise BadInput(what, where=filename, todo=_("Give the columns their usual names."))


def _tried(sheets: list[Sheet], form: Form) -> tuple[int, Table | list[str]]:
    """How well a profile fits (columns found, below zero when some are missing), and its table or what is missing."""
    headers = [(sheet, find_header(sheet, form.columns, {})) for sheet in sheets]
    fitting = [(sheet, header) for sheet, header in headers if header and not form.lacks(header)]
    if fitting:
        table = Table(form, pl.DataFrame())
        parts = [_lines(sheet, header, table) for sheet, header in fitting]
        table.rows = pl.concat(parts)
        return max(len(header.columns) for _sheet, header in fitting), table
    lacking = [form.lacks(header) for _sheet, header in headers if header]
    least = min(lacking, key=len, default=[])
    return -100 if not lacking else -len(least), least


def _lines(sheet: Sheet, header: Header, table: Table) -> pl.DataFrame:
    """The rows below the header that are lines; the others go to the head, the sums or the skipped."""
    empty = pl.Series([None] * sheet.height, dtype=pl.String)
    places = header.columns
    wanted = sorted(set(table.form.columns.headers.values()))
    frame = pl.DataFrame(
        {"row": pl.int_range(1, sheet.height + 1, eager=True, dtype=pl.Int64)}
        | {name: sheet.columns[places[name]] if name in places else empty for name in wanted}
        | {f"cell_{place}": column for place, column in enumerate(sheet.columns)}
    )
    cells = [pl.col(name) for name in frame.columns if name.startswith("cell_")]
    first, filled = pl.coalesce(cells), pl.sum_horizontal(cell.is_not_null() for cell in cells)
    groups = (pl.any_horizontal(pl.col(one).is_not_null() for one in group) for group in table.form.required)
    numbering = pl.all_horizontal(cell.str.contains(NUMBERING).fill_null(True) for cell in cells)
    last_of = [one for one in ("total", "amount", "jkk", "out", "in") if one in wanted]
    summed = first.str.contains(TOTAL) & pl.any_horizontal(pl.col(one).is_not_null() for one in last_of)
    money = pl.any_horizontal(pl.col(one).is_not_null() for one in last_of)
    kind = (
        pl.when(filled == 0)
        .then(pl.lit("blank"))
        .when(pl.col("row") <= header.bottom + 1)
        .then(pl.lit("head"))
        .when(summed & ~_identified(wanted))
        .then(pl.lit("sum"))
        .when(numbering & (filled >= 3))
        .then(pl.lit("numbering"))
        .when(pl.all_horizontal(groups) | (money & (filled >= 3)))
        .then(pl.lit("line"))
        .otherwise(pl.lit("other"))
    )
    frame = frame.with_columns(kind.fill_null("other").alias("kind"), pl.lit(sheet.name).alias("sheet"))
    for row in frame.filter(pl.col("kind").is_in(["head", "other", "sum"])).iter_rows(named=True):
        _beside(row, [row[f"cell_{place}"] for place in range(len(sheet.columns))], header, table)
    return frame.filter(pl.col("kind") == "line").select("sheet", "row", *wanted)


def _identified(wanted: list[str]) -> pl.Expr:
    """A row that carries a NIK, a card number or a day is no totals row, whatever else stands in it."""
    marks = [pl.col(one).str.contains("[0-9]{4}").fill_null(False) for one in ("nik", "kpj", "day") if one in wanted]
    return pl.any_horizontal(pl.lit(False), *marks)


def _beside(row: dict[str, Any], cells: list[str | None], header: Header, table: Table) -> None:
    """A row outside the table: labelled cells, the totals, or something that nobody needs."""
    if row["kind"] == "sum":
        table.sums |= {name: cells[place] or "" for name, place in header.columns.items() if cells[place]}
        return
    if header.top <= row["row"] - 1 <= header.bottom:
        return
    found = labelled(cells, table.form.labels)
    table.head |= {name: value for name, value in found.items() if name not in table.head}
    if not found and row["kind"] == "other":
        words = " ".join(cell for cell in cells if cell)
        table.skipped.append((f"{row['sheet']} {row['row']}".strip(), words[:80]))


def labelled(cells: list[str | None], labels: dict[str, str]) -> dict[str, str]:
    """``Kode iuran: 6323…`` in one cell, or the label in one and its value in the next filled one."""
    found: dict[str, str] = {}
    filled = [cell for cell in cells if cell and cell.strip(" :=")]
    for place, cell in enumerate(filled):
        label, _colon, value = cell.partition(":")
        if (name := labels.get(plain(label))) and name not in found:
            value = value.strip() or (filled[place + 1].strip(" :=") if place + 1 < len(filled) else "")
            if value:
                found[name] = value
    return found
