"""Scholarships by school year: the list, the July promotion, and one child's year. Children's data: by right only."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.listing import page_asked
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of, may
from rangkiang.platform.models import today
from rangkiang.platform.typed import number
from rangkiang.regions.queries import places

from . import scholarships, school_forms
from .cases import records_of, school_year_of
from .forms import OnDay
from .lists import year_asked
from .models import Child, Claim, SchoolYear
from .scholarship_queries import paper_labels, scholars
from .views import me

ROWS = 50


@needs("see.children")
def board(request: HttpRequest, error: Refusal | None = None) -> HttpResponse:
    """Every child with a granted scholarship in one school year: class, papers, payment, and what is still ahead."""
    year, day, area = year_asked(request.GET), today(), request.GET.get("area", "")
    at = page_asked(request.GET)
    found, many = scholars(year, day, area=area, limit=ROWS, offset=ROWS * (at - 1))
    offered = places(areas_of(me(request)))
    request.shown_all = ({one.parent for one in found}, "scholars")  # type: ignore[attr-defined]
    return render(
        request,
        "claims/school.html",
        {
            "rows": found,
            "many": many,
            "page": Paginator(range(many), ROWS).get_page(at),
            "year": year,
            "years": range(year - 2, school_year_of(day) + 2),
            "area": area,
            "places": offered,
            "names": {place.code: place.name for place in offered},
            "proposed": [one.year for one in found if one.year and not one.confirmed and one.level],
            "error": error,
            "may_school": may(me(request), "claims.school"),
        },
        status=status_of(error),
    )


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('claims:school')}?year={year}")


@require_POST
@needs("claims.school")
def promote(request: HttpRequest) -> HttpResponse:
    """Propose the classes of a school year."""
    year = year_asked(request.GET)
    made: list[int] = []
    if error := attempt(lambda: made.append(scholarships.promote(year=year, by=me(request)))):
        return board(request, error)
    messages.success(request, _("Proposed: %d classes. Look them over, then confirm.") % made[0])
    return _back(year)


@require_POST
@needs("claims.school")
def confirm(request: HttpRequest) -> HttpResponse:
    """The ticked proposals are right."""
    keys = [key for text in request.POST.getlist("year_of") if (key := number(text))]
    made: list[int] = []
    if error := attempt(lambda: made.append(scholarships.confirm(years=keys, by=me(request)))):
        return board(request, error)
    messages.success(request, _("Confirmed: %d classes.") % made[0])
    return _back(year_asked(request.GET))


def _child(key: int) -> Child:
    return get_object_or_404(Child.objects.select_related("parent"), pk=key)


def _page(request: HttpRequest, child: Child, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (child.parent, "scholar")  # type: ignore[attr-defined]  # the frame keeps the look on record
    year, day, language = year_asked(request.GET), today(), request.LANGUAGE_CODE
    claim = Claim.objects.filter(person__in=records_of(child.parent_id), state__in=("granted", "paid")).first()
    now = next(
        (one for one in scholars(year, day, claim=claim.pk if claim else None)[0] if one.child == child.pk), None
    )
    labels = paper_labels(language)
    first = {"on": day}
    fresh: dict[str, Form] = {
        "class": school_forms.SchoolClass(
            initial={"level": now.level, "grade": now.grade} if now and now.level else None
        ),
        "apply": OnDay(initial=first),
        "rest": school_forms.Rest(initial=first),
        "resume": OnDay(initial=first),
        "end": school_forms.End(initial=first),
    }
    return render(
        request,
        "claims/scholar.html",
        {
            "child": child,
            "claim": claim,
            "now": now,
            "year": year,
            "papers": [(label, bool(now and name in now.papers)) for name, label in labels.items()],
            "years": child.school_years.order_by("-year"),
            "pauses": child.pauses.order_by("-since"),
            "paid": child.disbursements.order_by("-school_year"),
            "forms": fresh | bound,
            "error": error,
            "may_school": may(me(request), "claims.school", child.area),
        },
        status=status_of(error),
    )


@needs("see.children")
def page(request: HttpRequest, key: int) -> HttpResponse:
    """One child: this school year, the years before, and what is still ahead."""
    return _page(request, _child(key))


def _done(request: HttpRequest, child: Child, deed: Callable[[], object], **bound: Form) -> HttpResponse:
    if error := attempt(deed):
        return _page(request, child, error, **bound)
    messages.success(request, _("Noted."))
    return redirect(f"{reverse('claims:scholar', args=[child.pk])}?year={year_asked(request.GET)}")


@require_POST
@needs("claims.school")
def set_class(request: HttpRequest, key: int) -> HttpResponse:
    child, form = _child(key), school_forms.SchoolClass(request.POST)
    deed = lambda: scholarships.set_class(child=child, year=year_asked(request.GET), **given(form), by=me(request))  # noqa: E731
    return _done(request, child, deed, **{"class": form})


def _school_year(key: int, request: HttpRequest) -> SchoolYear:
    return get_object_or_404(
        SchoolYear.objects.select_related("child__parent"), child=key, year=year_asked(request.GET)
    )


@require_POST
@needs("claims.school")
def apply_year(request: HttpRequest, key: int) -> HttpResponse:
    held, form = _school_year(key, request), OnDay(request.POST)
    deed = lambda: scholarships.apply_year(year=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held.child, deed, apply=form)


@require_POST
@needs("claims.school")
def choose(request: HttpRequest, key: int) -> HttpResponse:
    child, chosen = _child(key), request.POST.get("chosen") == "yes"
    return _done(request, child, lambda: scholarships.choose(child=child, chosen=chosen, by=me(request)))


@require_POST
@needs("claims.school")
def rest(request: HttpRequest, key: int) -> HttpResponse:
    child, form = _child(key), school_forms.Rest(request.POST)

    def deed() -> None:
        told = given(form)
        scholarships.pause(child=child, since=told["on"], why=told["why"], by=me(request))

    return _done(request, child, deed, rest=form)


@require_POST
@needs("claims.school")
def resume(request: HttpRequest, key: int) -> HttpResponse:
    child, form = _child(key), OnDay(request.POST)
    return _done(request, child, lambda: scholarships.resume(child=child, **given(form), by=me(request)), resume=form)


@require_POST
@needs("claims.school")
def end(request: HttpRequest, key: int) -> HttpResponse:
    child, form = _child(key), school_forms.End(request.POST)
    return _done(request, child, lambda: scholarships.end(child=child, **given(form), by=me(request)), end=form)
