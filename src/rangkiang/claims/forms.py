"""What people type about a death, an accident and a claim; the report fits a phone and one minute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rangkiang.access.deeds import given
from rangkiang.law.scholarship import LEVELS
from rangkiang.platform.models import today
from rangkiang.platform.typed import number

from .models import Child, Objection
from .queries import PARTS
from .reasons import reasons

CONTROL = {"class": "form-control"}
DAY = forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date"})
TEXT, NUMBER = forms.TextInput(attrs=CONTROL), forms.NumberInput(attrs=CONTROL)
SELECT = forms.Select(attrs={"class": "form-select"})
SOURCES = [
    ("nagari", _("the nagari")),
    ("family", _("the family")),
    ("hospital", _("a hospital or health centre")),
    ("office", _("the office itself")),
    ("list", _("a death list")),
]
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
OF_DEATH = ("santunan", "berkala", "pemakaman", "beasiswa")
EXCEPTED = {"excepted": True, "not_excepted": False}


class RupiahField(forms.Field):
    """Whole rupiah as people write them: ``20000000``, ``20.000.000`` or ``Rp20.000.000``."""

    widget = forms.TextInput(attrs=CONTROL | {"inputmode": "numeric"})

    def to_python(self, value: str | None) -> int:
        text = re.sub(r"[.\s]|^Rp", "", (value or "").strip())
        rupiah = number(text or "0")
        if rupiah is None:
            raise forms.ValidationError(_("Write whole rupiah, for example 20.000.000."))
        return rupiah


class Notice(forms.Form):
    """The data of Pasal 48A: where, when, how, and who says so; a disease from work has more. All may come later."""

    at = forms.TimeField(
        label=_("At what time"), required=False, widget=forms.TimeInput(attrs=CONTROL | {"type": "time"})
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False, widget=TEXT)
    cause = forms.CharField(label=_("From what"), max_length=200, required=False, widget=TEXT)
    chronology = forms.CharField(
        label=_("What happened, in a few sentences"), required=False, widget=forms.Textarea(attrs=CONTROL | {"rows": 3})
    )
    notifier = forms.CharField(label=_("Who tells it"), max_length=120, required=False, widget=TEXT)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs=CONTROL | {"inputmode": "tel"})
    )


class Disease(Notice):
    """With what a disease from work adds."""

    diagnosis = forms.CharField(label=_("Disease from work: diagnosis"), max_length=200, required=False, widget=TEXT)
    job = forms.CharField(label=_("Kind of work"), max_length=120, required=False, widget=TEXT)
    exposure = forms.CharField(label=_("What the work exposed to"), max_length=200, required=False, widget=TEXT)
    years_worked = forms.IntegerField(
        label=_("Years worked in all"), min_value=0, max_value=90, required=False, widget=NUMBER
    )
    years_in_job = forms.IntegerField(
        label=_("Years in the last work"), min_value=0, max_value=90, required=False, widget=NUMBER
    )


class Report(Notice):
    """One choice and one date; the rest folds away. ``key`` makes the same form sent twice one report."""

    what = forms.ChoiceField(choices=WHAT, label=_("What happened"), widget=forms.RadioSelect)
    happened_on = forms.DateField(
        label=_("On which day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=CONTROL | {"type": "date", "required": True}),
    )
    day_unknown = forms.BooleanField(
        label=_("Died, and nobody knows the day yet"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    died_on = forms.DateField(label=_("Died on, if later than the accident"), required=False, widget=DAY)
    source = forms.ChoiceField(label=_("Who told us"), choices=SOURCES, required=False, widget=SELECT)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    photo = forms.FileField(
        label=_("Photo, if there is one"),
        required=False,
        widget=forms.FileInput(attrs=CONTROL | {"accept": "image/jpeg,image/png", "capture": "environment"}),
    )

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if not (self.cleaned_data.get("happened_on") or self.cleaned_data.get("day_unknown") or self.errors):
            self.add_error("happened_on", _("Say the day, or that nobody knows it yet."))
        return told


class Judging(forms.Form):
    """What a person decides of each question that the law leaves open, with the evidence."""

    def __init__(self, *args: Any, questions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, question in enumerate(questions):
            box = forms.Textarea(attrs=CONTROL | {"rows": 2})
            self.fields[f"answer_{at}"] = forms.CharField(label=question, widget=box)

    def answers(self) -> list[str]:
        return list(given(self).values())


class Whom(forms.Form):
    """Who is meant where nobody can be looked up: written down without a connection."""

    nik = forms.CharField(
        label=_("NIK, all 16 digits"),
        max_length=16,
        widget=forms.TextInput(attrs=CONTROL | {"inputmode": "numeric", "pattern": "[0-9]{16}", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name, as on the card"),
        max_length=120,
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
    )


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
    died_on = forms.DateField(label=_("Died on, if later than the accident"), required=False, widget=DAY)
    income_base = RupiahField(label=_("Income base, if BPJS uses another than the band's"), required=False)
    why = forms.CharField(
        label=_("Why, if somebody held dead is not, or died after the claim was opened"),
        required=False,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def clean_died_on(self) -> date | None:
        """Nobody died tomorrow."""
        told: date | None = self.cleaned_data["died_on"]
        if told and told > today():
            raise forms.ValidationError(_("The day of death lies between the accident and today."))
        return told

    def facts(self) -> dict[str, object]:
        """In the form of a law case."""
        base = self.cleaned_data["income_base"]
        return {"income_base": base} if base else {}


class OnDay(forms.Form):
    on = forms.DateField(label=_("On"), widget=DAY)


class Parts(OnDay):
    """A letter of BPJS with the parts granted, of those that the claim's scheme knows."""

    def __init__(self, *args: object, scheme: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.codes = [code for code in PARTS if scheme != "jkm" or code in OF_DEATH]
        for code in self.codes:
            self.fields[f"part_{code}"] = RupiahField(label=PARTS[code], required=False)

    def parts(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"part_{code}"] for code in self.codes}


