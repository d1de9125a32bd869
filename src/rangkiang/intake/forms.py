"""What people type at the intake desk."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.errors import BadInput
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund

from . import handing
from .models import Batch, Judgement
from .readers.kinds import MEGABYTE, Limits
from .results import RESULTS

LARGEST = Limits().size  # bytes, as the readers have it; asked before the file is read into memory
MOST = {"mb": LARGEST // MEGABYTE}
LISTS = ".xlsx,.xls,.ods,.csv,.txt,.parquet,.zip"
CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}
PAYERS = [
    ("MANDIRI", _("self-paid")),
    ("PU", _("employer (wage earner)")),
    ("PROVINSI", _("the province")),
    ("PUSAT", _("the state")),
    ("LAIN", _("another government or donor")),
]


class MonthField(forms.Field):
    """``2025-08`` as a Month, with the browser's own month picker where it has one."""

    widget = forms.TextInput(attrs={"type": "month", "class": "form-control"})

    def to_python(self, value: str | None) -> Month | None:
        if not value:
            return None
        try:
            return Month.parse(value)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: object) -> str:
        return str(value or "")


def _file(label: object, accept: str, help_text: object = "") -> forms.FileField:
    return forms.FileField(
        label=str(label) if isinstance(label, str) else label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.FileInput(attrs=CONTROL | {"accept": accept}),
    )


class WithFile(forms.Form):
    """A file of a size that is read."""

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than %(mb)d MB. Split it."), params=MOST)
        return file


class WithFund(forms.Form):
    """A fund of the reader's own areas."""

    fund = forms.ModelChoiceField(
        queryset=Fund.objects.none(), label=_("Fund"), empty_label=None, widget=forms.Select(attrs=SELECT)
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["fund"].queryset = Fund.objects.order_by("kind", "area")  # type: ignore[attr-defined]


class Upload(WithFund, WithFile):
    """A file for a fund, who sent it, and the first month that its people are meant for."""

    field_order = ("file", "sender", "fund", "first_month")

    file = _file(
        _("File"),
        LISTS,
        format_lazy(
            _("Excel (.xlsx, .xls), OpenDocument (.ods), CSV, Parquet, or a ZIP of these, up to {mb} MB"), **MOST
        ),
    )
    sender = forms.CharField(
        label=_("Who sent it"),
        max_length=80,
        required=False,
        help_text=_("For example the nagari, Dinas Sosial, BPJS. What you say about its columns is remembered."),
        widget=forms.TextInput(attrs=CONTROL | {"list": "senders", "autocomplete": "off"}),
    )
    first_month = MonthField(label=_("First month of cover"))


class Commit(forms.Form):
    """The first month of cover, and which earlier list of the same sender this one corrects."""

    first_month = MonthField(label=_("First month of cover"))
    replaces = forms.ModelChoiceField(
        queryset=Batch.objects.none(),
        label=_("Corrects an earlier list"),
        required=False,
        empty_label=_("no, it is a new list"),
        widget=forms.Select(attrs=SELECT),
    )


class HandOver(forms.Form):
    """Who answers for a list from now on, and why."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("To whom"), widget=forms.Select(attrs=SELECT), empty_label="–"
    )
    why = forms.CharField(label=_("Reason"), max_length=300, required=False, widget=forms.TextInput(attrs=CONTROL))

    def __init__(self, *args: object, batch: Batch, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["to"]
        field.queryset = handing.colleagues(batch)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.title  # type: ignore[attr-defined]


class TakeCover(forms.Form):
    """Who pays for the people on a list of covered people, and since when if the list does not say."""

    payer = forms.ChoiceField(label=_("Who pays"), choices=PAYERS, widget=forms.Select(attrs=SELECT))
    month = MonthField(label=_("Covered since, where the list does not say"))


class Decision(forms.Form):
    """Accept or refuse one doubtful candidate, with the reason."""

    decision = forms.ChoiceField(choices=[("accept", _("Accept")), ("refuse", _("Refuse"))], label=_("Decision"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, widget=forms.TextInput(attrs=CONTROL))


class Word(forms.Form):
    """One person's word on a pair, with what the evidence shows."""

    answer = forms.ChoiceField(choices=Judgement.Answer.choices, label=_("Decision"))
    why = forms.CharField(label=_("Reason"), max_length=300, required=False)


class Why(forms.Form):
    """The reason of a confirmation, a refusal or a parting."""

    why = forms.CharField(label=_("Reason"), max_length=300, required=False, widget=forms.TextInput(attrs=CONTROL))


class Visit(forms.Form):
    """A field visit, as one fills it in standing: one choice, a few words, a photo."""

    result = forms.ChoiceField(
        label=_("What you found"),
        choices=[(one.code, one.label) for one in RESULTS["field"].values()],
        widget=forms.RadioSelect,
    )
    work = forms.CharField(
        label=_("Work, as stated"),
        max_length=120,
        required=False,
        help_text=_("For example: taps rubber every day, own field in Jorong Koto."),
        widget=forms.TextInput(attrs=CONTROL),
    )
    photo = forms.FileField(
        label=_("Photo at work, or a scan of the signed statement"),
        required=False,
        help_text=_("Needed when the person works. JPEG, PNG or PDF, up to 8 MB."),
        widget=forms.FileInput(attrs=CONTROL | {"accept": "image/*,application/pdf"}),
    )
    note = forms.CharField(
        label=_("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs=CONTROL | {"rows": "2"})
    )
    on = forms.DateField(
        label=_("Day of the visit"), widget=forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date"})
    )


class Answers(WithFund, WithFile):
    """The answers of Dukcapil or BPJS."""

    field_order = ("file", "kind", "fund")

    file = _file(_("File"), LISTS, _("The list that was taken out, with its yellow column filled in."))
    kind = forms.ChoiceField(
        label=_("Whose answers"),
        choices=[("dukcapil", "Dukcapil"), ("bpjs", "BPJS Ketenagakerjaan")],
        widget=forms.Select(attrs=SELECT),
    )


class FindCover(forms.Form):
    """One whole NIK: a part of one finds nobody."""

    nik = forms.RegexField(
        r"^\d{16}$",
        label="NIK",
        error_messages={"invalid": _("A NIK has 16 digits.")},
        widget=forms.TextInput(attrs=CONTROL | {"inputmode": "numeric", "autocomplete": "off", "maxlength": "16"}),
    )
