"""What an operator types to end somebody's cover, or to note the months that others paid."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField, WithFile
from rangkiang.platform.month import Month

from .models import Enrolment, ExitReason

LONGEST = 24  # months noted at once: more is a slip of the pen
AHEAD = 12  # months: an end further away is a slip of the pen


class End(forms.Form):
    """Why, the last covered month, and the day it happened. ``died`` is offered once the death is known."""

    reason = forms.ChoiceField(label=_("Why it ends"), widget=forms.Select(attrs={"class": "form-select"}))
    last_month = MonthField(label=_("Last covered month"))
    on = forms.DateField(
        label=_("The day it happened"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )

    def __init__(self, *args: object, enrolment: Enrolment, day: date, **kwargs: object) -> None:
        died = enrolment.person.died_on
        first = {"reason": ExitReason.DIED if died else "", "last_month": Month.of(died or day), "on": died or day}
        super().__init__(*args, initial=first, **kwargs)  # type: ignore[arg-type, misc]
        self.first_month, self.day, self.died = Month.of(enrolment.first_month), day, died
        offered = [(value, label) for value, label in ExitReason.choices if died or value != ExitReason.DIED]
        self.fields["reason"].choices = [("", _("choose")), *offered]  # type: ignore[attr-defined]
        self.fields["reason"].error_messages["invalid_choice"] = _(
            "This is not a reason to end the cover here. A death is reported under Claims first."
        )

    def clean_last_month(self) -> Month:
        """A last month just before the first one: the cover never began."""
        told: Month = self.cleaned_data["last_month"]
        if told < self.first_month + -1:
            raise forms.ValidationError(
                _("The cover began in %(month)s; the last month cannot lie so far before."),
                params={"month": self.first_month},
            )
        if told > Month.of(self.day) + AHEAD:
            raise forms.ValidationError(_("This month is more than a year away."))
        return told


class Elsewhere(forms.Form):
    """Months in a row that somebody else paid on one day, and the paper that says so."""

    payer = forms.CharField(
        label=_("Paid by"), max_length=40, initial="MANDIRI", widget=forms.TextInput(attrs={"class": "form-control"})
    )
    first_month = MonthField(label=_("First month"))
    last_month = MonthField(label=_("Last month"))
    paid_on = forms.DateField(
        label=_("Paid on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"})
    )
    source = forms.CharField(
        label=_("Receipt number, or where it was read"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def clean(self) -> dict[str, object]:
        told: dict[str, object] = super().clean() or {}
        first, last = told.get("first_month"), told.get("last_month")
        if isinstance(first, Month) and isinstance(last, Month) and not 0 <= last - first < LONGEST:
            self.add_error("last_month", _("From one month to two years, in order."))
        return told


class Withdraw(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000)


class ElsewhereFile(WithFile):
    """A list of many persons."""

    file = forms.FileField(
        label=_("List (xlsx, ods or csv)"),
        help_text=_("Columns: nik, bulan, pembayar, dibayar."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.ods,.csv"}),
    )
