"""The forms of money: billing code, payment order, SP2D, receipt, explanation, credit, reversal, refund."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User


def _text(label: Any, digits: int = 0, **extra: Any) -> forms.CharField:
    attributes = {"class": "form-control", "autocomplete": "off"}
    if digits:
        attributes |= {"inputmode": "numeric", "pattern": rf"\d{{{digits}}}", "maxlength": str(digits)}
    return forms.CharField(label=label, max_length=digits or 40, widget=forms.TextInput(attributes), **extra)


def _day(label: Any, **extra: Any) -> forms.DateField:
    widget = forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **extra)


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"class": "form-control", "rows": 2}))


def _rupiah(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, widget=forms.NumberInput({"class": "form-control"}))


class ApproveForm(forms.Form):
    """A bill below zero has no code; that a bill to be paid has one is the deed's own rule."""

    billing_code = _text(_("Billing code (12 digits)"), 12, required=False)


class OrderForm(forms.Form):
    spp = _text(_("SPP number"))
    spp_on = _day(_("SPP date"), required=False)
    spm = _text(_("SPM number"))
    spm_on = _day(_("SPM date"), required=False)
    amount = _rupiah(_("Amount in rupiah"))


class PayForm(forms.Form):
    sp2d = _text(_("SP2D number"))
    paid_on = _day(_("Paid on"))


class ReceiptForm(forms.Form):
    number = _text(_("Receipt number (15 digits)"), 15)
    billing_code = _text(_("Billing code (12 digits)"), 12)
    payment_reference = _text(_("Payment reference (12 digits)"), 12)
    received_on = _day(_("Received on"))
    amount = _rupiah(_("Amount in rupiah"))


class ExplainForm(forms.Form):
    explanation = _words(_("What happened?"))


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.filter(is_active=True))
    due_on = _day(_("Due on"))


class CreditForm(forms.Form):
    on = _day(_("Used on"))


class ReversalForm(forms.Form):
    reason = _words(_("Reason"))


class ReverseForm(forms.Form):
    on = _day(_("Reversed on"))


class RefundForm(forms.Form):
    letter = _text(_("Letter number"))
    asked_on = _day(_("Asked on"))


class SettleRefundForm(forms.Form):
    received = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("received")), ("no", _("refused"))],
        coerce=lambda value: value == "yes",
        widget=forms.Select({"class": "form-select"}),
    )
    settled_on = _day(_("Day"))
    reference = _text(_("Number of the bank's note, or BPJS's reason"))
