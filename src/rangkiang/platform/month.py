"""A calendar month: the unit of cover, of bills and of budgets. In the database it is the first day as a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import BadInput


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the Gregorian calendar; ``Month(2025, 7) + 1 == Month(2025, 8)``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2200 and 1 <= self.number <= 12):
            raise BadInput(f"{self.year}-{self.number:02d} is not a month.", todo="Write it as YYYY-MM.")

    @classmethod
    def parse(cls, text: str) -> Month:
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
        if not found:
            raise BadInput(f"'{text}' is not a month.", todo="Write it as YYYY-MM, for example 2025-07.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return (self + 1).first - timedelta(days=1)

    def __add__(self, months: int) -> Month:
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    def __sub__(self, other: Month) -> int:
        return (self.year - other.year) * 12 + self.number - other.number

    def until(self, last: Month) -> Iterator[Month]:
        """Every month from this one to ``last``, both included; nothing when ``last`` is earlier."""
        return (self + step for step in range(last - self + 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
