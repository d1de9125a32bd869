"""Background work as its starter sees it: how far it is, what came out, or why not. Can be left and found again."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rangkiang.platform.models import Job

LONG = timedelta(seconds=30)  # without a worker: something is not running
SHOWN = 20
TITLES = {
    "exchange.cards": _("Printing the cards"),
    "exchange.tell": _("Telling the families"),
    "exchange.morning": _("Telling families each morning"),
    "intake.receive": _("Reading the list"),
    "intake.commit": _("Taking in the accepted rows"),
    "deaths.noted": _("Holding a list of deaths against the members"),
    "deaths.night": _("Holding all lists of deaths against the members"),
    "deaths.billed": _("Taking the dead off bills"),
    "school.promote": _("Proposing the classes of a school year"),
}


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The latest work that the reader started."""
    jobs = Job.objects.filter(started_by=request.user.pk).order_by("-started_at")[:SHOWN]
    return render(request, "web/jobs.html", {"jobs": [(job, TITLES.get(job.name, job.name)) for job in jobs]})


@login_required
def one(request: HttpRequest, key: int) -> HttpResponse:
    """One job of the reader's own: the whole page, or only its changing part for a page that is open."""
    job = get_object_or_404(Job, pk=key, started_by=request.user.pk)
    part = "web/job_state.html" if request.htmx else "web/job.html"  # type: ignore[attr-defined]
    return render(
        request,
        part,
        {
            "job": job,
            "title": TITLES.get(job.name, job.name),
            "nobody_works": job.state == Job.State.WAITING and timezone.now() - job.started_at > LONG,
        },
    )
