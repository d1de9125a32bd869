"""Numbers as people and addresses write them."""

from __future__ import annotations

LONGEST = 18  # digits that a column of the database surely holds


def number(text: str) -> int | None:
    """A whole number in plain digits, or ``None``. ``²`` is a digit to Python and no number to anybody."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
