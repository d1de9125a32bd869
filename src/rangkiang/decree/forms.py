"""What an operator types to prepare an SK."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField
from rangkiang.programme.models import Fund

CONTROL = {"class": "form-control"}


class Prepare(forms.Form):
    """Fund, number, date, first month of cover, and how many from the head of the waiting list."""

    fund = forms.ModelChoiceField(
        queryset=Fund.objects.none(),
        label=_("Fund"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    number = forms.CharField(label=_("Number of the SK"), max_length=80, widget=forms.TextInput(attrs=CONTROL))
    dated = forms.DateField(
        label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date"})
    )
    first_month = MonthField(label=_("First month of cover"))
    count = forms.IntegerField(
        label=_("How many from the head of the waiting list"),
        min_value=1,
        required=False,
        help_text=_("Empty: everybody who waits for this fund."),
        widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "numeric"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["fund"].queryset = Fund.objects.order_by("kind", "area")  # type: ignore[attr-defined]
