"""The same person more than once in one file: NIK repeated, nearly repeated, or two for one person.

A neighbour differs in one digit or in two swapped ones. Neighbours are common among people born on one day in one
district, so they count only when the names are alike too. Of each row a few numbers are kept, on disk; rows that may
belong together are looked at together, so many at a time as memory holds.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from rangkiang.people import nik

from .found import Late
from .spill import Spill

CONSONANTS = "BCDFGJKLMNPQRSTVWXZ"
CROWD = 500  # people of one name and half a NIK: more than a typing mistake explains
TOGETHER = 400_000  # rows compared at a time
# Two numbers that differ in one digit, or in two neighbours swapped, are so far apart (not the other way round).
NEAR = sorted({times * step * 10**place for times in range(1, 10) for step in (1, 9) for place in range(16)})


class Ledger:
    """What is compared of every row with a whole NIK: ``at`` (its place), its numbers, and hashes of its words."""

    def __init__(self, unique: tuple[str, ...]) -> None:
        """``unique``: what may not repeat in this kind of list."""
        self.unique, self.rows = unique, Spill()

    def add(self, frame: pl.DataFrame) -> None:
        """Rows of a table with ``at``, ``place``, ``nik``, ``name_normalised``, ``birth_date``."""
        named, skeleton = pl.col("name_normalised"), _skeleton()
        whole = frame.lazy().filter(pl.col("nik").str.contains(nik.SIXTEEN.pattern).fill_null(False))
        self.rows.add(
            whole.select(
                "at",
                "place",
                key=pl.struct(*self.unique).hash(),
                nik=pl.col("nik").cast(pl.UInt64),
                name=named.hash(),
                alike=pl.when(skeleton != "").then(skeleton.hash()),
                born=pl.col("birth_date"),
                person=pl.when(pl.col("birth_date").is_not_null() & (named != "")).then(
                    pl.struct("name_normalised", "birth_date").hash()
                ),
            ).collect()
        )

    def groups(self, key: pl.Expr) -> Iterator[pl.DataFrame]:
        """The rows whose ``key`` is not theirs alone, those of one key together, in the order of the file."""
        parts = max(1, -(-self.rows.rows // TOGETHER))
        for part in range(parts):
            some = [
                table.lazy().with_columns(group=key).filter(pl.col("group") % parts == part).collect()
                for table in self.rows.tables()
            ]
            yield pl.concat(some).filter(pl.col("group").is_duplicated()) if some else pl.DataFrame()


def doubles(ledger: Ledger, villages: pl.Series, late: Late) -> None:
    """Findings about every NIK that is not one person's alone. ``villages``: the village code of each ``place``."""
    for same in ledger.groups(pl.col("key")):
        _repeated(same.with_columns(village=villages.gather(same["place"])), late)
    near = _neighbours(ledger, late) if "month" not in ledger.unique else pl.DataFrame(schema={"at": pl.UInt64})
    for some in ledger.groups(pl.col("person")):
        twins = some.with_columns(pl.col("nik").n_unique().over("group").alias("niks"), *_order())
        twins = twins.join(near, on="at", how="anti", maintain_order="left")
        late.at(twins.filter(pl.col("niks") > 1), "nik", "same_person_other_nik", other=_other())


def _repeated(same: pl.DataFrame, late: Late) -> None:
    same = same.with_columns(
        *_order(),
        (
            (pl.col("name").n_unique().over("group") > 1) | (pl.col("born").drop_nulls().n_unique().over("group") > 1)
        ).alias("differ"),
        (pl.col("village").drop_nulls().n_unique().over("group") > 1).alias("moved"),
    )
    again = same.filter(~pl.col("differ") & (pl.col("times") > 0))
    late.at(again.filter(~pl.col("moved")), "nik", "nik_repeated", other=pl.col("first"))
    late.at(again.filter(pl.col("moved")), "nik", "nik_two_villages", other=pl.col("first"))
    late.at(same.filter(pl.col("differ")), "nik", "nik_shared", other=_other())


def _other() -> pl.Expr:
    return pl.when(pl.col("times") == 0).then("second").otherwise("first")


def _order() -> list[pl.Expr]:
    """How many of its group stand before a row, and where the first two of them stand."""
    at = pl.col("at")
    return [
        pl.int_range(pl.len()).over("group").alias("times"),
        at.first().over("group").alias("first"),
        at.get(1, null_on_oob=True).over("group").alias("second"),
    ]


def _skeleton() -> pl.Expr:
    """The consonants of the name, doubled ones once: what another spelling seldom touches."""
    consonants = pl.col("name_normalised").str.replace_all("[^B-DF-GJ-NP-TV-XZ]", "")
    return consonants.str.replace_many([letter * 2 for letter in CONSONANTS], list(CONSONANTS))


def _neighbours(ledger: Ledger, late: Late) -> pl.DataFrame:
    """Tell the pairs of alike names whose NIK differ by one digit or a swap; gives where the told rows stand.

    Two NIK that differ in one digit, or in two swapped ones, share their first eight digits, their last eight, or all
    but the two in the middle; so only people of one name who share one of these are compared.
    """
    number = pl.col("nik")
    halves = (number // 10**8, number % 10**8, number // 10**9 * 10**7 + number % 10**7)
    keys = (pl.when(pl.col("alike").is_not_null()).then(pl.struct("alike", half=half).hash()) for half in halves)
    pairs = pl.concat(_pairs(block) for key in keys for block in ledger.groups(key))
    first = pairs.sort("at", "how", "other").unique("at", keep="first", maintain_order=True)
    for code, how in (("nik_one_digit", "digit"), ("nik_digits_swapped", "swap")):
        late.at(first.filter(pl.col("how") == how), "nik", code, other=pl.col("other"))
    return pl.concat([first.select("at"), first.select(at="other")])


def _pairs(block: pl.DataFrame) -> pl.DataFrame:
    """``at``, ``other`` and ``how`` (digit, swap) of each later one of two neighbours."""
    rows = block.filter(pl.len().over("group") <= CROWD).select("at", "nik", "group")
    both = rows.lazy().join(rows.lazy(), on="group", suffix="_b").filter(pl.col("at") > pl.col("at_b"))
    apart = pl.max_horizontal("nik", "nik_b") - pl.min_horizontal("nik", "nik_b")
    few = both.filter(apart.is_in(pl.Series(NEAR, dtype=pl.UInt64).implode())).collect()
    few = few.with_columns(pl.col(name).cast(pl.String).str.zfill(16) for name in ("nik", "nik_b"))
    return few.select("at", other="at_b", how=_how()).filter(pl.col("how").is_not_null())


def _how() -> pl.Expr:
    """How the two NIK of a pair differ: ``digit``, ``swap`` or otherwise (null)."""
    one = [pl.col("nik").str.slice(place, 1) for place in range(16)]
    two = [pl.col("nik_b").str.slice(place, 1) for place in range(16)]
    differ = [mine != other for mine, other in zip(one, two, strict=True)]
    times = pl.sum_horizontal(differ)
    crossed = [(one[place] == two[place + 1]) & (one[place + 1] == two[place]) & differ[place] for place in range(15)]
    swap = (times == 2) & pl.any_horizontal(crossed)
    return pl.when(times == 1).then(pl.lit("digit")).when(swap).then(pl.lit("swap"))
