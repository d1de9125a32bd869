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

    def table(self, titles: pl.DataFrame) -> pl.DataFrame:
        """All findings with severity, words and the header of their column, in order of place."""
        rules = pl.DataFrame(
            [(code, rule.severity, rule.id, rule.en) for code, rule in RULES.items()],
            orient="row",
            schema=["code", "severity", "message_id", "message_en"],
        )
        if not self.parts:
            return pl.DataFrame(schema=FINDINGS)
        found = pl.concat(self.parts).join(rules, on="code", how="left", maintain_order="left")
        titles = titles.rename({"column": "title", "letter": "at"})
        found = found.join(titles, on=["sheet", "field"], how="left", maintain_order="left")
        worded = [
            pl.col(name).str.replace("{detail}", pl.col("detail"), literal=True)
            for name in ("message_id", "message_en")
        ]
        return (
            found.with_columns(
                *worded,
                column=pl.coalesce("column", "title").fill_null("").str.slice(0, 60),
                letter=pl.coalesce("letter", "at").fill_null(""),
                value=pl.col("value").fill_null("").str.slice(0, 200),
            )
            .sort("sheet", "row", maintain_order=True)
            .select(list(FINDINGS))
        )
