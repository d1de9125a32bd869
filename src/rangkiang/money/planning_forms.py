"""What is typed of a scenario, and the title under which a plan is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.intake.forms import MonthField
from rangkiang.programme.forms import CONTROL, CeilingField

from .planning import MOST_AHEAD

MOST_SCENARIOS = 4


def _number(label: Any, least: int, most: int, **extra: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs=CONTROL)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, widget=widget, localize=False, **extra
    )


class ScenarioForm(forms.Form):
    """One scenario; without a name it is left out."""

    name = forms.CharField(
        label=_("Name of the scenario"), max_length=40, required=False, help_text=_("Without a name it is left out."),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
    )  # fmt: skip
    start = MonthField(label=_("First paid month"))
    persons = _number(_("Persons"), 1, 100_000_000, help_text=_("Empty: those whom the fund covers."))
    ceiling = CeilingField(label=_("Ceiling in rupiah"), required=False, help_text=_("Empty: the fund's own."))
    quota = _number(_("At most per nagari"), 1, 1_000_000)
    decile_max = _number(_("Highest poverty decile"), 1, 10)
    ahead = _number(_("Months paid ahead in December"), 0, MOST_AHEAD)
    resumes = MonthField(
        label=_("First month paid by the next budget"), required=False, help_text=_("Empty: April of the next year."),
    )  # fmt: skip
    rate_from = MonthField(label=_("Changed rate from"), required=False)
    rate_jkk = _number(_("Changed JKK per person-month"), 0, 1_000_000)
    rate_jkm = _number(_("Changed JKM per person-month"), 0, 1_000_000)

    main = ("name", "start", "persons", "ceiling")

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main]

    @property
    def what_ifs(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.main]


ScenarioSet = forms.formset_factory(ScenarioForm, extra=0, max_num=MOST_SCENARIOS, validate_max=True)


class TitleForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the plan"), max_length=120, widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
    )  # fmt: skip