class Decision(Parts):
    """BPJS's letter: the parts granted, or why it refused."""

    refusal = forms.ChoiceField(label=_("Or the reason for refusing"), required=False, widget=SELECT)
    note = forms.CharField(
        label=_("What the letter says"), required=False, widget=forms.Textarea(attrs=CONTROL | {"rows": 2})
    )

    def __init__(self, *args: object, scheme: str, **kwargs: object) -> None:
        super().__init__(*args, scheme=scheme, **kwargs)
        choices = [("", _("granted, not refused")), *((r.code, r.label) for r in reasons("refusal").values())]
        self.fields["refusal"].choices = choices  # type: ignore[attr-defined]


class Payment(OnDay):
    late = RupiahField(label=_("Added by BPJS for paying late"), required=False)


class Addition(OnDay):
    amount = RupiahField(label=_("Added by BPJS for paying late"))


class Saying(OnDay):
    """Words with their day: a question, an answer, an objection."""

    text = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs=CONTROL | {"rows": 3}))


class Explain(forms.Form):
    """Why one part differs."""

    code = forms.ChoiceField(label=_("Part"), widget=SELECT)
    reason = forms.ChoiceField(label=_("Why"), widget=SELECT)
    note = forms.CharField(label=_("Note"), required=False, widget=TEXT)

    def __init__(self, *args: object, codes: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].choices = list(codes.items())  # type: ignore[attr-defined]
        self.fields["reason"].choices = [(r.code, r.label) for r in reasons("difference").values()]  # type: ignore[attr-defined]


class ObjectionAnswer(Parts):
    """What BPJS answers to an objection: its outcome, and the parts where it changed its decision."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Objection.Outcome.choices, widget=SELECT)
    text = forms.CharField(
        label=_("What the letter says"), required=False, widget=forms.Textarea(attrs=CONTROL | {"rows": 2})
    )


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

    def __init__(self, *args: object, children: list[Child], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["child"]
        field.queryset = Child.objects.filter(pk__in=[child.pk for child in children]).order_by("born")  # type: ignore[attr-defined]
        field.label_from_instance = lambda child: child.name  # type: ignore[attr-defined]


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


def of_child(child: Child) -> NewChild:
    """What is noted of a child, to be corrected; its fields have their own ids, since a page shows several."""
    work = {True: "excepted", False: "not_excepted", None: "unknown"}[child.works_excepted] if child.working else ""
    known = {name: getattr(child, name) for name in ("name", "born", "level", "grade")}
    return NewChild(initial=known | {"work": work}, auto_id=f"id_child_{child.pk}_%s")


class Closing(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.TextInput(attrs=CONTROL))


class TrueDay(forms.Form):
    """Which day is true, and how one knows."""

    on = forms.DateField(label=_("The true day"), widget=DAY)
    death = forms.ChoiceField(
        label=_("The day of what"), required=False, widget=SELECT,
        choices=[("", _("of the accident")), ("1", _("of the death"))],
    )  # fmt: skip
    why = forms.CharField(label=_("Reason, with the paper that shows it"), widget=TEXT)
