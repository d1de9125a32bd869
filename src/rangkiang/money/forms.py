"""The forms of a month: billing code, payment order, SP2D, receipt, explanation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _text(label: Any, digits: int = 0, **extra: Any) -> forms.CharField:
    attributes = {"class": "form-control", "autocomplete": "off"}
    if digits:
        attributes |= {"inputmode": "numeric", "pattern": rf"\d{{{digits}}}", "maxlength": str(digits)}
    return forms.CharField(label=label, max_length=digits or 40, widget=forms.TextInput(attributes), **extra)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


def _rupiah(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, widget=forms.NumberInput({"class": "form-control"}))


class ApproveForm(forms.Form):
    billing_code = _text(_("Billing code (12 digits)"), 12)


class OrderForm(forms.Form):
    spp = _text(_("SPP number"))
    spm = _text(_("SPM number"))
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
    explanation = forms.CharField(
        label=_("What happened?"), max_length=1000, widget=forms.Textarea({"class": "form-control", "rows": 2})
    )
