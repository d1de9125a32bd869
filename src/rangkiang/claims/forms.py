"""What people type about a death, an accident and a claim; the report fits a phone and one minute."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.law.scholarship import LEVELS

from .models import Child
from .queries import PARTS

CONTROL = {"class": "form-control"}
DAY = forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date"})
HAPPENED = {
    "death": ("death", ""),
    "accident-death": ("accident", "death"),
    "accident-": ("accident", ""),
    "accident-recovered": ("accident", "recovered"),
    "accident-partial": ("accident", "partial"),
    "accident-total": ("accident", "total"),
}
WHAT = [
    ("death", _("Died, not from work")),
    ("accident-death", _("Died from a work accident")),
    ("accident-", _("Work accident, still being treated")),
    ("accident-recovered", _("Work accident, recovered")),
    ("accident-partial", _("Work accident, a part of the body lost or weakened")),
    ("accident-total", _("Work accident, can never work again")),
]


WORK = [  # of a child
    ("", _("does not work")),
    ("excepted", _("works, and still studies with one of the exceptions of Pasal 103 (3a)")),
    ("not_excepted", _("works, with none of the exceptions of Pasal 103 (3a)")),
    ("unknown", _("works; whether an exception holds is not known")),
]
EXCEPTED = {"excepted": True, "not_excepted": False}


class RupiahField(forms.Field):
    """Whole rupiah as people write them: ``20000000``, ``20.000.000`` or ``Rp20.000.000``."""

    widget = forms.TextInput(attrs=CONTROL | {"inputmode": "numeric"})

    def to_python(self, value: str | None) -> int:
        text = re.sub(r"[.\s]|^Rp", "", (value or "").strip())
        if text and not text.isdigit():
            raise forms.ValidationError(_("Write whole rupiah, for example 20.000.000."))
        return int(text or 0)


class Report(forms.Form):
    """One choice and one date."""

    what = forms.ChoiceField(choices=WHAT, label=_("What happened"), widget=forms.RadioSelect)
    happened_on = forms.DateField(label=_("On which day"), widget=DAY)


class Describe(forms.Form):
    """The outcome of an accident and the facts that the law asks for."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=[
            ("", _("choose")),
            ("recovered", _("recovered")),
            ("partial", _("a part of the body lost or weakened")),
            ("total", _("can never work again")),
            ("death", _("died")),
        ],
    )
    incapacity_months = forms.IntegerField(
        label=_("Months unable to work"),
        min_value=0,
        required=False,
        initial=0,
        widget=forms.NumberInput(attrs=CONTROL),
    )
    percent = forms.IntegerField(
        label=_("Disability set by the doctor, percent"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs=CONTROL),
    )
    land = RupiahField(label=_("Transport by land, receipts"), required=False)
    sea = RupiahField(label=_("Transport by water, receipts"), required=False)
    air = RupiahField(label=_("Transport by air, receipts"), required=False)

    def facts(self) -> dict[str, object]:
        """In the form of a law case."""
        told = self.cleaned_data
        found: dict[str, object] = {}
        if told["incapacity_months"]:
            found["incapacity_months"] = told["incapacity_months"]
        if told["percent"]:
            found["loss"] = [{"percent": told["percent"]}]
        if any(told[way] for way in ("land", "sea", "air")):
            found["transport"] = {way: told[way] for way in ("land", "sea", "air")}
        return found


class OnDay(forms.Form):
    on = forms.DateField(label=_("On"), widget=DAY)


class Decision(OnDay):
    """BPJS's letter: the parts granted, or why it refused."""

    refusal = forms.CharField(
        label=_("Or the reason for refusing"), max_length=40, required=False, widget=forms.TextInput(attrs=CONTROL)
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for code, label in PARTS.items():
            self.fields[f"part_{code}"] = RupiahField(label=label, required=False)

    def parts(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"part_{code}"] for code in PARTS}


class Scholarship(OnDay):
    """One child, one school year."""

    child = forms.ModelChoiceField(
        queryset=Child.objects.none(),
        label=_("Child"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    school_year = forms.IntegerField(
        label=_("School year that begins in"), min_value=2015, max_value=2100, widget=forms.NumberInput(attrs=CONTROL)
    )
    amount = RupiahField(label=_("Amount"))

    def __init__(self, *args: object, parent: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["child"]
        field.queryset = Child.objects.filter(parent=parent).order_by("born")  # type: ignore[attr-defined]
        field.label_from_instance = lambda child: child.name  # type: ignore[attr-defined]


class HandOver(OnDay):
    heir = forms.CharField(label=_("Name of who received it"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    relation = forms.CharField(
        label=_("Relation to the member"), max_length=40, widget=forms.TextInput(attrs=CONTROL | {"list": "relations"})
    )


class NewChild(forms.Form):
    """A child of the member, as the scholarship asks."""

    name = forms.CharField(label=_("Name of the child"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    born = forms.DateField(label=_("Born on"), widget=DAY)
    level = forms.ChoiceField(
        label=_("School"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=[("", _("not at school")), *((level, level) for level in LEVELS)],
    )
    grade = forms.IntegerField(
        label=_("Class"),
        min_value=0,
        max_value=12,
        required=False,
        initial=0,
        widget=forms.NumberInput(attrs=CONTROL),
    )

    work = forms.ChoiceField(
        label=_("Work"), required=False, choices=WORK, widget=forms.Select(attrs={"class": "form-select"})
    )

    def clean_grade(self) -> int:
        return self.cleaned_data["grade"] or 0

    def clean(self) -> dict[str, object]:
        """With ``working`` and ``works_excepted`` in place of the choice."""
        work = self.cleaned_data.pop("work", "")
        return self.cleaned_data | {"working": bool(work), "works_excepted": EXCEPTED.get(work)}


class Closing(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.TextInput(attrs=CONTROL))
