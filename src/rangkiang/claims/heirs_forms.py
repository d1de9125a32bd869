"""What is entered about the family, an heir's account, the shares and the hand-over."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .documents_forms import ACCEPTED
from .forms import DAY, OnDay, RupiahField
from .heirs_models import Relative

CONTROL = {"class": "form-control"}


def _text(label: object, length: int, **more: object) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, widget=forms.TextInput(attrs=CONTROL), **more)  # type: ignore[arg-type]


class NewRelative(forms.Form):
    """Everybody of the family who lives, whether he asks or not."""

    name = _text(_("Name"), 120)
    relation = forms.ChoiceField(
        label=_("Relation to the member"),
        choices=Relative.Relation.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    born = forms.DateField(label=_("Born on, if known"), required=False, widget=DAY)


class Guardian(forms.Form):
    guardian = _text(_("Guardian"), 120)
    guardian_relation = _text(_("Relation to the heir"), 40)


class BankAccount(forms.Form):
    """As the bank book has it."""

    bank = _text(_("Bank"), 60)
    number = forms.CharField(
        label=_("Account number"), max_length=40, widget=forms.TextInput(attrs=CONTROL | {"inputmode": "numeric"})
    )
    holder = _text(_("Holder, as the bank book has it"), 120)


class Answer(forms.Form):
    answer = _text(_("Why the money is the heir's all the same"), 300)


class Withdrawal(forms.Form):
    reason = _text(_("Reason"), 300)


class Shares(forms.Form):
    """Rupiah of each heir."""

    def __init__(self, *args: object, heirs: list[Relative], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for one in heirs:
            self.fields[f"share_{one.pk}"] = RupiahField(label=one.name, initial=one.share)

    def shares(self) -> dict[int, int]:
        return {int(name.removeprefix("share_")): amount for name, amount in self.cleaned_data.items()}


class HandOver(OnDay):
    """Who received it, before whom, with the proof of both."""

    heir = forms.ModelChoiceField(
        queryset=Relative.objects.none(),
        label=_("Heir"),
        required=False,
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    witness = _text(_("Witness"), 120)
    witness_role = _text(_("Office or relation of the witness"), 60)
    photo = forms.FileField(
        label=_("Photo of the hand-over"), widget=forms.FileInput(attrs=CONTROL | {"accept": ACCEPTED})
    )
    signature = forms.FileField(
        label=_("Signed receipt, scan or photo"), widget=forms.FileInput(attrs=CONTROL | {"accept": ACCEPTED})
    )

    def __init__(self, *args: object, heirs: list[Relative], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["heir"]
        if not heirs:
            del self.fields["heir"]
            return
        field.queryset = Relative.objects.filter(pk__in=[one.pk for one in heirs])  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.name} ({one.get_relation_display()})"  # type: ignore[attr-defined]
