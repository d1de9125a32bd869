"""The same person more than once in one file: NIK repeated, nearly repeated, or two for one person.

A neighbour differs in one digit or in two swapped ones. Neighbours are common among people born on one day in one
district, so they count only when the names are alike too.
"""

from __future__ import annotations

import polars as pl

from rangkiang.people import nik

from .found import Found

CONSONANTS = "BCDFGJKLMNPQRSTVWXZ"
CROWD = 500  # people of one name and half a NIK: more than a typing mistake explains
PERSON = ["name_normalised", "birth_date"]


def doubles(frame: pl.DataFrame, found: Found, unique: tuple[str, ...]) -> None:
    """Findings about every NIK that is not one person's alone. ``unique``: what may not repeat in this kind of list."""
    row = pl.col("row").cast(pl.String)
    where = pl.when(pl.col("sheet") != "").then(pl.format("{} ({})", row, "sheet")).otherwise(row)
    wanted = {"sheet", "row", "raw_nik", "village_code", *PERSON, *unique}
    placed = (
        frame.lazy()
        .filter(pl.col("nik").str.contains(nik.SIXTEEN.pattern).fill_null(False))
        .select(*wanted, where.alias("_where"))
        .collect()
    )
    _repeated(placed, found, list(unique))
    near = _neighbours(placed, found) if "month" not in unique else pl.DataFrame(schema={"_where": pl.String})
    twins = placed.filter(pl.col("birth_date").is_not_null() & (pl.col("name_normalised") != ""))
    twins = twins.filter(pl.struct(PERSON).is_duplicated()).with_columns(
        pl.col("nik").n_unique().over(PERSON).alias("_niks"), *_order(PERSON)
    )
    twins = twins.join(near, on="_where", how="anti", maintain_order="left")
    found.where(twins, pl.col("_niks") > 1, "nik", "same_person_other_nik", _other())


def _repeated(placed: pl.DataFrame, found: Found, key: list[str]) -> None:
    same = placed.filter(pl.struct(key).is_duplicated()).with_columns(
        *_order(key),
        (
            (pl.col("name_normalised").n_unique().over(key) > 1)
            | (pl.col("birth_date").drop_nulls().n_unique().over(key) > 1)
        ).alias("_differ"),
        (pl.col("village_code").drop_nulls().n_unique().over(key) > 1).alias("_moved"),
    )
    again = ~pl.col("_differ") & (pl.col("_place") > 0)
    found.where(same, again & ~pl.col("_moved"), "nik", "nik_repeated", pl.col("_first"))
    found.where(same, again & pl.col("_moved"), "nik", "nik_two_villages", pl.col("_first"))
    found.where(same, pl.col("_differ"), "nik", "nik_shared", _other())


def _other() -> pl.Expr:
    return pl.when(pl.col("_place") == 0).then("_second").otherwise("_first")


def _order(key: list[str]) -> list[pl.Expr]:
    """The place of a row among those with the same key, and where the first two of them stand."""
    where = pl.col("_where")
    return [
        pl.int_range(pl.len()).over(key).alias("_place"),
        where.first().over(key).alias("_first"),
        where.get(1, null_on_oob=True).over(key).alias("_second"),
    ]


def _neighbours(placed: pl.DataFrame, found: Found) -> pl.DataFrame:
    """Tell the pairs of alike names whose NIK differ by one digit or a swap; gives where the told rows stand."""
    people = placed.select("sheet", "row", "_where", "raw_nik", "nik", _name=_skeleton())
    pairs = _pairs(people)
    told = []
    for code, how in (("nik_one_digit", "digit"), ("nik_digits_swapped", "swap")):
        rows = pairs.filter(pl.col("how") == how).join(people, on="_where", how="inner", maintain_order="left")
        found.take(rows, "nik", pl.lit(code), pl.col("other"))
        told += [rows.select("_where"), rows.select(pl.col("other").alias("_where"))]
    return pl.concat(told)


def _skeleton() -> pl.Expr:
    """The consonants of the name, doubled ones once: what another spelling seldom touches."""
    consonants = pl.col("name_normalised").str.replace_all("[^B-DF-GJ-NP-TV-XZ]", "")
    return consonants.str.replace_many([letter * 2 for letter in CONSONANTS], list(CONSONANTS))


def _pairs(people: pl.DataFrame) -> pl.DataFrame:
    """``_where``, ``other`` and ``how`` (digit, swap) of each later one of two neighbours.

    Two NIK that differ in one digit, or in two swapped ones, share their first eight digits, their last eight, or all
    but the two in the middle; so only people of one name who share one of these are compared.
    """
    suspects = people.filter((pl.col("_name") != "") & pl.col("_name").is_duplicated()).with_row_index("index")
    first, last = pl.col("nik").str.slice(0, 8), pl.col("nik").str.slice(8, 8)
    pairs = []
    for key in (first, last, first.str.slice(0, 7) + last.str.slice(1, 7)):
        rows = suspects.select("index", "_where", "nik", key=(pl.col("_name") + key).hash())
        block = rows.filter(pl.col("key").is_duplicated()).with_columns(pl.len().over("key").alias("size"))
        block = block.filter(pl.col("size") <= CROWD).drop("size")
        both = block.join(block, on="key", how="inner", suffix="_b").filter(pl.col("index") > pl.col("index_b"))
        pairs.append(both.select("index", "index_b", "_where", "nik", "nik_b", other="_where_b"))
    return (
        pl.concat(pairs)
        .with_columns(how=_how())
        .filter(pl.col("how").is_not_null())
        .sort("index", "how", "index_b")
        .unique("_where", keep="first", maintain_order=True)
        .select("_where", "other", "how")
    )


def _how() -> pl.Expr:
    """How the two NIK of a pair differ: ``digit``, ``swap`` or otherwise (null)."""
    one = [pl.col("nik").str.slice(place, 1) for place in range(16)]
    two = [pl.col("nik_b").str.slice(place, 1) for place in range(16)]
    differ = [mine != other for mine, other in zip(one, two, strict=True)]
    times = pl.sum_horizontal(differ)
    crossed = [(one[place] == two[place + 1]) & (one[place + 1] == two[place]) & differ[place] for place in range(15)]
    swap = (times == 2) & pl.any_horizontal(crossed)
    return pl.when(times == 1).then(pl.lit("digit")).when(swap).then(pl.lit("swap"))
