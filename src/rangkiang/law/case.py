"""Reading the common parts of a case: paid months, numbers; what is wrong is said with its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from .clock import START, PaidMonth
from .errors import InvalidCase
from .months import first_day, index, parse, parse_day

Case = Mapping[str, Any]
LIKE = {
    "paid": '[{"from": "2025-01", "to": "2025-06"}]',
    "children": '[{"born": "2015-08-01", "level": "SD", "class": 4}]',
    "loss": '[{"percent": 15}]',
}
MOST_RUPIAH = 100_000_000_000  # a hundred thousand million: above it somebody added a zero


class Told(int):
    """A fact with its own words, article and mark: a row of a table rather than a number alone."""

    label_id: str
    label_en: str
    article: str
    confidence: str

    @classmethod
    def make(cls, value: int, label_id: str, label_en: str, article: str, confidence: str) -> Told:
        told = cls(value)
        told.label_id, told.label_en, told.article, told.confidence = label_id, label_en, article, confidence
        return told


def as_number(day: date) -> int:
    """``YYYYMMDD``, so that ages are whole-number arithmetic."""
    return day.year * 10000 + day.month * 100 + day.day


def under_known_law(day: date, field: str, law_of: date | None) -> None:
    """Refuse a day before the first law known here: of the case (``field``), or asked for instead of it (``on``)."""
    for said, name in ((day, field), (law_of or day, "on")):
        if said < START:
            raise InvalidCase(name, f"before PP 44/2015 there is no rule here; give a day from {START} on")


def only(case: object, names: Iterable[str], field: str = "") -> Case:
    """The case, when it is an object without unknown fields: a misspelt fact must not vanish."""
    if not isinstance(case, Mapping):
        raise InvalidCase(field or "case", 'must be one JSON object, like {"name": value}')
    for name in case:
        if name not in names:
            where = f"{field}.{name}" if field else str(name)
            raise InvalidCase(where, f"is no field of this case; the fields are {' '.join(names)}")
    return case


def number(  # noqa: PLR0917 -- reads as a row of a form
    case: Case, name: str, default: int | None, least: int = 0, field: str = "", most: int = MOST_RUPIAH
) -> int:
    """A whole number within bounds; ``default`` None: it must be given."""
    value = case.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        what = "is missing; give" if value is None else f"{value!r} is not"
        raise InvalidCase(field or name, f"{what} a whole number of {least} or more")
    if value > most:
        raise InvalidCase(field or name, f"{value} is more than {most}; give {most} or less")
    return value


def rows(case: Case, name: str) -> Sequence[Case]:
    value = case.get(name, [])
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise InvalidCase(name, f"must be a list like {LIKE[name]}")
    return value


def paid_months(case: Case, event: date) -> tuple[list[PaidMonth], int]:
    """(months up to the event's and those paid ahead by then, how many are of after it or were paid after it)."""
    found: list[PaidMonth] = []
    after: set[int] = set()
    for at, row in enumerate(rows(case, "paid")):
        only(row, ("from", "to", "paid_on"), f"paid[{at}]")
        first, last = parse(row.get("from"), f"paid[{at}].from"), parse(row.get("to"), f"paid[{at}].to")
        if last < first:
            raise InvalidCase(
                f"paid[{at}].to", 'the range ends before it begins; give the same month as "from" or a later one'
            )
        paid_on = None if row.get("paid_on") is None else parse_day(row["paid_on"], f"paid[{at}].paid_on")
        late = paid_on is not None and paid_on > event
        after |= set(range(first if late else max(first, index(event) + 1), last + 1))
        until = min(last, index(event)) if late or paid_on is None else last
        found += [PaidMonth(first_day(month), paid_on) for month in range(first, until + 1)]
    return found, len(after)
