"""What only the whole file shows: every NIK damaged, made-up birth dates, one telephone for a jorong."""

from __future__ import annotations

from collections import Counter

import polars as pl

from rangkiang.people import nik

from .found import Found, Late
from .spill import Spill
from .tables import Tables

FEW = 5  # below this, "all" may be chance
SHARED_BY = 5  # persons with one telephone number
DEFAULTS = {"01-01": 0.1, "01-07": 0.1, "31-12": 0.1}  # days that stand for "not known", and the share that is too much
RT = r"(?i)^\W*(?:rt|rw)\b|^[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})?$"
TOGETHER = 1_000_000  # telephones counted at a time


class Tally:
    """Counts over the rows of a file, and its telephones (hashes, on disk)."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.phones = Spill()

    def add(self, frame: pl.DataFrame) -> None:
        """Some rows, read, with the place ``at`` of each."""
        born, name = pl.col("birth_date"), pl.col("name").str.to_lowercase()
        damaged = pl.col("nik").str.contains(f"^[0-9]{{15}}0?$|{nik.EXPONENT.pattern}")
        head = name == pl.col("head").str.to_lowercase()
        counted = frame.lazy().select(
            nik=pl.col("nik").count(),
            damaged=damaged.sum(),
            born=born.count(),
            serial=(born.is_not_null() & (pl.col("born_how") == "serial")).sum(),
            rt=pl.col("jorong").str.contains(RT).sum(),
            heads=head.sum(),
            headed=head.count(),
            **{day: (born.dt.strftime("%d-%m") == day).sum() for day in DEFAULTS},
        )
        self.counts.update(counted.collect().row(0, named=True))
        phones = frame.filter(pl.col("phone").is_not_null()).select("at", phone=pl.col("phone").hash())
        if phones.height:
            self.phones.add(phones)

    def tell(self, found: Found, late: Late, tables: Tables) -> None:
        """Findings about the file, at row 0, and about the telephone that many share, at its first row."""
        counts = self.counts
        if counts["nik"] >= FEW and counts["damaged"] == counts["nik"]:
            found.say("", 0, "nik_all_damaged", detail=str(counts["nik"]), column="NIK")
        self._births(found, tables)
        self._shared(late)
        if counts["rt"]:
            found.say("", 0, "jorong_rt", detail=str(counts["rt"]))
        if counts["headed"] >= FEW and counts["heads"] == counts["headed"]:
            found.say("", 0, "all_heads")

    def _births(self, found: Found, tables: Tables) -> None:
        if not tables.given & {"birth", "birth_date"}:
            if tables.profile.check_age:
                found.say("", 0, "birth_column_missing")
            return
        born = self.counts["born"]
        if born >= FEW and self.counts["serial"] == born:
            found.say("", 0, "birth_dates_serial", detail=str(born))
        for day, share in DEFAULTS.items():
            times = self.counts[day]
            if times >= FEW and times > share * born:
                found.say("", 0, "birth_dates_default", detail=f"{times} ({day})")

    def _shared(self, late: Late) -> None:
        parts = max(1, -(-self.phones.rows // TOGETHER))
        for part in range(parts if self.phones.rows else 0):
            some = pl.concat(table.filter(pl.col("phone") % parts == part) for table in self.phones.tables())
            many = some.group_by("phone").agg(pl.col("at").first(), times=pl.len())
            late.at(many.filter(pl.col("times") >= SHARED_BY), "phone", "phone_shared", detail=pl.col("times"))
