"""What the cells mean: dates, sex, rupiah, telephone, decile and month, read from text as people write it.

Every function takes a table and a text column and gives it back with typed columns beside it; nothing is guessed
without a mark that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from rangkiang.people.nik import OLDEST, age_expr, full_date_expr

MONTHS = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "mrt": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "ags": 8,
    "agt": 8,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}
ISO = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ t].*)?$"
DAY_FIRST = r"^([0-9]{1,2})[-/., ]+([0-9]{1,2})[-/., ]+([0-9]{4}|[0-9]{2})(?: .*)?$"
NAMED = r"^([0-9]{1,2})[-/., ]*([a-z]{3})[a-z]*[-/., ]*([0-9]{4}|[0-9]{2})$"
COMPACT = r"^([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})$"
COMPACT_ISO = r"^((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-9]{2})$"  # with a month, so never a COMPACT of our time
SERIAL = (3653, 60_000)  # days since 30-12-1899: 1910 to 2064
MALE = ["l", "lk", "lk2", "laki", "laki2", "lakilaki", "lak", "pria", "m", "male", "1", "lelaki", "cowok", "lki"]
FEMALE = ["p", "pr", "prp", "perempuan", "wanita", "w", "f", "female", "2", "pere", "perem", "prempuan", "cewek", "pr2"]
MOST_RUPIAH = 10**12


Parse = Callable[[pl.DataFrame], pl.DataFrame]


def parsers(on: date) -> dict[str, Parse]:
    """How each typed column is read, as functions of a table that has it."""
    return {
        "birth_date": lambda frame: parse_birth_date(frame, on),
        "death_date": lambda frame: parse_death_date(frame, on),
        "sex": parse_sex,
        "decile": parse_decile,
        "income": lambda frame: parse_rupiah(frame, "income"),
        "contribution": lambda frame: parse_rupiah(frame, "contribution"),
        "month": parse_month,
        "phone": parse_phone,
    }


def by_value(frame: pl.DataFrame, column: str, parse: Parse) -> pl.DataFrame:
    """``parse`` over the different values of one column only, and given to every row that has them."""
    before = "_before"
    different = frame.select(pl.col(column).alias(before)).unique()
    read = parse(different.with_columns(pl.col(before).alias(column)))
    return (
        frame.rename({column: before})
        .join(read, on=before, how="left", nulls_equal=True, maintain_order="left")
        .drop(before)
    )


def split_birth(frame: pl.DataFrame) -> pl.DataFrame:
    """``Muaro, 01-07-1970`` in one column becomes birth place and birth date where these are empty."""
    together = pl.col("birth")
    place = together.str.extract(r"^([^0-9]*?)[\s,/.:-]*(?:[0-9].*)?$", 1).replace("", None)
    day = together.str.extract(r"([0-9].*)$", 1)
    return frame.with_columns(birth_place=pl.coalesce("birth_place", place), birth_date=pl.coalesce("birth_date", day))


def _groups(text: pl.Expr, pattern: str, order: tuple[int, int, int]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    day, month, year = (text.str.extract(pattern, place) for place in order)
    return day, month, year


def parse_birth_date(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """Add ``born`` (date or null) and ``born_how``: null when plain, else ``missing us_order year_only serial
    impossible``. Days come first unless that is impossible and the American order is not; two-digit years by age.
    """
    text = pl.col("birth_date").str.to_lowercase().str.strip_chars(" '`’.,")
    rows = frame.lazy().with_columns(text.alias("_t"))  # lazily, so that a shared part is computed once
    t = pl.col("_t")
    named = _groups(t, NAMED, (1, 2, 3))
    named = (named[0], named[1].replace_strict(MONTHS, default=None, return_dtype=pl.Int32).cast(pl.String), named[2])
    forms = [
        _groups(t, ISO, (3, 2, 1)),
        _groups(t, DAY_FIRST, (1, 2, 3)),
        named,
        _groups(t, COMPACT_ISO, (3, 2, 1)),
        _groups(t, COMPACT, (1, 2, 3)),
    ]
    rows = rows.with_columns(
        pl.coalesce(form[place] for form in forms).alias(name) for place, name in enumerate(("_d", "_m", "_ytext"))
    )
    rows = rows.with_columns(pl.col("_d", "_m").cast(pl.Int32), pl.col("_ytext").cast(pl.Int32).alias("_y"))
    straight, swapped = _date(pl.col("_d"), pl.col("_m"), on), _date(pl.col("_m"), pl.col("_d"), on)
    number = pl.when(t.str.contains("^[0-9]{5}$")).then(t).cast(pl.Int32)
    by_serial = pl.date(1899, 12, 30) + pl.duration(days=pl.when(number.is_between(*SERIAL)).then(number))
    american = straight.is_null() & swapped.is_not_null() & t.str.contains(DAY_FIRST)
    born = pl.when(american).then(swapped).otherwise(pl.coalesce(straight, by_serial))
    rows = rows.with_columns(born.alias("born"), american.alias("_us"), by_serial.is_not_null().alias("_serial"))
    fits = (pl.col("born") <= on) & (age_expr(pl.col("born"), on) <= OLDEST)
    rows = rows.with_columns(pl.when(fits).then("born").alias("born"))
    how = (
        pl.when(t.is_null() | (t == "") | t.str.contains("^[-–. ]+$"))
        .then(pl.lit("missing"))
        .when(pl.col("born").is_null() & t.str.contains(r"^(?:19|20)[0-9]{2}$"))
        .then(pl.lit("year_only"))
        .when(pl.col("born").is_null())
        .then(pl.lit("impossible"))
        .when(pl.col("_us"))
        .then(pl.lit("us_order"))
        .when(pl.col("_serial"))
        .then(pl.lit("serial"))
    )
    return rows.with_columns(how.alias("born_how")).drop("_t", "_d", "_m", "_y", "_ytext", "_us", "_serial").collect()


def parse_death_date(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """Replace ``death_date`` by a date, read like a birth date, or null; ``death_date_unclear`` marks the rest."""
    if frame["death_date"].null_count() == frame.height:
        return frame.with_columns(death_date=pl.lit(None, pl.Date), death_date_unclear=pl.lit(False))
    read = parse_birth_date(frame.select(birth_date="death_date"), on)
    unclear = read["born"].is_null() & (read["born_how"] != "missing").fill_null(True)
    return frame.with_columns(death_date=read["born"], death_date_unclear=unclear)


def _date(day: pl.Expr, month: pl.Expr, on: date) -> pl.Expr:
    year = pl.col("_y")
    whole = (year * 10000 + month * 100 + day).cast(pl.String).str.to_date("%Y%m%d", strict=False)
    short = pl.col("_ytext").str.len_chars() == 2
    return pl.when(short).then(full_date_expr(day, month, year, on)).otherwise(whole)


def _with_unclear(frame: pl.DataFrame, column: str, read: pl.Expr, text: pl.Expr) -> pl.DataFrame:
    """The column replaced by what was read, and ``_unclear`` where something stands that was not."""
    unclear = (read.is_null() & (text != "")).fill_null(False)
    return frame.lazy().with_columns(read.alias(column), unclear.alias(f"{column}_unclear")).collect()


def parse_sex(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace ``sex`` by ``L``, ``P`` or null; ``sex_unclear`` marks what could not be read."""
    word = pl.col("sex").str.to_lowercase().str.replace_all("[^a-z0-9]", "")
    read = pl.when(word.is_in(MALE)).then(pl.lit("L")).when(word.is_in(FEMALE)).then(pl.lit("P"))
    return _with_unclear(frame, "sex", read, word)


