"""Words for pages: rupiah, months, masked identifiers, and whether the reader may do a deed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import get_language

from rangkiang.access.rights import may as allowed
from rangkiang.people.nik import masked
from rangkiang.platform.month import Month
from rangkiang.platform.rupiah import rupiah as in_full
from rangkiang.platform.rupiah import short_rupiah as in_short

register = template.Library()


@register.filter
def rupiah(amount: int | None) -> str:
    """``Rp1.348.753.890``; in English with commas; a dash when there is no amount."""
    if amount is None:
        return "–"
    return in_full(int(amount), get_language() or "id")


@register.filter
def short_rupiah(amount: int | None) -> str:
    """``Rp1,3 miliar``: for tiles."""
    return "–" if amount is None else in_short(int(amount), get_language() or "id")


@register.filter
def month(value: date | Month | None) -> str:
    """``Juli 2025``."""
    return date_format(value.first if isinstance(value, Month) else value, "F Y") if value else "–"


@register.filter
def short_month(value: date | Month | None) -> str:
    """``Jul 2025``."""
    return date_format(value.first if isinstance(value, Month) else value, "M Y") if value else "–"


@register.filter
def year_month(value: date) -> str:
    """``2025-07``: a month in the address bar."""
    return f"{value:%Y-%m}"


@register.filter
def mask_nik(nik: str | None) -> str:
    """``130303**********``; see ``people.nik.masked``."""
    return masked(nik)


@register.filter
def hundredths(percent: int | None) -> str:
    """``1,07`` for 107: a ratio with two decimals, from whole hundredths."""
    if percent is None:
        return "–"
    return f"{percent // 100}{',' if get_language() == 'id' else '.'}{percent % 100:02d}"


@register.simple_tag(takes_context=True)
def may(context: Any, verb: str, area: str | None = None) -> bool:
    """``{% may "money.approve_bill" as ok %}``."""
    user = context["request"].user
    return user.is_authenticated and allowed(user, verb, area)


@register.simple_tag(takes_context=True)
def own_ids(context: Any, field: BoundField) -> str:
    """Gives a form ids of its own where another form of this page, or the same again, already uses them."""
    used = vars(context["request"]).setdefault("used_ids", set())
    before, count = field.form.auto_id, 1
    while field.auto_id and field.auto_id in used:
        count += 1
        field.form.auto_id = f"{before}-{count}"
    used.add(field.auto_id)
    return ""
