"""What people type about an accident's course: BPJS's first decision, letters, receipts, incapacity, rating."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rangkiang.law.parameters import rows_on

from .care_models import Milestone, Rating, Receipt
from .forms import CONTROL, DAY, NUMBER, SELECT, TEXT, OnDay, RupiahField

YES_NO = [("yes", _("from work")), ("no", _("not from work"))]
TICK = forms.CheckboxInput(attrs={"class": "form-check-input"})


class StageOne(forms.Form):
    received_on = forms.DateField(label=_("Received by BPJS on"), widget=DAY)
    suspected = forms.BooleanField(label=_("BPJS doubts that it came from work"), required=False, widget=TICK)


class Suspicion(OnDay):
    from_work = forms.ChoiceField(label=_("BPJS decided"), choices=YES_NO, widget=SELECT)


class Guarantee(forms.Form):
    number = forms.CharField(label=_("Number of the letter"), max_length=60, widget=TEXT)
    facility = forms.CharField(label=_("Hospital or health centre"), max_length=120, widget=TEXT)
    issued_on = forms.DateField(label=_("Issued on"), widget=DAY)


class OneReceipt(OnDay):
    kind = forms.ChoiceField(label=_("For"), choices=Receipt.Kind.choices, widget=SELECT)
    amount = RupiahField(label=_("Amount"))
    issuer = forms.CharField(label=_("From whom"), max_length=120, widget=TEXT)
    months = forms.IntegerField(
        label=_("Months, for care at home"), min_value=0, max_value=120, required=False, widget=NUMBER
    )

    def clean_months(self) -> int:
        return self.cleaned_data["months"] or 0


class Unable(forms.Form):
    since = forms.DateField(label=_("Unable to work from"), widget=DAY)
    until = forms.DateField(label=_("To, once it is over"), required=False, widget=DAY)
    doctor = forms.CharField(label=_("Doctor"), max_length=120, widget=TEXT)


class Rate(OnDay):
    """One loss at a time: a row of the law's table, or the doctor's percentage; or total."""

    part = forms.ChoiceField(label=_("What is lost"), required=False, widget=SELECT)
    percent = forms.IntegerField(
        label=_("Percent, as the doctor set it"), min_value=1, max_value=100, required=False, widget=NUMBER
    )
    function_percent = forms.IntegerField(
        label=_("Of its function, percent"), min_value=1, max_value=100, required=False, widget=NUMBER
    )
    units = forms.IntegerField(label=_("How many, where it is counted"), min_value=1, required=False, widget=NUMBER)
    doctor = forms.CharField(label=_("Doctor"), max_length=120, widget=TEXT)
    role = forms.ChoiceField(label=_("Who is"), choices=Rating.Role.choices, widget=SELECT)
    also = forms.BooleanField(label=_("Besides what is rated already"), required=False, widget=TICK)

    def __init__(self, *args: object, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        which = "en" if get_language() == "en" else "id"
        self.fields["part"].choices = [  # type: ignore[attr-defined]
            ("", _("by the doctor's percent alone")),
            ("total", _("can never work again (total)")),
            *((row["part"], str(row[which]).capitalize()) for row in rows_on("disability", on)),
        ]

    def clean(self) -> dict[str, object]:
        if not self.cleaned_data.get("part") and not self.cleaned_data.get("percent") and not self.errors:
            raise forms.ValidationError(_("Say what is lost, or write the doctor's percent."))
        return self.cleaned_data

    def loss(self) -> dict[str, object]:
        """One loss in the form of a law case."""
        told = self.cleaned_data
        found = {"part": told["part"]} if told["part"] else {}
        return found | {name: told[name] for name in ("percent", "function_percent", "units") if told[name]}


class Step(OnDay):
    kind = forms.ChoiceField(label=_("What"), choices=Milestone.Kind.choices, widget=SELECT)
    said = forms.CharField(
        label=_("In words: which work, which training"), max_length=200, required=False,
        widget=forms.TextInput(attrs=CONTROL),
    )  # fmt: skip
