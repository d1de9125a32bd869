"""Names as people write them, brought to one form for comparing. The original is always kept beside it.

Titles, death marks and Minangkabau gala go, Muhammad and its like get one spelling, spaces are made single. The steps
are data: ``normalise`` applies them to one name and ``normalise_expr`` to a column, so there is one definition.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

DEGREES = (
    r"\bS\.? ?(?:PD\.? ?I|PD|AG|SOS|KOM|IP|KEP|KM|HUM|TP|HI|PT|PSI|FARM|GZ|KEB|TR|IKOM|PI)\b\.?",
    r"\b[AM]\.? ?(?:MD|PD|SI|KOM|AG|KES|HUM|AP)\.(?: ?(?:KEB|KEP|PD|KOM)\b\.?)?",
    r"\bA\.? ?MD\b(?:\.? ?(?:KEB|KEP|PD|KOM)\b\.?)?",
    r"\bS\.(?:H|E|T|P|SI|S|IK)\b\.?",
    r", ?(?:SH|SE|ST|SP|SS|MH|MM|MT|MSI|MPD|SPD|SAG|SSOS|BBA|BA|BSC)\b\.?",
    r"\b(?:DRS|DRA|DR|IR|PROF|BBA)\b\.?",
)
HONOURS = (r"^(?:(?:H|HJ|K\.?H|USTAD[ZH]*|UST|USTD|BUYA|ANGKU|TGK|SDR|SDRI|BPK|IBU|BP)\b[. ]+)+", r", ?(?:H|HJ)\b\.?$")
DEATH = r"\b(?:ALM|ALMH|ALMARHUM|ALMARHUMAH)\b\.?"
ALIAS = r"\b(?:ALIAS|ALS|PANGGILAN|PGL|BIN|BINTI)\b.*$"
MUHAMMAD = r"\b(?:MUHAM+[AE]D|MOHAM+[AE]D|MUCHAM+AD|MOCHAM+AD|MUKHAM+AD|MUHD|MOHD|MHD|MUH|MOH|MOCH|MUCH)\b"
GALA = (
    r"\b(?:DATUAK|DATUK|DATUEK|DT|SUTAN|MALIN|PAKIAH|RAJO|BAGINDO|KATIK|KHATIB|LABAI|TUANKU|MANGKUTO|MARAJO"
    r"|PADUKO)\b"
)

# Each step: what is looked for in the upper-case name, and what takes its place.
BARE: tuple[tuple[str, str], ...] = ((r"['`´‘’]", ""), (r"[^A-Z0-9]+", " "), (r"^ +| +$", ""))
STEPS: tuple[tuple[str, str], ...] = (
    (r"[()\[\]]", " "),
    (r"['`´‘’]", ""),
    (DEATH, " "),
    *((degree, " ") for degree in DEGREES),
    (r"^[^A-Z]+", ""),
    *((honour, " ") for honour in HONOURS),
    (ALIAS, " "),
    *BARE[1:],
    (r"^M ", "MUHAMMAD "),
    (MUHAMMAD, "MUHAMMAD"),
    (r"\b(?:ACHMAD|AKHMAD|ACHMAT|AHMAT)\b", "AHMAD"),
    (r"\b(?:ABD|ABDL)\b", "ABDUL"),
    (r"^ST ", "SUTAN "),
    (GALA, " "),
    (r" +", " "),
    (r"^ +| +$", ""),
)
COMPILED = {pattern: re.compile(pattern) for pattern, _ in (*STEPS, *BARE)}
DEAD = re.compile(DEATH)


def _upper(name: str) -> str:
    text = unicodedata.normalize("NFKD", name)
    return re.sub("[\u0300-\u036f]", "", text).upper()


def _apply(text: str, steps: tuple[tuple[str, str], ...]) -> str:
    for pattern, instead in steps:
        text = COMPILED[pattern].sub(instead, text)
    return text


def normalise(name: str | None) -> str:
    """One name for comparing: upper case, without titles, gala and alias; never empty unless the name is.

    >>> normalise("H. Moh. Yusuf Dt. Rajo Basa, S.Pd")
    'MUHAMMAD YUSUF BASA'
    """
    upper = _upper(name or "")
    return _apply(upper, STEPS) or _apply(upper, BARE)


def death_marked(name: str | None) -> bool:
    """Whether the name carries Alm. or Almh.: a person to ask about before anything is paid."""
    return DEAD.search(_upper(name or "")) is not None


def _upper_expr(column: str) -> pl.Expr:
    text = pl.col(column).fill_null("").str.normalize("NFKD")
    return text.str.replace_all("[\u0300-\u036f]", "").str.to_uppercase()


def _apply_expr(text: pl.Expr, steps: tuple[tuple[str, str], ...]) -> pl.Expr:
    for pattern, instead in steps:
        text = text.str.replace_all(pattern, instead)
    return text


def normalise_expr(column: str) -> pl.Expr:
    """``normalise`` over a text column."""
    upper = _upper_expr(column)
    full = _apply_expr(upper, STEPS)
    return pl.when(full == "").then(_apply_expr(upper, BARE)).otherwise(full)


def death_marked_expr(column: str) -> pl.Expr:
    """``death_marked`` over a text column."""
    return _upper_expr(column).str.contains(DEATH)
