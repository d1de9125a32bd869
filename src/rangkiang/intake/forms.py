"""What people type at the intake desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

LARGEST = 50 * 2**20  # bytes; asked before the file is read into memory


class MonthField(forms.Field):
    """``2025-08`` as a Month, with the browser's own month picker where it has one."""

    widget = forms.TextInput(attrs={"type": "month", "class": "form-control", "placeholder": "2025-08"})

    def to_python(self, value: str | None) -> Month | None:
        if not value:
            return None
        try:
            return Month.parse(value)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: object) -> str:
        return str(value or "")


class Upload(forms.Form):
    """A file for a fund, and the first month that its people are meant for."""

    fund = forms.ModelChoiceField(
        queryset=Fund.objects.none(),
        label=_("Fund"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, up to 50 MB"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    first_month = MonthField(label=_("First month of cover"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["fund"].queryset = Fund.objects.order_by("kind", "area")  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 50 MB. Split it."))
        return file


class Commit(forms.Form):
    first_month = MonthField(label=_("First month of cover"))


class Decision(forms.Form):
    """Accept or refuse one doubtful candidate, with the reason."""

    decision = forms.ChoiceField(choices=[("accept", _("Accept")), ("refuse", _("Refuse"))], label=_("Decision"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )
