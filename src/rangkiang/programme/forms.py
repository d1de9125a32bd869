"""What is typed to found a programme, open a fund, set its ceiling and the terms of eligibility; each with its act."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.regions.models import Region

from .models import FundKind

CONTROL = {"class": "form-control"}
ASKED = [
    ("", _("papers only")),
    ("field", _("papers and field visit")),
    ("dukcapil", _("papers and Dukcapil")),
    ("dukcapil,bpjs", _("papers, Dukcapil and BPJS")),
    ("dukcapil,bpjs,field", _("papers, Dukcapil, BPJS and field visit")),
]
ACCOUNT = r"^\d(\.\d{1,4})+$"


def _text(label: Any, length: int, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.TextInput(attrs=CONTROL), **extra)


def _number(label: Any, least: int, most: int, **extra: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs=CONTROL)
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **extra)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date"}))


def _account(label: Any) -> forms.RegexField:
    return forms.RegexField(
        ACCOUNT, label=label, max_length=30, help_text=_("Digits and dots, as in the budget document."),
        widget=forms.TextInput(attrs=CONTROL | {"inputmode": "decimal"}),
    )  # fmt: skip


class CeilingField(forms.Field):
    """Whole rupiah as a budget writes them: ``3053299200`` or ``Rp3.053.299.200``."""

    widget = forms.TextInput(attrs=CONTROL | {"inputmode": "numeric"})

    def to_python(self, value: str | None) -> int | None:
        text = (value or "").strip()
        if not text:
            return None
        digits = re.fullmatch(r"(?:Rp\s?)?(\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})", text)
        if not digits:
            raise forms.ValidationError(_("Write whole rupiah, for example 20.000.000."))
        return int(digits[1].replace(".", ""))


class PlaceField(forms.RegexField):
    """A Kemendagri code that exists."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$", **extra)
        self.widget.attrs |= CONTROL | {"inputmode": "decimal"}

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if not Region.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no place with this code."))
        return str(code)


class WithAct(forms.Form):
    """The legal act on which a deed rests; its fields come last."""

    act_kind = _text(_("Kind of act"), 30, help_text=_("For example Perda, Perbup, SK Bupati."))
    act_number = _text(_("Number of the act"), 80)
    act_dated = _day(_("Date of the act"))
    act_title = _text(_("Title of the act"), 200)

    def told(self) -> dict[str, Any]:
        """The cleaned facts as the deed names them, the act under ``act``."""
        facts = dict(self.cleaned_data)
        act = {name: facts.pop(f"act_{name}") for name in ("kind", "number", "dated", "title")}
        return {**facts, "act": act}


class Found(WithAct):
    field_order = ("name", "owner_office", "area", "starts_on")

    name = _text(_("Name of the programme"), 120)
    owner_office = _text(_("Office in charge"), 120)
    area = PlaceField(label=_("Code of the place"), help_text=_("For example 13.03 or 13.03.08.2002."))
    starts_on = _day(_("Starts on"))


class OpenFund(forms.Form):
    kind = forms.ChoiceField(
        label=_("Whose money"), choices=FundKind.choices, widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    area = PlaceField(label=_("Code of the place that pays"), help_text=_("For example 13.03 or 13.03.08.2002."))
    title = _text(_("Name of the fund"), 120)
    jkk_account = _account(_("Account for JKK"))
    jkm_account = _account(_("Account for JKM"))


class Ceiling(WithAct):
    field_order = ("year", "ceiling", "effective_on")

    year = _number(_("Budget year"), 2015, 2100)
    ceiling = CeilingField(label=_("Ceiling in rupiah"))
    effective_on = _day(_("In force from"))


class Overspending(WithAct):
    field_order = ("year", "amount", "reason")

    year = _number(_("Budget year"), 2015, 2100)
    amount = CeilingField(label=_("Beyond the ceiling, in rupiah"))
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs=CONTROL | {"rows": 2}),
    )  # fmt: skip


class Accounts(WithAct):
    field_order = ("valid_from", "jkk_account", "jkm_account", "office")

    valid_from = _day(_("In force from"))
    jkk_account = _account(_("Account for JKK"))
    jkm_account = _account(_("Account for JKM"))
    office = _text(_("Office in charge"), 120)


class Terms(WithAct):
    field_order = ("valid_from", "age_min", "age_below", "decile_max", "earners_max", "checks")

    valid_from = _day(_("In force from"))
    age_min = _number(_("Lowest age"), 0, 120)
    age_below = _number(_("Younger than"), 1, 120)
    decile_max = _number(
        _("Highest poverty decile"), 1, 10, required=False, help_text=_("Leave it empty for no limit."),
    )  # fmt: skip
    earners_max = _number(
        _("Covered earners of one family at most"), 1, 20, required=False, help_text=_("Leave it empty for no limit."),
    )  # fmt: skip
    checks = forms.TypedChoiceField(
        label=_("Asked of every candidate"), choices=ASKED, required=False, empty_value="",
        coerce=lambda text: tuple(text.split(",")), widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
