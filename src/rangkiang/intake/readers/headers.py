"""Which column of a sheet is which field: the header wherever it stands, and what a person may still map by hand.

The header is the row, or the two rows, that name the most fields of a profile. A mapping chosen by a person goes before
the dictionary. Where no header is recognised the likeliest row is shown, so that a person can map it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .faults import file_fault
from .fields import FIELDS
from .profiles import Profile
from .sheets import Sheet

SEARCHED = 60  # rows from the top in which a header is looked for
DEEPER = 1000  # and as far as this where none of them is one
SAMPLES = 3
Chosen = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One column of a table as the file shows it, for a screen where a person maps columns to fields.

    ``key`` names it in a mapping: the header ``text``, with the column letter behind it when the text is blank or
    stands twice. ``row`` is that of the header, from 1; ``position`` counts columns from 0; ``field`` is what it was
    read as, ``None`` when it was not; ``samples`` are its first values.
    """

    sheet: str
    row: int
    position: int
    letter: str
    key: str
    text: str
    field: str | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """Header rows ``top`` to ``bottom`` (from 0), the column of each field found, and the key of every column."""

    top: int
    bottom: int
    columns: dict[str, int]
    titles: dict[str, str]
    keys: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    unknown: tuple[tuple[int, str], ...] = ()
    ignored: tuple[int, ...] = field(default=())  # by a person
    spared: tuple[tuple[int, str], ...] = ()  # known and not needed


def letter_of(position: int) -> str:
    """The letter of a spreadsheet's column, counted from 0: A, B … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def checked_mapping(columns: Chosen | None) -> dict[str, str]:
    """The mapping with single spaces in its keys. Raises ``FileFault`` for an unknown field or one given twice."""
    chosen = {" ".join(key.split()): meant for key, meant in (columns or {}).items()}
    for meant, times in Counter(meant for meant in chosen.values() if meant).items():
        if meant not in FIELDS:
            raise file_fault("mapping_unknown", name=meant)
        if times > 1:
            raise file_fault("mapping_twice", name=FIELDS[meant])
    return chosen


def find_header(sheet: Sheet, known: Profile, chosen: Chosen) -> Header | None:
    """The row, or two rows, that name the most fields (at least two); the first of equals."""
    best = _best(sheet, range(min(SEARCHED, sheet.height)), known, chosen)
    if best is None and sheet.height > SEARCHED:
        best = _best(sheet, range(SEARCHED, min(DEEPER, sheet.height)), known, chosen)
    return best and _sorted_out(best, known)


def _best(sheet: Sheet, rows: range, known: Profile, chosen: Chosen) -> Header | None:
    """The one of these rows; far down a row of one cell is not tried."""
    best: Header | None = None
    top = [sheet.row(index) for index in rows]
    for place, (index, row) in enumerate(zip(rows, top, strict=True)):
        if index >= SEARCHED and not chosen and sum(cell is not None for cell in row) < 2:
            continue
        candidates = [_header(index, index, row, known, chosen)]
        below = top[place + 1] if place + 1 < len(top) else None
        if below and not any(re.search("[0-9]{5}", cell or "") for cell in below):
            candidates.append(_header(index, index + 1, _joined(row, below, known), known, chosen))
        for candidate in candidates:
            if _hits(candidate) > (_hits(best) if best else (1, True)):
                best = candidate
    return best


def _sorted_out(header: Header, known: Profile) -> Header:
    """The columns without a field told apart: unknown ones, and ones that are known and not needed."""
    spared = tuple(one for one in header.unknown if known.ignores(one[1]))
    return replace(header, spared=spared, unknown=tuple(one for one in header.unknown if one not in spared))


def _hits(header: Header) -> tuple[int, bool]:
    """One row before two that say no more: the upper may be a title."""
    return len(header.columns) + len(header.ignored), header.top == header.bottom


def likeliest(sheet: Sheet, known: Profile, chosen: Chosen) -> Header | None:
    """Where no header was recognised: the first of the rows with the most cells of words."""
    best, most = None, 1
    for index in range(min(SEARCHED, sheet.height)):
        words = sum(bool(cell) and not re.search("[0-9]", cell or "") for cell in sheet.row(index))
        if words > most:
            best, most = index, words
    return None if best is None else _header(best, best, sheet.row(best), known, chosen)


def seen_columns(sheet: Sheet, header: Header) -> list[SeenColumn]:
    """Every column with a title or a value below it, as a person would see it."""
    by_place = {place: name for name, place in header.columns.items()}
    seen = []
    for place, column in enumerate(sheet.columns):
        samples = tuple(column.slice(header.bottom + 1).drop_nulls().head(SAMPLES).str.slice(0, 60))
        text = header.texts[place]
        if text or samples:
            seen.append(
                SeenColumn(
                    sheet.name,
                    header.bottom + 1,
                    place,
                    letter_of(place),
                    header.keys[place],
                    text,
                    by_place.get(place),
                    samples,
                )
            )
    return seen


def _header(top: int, bottom: int, cells: list[str | None], known: Profile, chosen: Chosen) -> Header:
    texts = tuple(" ".join((cell or "").split()) for cell in cells)
    times = Counter(texts)
    keys = tuple(
        text if text and times[text] == 1 else f"{text} [{letter_of(place)}]".strip()
        for place, text in enumerate(texts)
    )
    taken = set(chosen.values())
    columns: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    ignored: list[int] = []
    for place, (key, text) in enumerate(zip(keys, texts, strict=True)):
        if key in chosen:
            meant = chosen[key] or None
            if meant is None:
                ignored.append(place)
                continue
        else:
            meant = known.field_of(text)
            meant = None if meant in taken else meant
        if meant and meant not in columns:
            columns[meant] = place
        elif text:
            others.append((place, text))
    titles = {name: texts[place] or keys[place] for name, place in columns.items()}
    return Header(top, bottom, columns, titles, keys, texts, tuple(others), tuple(ignored))


def _joined(upper: list[str | None], lower: list[str | None], known: Profile) -> list[str | None]:
    """Two header rows as one: a group title reaches over the blank cells right of it that have a title below."""
    cells: list[str | None] = []
    group: str | None = None
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else None)
        both = f"{group} {below}" if group and below else None
        known_texts = (text for text in (both, below, above) if text and known.field_of(text))
        cells.append(next(known_texts, both or above or below))
    return cells