def parse_rupiah(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Replace a column of ``Rp 1.000.000,00``, ``1,5 jt``, ``500 rb`` by whole rupiah; ``_unclear`` marks the rest."""
    text = pl.col(column).str.to_lowercase().str.replace_all(r"^(?:rp|idr)[. ]*", "").str.strip_chars(" ")
    scaled = text.str.extract(r"^([0-9]+)(?:[.,][0-9]{1,3})? *(?:jt|juta|rb|ribu)$", 1).cast(pl.Int64, strict=False)
    tenths = text.str.extract(r"^[0-9]+[.,]([0-9]{1,3}) *(?:jt|juta|rb|ribu)$", 1)
    thousandths = tenths.str.pad_end(3, "0").cast(pl.Int64, strict=False).fill_null(0)
    unit = pl.when(text.str.contains("(?:jt|juta)$")).then(1_000_000).otherwise(1_000)
    whole = text.str.replace(r"(?:,[0-9]{2}|[,.]-+|\.00?|/bln|/bulan| per bulan)$", "")
    whole = pl.when(whole.str.contains(r"^[0-9]+$|^[0-9]{1,3}(?:[.,][0-9]{3})+$")).then(
        whole.str.replace_all("[.,]", "").str.slice(0, 15).cast(pl.Int64, strict=False)
    )
    money = pl.coalesce(scaled * unit + thousandths * (unit // 1000), whole)
    money = pl.when(money.is_between(0, MOST_RUPIAH)).then(money)
    return _with_unclear(frame, column, money, text)


def parse_phone(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace ``phone`` by digits that begin with 0: +62 and a zero lost in a number cell are mended."""
    text = pl.col("phone").str.replace_all(r"[^0-9+/,;]", "").str.extract(r"^([^/,;]*)", 1)
    digits = text.str.replace(r"^\+?620?", "0").str.replace(r"^8", "08")
    whole = digits.str.contains("^0[0-9]{7,13}$")
    return frame.with_columns(phone=pl.when(whole).then(digits).otherwise("phone"))


def parse_decile(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace ``decile`` by 1 to 10 or null; ``decile_unclear`` marks what could not be read."""
    text = pl.col("decile").str.to_lowercase().str.strip_chars(" .")
    number = text.str.extract(r"^(?:desil|decile|d)?[ _.:-]*0*([0-9]{1,2})(?:\.0)?$", 1).cast(pl.Int64)
    read = pl.when(number.is_between(1, 10)).then(number)
    return _with_unclear(frame, "decile", read, text)


def parse_month(frame: pl.DataFrame) -> pl.DataFrame:
    """Replace ``month`` by the first day of the month (``2025-07``, ``07/2025``, ``Juli 2025``, ``202507``) or null."""
    text = pl.col("month").str.to_lowercase()
    name = text.str.extract(r"^([a-z]{3})[a-z]*[-/. ]*(?:20[0-9]{2})$", 1)
    number = pl.coalesce(
        text.str.extract(r"^20[0-9]{2}[-/. ]?([0-9]{1,2})(?:[-/.][0-9]{1,2})?$", 1),
        text.str.extract(r"^([0-9]{1,2})[-/. ]*20[0-9]{2}$", 1),
        name.replace_strict(MONTHS, default=None, return_dtype=pl.Int32).cast(pl.String),
    )
    digits = text.str.extract(r"(20[0-9]{2})", 1) + number.str.pad_start(2, "0") + "01"
    read = digits.str.to_date("%Y%m%d", strict=False)
    return _with_unclear(frame, "month", read, text)
