"""Rupiah are whole numbers. Written the Indonesian way: Rp1.348.753.890."""

from __future__ import annotations

from django.utils.translation import get_language

MILLION, BILLION = 10**6, 10**9


def rupiah(amount: int, language: str = "") -> str:
    """``Rp16.800``, in English ``Rp16,800``, negative ``-Rp16.800``; in the reader's language unless told."""
    sign, text = "-" if amount < 0 else "", f"Rp{abs(amount):,}"
    return sign + (text.replace(",", ".") if (language or get_language() or "id") == "id" else text)


def short_rupiah(amount: int, language: str = "id") -> str:
    """For tiles: ``Rp5,4 miliar`` or ``Rp5.4 billion``; half a step rounds up; below a million in full."""
    for size, name in ((BILLION, ("miliar", "billion")), (MILLION, ("juta", "million"))):
        if abs(amount) >= size:
            tenths = (abs(amount) * 10 + size // 2) // size
            sign = "-" if amount < 0 else ""
            comma = "," if language == "id" else "."
            return f"{sign}Rp{tenths // 10}{comma}{tenths % 10} {name[language != 'id']}"
    return rupiah(amount, language)
