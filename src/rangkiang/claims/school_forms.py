"""What people type about a child at school: its class, papers, rest and end."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.law.scholarship import LEVELS

from .forms import CONTROL, NUMBER, SELECT, OnDay
from .models import Child


class SchoolClass(forms.Form):
    level = forms.ChoiceField(
        label=_("School"), choices=[("", _("choose")), *((one, one) for one in LEVELS)], widget=SELECT
    )
    grade = forms.IntegerField(label=_("Class"), min_value=1, max_value=12, widget=NUMBER)


class Rest(OnDay):
    why = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs=CONTROL))


class End(OnDay):
    reason = forms.ChoiceField(label=_("Reason"), choices=Child.Ended.choices, widget=SELECT)
