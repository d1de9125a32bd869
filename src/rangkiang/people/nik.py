"""The identity number (NIK) and the family card number (KK): cleaning, what they say, and every check of them.

A NIK is ``PPKKCC DDMMYY SSSS``: province, regency and district of first issue, birth date (day + 40 for women) and a
serial. ``check_nik`` is the rule for one person; ``nik_faults`` is the same over a table, held equal by tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from rangkiang.regions import codes

Severity = Literal["error", "warning", "info"]

# Written out, because \s means different characters to Python and to Polars.
BLANK = "\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u2060\u3000\ufeff"
EDGES = re.compile(f"^[{BLANK}]+|[{BLANK}]+$")
SPACING = re.compile(f"[{BLANK}.'\"`´‘’“”-]")
ZEROS, ONES = re.compile("[oO]"), re.compile("[lI]")
DECIMALS = re.compile(r"^([0-9]{16})[.,]0+$")
EXPONENT = re.compile(r"^[0-9][.,]?[0-9]*[eE]\+?[0-9]{1,2}$")
SIXTEEN = re.compile(r"^[0-9]{16}$")
PATTERN = re.compile("^(?:" + "|".join(f"{digit}{{16}}" for digit in range(10)) + "|(?:12345678|98765432)[0-9]{8})$")
OLDEST = 110


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code means: its severity and what to tell people, in Indonesian and in English."""

    severity: Severity
    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found about a number: ``code`` of ``RULES``, its severity, and the words for people."""

    code: str
    severity: Severity
    message_id: str
    message_en: str


RULES: dict[str, Rule] = {
    "nik_missing": Rule("error", "NIK kosong. Isi 16 angka sesuai KTP.", "The NIK is missing. Fill in the 16 digits."),
    "nik_spacing_removed": Rule(
        "info", "Spasi, titik atau tanda kutip pada NIK dihilangkan.", "Spaces, dots or quotes in the NIK were removed."
    ),
    "nik_letters_replaced": Rule(
        "warning",
        "Huruf O dibaca 0 dan l/I dibaca 1 pada NIK. Cocokkan dengan KTP.",
        "In the NIK, O was read as 0 and l/I as 1. Compare with the card.",
    ),
    "nik_scientific": Rule(
        "error",
        "NIK tertulis sebagai bilangan (E+15), angka aslinya hilang. Ketik ulang sebagai teks.",
        "The NIK was written as a number (E+15) and digits are lost. Retype it as text.",
    ),
    "nik_not_16_digits": Rule(
        "error", "NIK bukan 16 angka. Ketik ulang sesuai KTP.", "The NIK is not 16 digits. Retype it from the card."
    ),
    "nik_test_pattern": Rule(
        "error",
        "NIK tampak seperti angka percobaan. Isi NIK yang sebenarnya.",
        "The NIK looks like a test pattern. Fill in the real one.",
    ),
    "nik_equals_kk": Rule(
        "error",
        "NIK sama dengan nomor KK. Periksa apakah kolomnya tergeser.",
        "The NIK equals the family card number. Look for a shifted column.",
    ),
    "nik_province_unknown": Rule(
        "error",
        "Dua angka pertama NIK bukan kode provinsi. Cocokkan dengan KTP.",
        "The first two digits of the NIK are no province. Compare with the card.",
    ),
    "nik_regency_not_current": Rule(
        "info",
        "Kode kabupaten/kota pada NIK tidak ada dalam daftar sekarang (pemekaran atau pindah); NIK tetap sah.",
        "The regency in the NIK is not in today's list (split or moved); the NIK stays valid.",
    ),
    "nik_district_not_current": Rule(
        "info",
        "Kode kecamatan pada NIK tidak ada dalam daftar sekarang (pemekaran atau pindah); NIK tetap sah.",
        "The district in the NIK is not in today's list (split or moved); the NIK stays valid.",
    ),
    "nik_birth_date_impossible": Rule(
        "error",
        "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir. Cocokkan dengan KTP.",
        "Digits 7 to 12 of the NIK are no birth date. Compare with the card.",
    ),
    "nik_serial_zero": Rule(
        "error",
        "Empat angka terakhir NIK 0000. Cocokkan dengan KTP.",
        "The last four digits of the NIK are 0000. Compare with the card.",
    ),
    "nik_sex_differs": Rule(
        "warning",
        "Jenis kelamin menurut NIK berbeda dengan kolom jenis kelamin.",
        "The sex in the NIK differs from the sex column.",
    ),
    "nik_birth_date_differs": Rule(
        "warning",
        "Tanggal lahir menurut NIK berbeda dengan kolom tanggal lahir.",
        "The birth date in the NIK differs from the birth date column.",
    ),
    "kk_spacing_removed": Rule(
        "info",
        "Spasi, titik atau tanda kutip pada nomor KK dihilangkan.",
        "Spaces, dots or quotes in the family card number were removed.",
    ),
    "kk_letters_replaced": Rule(
        "warning",
        "Huruf O dibaca 0 dan l/I dibaca 1 pada nomor KK. Cocokkan dengan kartunya.",
        "In the family card number, O was read as 0 and l/I as 1. Compare with the card.",
    ),
    "kk_scientific": Rule(
        "warning",
        "Nomor KK tertulis sebagai bilangan (E+15) dan tidak dipakai. Ketik ulang sebagai teks.",
        "The family card number was written as a number (E+15) and is not used. Retype it as text.",
    ),
    "kk_not_16_digits": Rule(
        "warning",
        "Nomor KK bukan 16 angka dan tidak dipakai.",
        "The family card number is not 16 digits and is not used.",
    ),
    "kk_test_pattern": Rule(
        "warning", "Nomor KK tampak seperti angka percobaan.", "The family card number looks like a test pattern."
    ),
    "kk_province_unknown": Rule(
        "warning",
        "Dua angka pertama nomor KK bukan kode provinsi.",
        "The first two digits of the family card number are no province.",
    ),
    "kk_issue_date_impossible": Rule(
        "warning",
        "Angka ke-7 sampai ke-12 nomor KK bukan tanggal terbit.",
        "Digits 7 to 12 of the family card number are no date of issue.",
    ),
    "kk_serial_zero": Rule(
        "warning", "Empat angka terakhir nomor KK 0000.", "The last four digits of the family card number are 0000."
    ),
}


def fault(code: str) -> Fault:
    rule = RULES[code]
    return Fault(code, rule.severity, rule.id, rule.en)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A number as digits, and what had to be changed to get there."""

    text: str
    spacing: bool
    letters: bool


