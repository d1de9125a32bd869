"""What is typed when BPJS's file comes, and by who asks whether they are covered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField
from rangkiang.programme.models import Fund
from rangkiang.regions.models import Region

from .incoming import ACTIVE, NUMBERS

SELECT = {"class": "form-select"}
NIK_DIGITS = 16


class FromBpjs(forms.Form):
    """A file from BPJS for a fund: new card numbers, or who is active in a month."""

    fund = forms.ModelChoiceField(
        queryset=Fund.objects.none(), label=_("Fund"), empty_label=None, widget=forms.Select(attrs=SELECT)
    )
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[(ACTIVE, _("active members of a month")), (NUMBERS, _("card numbers of new members"))],
        widget=forms.Select(attrs=SELECT),
    )
    month = MonthField(label=_("Month"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("With columns for NIK, card number (KPJ) and name."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["fund"].queryset = Fund.objects.order_by("kind", "area")  # type: ignore[attr-defined]


class Cards(forms.Form):
    """Whose cards: a nagari, and since when their cover runs."""

    area = forms.ModelChoiceField(
        queryset=Region.objects.none(), label=_("Nagari"), empty_label=None, widget=forms.Select(attrs=SELECT)
    )
    since = MonthField(label=_("Cover that began in this month or later"))

    def for_areas(self, areas: Iterable[str]) -> None:
        """The nagari that lie in these areas."""
        within = reduce(or_, (Q(code__startswith=area) for area in areas), Q(pk__in=[]))
        self.fields["area"].queryset = Region.objects.filter(within, level=4).order_by("code")  # type: ignore[attr-defined]


class WhoAsks(forms.Form):
    """Who wants to know whether they are covered: both must fit, and neither is kept."""

    nik = forms.CharField(
        label=_("NIK"),
        help_text=_("The 16 digits on the identity card (KTP)."),
        widget=forms.TextInput(
            attrs={"class": "form-control form-control-lg", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    born = forms.DateField(
        label=_("Birth date"),
        help_text=_("As on the identity card."),
        widget=forms.DateInput(attrs={"class": "form-control form-control-lg", "type": "date", "autocomplete": "off"}),
    )

    def clean_nik(self) -> str:
        digits = "".join(self.cleaned_data["nik"].split()).replace(".", "").replace("-", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) == NIK_DIGITS):
            raise forms.ValidationError(
                _("A NIK has 16 digits; %(count)d were typed."), params={"count": sum(c.isdigit() for c in digits)}
            )
        return digits
