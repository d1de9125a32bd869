"""Names as people write them, brought to one form for comparing. The original is always kept beside it.

Titles, death marks and Minangkabau gala go, Muhammad and its like get one spelling, spaces are made single: that is
``normalise``. ``sound`` goes on to what is heard: old and new spelling, z and s, f and p, single and double letters
give one form, which identity is compared by (and never shown). The steps are data: each is applied to one name by the
plain function and to a column by its twin, so there is one definition.
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
SINGLE = (r" {2,}", " ")
BARE: tuple[tuple[str, str], ...] = ((r"['`´‘’]", ""), (r"[^A-Z0-9 ]+", " "), SINGLE, (r"^ +| +$", ""))
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
    (r"\b(?:ABD|ABDL|ABDOEL)\b", "ABDUL"),
    (r"\b(?:STI|SITTI|SITY)\b", "SITI"),
    (r"^ST ", "SUTAN "),
    (GALA, " "),
    SINGLE,
    (r"^ +| +$", ""),
)
# A name in which no step finds anything is in its form already; a name beyond ASCII may have marks to lose.
UNTIDY = "|".join(f"(?:{pattern})" for pattern, _ in STEPS)
BEYOND_ASCII = r"[^\x00-\x7F]"
# What sounds alike, the longer first: old spelling (Soekarno, Djamil, Tjut), Arabic letters, habits of the tongue.
ALIKE = {
    "OE": "U", "DJ": "Y", "TJ": "C", "SJ": "S", "SY": "S", "KH": "K", "CH": "K", "DH": "D", "TH": "T",
    "J": "Y", "Z": "S", "F": "P", "V": "P", "Q": "K", "X": "KS",
}  # fmt: skip
DOUBLE = {letter * 2: letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
COMPILED = {pattern: re.compile(pattern) for pattern, _ in (*STEPS, *BARE)}
DEAD = re.compile(DEATH)
HEARD = tuple((re.compile("|".join(pairs)), pairs) for pairs in (ALIKE, DOUBLE))


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


def sound(name: str | None) -> str:
    """What ``normalise`` leaves, by its sound: for comparing two records, never for showing.

    >>> sound("Sjafroeddin Djamil") == sound("Syafrudin Jamil")
    True
    """
    text = normalise(name)
    for pattern, pairs in HEARD:
        text = pattern.sub(lambda found, pairs=pairs: pairs[found.group()], text)  # type: ignore[misc]
    return text


def death_marked(name: str | None) -> bool:
    """Whether the name carries Alm. or Almh.: a person to ask about before anything is paid."""
    return DEAD.search(_upper(name or "")) is not None


def _upper_expr(column: str) -> pl.Expr:
    text = pl.col(column).fill_null("").str.normalize("NFKD")
    return text.str.replace_all("[\u0300-\u036f]", "").str.to_uppercase()


def _apply_column(text: pl.Series, steps: tuple[tuple[str, str], ...]) -> pl.Series:
    for pattern, instead in steps:
        text = text.str.replace_all(pattern, instead)
    return text


def normalise_column(written: pl.Series) -> pl.Series:
    """``normalise`` over a text column. Most names have nothing to lose, so only the others take the steps."""
    text = written.fill_null("")
    beyond = text.str.contains(BEYOND_ASCII).arg_true()
    if len(beyond):
        text = text.scatter(beyond, text.gather(beyond).to_frame("n").select(_upper_expr("n"))["n"])
    text = text.str.to_uppercase()
    untidy = text.str.contains(UNTIDY).arg_true()
    if not len(untidy):
        return text
    upper = text.gather(untidy)
    full = _apply_column(upper, STEPS)
    empty = (full == "").arg_true()
    full = full.scatter(empty, _apply_column(upper.gather(empty), BARE)) if len(empty) else full
    return text.scatter(untidy, full)


def sound_column(written: pl.Series) -> pl.Series:
    """``sound`` over a text column."""
    text = normalise_column(written)
    for pairs in (ALIKE, DOUBLE):
        text = text.str.replace_many(list(pairs), list(pairs.values()), leftmost=True)
    return text


def normalise_expr(column: str) -> pl.Expr:
    """``normalise`` over a text column, as an expression."""
    return pl.col(column).map_batches(normalise_column, return_dtype=pl.String)


def death_marked_expr(column: str) -> pl.Expr:
    """``death_marked`` over a text column."""
    return _upper_expr(column).str.contains(DEATH)