def clean(text: str | None) -> Cleaned:
    """Take out spaces, dots and quotes, read O as 0 and l or I as 1; nothing else is repaired."""
    raw = EDGES.sub("", text or "")
    bare = DECIMALS.sub(r"\1", raw)
    tight = bare if EXPONENT.fullmatch(bare) else SPACING.sub("", bare)
    digits = ONES.sub("1", ZEROS.sub("0", tight))
    return Cleaned(digits, tight != raw, digits != tight)


def age(born: date, on: date) -> int:
    """Completed years on a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def full_date(day: int, month: int, year: int, on: date) -> date | None:
    """The date meant by a two-digit year: the century that gives an age of 0 to 110; ``None`` if none does.

    Both fit only a child of 10 or less and someone of 100 or more; the younger is taken. An age of 15 to 70 is then
    never in doubt.
    """
    for century in (2000, 1900):
        try:
            born = date(century + year, month, day)
        except ValueError:
            continue
        if born <= on and age(born, on) <= OLDEST:
            return born
    return None


def sex_of(nik: str) -> Literal["L", "P"]:
    """What 16 digits say of the sex: day + 40 is a woman."""
    return "P" if int(nik[6:8]) > 40 else "L"


def birth_of(nik: str, on: date) -> date | None:
    """The birth date in 16 digits, century chosen by age on ``on``; ``None`` when it is no date."""
    day = int(nik[6:8])
    return full_date(day - 40 if day > 40 else day, int(nik[8:10]), int(nik[10:12]), on)


def _number_codes(what: str, cleaned: Cleaned) -> tuple[list[str], bool]:
    """Faults of the digits themselves, and whether the parts can be read at all."""
    found = [f"{what}_spacing_removed"] * cleaned.spacing + [f"{what}_letters_replaced"] * cleaned.letters
    if EXPONENT.fullmatch(cleaned.text):
        return [*found, f"{what}_scientific"], False
    if not SIXTEEN.fullmatch(cleaned.text):
        return [*found, f"{what}_not_16_digits"], False
    if PATTERN.fullmatch(cleaned.text):
        return [*found, f"{what}_test_pattern"], False
    return found, True


def check_nik(nik: str | None, birth_date: date | None, sex: str | None, kk: str | None, on: date) -> list[Fault]:
    """Everything that is wrong with one NIK beside its birth date, sex (``L``/``P``) and KK, seen on a day."""
    cleaned = clean(nik)
    if not cleaned.text:
        return [fault("nik_missing")]
    found, readable = _number_codes("nik", cleaned)
    if not readable:
        return [fault(code) for code in found]
    number = cleaned.text
    if number == clean(kk).text:
        found.append("nik_equals_kk")
    if number[:2] not in codes.provinces():
        found.append("nik_province_unknown")
    elif number[:4] not in codes.prefixes("regency"):
        found.append("nik_regency_not_current")
    elif number[:6] not in codes.prefixes("district"):
        found.append("nik_district_not_current")
    born = birth_of(number, on)
    if born is None:
        found.append("nik_birth_date_impossible")
    if number.endswith("0000"):
        found.append("nik_serial_zero")
    if born and sex in ("L", "P") and sex != sex_of(number):
        found.append("nik_sex_differs")
    if born and birth_date and birth_date.strftime("%d%m%y") != born.strftime("%d%m%y"):
        found.append("nik_birth_date_differs")  # the century is not in the NIK, so it is not compared
    return [fault(code) for code in found]


def check_kk(kk: str | None, on: date) -> list[Fault]:
    """Everything that is wrong with one family card number (``PPKKCC``, date of issue, serial); none when absent."""
    cleaned = clean(kk)
    if not cleaned.text:
        return []
    found, readable = _number_codes("kk", cleaned)
    if readable:
        number = cleaned.text
        if number[:2] not in codes.provinces():
            found.append("kk_province_unknown")
        if full_date(int(number[6:8]), int(number[8:10]), int(number[10:12]), on) is None:
            found.append("kk_issue_date_impossible")
        if number.endswith("0000"):
            found.append("kk_serial_zero")
    return [fault(code) for code in found]


def full_date_expr(day: pl.Expr, month: pl.Expr, year: pl.Expr, on: date) -> pl.Expr:
    """``full_date`` over columns of small integers; null where it gives ``None``."""
    fitting = []
    for century in (2000, 1900):
        born = ((century + year) * 10000 + month * 100 + day).cast(pl.String).str.to_date("%Y%m%d", strict=False)
        fitting.append(pl.when((born <= on) & (age_expr(born, on) <= OLDEST)).then(born))
    return pl.coalesce(*fitting)


def age_expr(born: pl.Expr, on: date) -> pl.Expr:
    """``age`` over a column of dates."""
    before = born.dt.month().cast(pl.Int32) * 100 + born.dt.day() > on.month * 100 + on.day
    return on.year - born.dt.year() - before.cast(pl.Int32)


def with_clean(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """``clean`` over a text column: adds ``_text``, ``_spacing`` and ``_letters`` to it, unless they are there.

    Most numbers of most lists are sixteen digits and nothing else; only the others go through every step.
    """
    if f"{column}_text" in frame.columns:
        return frame
    raw = frame[column].fill_null("")
    odd = (~raw.str.contains(SIXTEEN.pattern)).arg_true()
    steps = _cleaned(raw.gather(odd))
    quiet = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    return frame.with_columns(
        raw.scatter(odd, steps["text"]).alias(f"{column}_text"),
        quiet.clone().scatter(odd, steps["spacing"]).alias(f"{column}_spacing"),
        quiet.clone().scatter(odd, steps["letters"]).alias(f"{column}_letters"),
    )


def _cleaned(raw: pl.Series) -> pl.DataFrame:
    text = pl.col("raw").str.replace_all(EDGES.pattern, "")
    bare = text.str.replace(DECIMALS.pattern, "${1}")
    tight = pl.when(bare.str.contains(EXPONENT.pattern)).then(bare).otherwise(bare.str.replace_all(SPACING.pattern, ""))
    digits = tight.str.replace_all(ZEROS.pattern, "0").str.replace_all(ONES.pattern, "1")
    # Lazily, because only then Polars computes a shared part once.
    return (
        raw.alias("raw").to_frame().lazy().select(text=digits, spacing=tight != text, letters=digits != tight).collect()
    )


def _with_dates(frame: pl.DataFrame, column: str, on: date, *, woman: int) -> pl.DataFrame:
    """Adds ``_date`` and ``_woman``, read from digits 7 to 12: a few thousand different ones, each read once."""
    six = pl.col(f"{column}_digits").str.slice(6, 6)
    different = frame.select(six.alias("_six")).unique()
    day = pl.col("_six").str.slice(0, 2).cast(pl.Int32)
    born = full_date_expr(
        pl.when(day > 40).then(day - woman).otherwise(day),
        pl.col("_six").str.slice(2, 2).cast(pl.Int32),
        pl.col("_six").str.slice(4, 2).cast(pl.Int32),
        on,
    )
    read = different.with_columns(born.alias(f"{column}_date"), (day > 40).alias(f"{column}_woman"))
    return (
        frame.with_columns(six.alias("_six"))
        .join(read, on="_six", how="left", nulls_equal=True, maintain_order="left")
        .drop("_six")
    )


def _read(frame: pl.DataFrame, column: str, on: date, *, woman: int) -> pl.DataFrame:
    """The frame with everything that the number of one column says beside it; the parts null unless sixteen digits."""
    text, digits = pl.col(f"{column}_text"), pl.col(f"{column}_digits")
    read = (
        with_clean(frame, column)
        .lazy()
        .with_columns(
            text.str.contains(SIXTEEN.pattern).alias(f"{column}_sixteen"),
            text.str.contains(EXPONENT.pattern).alias(f"{column}_scientific"),
            text.str.contains(PATTERN.pattern).alias(f"{column}_pattern"),
        )
        .with_columns((pl.col(f"{column}_sixteen") & ~pl.col(f"{column}_pattern")).alias(f"{column}_readable"))
        .with_columns(pl.when(f"{column}_readable").then(text).alias(f"{column}_digits"))
        .with_columns(
            digits.str.slice(0, length).alias(f"{column}_{name}")
            for name, length in (("province", 2), ("regency", 4), ("district", 6))
        )
        .collect()
    )
    return _with_dates(read, column, on, woman=woman)


def _number_masks(what: str, column: str) -> dict[str, pl.Expr]:
    there, sixteen, odd = (pl.col(f"{column}_{part}") for part in ("text", "sixteen", "scientific"))
    given = there != ""
    return {
        f"{what}_spacing_removed": given & pl.col(f"{column}_spacing"),
        f"{what}_letters_replaced": given & pl.col(f"{column}_letters"),
        f"{what}_scientific": given & odd,
        f"{what}_not_16_digits": given & ~odd & ~sixteen,
        f"{what}_test_pattern": sixteen & pl.col(f"{column}_pattern"),
    }


def _collect(frame: pl.DataFrame, masks: dict[str, pl.Expr]) -> pl.DataFrame:
    flags = frame.select(expr.fill_null(False).alias(code) for code, expr in masks.items())
    rows = [flags.select(pl.arg_where(pl.col(code)).alias("index"), pl.lit(code).alias("code")) for code in masks]
    return pl.concat(rows).cast({"index": pl.UInt32})


def nik_faults(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """``check_nik`` over the columns ``nik kk sex`` (text) and ``birth_date``: rows of ``index`` and ``code``."""
    read = frame.select("^(?:nik|kk)(?:_text|_spacing|_letters)?$", "sex", "birth_date")
    read = read.pipe(_read, "nik", on, woman=40).pipe(with_clean, "kk")
    known = {name: pl.col(f"nik_{name}").is_in(list(codes.prefixes(name))) for name in ("regency", "district")}
    province = pl.col("nik_province").is_in(list(codes.provinces()))
    born, digits = pl.col("nik_date"), pl.col("nik_digits")
    return _collect(
        read,
        {
            "nik_missing": pl.col("nik_text") == "",
            **_number_masks("nik", "nik"),
            "nik_equals_kk": digits == pl.col("kk_text"),
            "nik_province_unknown": ~province,
            "nik_regency_not_current": province & ~known["regency"],
            "nik_district_not_current": province & known["regency"] & ~known["district"],
            "nik_birth_date_impossible": digits.is_not_null() & born.is_null(),
            "nik_serial_zero": digits.str.ends_with("0000"),
            "nik_sex_differs": born.is_not_null()
            & pl.col("sex").is_in(["L", "P"])
            & (pl.col("nik_woman") != (pl.col("sex") == "P")),
            "nik_birth_date_differs": born.dt.strftime("%d%m%y") != pl.col("birth_date").dt.strftime("%d%m%y"),
        },
    )


def kk_faults(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """``check_kk`` over the text column ``kk``: rows of ``index`` and ``code``."""
    read = frame.select("^kk(?:_text|_spacing|_letters)?$").pipe(_read, "kk", on, woman=0)
    digits = pl.col("kk_digits")
    return _collect(
        read,
        {
            **_number_masks("kk", "kk"),
            "kk_province_unknown": ~pl.col("kk_province").is_in(list(codes.provinces())),
            "kk_issue_date_impossible": digits.is_not_null() & pl.col("kk_date").is_null(),
            "kk_serial_zero": digits.str.ends_with("0000"),
        },
    )


def birth_expr(column: str, on: date) -> pl.Expr:
    """``birth_of`` over a column of cleaned NIK; null where the text is not sixteen digits or no date."""
    sixteen = pl.when(pl.col(column).str.contains(SIXTEEN.pattern)).then(pl.col(column))
    day = sixteen.str.slice(6, 2).cast(pl.Int32)
    return full_date_expr(
        pl.when(day > 40).then(day - 40).otherwise(day),
        sixteen.str.slice(8, 2).cast(pl.Int32),
        sixteen.str.slice(10, 2).cast(pl.Int32),
        on,
    )


def masked(nik: str | None) -> str:
    """``130303**********``: the place only. The birth date stands beside it, so the serial would give the rest away."""
    return f"{nik[:6]}{'*' * 10}" if nik and len(nik) == 16 else "–"
