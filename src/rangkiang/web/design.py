"""The living page of the house's components: each as pages use it, with its states, in both themes side by side."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from rangkiang.insight.charts import columns, curves
from rangkiang.insight.pictures import Slice, band, funnel, grid, pyramid
from rangkiang.platform.month import Month

INKS = ("ink", "quiet", "maroon", "gold-ink", "good", "warn", "bad")
GROUNDS = ("paper", "sheet", "gold", "line", "good-bg", "warn-bg", "bad-bg", "maroon-deep")
SPACES = (1, 2, 3, 4, 5, 6, 8, 12)
ICONS = ("find", "save", "down", "next", "good", "warn")


class Sample(forms.Form):
    """One field that is well and one that is not."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As on the identity card."), widget=forms.TextInput({"class": "form-control"})
    )
    day = forms.DateField(label=_("Date"), widget=forms.DateInput({"class": "form-control"}))


def _pictures() -> dict[str, object]:
    """Made-up figures, so that each picture can be looked at."""
    months = [(Month(2024, 1) + i).first for i in range(12)]
    values = [3 * i * i + 40 for i in range(12)]
    return {
        "columns": columns(list(zip(months, values, strict=True))),
        "curves": curves(months, [values, [v * 9 // 10 for v in values]], unit=1),
        "grid": grid([("Kecamatan", [(f"Nagari {n}", min(14 * n + 2, 100)) for n in range(8)])]),
        "funnel": funnel([("A", 120), ("B", 96), ("C", 90), ("D", 61)]),
        "pyramid": pyramid([Slice("18–29", 40, 31), Slice("30–44", 90, 74), Slice("45–64", 61, 70)]),
        "band": band(92, 108, 126, mark=100),
    }


def _samples(theme: str) -> dict[str, Sample]:
    """A form nobody has touched and one filled in wrongly, with ids of their own on the one page."""
    wrong = Sample({f"{theme}-wrong-name": "Rosnida", f"{theme}-wrong-day": "31-02-2025"}, prefix=f"{theme}-wrong")
    return {"fresh": Sample(prefix=theme), "wrong": wrong}


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Open to everyone who is signed in; it shows nobody's data."""
    shown = {
        "inks": INKS,
        "grounds": GROUNDS,
        "spaces": SPACES,
        "icons": ICONS,
        "areas": [("1", "Palaluar"), ("2", "Aie Amo")],
        "light": _samples("light"),
        "dark": _samples("dark"),
        "page": Paginator(range(90), 30).page(2),
        "pictures": _pictures(),
        "day": date(2025, 7, 31),
    }
    return render(request, "web/design.html", shown)
