"""Findings as they are met: where, about what, which code, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from .rules import RULES

FINDINGS: dict[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "letter": pl.String,
    "column": pl.String,
    "value": pl.String,
    "code": pl.String,
    "severity": pl.String,
    "message_id": pl.String,
    "message_en": pl.String,
}
PART: dict[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "field": pl.String,
    "value": pl.String,
    "code": pl.String,
    "detail": pl.String,
    "column": pl.String,
    "letter": pl.String,
}
NOTHING: dict[str, object] = dict.fromkeys(PART, "") | {"row": 0, "column": None, "letter": None}


RULE_WORDS = pl.DataFrame(
    [(code, rule.severity, rule.id, rule.en) for code, rule in RULES.items()],
    orient="row",
    schema=["code", "severity", "message_id", "message_en"],
)


class Late:
    """Findings that only the whole file shows, about rows that were set aside: ``at`` which, and what is to be said."""

    def __init__(self) -> None:
        self.parts: list[pl.DataFrame] = []

    def at(
        self, rows: pl.DataFrame, field: str, code: str, *, detail: pl.Expr | None = None, other: pl.Expr | None = None
    ) -> None:
        """A finding for every one of the rows; ``other`` is the place of another row to be named in it."""
        if rows.height:
            text = pl.lit(None, pl.String) if detail is None else detail.cast(pl.String)
            place = pl.lit(None, pl.UInt64) if other is None else other
            said = {"field": pl.lit(field), "code": pl.lit(code), "detail": text, "other": place}
            self.parts.append(rows.select("at", **said))

    def table(self) -> pl.DataFrame:
        """All of them, in the order in which they were found."""
        schema = {"at": pl.UInt64, "field": pl.String, "code": pl.String, "detail": pl.String, "other": pl.UInt64}
        return pl.concat(self.parts) if self.parts else pl.DataFrame(schema=schema)


class Found:
    """Collects findings as small tables and gives them back as one."""

    def __init__(self) -> None:
        self.parts: list[pl.DataFrame] = []

    def where(self, frame: pl.DataFrame, mask: pl.Expr, field: str, code: str, detail: pl.Expr | None = None) -> None:
        """A finding for every row of ``frame`` for which ``mask`` is true."""
        rows = frame.lazy().filter(mask.fill_null(False))
        self.parts.append(self._part(frame, rows, field, pl.lit(code), detail).collect())

    def take(self, rows: pl.DataFrame, field: str, code: pl.Expr, detail: pl.Expr | None = None) -> None:
        """A finding for every one of the rows."""
        self.parts.append(self._part(rows, rows.lazy(), field, code, detail).collect())

    def outside(self, rows: pl.DataFrame, cell: str, code: str) -> None:
        """A finding for the ``cell`` of every row, in a column that is no field: its letter is in ``…_letter``."""
        about = {"field": pl.lit(""), "value": pl.col(cell), "code": pl.lit(code), "detail": pl.lit("")}
        letter = pl.col(f"{cell}_letter")
        self.parts.append(rows.select("sheet", "row", **about, column=pl.lit(""), letter=letter))

    @staticmethod
    def _part(
        frame: pl.DataFrame, rows: pl.LazyFrame, field: str, code: pl.Expr, detail: pl.Expr | None
    ) -> pl.LazyFrame:
        value = pl.col(f"raw_{field}") if f"raw_{field}" in frame.columns else pl.lit(None, pl.String)
        text = pl.lit("") if detail is None else detail.cast(pl.String).fill_null("")
        nothing = pl.lit(None, pl.String)
        return rows.select(
            "sheet",
            "row",
            field=pl.lit(field),
            value=value,
            code=code,
            detail=text,
            column=nothing,
            letter=nothing,
        )

    def say(
        self, sheet: str, row: int, code: str, *, field: str = "", value: str = "", column: str = "", detail: str = "",
        letter: str = "",
    ) -> None:  # fmt: skip
        """One finding; row 0 is the sheet, or the file when the sheet has no name."""
        about = {"sheet": sheet, "row": row, "field": field, "value": value, "code": code, "detail": detail}
        self.note([about | {"column": column, "letter": letter}])

    def note(self, notes: Iterable[Mapping[str, object]]) -> None:
        """Findings that were noted while reading, each with some of the columns of ``PART``."""
        rows = [[note.get(name) or NOTHING[name] for name in PART] for note in notes]
        if rows:
            self.parts.append(pl.DataFrame(rows, orient="row", schema=PART))

    def all(self) -> pl.DataFrame:
        """What was found so far, without words, in the order in which it was found."""
        return pl.concat(self.parts) if self.parts else pl.DataFrame(schema=PART)


def worded(found: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """Findings (columns of ``PART`` and whatever else) with severity, words and the header of their column."""
    titles = titles.rename({"column": "title", "letter": "its_letter"})
    about = found.join(RULE_WORDS, on="code", how="left", maintain_order="left")
    about = about.join(titles, on=["sheet", "field"], how="left", maintain_order="left")
    messages = [
        pl.col(name).str.replace("{detail}", pl.col("detail"), literal=True) for name in ("message_id", "message_en")
    ]
    return about.with_columns(
        *messages,
        column=pl.coalesce("column", "title").fill_null("").str.slice(0, 60),
        letter=pl.coalesce("letter", "its_letter").fill_null(""),
        value=pl.col("value").fill_null("").str.slice(0, 200),
    )
