"""What is handed in about our money from outside: BPJS's bill, the bank's statement, the register of SP2D."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField, WithFile

ACCEPTED = ".xlsx,.xls,.ods,.csv,.txt,.zip"


def _file() -> forms.FileField:
    return forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods), CSV, or a ZIP with one of these"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
    )


class BpjsBillForm(WithFile):
    """The file and the month that it bills; the fund stands in the address."""

    month = MonthField(label=_("Month of the bill"))
    file = _file()


class StatementForm(WithFile):
    """A bank statement or a register of SP2D; which of them is told by its columns."""

    file = _file()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"class": "form-control", "rows": 2})
    )
