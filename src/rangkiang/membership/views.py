"""Enrol everybody on an approved decree: the button on the decree's page answers here, since cover is this room's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rangkiang.access.pages import needs
from rangkiang.decree.models import Decree

from . import actions


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
