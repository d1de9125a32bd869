"""What an administrator types: who, in which role, where."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from .models import Role, User

CONTROL = {"class": "form-control"}


class ChangePassword(PasswordChangeForm):
    """Django's own form; it writes the one column that may change."""

    def save(self, commit: bool = True) -> User:
        user: User = self.user
        user.set_password(self.cleaned_data["new_password1"])
        if commit:
            user.save(update_fields=["password"])
        return user


class Assign(forms.Form):
    """A user, new or known by name, and one role in one place."""

    username = forms.CharField(label=_("User name"), max_length=60, widget=forms.TextInput(attrs=CONTROL))
    full_name = forms.CharField(label=_("Full name"), max_length=120, widget=forms.TextInput(attrs=CONTROL))
    password = forms.CharField(
        label=_("First password"), required=False, help_text=_("Only for a new user, at least eight characters."),
        widget=forms.PasswordInput(attrs=CONTROL | {"autocomplete": "new-password"}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.Select(attrs={"class": "form-select"}))
    place = forms.RegexField(
        r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        label=_("Code of the place"),
        help_text=_("For example 13.03 or 13.03.08.2002."),
        widget=forms.TextInput(attrs=CONTROL | {"inputmode": "decimal"}),
    )  # fmt: skip
