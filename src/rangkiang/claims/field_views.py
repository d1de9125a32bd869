"""Reports from where the link is slow or gone: a page that a phone keeps, and the door where kept reports come in.

The page holds nothing of anybody, so that it may lie on a phone; who sends is known when the report arrives.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.pages import needs
from rangkiang.people.models import Person
from rangkiang.people.names import sound
from rangkiang.platform.errors import BadInput
from rangkiang.platform.typed import number

from . import forms
from .report_views import take_report

NOBODY = {"user": AnonymousUser(), "doors": [], "roles": [], "messages": [], "demo": False, "keeps": True}


def offline(request: HttpRequest) -> HttpResponse:
    """The same for everybody: an empty form, and room for what this phone keeps."""
    return render(request, "claims/offline.html", NOBODY | {"form": forms.Report(), "whom": forms.Whom()})


def _whom(told: QueryDict) -> Person:
    """As found while there was a connection; else by the whole NIK, with the name against a slip of the finger."""
    nik, name = told.get("nik", ""), told.get("name", "")
    digits = "".join(filter(str.isdigit, nik))
    named = {"pk": key} if (key := number(told.get("person", ""))) else {"nik": digits or "-"}
    person = Person.objects.filter(**named).first()
    if person is None:
        raise BadInput(
            _("Nobody with this NIK in your areas."), where="NIK", todo=_("Look the person up by name and report anew.")
        )
    if not key and not set(sound(name).split()) & set(sound(person.name).split()):
        raise BadInput(_("This NIK belongs to another name."), where="NIK", todo=_("Look at the card and report anew."))
    return person


def _refused(error: Refusal) -> JsonResponse:
    return JsonResponse({"error": str(error)}, status=status_of(error))


@require_POST
@needs("claims.report")
def send(request: HttpRequest) -> HttpResponse:
    """A report kept on a phone: ``{"address": page of the event}``, or ``{"error": words}`` with 400 or 409.

    It carries the key made with it, so that one sent again because the answer was lost is the same report.
    """
    found: list[Person] = []
    form = forms.Report(request.POST, request.FILES)
    form.fields["key"].required = True
    if error := attempt(lambda: found.append(_whom(request.POST))):
        return _refused(error)
    told = take_report(request, form, found[0])
    return JsonResponse({"address": told}) if isinstance(told, str) else _refused(told)
