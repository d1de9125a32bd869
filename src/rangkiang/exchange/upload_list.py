"""The list of new members for BPJS: whom it holds, and how a profile turns it into the branch's columns.

The profile is a TOML file: order, headers, date format and fixed texts are the office's to edit.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db.models import Count, Q

from rangkiang import law
from rangkiang.platform.bulk import run
from rangkiang.platform.errors import BadInput
from rangkiang.programme.models import Fund

ROOM = Path(__file__).parent
SQL, PROFILE = ROOM / "sql", ROOM / "profiles" / "bpjs_upload.toml"
ROW = (
    "nik",
    "kk",
    "name",
    "birth_place",
    "birth_date",
    "sex",
    "mother",
    "address",
    "jorong",
    "nagari",
    "kecamatan",
    "area",
    "phone",
    "occupation",
    "band",
    "first_month",
    "starts_on",
    "kpj",
    "fund",
    "decree",
    "decree_line",
)
FIELDS = frozenset(ROW) - {"band"} | {"income", "programmes"}
MONTHS = ("first_month",)


@dataclass(frozen=True)
class Column:
    """A header over a field of ours, or over the same text on every row."""

    header: str
    field: str | None
    text: str


@dataclass(frozen=True)
class Profile:
    """How the branch wants the list."""

    sheet: str
    date_format: str
    month_format: str
    upper_case: frozenset[str]
    columns: tuple[Column, ...]


def read_profile(text: str, where: str) -> Profile:
    """A profile from its TOML. Raises BadInput for an unknown field, a header twice, or a column with neither."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"not TOML ({error}).", where=where, todo="Correct the file.") from error
    columns = tuple(
        Column(str(raw.get("header", "")), raw.get("field"), str(raw.get("text", "")))
        for raw in told.get("columns", ())
    )
    headers = [column.header for column in columns]
    for at, (raw, column) in enumerate(zip(told.get("columns", ()), columns, strict=True), 1):
        if not column.header or headers.count(column.header) > 1:
            raise BadInput(f"Column {at} needs a header of its own.", where=where, todo="Name it.")
        if ("field" in raw) == ("text" in raw) or (column.field and column.field not in FIELDS):
            raise BadInput(
                f"Column {column.header} needs one field of {', '.join(sorted(FIELDS))}, or a text.",
                where=where,
                todo="Correct it.",
            )
    if not columns:
        raise BadInput("The profile has no columns.", where=where, todo="List them.")
    return Profile(
        told.get("sheet", "Peserta"),
        told.get("date_format", "%d-%m-%Y"),
        told.get("month_format", "%m-%Y"),
        frozenset(told.get("upper_case", ())),
        columns,
    )


def profile() -> Profile:
    return read_profile(PROFILE.read_text(encoding="utf-8"), PROFILE.name)


def members(fund: Fund) -> list[dict[str, Any]]:
    """Everyone enrolled and not yet numbered: one dictionary of ``FIELDS`` each. One statement.

    ``income`` is the base of the contribution band in rupiah, which is what the contribution rests on.
    """
    rows = [dict(zip(ROW, row, strict=True)) for row in run(SQL / "upload_list.sql", {"fund": fund.pk})]
    for row in rows:
        row |= {"income": law.base_of(row.pop("band"), row["first_month"]), "programmes": "JKK, JKM"}
    return rows


def waiting() -> list[tuple[Fund, int]]:
    """Funds with members enrolled and not yet numbered, and how many. One statement."""
    open_ones = Q(enrolments__kpj=None, enrolments__last_month=None, enrolments__isnull=False)
    found = Fund.objects.annotate(unnumbered=Count("enrolments", filter=open_ones)).filter(unnumbered__gt=0)
    return [(fund, fund.unnumbered) for fund in found.order_by("kind", "area")]


def _cell(column: Column, row: dict[str, Any], profile: Profile) -> str:
    if column.field is None:
        return column.text
    value = row[column.field]
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(profile.month_format if column.field in MONTHS else profile.date_format)
    return str(value).upper() if column.field in profile.upper_case else str(value)


def write(rows: Sequence[dict[str, Any]], profile: Profile) -> bytes:
    """The workbook: one sheet, headers in the first row, every cell text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(profile.sheet)
        words, heading = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        for at, column in enumerate(profile.columns):
            sheet.set_column(at, at, max(12, len(column.header) + 2), words)
            sheet.write_string(0, at, column.header, heading)
        for number, row in enumerate(rows, 1):
            for at, column in enumerate(profile.columns):
                sheet.write_string(number, at, _cell(column, row, profile), words)
        sheet.freeze_panes(1, 0)
    return content.getvalue()
