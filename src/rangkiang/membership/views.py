"""Enrol everybody on an approved decree, end one person's cover, note the months that others paid for a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.decree.models import Decree
from rangkiang.people.models import Person
from rangkiang.platform.models import today

from . import actions, elsewhere, forms, queries
from .models import Enrolment, ForeignMonth


@require_POST
@needs("membership.enrol")
def enrol(request: HttpRequest, key: UUID) -> HttpResponse:
    """Safe to press twice. A refusal becomes the page of refusals, in words."""
    decree = get_object_or_404(Decree, pk=key)
    new = actions.enrol(decree=decree, by=request.user)
    if new:
        messages.success(request, ngettext("%(n)s person enrolled.", "%(n)s persons enrolled.", new) % {"n": new})
    else:
        messages.info(request, _("Everybody on this list was enrolled already."))
    return redirect("decree:page", decree.pk)


@needs("membership.end")
def end(request: HttpRequest, key: int) -> HttpResponse:
    """The reason, the last month and the day; what it will mean stands beside. Safe to send twice."""
    held = get_object_or_404(Enrolment.objects.select_related("person", "fund"), pk=key)
    if held.last_month:
        messages.info(request, _("This cover has ended already."))
        return redirect("insight:person", held.person_id)
    form = forms.End(request.POST if request.method == "POST" else None, enrolment=held, day=today())
    ended: list[int] = []

    def deed() -> None:
        told = given(form)
        leaves = actions.Exit(held.person_id, told["last_month"], told["reason"], told["on"])
        ended.append(actions.end(fund=held.fund, exits=[leaves], by=request.user))

    error = attempt(deed) if request.method == "POST" else None
    if ended:
        said = _("The cover has ended.") if ended[0] else _("This cover has ended already.")
        messages.success(request, said)
        return redirect("insight:person", held.person_id)
    facts = {"enrolment": held, "form": form, "error": error, "charged": queries.charged_until(held)}
    return render(request, "membership/end.html", facts, status=status_of(error))


def _elsewhere_page(request: HttpRequest, person: Person, error: Refusal | None = None) -> HttpResponse:
    noted = ForeignMonth.objects.filter(person=person).select_related("noted_by", "withdrawn_by")
    facts = {"person": person, "noted": noted.order_by("-month", "pk"), "form": forms.Elsewhere(), "error": error}
    return render(request, "membership/elsewhere.html", facts, status=status_of(error))


def _said(noted: actions.Noted) -> str:
    """What became of a list, in one sentence for each thing worth saying."""
    said = [ngettext("%(n)s month is noted.", "%(n)s months are noted.", noted.new) % {"n": noted.new}]
    if noted.known:
        said.append(_("%(n)s stood already.") % {"n": noted.known})
    if noted.strangers:
        said.append(_("%(n)s rows are of people we do not know.") % {"n": noted.strangers})
    if noted.twice:
        said.append(_("%(n)s of them are months that we pay as well: look for double cover.") % {"n": noted.twice})
    return " ".join(said)


@needs("see.register")
def elsewhere_of(request: HttpRequest, key: int) -> HttpResponse:
    """The months that others paid for one person, who noted them and where they were read."""
    return _elsewhere_page(request, get_object_or_404(Person, pk=key))


@require_POST
@needs("membership.note_foreign")
def note(request: HttpRequest, key: int) -> HttpResponse:
    """Note months by hand. Safe to send twice."""
    person = get_object_or_404(Person, pk=key)
    done: list[actions.Noted] = []

    def deed() -> None:
        told = given(forms.Elsewhere(request.POST))
        rows = [
            actions.PaidElsewhere(person.nik or "", month, told["payer"], told["paid_on"])
            for month in told["first_month"].until(told["last_month"])
        ]
        noted = actions.note_foreign_months(rows=rows, source=told["source"], on=today(), by=request.user)
        done.append(noted)

    if error := attempt(deed):
        return _elsewhere_page(request, person, error)
    messages.success(request, _said(done[0]))
    return redirect("membership:elsewhere", key)


@require_POST
@needs("membership.withdraw_foreign")
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """A month noted by mistake, withdrawn by another person."""
    held = get_object_or_404(ForeignMonth.objects.select_related("person"), pk=key)
    error = attempt(
        lambda: actions.withdraw_foreign_month(noted=held, by=request.user, **given(forms.Withdraw(request.POST)))
    )
    if error:
        return _elsewhere_page(request, held.person, error)
    messages.success(request, _("The month is withdrawn."))
    return redirect("membership:elsewhere", held.person_id)


@needs("membership.note_foreign")
def elsewhere_file(request: HttpRequest) -> HttpResponse:
    """A whole list at once; a bad row changes nothing. The same file again notes nothing."""
    form = forms.ElsewhereFile(request.POST or None, request.FILES or None)
    done: list[actions.Noted] = []

    def deed() -> None:
        file = given(form)["file"]
        rows = elsewhere.months_in(file.read())
        noted = actions.note_foreign_months(rows=rows, source=file.name[:120], on=today(), by=request.user)
        done.append(noted)

    error = attempt(deed) if request.method == "POST" else None
    if done:
        messages.success(request, _said(done[0]))
        return redirect("membership:elsewhere-file")
    return render(request, "membership/elsewhere_file.html", {"form": form, "error": error}, status=status_of(error))
