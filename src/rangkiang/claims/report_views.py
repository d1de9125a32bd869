"""Reporting a death or an accident: who, what and when, under a minute on a phone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import roles_of
from rangkiang.people.models import DeathMatch, Person
from rangkiang.platform.models import today
from rangkiang.platform.typed import number
from rangkiang.regions.models import Region

from . import actions, documents, forms, queries
from .documents_kinds import LARGEST
from .models import Event
from .undated import report_undated
from .views import me


def _report_page(request: HttpRequest, form: Form, person: Person | None, error: Refusal | None = None) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = queries.persons(text) if text and not person else []
    names = dict(
        Region.objects.filter(code__in={p.area for p in found} | ({person.area} if person else set())).values_list(
            "code", "name"
        )
    )
    return render(
        request,
        "claims/report.html",
        {
            "form": form,
            "person": person,
            "text": text,
            "found": [(p, names.get(p.area, p.area)) for p in found],
            "place": names.get(person.area) if person else "",
            "error": error,
        },
        status=status_of(error),
    )


def _source(user: User) -> str:
    return "nagari" if "nagari_officer" in roles_of(user) else "office"


def _photo(event: Event, file: UploadedFile, by: User) -> None:
    """Of one too large only so much is read as shows that it is."""
    documents.receive(event=event, paper="report_photo", content=file.read(LARGEST + 1), by=by)


def take_report(request: HttpRequest, form: Form, person: Person) -> str | Refusal:
    """What a form tells, done, and the page of it; or why not. A photo that cannot be kept takes nothing from it."""
    made: list[Event] = []
    asked: list[DeathMatch] = []

    def deed() -> None:
        facts = given(form)
        common: dict[str, Any] = {
            "person": person,
            "source": facts["source"] or _source(me(request)),
            "notice": {name: facts[name] for name in forms.Notice.base_fields},
            "by": me(request),
        }
        if facts["day_unknown"]:
            asked.append(report_undated(what=facts["what"], **common))
            return
        kind, outcome = forms.HAPPENED[facts["what"]]
        common |= {day: facts[day] for day in ("happened_on", "died_on")}
        made.append(actions.report(kind=kind, outcome=outcome, reported_on=today(), key=facts["key"], **common))

    if error := attempt(deed):
        return error
    if asked:
        told = _("Noted. Ask the family for the day of death; until it is known no bill counts this member.")
        messages.success(request, told)
        return reverse("claims:watch-pair", args=[asked[0].pk])
    photo = form.cleaned_data["photo"]
    if photo and (lost := attempt(lambda: _photo(made[0], photo, me(request)))):
        messages.warning(request, _("The photo was not taken in: %s") % lost)
    if made[0].key == form.cleaned_data["key"]:
        told = _("Reported. The labour office sees it at once; the family pays nothing and needs no broker.")
    else:
        told = _("This was reported before, on %(day)s; yours is kept beside it where it says anything else.") % {
            "day": date_format(made[0].reported_on)
        }
    messages.success(request, told)
    return reverse("claims:event", args=[made[0].pk])


@needs("claims.report")
def report(request: HttpRequest) -> HttpResponse:
    """Who, what, when: under a minute on a phone."""
    key = number(request.GET.get("person", ""))
    person = get_object_or_404(Person, pk=key) if key else None
    known = person.died_on if person else None  # the day is known, whether it came from work is not
    fresh = {"happened_on": known or today(), "key": uuid4(), "source": _source(me(request))}
    form = forms.Report(request.POST or None, request.FILES or None, initial=fresh)
    if request.method != "POST" or not person:
        return _report_page(request, form, person)
    told = take_report(request, form, person)
    return redirect(told) if isinstance(told, str) else _report_page(request, form, person, told)
