"""What is typed when BPJS's file comes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField
from rangkiang.programme.models import Fund

from .incoming import ACTIVE, NUMBERS

SELECT = {"class": "form-select"}


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
