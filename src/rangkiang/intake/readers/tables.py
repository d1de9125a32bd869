"""Where the table is in a sheet: its header wherever it stands, its person rows, and the rows that are no persons.

Nothing is dropped silently: every filled row below a header is a person or a note that says what it was taken for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from .faults import FileFault, file_fault
from .fields import FIELDS
from .headers import Chosen, Header, SeenColumn, checked_mapping, find_header, letter_of, likeliest, seen_columns
from .parts import Part
from .profiles import Profile, profile, profiles
from .sheets import AT_ONCE, Book, Sheet
from .shifts import shifted
from .structure import above, beyond, nik_twice, repeated_headers, unread, untitled
from .turned import Moves, Turned

UNIQUE_FIELDS = ("number", "nik", "kk", "name")  # never filled down from a merged cell

LONG_NUMBER = "[0-9OolI][0-9OolI. ']{8,}|[0-9][.,]?[0-9]*[eE][+][0-9]+"
TOTAL = r"(?i)^\W*(?:sub ?|grand ?)?(?:jumlah|total|jml)\b"
SIGNATURE = (
    r"(?i)\b(?:mengetahui|wali nagari|kepala desa|lurah|camat|sekretaris nagari|disetujui|diketahui"
    r"|menyetujui|ttd|tanda tangan|yang membuat|dibuat oleh|hormat kami|kepala jorong|petugas pendata|operator"
    r"|verifikator|kepala dinas|kepala bidang|pj\. wali)\b|^nip\b"
)
SECTION = r"(?i)^(?:jorong|dusun|korong|nagari|desa|kecamatan|kec|kelompok|rt|rw)\b"
PLACE_AND_DATE = r"(?i)^[a-z .]+, *(?:[0-9]{1,2}|\.+|…)? *[a-z]+ *20[0-9]{2}$"


@dataclass(frozen=True)
class Note:
    """Something seen while reading that is no person: where (rows from 1), what, and the text."""

    sheet: str
    row: int
    code: str
    value: str = ""
    column: str = ""
    detail: str = ""
    letter: str = ""


@dataclass
class Tables:
    """Where the person rows of a file are, with what was noted about its sheets; ``parts`` reads them."""

    profile: Profile
    sheets: list[tuple[Sheet, Header]]
    titles: pl.DataFrame
    notes: list[Note] = field(default_factory=list)
    seen: list[SeenColumn] = field(default_factory=list)
    heading: str = ""
    moves: Moves = field(default_factory=Moves)

    def parts(self) -> Iterator[tuple[pl.DataFrame, list[Note]]]:
        """Some person rows after the other, one text column for each field that has one, with what their rows gave to
        note. Small sheets come together. Raises ``FileFault`` at the end when nobody was listed.
        """
        frames: list[pl.DataFrame] = []
        notes: list[Note] = []
        held = total = 0
        for sheet, header in self.sheets:
            for frame, noted in _person_rows(sheet, header, self.profile, self.moves):
                frames.append(frame)
                notes += noted
                held += frame.height
                if held >= AT_ONCE:
                    yield pl.concat(frames, how="diagonal"), notes
                    frames, notes, total, held = [], [], total + held, 0
        if not total + held:
            fault = file_fault("no_rows")
            fault.seen = tuple(self.seen)
            raise fault
        if frames:
            yield pl.concat(frames, how="diagonal"), notes

    @property
    def given(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(self.titles["field"])


def find_tables(book: Book, name: str | None = None, columns: Chosen | None = None) -> Tables:
    """Where every sheet with the profile's header has its person rows; without a name the profile is recognised.

    ``columns`` is a mapping chosen by a person. Raises ``FileFault`` when no sheet has a header, a required column is
    missing; its ``seen`` then still tells the columns that a person could map.
    """
    chosen = checked_mapping(columns)
    known = profile(name) if name else _recognise(book, chosen)
    headers = {index: find_header(sheet, known, chosen) for index, sheet in enumerate(book.sheets)}
    seen: list[SeenColumn] = []
    for index, sheet in enumerate(book.sheets):
        if header := headers[index] or likeliest(sheet, known, chosen):
            seen += seen_columns(sheet, header)
    try:
        found = _read_tables(book, known, headers, seen)
    except FileFault as fault:
        fault.seen = tuple(seen)
        raise
    return found if name else replace(found, notes=[*found.notes, *_refused_after_all(found)])


def _refused_after_all(found: Tables) -> list[Note]:
    """A list of who is active with remarks may be of whom BPJS refused: only a person who reads them knows."""
    sheet, header = found.sheets[0]
    others = [
        one.title_id
        for one in profiles().values()
        if one.purpose != found.profile.purpose and "remark" in one.required
        and {*one.required} <= {*header.columns, "remark"}
    ]  # fmt: skip
    sure = found.profile.purpose != "cover" or not header.spared or {"month", "status"} & {*header.columns}
    return [] if sure else [Note(sheet.name, 0, "kind_unsure", detail=one) for one in others]


def _read_tables(book: Book, known: Profile, headers: dict[int, Header | None], seen: list[SeenColumn]) -> Tables:
    if not any(headers.values()):
        raise file_fault("no_header")
    sheets, titles, notes, missing = [], [], [], []
    for index, sheet in enumerate(book.sheets):
        header = headers[index]
        if header is None or (lacking := [one for one in known.required if one not in header.columns]):
            missing += [] if header is None else [lacking]
            notes += [Note(sheet.name, 0, "sheet_without_table", detail=sheet.name)] if sheet.height else []
            first, many = unread(sheet)
            notes += [Note(sheet.name, first, "people_not_read", detail=str(many))] if many else []
            continue
        notes += [Note(sheet.name, 0, "sheet_hidden", detail=sheet.name)] if sheet.hidden else []
        notes += _hidden_notes(sheet, header) + _header_notes(sheet, header) + _structure_notes(sheet, header, known)
        sheets.append((sheet, header))
        titles += [(sheet.name, one, title, letter_of(header.columns[one])) for one, title in header.titles.items()]
    if not sheets:
        least = sorted(missing, key=len)[0]
        raise file_fault("column_missing", columns=tuple(", ".join(FIELDS[one][at] for one in least) for at in (0, 1)))
    places = pl.DataFrame(titles, schema=["sheet", "field", "column", "letter"], orient="row")
    return Tables(known, sheets, places, notes, seen, _heading(book, headers))


def _recognise(book: Book, chosen: Chosen) -> Profile:
    """The profile whose required columns are all there: the most demanding, then the one that knows most columns."""

    def fit(candidate: Profile) -> tuple[int, int, bool, int]:
        headers = [header for sheet in book.sheets if (header := find_header(sheet, candidate, chosen))]
        best = max(headers, key=lambda header: len(header.columns), default=None)
        known = set(best.columns) if best else set()
        whole = len(candidate.required) if set(candidate.required) <= known else 0
        return whole, len(known) + len(best.spared if best else ()), candidate.general, -len(candidate.required)

    return max(profiles().values(), key=fit)


def _hidden_notes(sheet: Sheet, header: Header) -> list[Note]:
    """One note for every hidden column that holds something, and for every failed formula."""
    notes = []
    for place in sheet.away.columns:
        if place < len(sheet.columns) and sheet.columns[place].null_count() < sheet.height:
            title, letter = header.texts[place], letter_of(place)
            notes.append(Note(sheet.name, header.bottom + 1, "column_hidden", title, title, letter, letter))
    for row, place in sheet.away.failed:
        if header.bottom < row and place < len(header.texts):
            title, letter = header.texts[place], letter_of(place)
            notes.append(Note(sheet.name, row + 1, "cell_formula_fault", "", title, letter=letter))
    return notes


def _hidden_rows(sheet: Sheet, part: Part) -> list[Note]:
    """One note for every stretch of hidden rows of a part that hold something."""
    here = pl.Series(sheet.away.rows, dtype=pl.Int64)
    here = here.filter((here >= part.start) & (here < part.start + part.height)) - part.start
    if here.is_empty():
        return []
    cells = pl.DataFrame({str(place): column for place, column in enumerate(part.columns)})
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    hidden, notes = set(filled) & set(here), []
    for first in sorted(row for row in hidden if row - 1 not in hidden):
        last = first
        while last + 1 in hidden:
            last += 1
        top, bottom = part.start + first + 1, part.start + last + 1
        stretch = str(top) if first == last else f"{top}–{bottom}"
        notes.append(Note(sheet.name, top, "hidden_rows", detail=stretch))
    return notes


def _header_notes(sheet: Sheet, header: Header) -> list[Note]:
    """One note for every column that is not used: unknown ones, and ones that are known and not needed."""
    row = header.bottom + 1
    return [
        Note(sheet.name, row, code, title[:200], title[:60], letter=letter_of(place))
        for code, columns in (("column_unknown", header.unknown), ("column_not_needed", header.spared))
        for place, title in columns
    ]


def _structure_notes(sheet: Sheet, header: Header, known: Profile) -> list[Note]:
    """Rows with a NIK above the header, several columns of NIK, and columns that have no title."""
    notes = [Note(sheet.name, row, "row_above_header", text) for row, text in above(sheet, header)]
    if letters := nik_twice(header, known):
        notes.append(Note(sheet.name, 0, "nik_columns_several", detail=letters))
    row = header.bottom + 1
    return notes + [
        Note(sheet.name, row, "column_untitled", detail=letter_of(place), letter=letter_of(place))
        for place in untitled(sheet, header)[1]
    ]


def _heading(book: Book, headers: dict[int, Header | None]) -> str:
    """The title rows above the first header and the names of the sheets: they may name the nagari."""
    lines: list[str] = []
    for index, header in headers.items():
        sheet = book.sheets[index]
        if header:
            lines += [cell for row in range(header.top) for cell in sheet.row(row) if cell]
            lines.append(sheet.name)
    return "\n".join(lines)


def _person_rows(
    sheet: Sheet, header: Header, known: Profile, moves: Moves
) -> Iterator[tuple[pl.DataFrame, list[Note]]]:
    """The rows below the header, some at a time, sorted into persons and notes."""
    sorter, merged, turned = _Sorter(sheet, header, known), _Merged(sheet, header), Turned(sheet, header, known, moves)
    by_row = untitled(sheet, header)[0]
    first = len(sheet.columns)
    for filled, noted in map(merged.filled, sheet.parts()):
        part = turned.put(filled)
        width = len(part.columns)
        frame = _cells_of(part, header)
        frame = frame.with_columns(pl.lit(sheet.name).alias("sheet"), sorter.kinds(frame, width))
        text = pl.concat_str(pl.col("^cell_.*$"), separator=" ", ignore_nulls=True).str.slice(0, 200)
        others = frame.filter(pl.col("kind").is_not_null() & (pl.col("kind") != "blank")).select("row", "kind", text)
        notes = noted + _hidden_rows(sheet, part)
        notes += [Note(sheet.name, row, kind, value) for row, kind, value in others.rows()]
        frame = frame.with_columns(
            shifted(header, width).alias("shifted"), *beyond(header, [*by_row, *range(first, width)])
        )
        given = [name for name in FIELDS if name in header.columns]
        keep = ["sheet", "row", *given, "nik_number", "kk_number", "shifted", "beyond", "beyond_letter"]
        yield frame.filter(pl.col("kind").is_null()).select(keep), notes


def _cells_of(part: Part, header: Header) -> pl.DataFrame:
    """The rows of a part that stand below the header: every field, and every cell by its place."""
    height = part.height
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    places = header.columns
    frame = pl.DataFrame(
        {name: part.columns[places[name]] if name in places else empty for name in FIELDS}
        | {f"{name}_number": part.marks(places.get(name, -1)) for name in ("nik", "kk")}
        | {"row": pl.int_range(part.start + 1, part.start + height + 1, eager=True, dtype=pl.Int64)}
        | {f"cell_{index}": column for index, column in enumerate(part.columns)}
    )
    return frame.slice(max(header.bottom + 1 - part.start, 0))


class _Sorter:
    """What each row of a sheet is taken for, part by part, remembering what stands above."""

    def __init__(self, sheet: Sheet, header: Header, known: Profile) -> None:
        self.sheet, self.header, self.known = sheet, header, known
        self.signed = False  # a signature stands above
        self.lost = False  # a header with other columns stands above

    def kinds(self, frame: pl.DataFrame, width: int) -> pl.Series:
        """Null for a person, else ``blank`` or the code of a note.

        A row with a long number is a person; only the others are looked at closely.
        """
        numbered = frame.select(pl.any_horizontal(_numbered())).to_series()
        places = (~numbered).arg_true()
        odd = frame[places]
        kinds = pl.repeat(None, frame.height, dtype=pl.String, eager=True).alias("kind")
        kinds = kinds.scatter(places, odd.select(_kind(width, self.header).alias("kind")).to_series())
        again = repeated_headers(odd, width, self.sheet, self.header, self.known)
        kinds = self._under({int(places[at]): same for at, same in again.items()}, kinds)
        # Below a signature stand the names of officers, not of persons.
        after = (kinds == "row_footer").fill_null(False).cum_max() | self.signed
        if not after.any():
            return kinds
        self.signed = True
        identified = frame.select(_identified()).to_series()
        return kinds.set(after & kinds.is_null() & ~identified, "row_footer")

    def _under(self, headers: dict[int, bool], kinds: pl.Series) -> pl.Series:
        """Headers that are repeated, and the rows under one that names other columns: they are not read."""
        if not (headers or self.lost):
            return kinds
        rows = pl.Series(headers.keys(), dtype=pl.UInt32)
        lost = pl.repeat(None, kinds.len(), dtype=pl.Boolean, eager=True)
        lost = lost.scatter(rows, [not same for same in headers.values()]).fill_null(strategy="forward")
        lost = lost.fill_null(self.lost)
        self.lost = bool(lost[-1])
        kinds = kinds.set(lost & kinds.is_null(), "row_under_other_header")
        codes = ["row_repeated_header" if same else "row_other_header" for same in headers.values()]
        return kinds.scatter(rows, codes)


def _numbered() -> list[pl.Expr]:
    return [pl.col(name).str.contains(LONG_NUMBER).fill_null(False) for name in ("nik", "kk")]


def _identified() -> pl.Expr:
    """A row that carries a long number or a birth date is a person, whatever else stands in it."""
    birth = pl.coalesce("birth_date", "birth").str.contains("[0-9]").fill_null(False)
    return pl.any_horizontal(*_numbered(), birth)


def _kind(count: int, header: Header) -> pl.Expr:
    """What a row is taken for: null for a person, else ``blank`` or the code of a note."""
    cells = [pl.col(f"cell_{index}") for index in range(count)]
    filled = pl.sum_horizontal(cell.is_not_null() for cell in cells)
    first = pl.coalesce(cells)
    fields = pl.sum_horizontal(pl.col(name).is_not_null() for name in FIELDS if name != "number")
    words = [
        pl.col(f"cell_{index}")
        for index in range(count)
        if index not in {header.columns.get("occupation"), header.columns.get("address")}
    ]
    signed = pl.any_horizontal(pl.lit(False), *(cell.str.contains(SIGNATURE).fill_null(False) for cell in words))
    numbering = pl.all_horizontal(
        cell.str.strip_chars("() ").is_in([str(index), str(index + 1)]).fill_null(True)
        for index, cell in enumerate(cells)
    )
    repeated = [pl.col(name) == title for name, title in header.titles.items() if name in ("nik", "name")]
    person = _identified() | pl.col("name").is_not_null() | (fields >= 2)
    return (
        pl.when(filled == 0)
        .then(pl.lit("blank"))
        .when(numbering & (filled >= 3))
        .then(pl.lit("row_column_numbers"))
        .when(pl.all_horizontal(repeated).fill_null(False))
        .then(pl.lit("row_repeated_header"))
        .when(~_identified() & first.str.contains(TOTAL))
        .then(pl.lit("row_total"))
        .when(~_identified() & (filled <= 4) & signed)
        .then(pl.lit("row_footer"))
        .when(~_identified() & (filled == 1) & first.str.contains(PLACE_AND_DATE))
        .then(pl.lit("row_footer"))
        .when(~_identified() & (filled == 1) & first.str.contains(SECTION))
        .then(pl.lit("row_not_person"))
        .when(~person)
        .then(pl.lit("row_not_person"))
    )


class _Merged:
    """The vertically merged cells of a sheet, each to be repeated over the rows it covers (names and numbers
    excepted), part by part.
    """

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        self.fields = {index: name for name, index in header.columns.items() if name not in UNIQUE_FIELDS}
        self.waiting = sorted(
            (top, bottom, left)
            for top, left, bottom, _ in sheet.away.merges
            if bottom > top > header.bottom and left in self.fields
        )
        self.values: dict[tuple[int, int], str | None] = {}  # of those that reach into the next part

    def filled(self, part: Part) -> tuple[Part, list[Note]]:
        """The part with its merged cells filled, and what there is to note about those that begin in it."""
        end = part.start + part.height
        cells: dict[int, list[str | None]] = {}
        notes, waiting = [], []
        for at, (top, bottom, left) in enumerate(self.waiting):
            if top >= end:
                waiting += self.waiting[at:]
                break
            if left not in cells:
                cells[left] = part.columns[left].to_list()
            column = cells[left]
            if top >= part.start:
                self.values[top, left] = value = column[top - part.start]
                title, stretch = self.header.titles[self.fields[left]], f"{top + 1}–{bottom + 1}"
                told = (value or "", title, stretch, letter_of(left))
                notes.append(Note(self.sheet.name, top + 1, "merged_cells_filled", *told))
            first, last = max(top - part.start, 0), min(bottom - part.start, part.height - 1)
            column[first : last + 1] = [self.values.get((top, left))] * (last + 1 - first)
            waiting += [(top, bottom, left)] if bottom >= end else []
        self.waiting = waiting
        if not cells:
            return part, notes
        columns = [pl.Series(cells[at], dtype=pl.String) if at in cells else one for at, one in enumerate(part.columns)]
        return replace(part, columns=columns), notes
