"""What people send and say about the papers of a case: a photo from a phone, and a word on each paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .documents_kinds import LARGEST
from .documents_models import PaperMark
from .papers import OWN, STATES, Paper

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
ACCEPTED = ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"
EXTRA = ("bpjs_answer", "contribution_history", "guardian_proof", "share_agreement", "report_photo", "other")


class Upload(forms.Form):
    """One scan or photo of one paper."""

    paper = forms.ChoiceField(label=_("Which paper"), widget=forms.Select(attrs=SELECT))
    file = forms.FileField(
        label=_("Scan or photo"),
        help_text=_("JPEG, PNG or PDF, up to %d MB. The whole sheet, in good light.") % (LARGEST >> 20),
        widget=forms.FileInput(attrs=CONTROL | {"accept": ACCEPTED}),
        allow_empty_file=True,
    )

    def __init__(self, *args: object, listed: list[Paper], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = {paper.name: paper.label[:1].upper() + paper.label[1:] for paper in listed}
        more = {name: str(OWN[name]).capitalize() for name in EXTRA if name not in names}
        self.fields["paper"].choices = [*names.items(), *more.items()]  # type: ignore[attr-defined]


class Mark(forms.Form):
    """A word on one paper."""

    paper = forms.CharField(max_length=30, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("This paper"),
        choices=[(value, STATES[value]) for value in PaperMark.State.values],
        widget=forms.Select(attrs=SELECT),
    )
    reason = forms.CharField(
        label=_("Reason, for the family to read"), max_length=300, required=False, widget=forms.TextInput(attrs=CONTROL)
    )
