"""What an operator types to end somebody's cover."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField
from rangkiang.platform.month import Month

from .models import Enrolment, ExitReason

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
