"""Users and their roles; the audit chain as the auditor reads it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.platform import audit
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.regions.models import Region

from . import actions, forms, lists
from .deeds import Refusal, attempt, given, status_of
from .models import Assignment, Role, User
from .pages import needs
from .rights import table

PAGE = 50


def _list(request: HttpRequest, form: forms.Assign, error: Refusal | None = None) -> HttpResponse:
    matrix = [(verb, [role in roles for role in Role.values]) for verb, roles in sorted(table().items())]
    return render(
        request,
        "access/users.html",
        {
            "held": lists.held(request.GET),
            "form": form,
            "error": error,
            "matrix": matrix,
            "named": Role.choices,
            "role": request.GET.get("role", ""),
            "day": today(),
        },
        status=status_of(error),
    )


@needs("see.users")
def users(request: HttpRequest) -> HttpResponse:
    """Who holds which role where, and the table of who may do what."""
    return _list(request, forms.Assign())


@require_POST
@needs("access.assign")
def assign(request: HttpRequest) -> HttpResponse:
    """Take in (when new) and give a role, both or neither."""
    form = forms.Assign(request.POST)

    def deed() -> None:
        facts = given(form)
        if not Region.objects.filter(code=facts["place"]).exists():
            raise BadInput(_("There is no place with this code."), where="place", todo=_("Use a Kemendagri code."))
        user = actions.take_in(
            username=facts["username"], full_name=facts["full_name"], password=facts["password"], by=request.user
        )
        actions.assign(user=user, role=facts["role"], place=facts["place"], since=today(), by=request.user)

    error = attempt(deed)
    if error:
        return _list(request, form, error)
    messages.success(request, _("The role is given."))
    return redirect("access:users")


@require_POST
@needs("access.assign")
def end(request: HttpRequest, key: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=key)
    error = attempt(lambda: actions.end(assignment=assignment, on=today(), by=request.user))
    if error:
        return _list(request, forms.Assign(), error)
    messages.success(request, _("The role has ended."))
    return redirect("access:users")


@needs("see.audit")
def chain(request: HttpRequest) -> HttpResponse:
    """Every deed, newest first; one object's deeds by ``?subject=``; ``?verify=1`` recomputes the whole chain."""
    subject = request.GET.get("subject", "").strip()
    page = Paginator(lists.entries(request.GET), PAGE).get_page(request.GET.get("page"))
    names = User.objects.in_bulk({entry.actor for entry in page.object_list if entry.actor})
    verdict = audit.verify() if request.GET.get("verify") else None
    rows = [(entry, names.get(entry.actor)) for entry in page.object_list]
    return render(request, "access/audit.html", {"page": page, "rows": rows, "subject": subject, "verdict": verdict})
