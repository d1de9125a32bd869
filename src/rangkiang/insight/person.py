"""One person's page: who, whether protected today and on what terms, every month paid, and who looked at this record.

It stands in this room because it shows what the rooms below know together. Every look is logged before it is shown.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.claims.papers import papers
from rangkiang.intake import judging
from rangkiang.people import queries as identity
from rangkiang.people.models import IdentityLink, LinkProposal, Person
from rangkiang.platform.errors import BadInput, Refused
from rangkiang.platform.models import today
from rangkiang.privacy import actions as privacy
from rangkiang.privacy.queries import looks
from rangkiang.regions.models import Region

from .biography import biography

PAGE = "person"


def _show(request: HttpRequest, person: Person, nik: str | None, error: Refusal | None = None) -> HttpResponse:
    user, language, day = request.user, request.LANGUAGE_CODE, today()
    codes = [person.area, person.area.rpartition(".")[0]]
    return render(
        request,
        "insight/person.html",
        {
            "person": person,
            "nik": nik,
            "error": error,
            "life": (life := biography(person, day)),
            "if_death": life.sentence(language),
            "place": " · ".join(
                Region.objects.filter(code__in=codes).order_by("-level").values_list("name", flat=True)
            ),
            "looks": looks(person.pk, request.GET.get("page")),
            "months": range(1, 13),
            "papers": {claim: papers(claim, language, day) for claim in ("jkm", "jkk", "scholarship")},
            "may_see_nik": may(user, "see.nik", person.area),
            "may_see_decile": may(user, "see.decile", person.area),
            "may_see_claims": may(user, "see.claims", person.area),
            "may_see_decrees": may(user, "see.decrees", person.area),
            "links": identity.links(person),
            "may_link": may(user, "people.link", person.area),
            "may_report": may(user, "claims.report", person.area),
        },
        status=status_of(error),
    )


@needs("see.register")
def person(request: HttpRequest, key: int) -> HttpResponse:
    """The page, NIK masked. A person outside the reader's areas does not exist here."""
    found = get_object_or_404(Person, pk=key)
    privacy.log_view(person=found, what=PAGE, by=request.user)
    return _show(request, found, None)


@require_POST
@needs("see.register")
def reveal(request: HttpRequest, key: int) -> HttpResponse:
    """The same page with the whole NIK, for those who may; asked for by hand each time, never kept in the address."""
    found = get_object_or_404(Person, pk=key)
    try:
        nik = privacy.reveal(person=found, what=PAGE, by=request.user)
    except Refused as error:
        privacy.log_view(person=found, what=PAGE, by=request.user)
        return _show(request, found, None, error)
    return _show(request, found, nik)


@require_POST
@needs("people.link")
def join(request: HttpRequest, key: int) -> HttpResponse:
    """This record is another record of the person with that NIK."""
    found = get_object_or_404(Person, pk=key)

    def deed() -> None:
        other = Person.objects.filter(nik=request.POST.get("nik", "").strip()).exclude(pk=key).first()
        if other is None:
            raise BadInput(_("No other person in your areas has this NIK."), where="NIK", todo=_("Copy all 16 digits."))
        joined = judging.join(duplicate=found, canonical=other, why=request.POST.get("why", ""), by=request.user)
        if isinstance(joined, LinkProposal):
            messages.warning(request, _("Cover is touched, so a second verifier must agree: see Joins."))

    error = attempt(deed)
    return _show(request, found, None, error) if error else redirect("insight:person", key)


@require_POST
@needs("people.link")
def part(request: HttpRequest, key: int) -> HttpResponse:
    """They were two persons after all. ``key`` is the link's."""
    held = get_object_or_404(IdentityLink.objects.select_related("record"), pk=key)
    error = attempt(lambda: judging.part(link=held, why=request.POST.get("why", ""), by=request.user))
    return _show(request, held.record, None, error) if error else redirect("insight:person", held.record_id)
