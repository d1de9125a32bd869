"""Files to take away. Taking a list is a deed, so it is a POST; a letter is a look at one claim, and kept as such."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import areas_of
from rangkiang.claims.models import Claim
from rangkiang.intake import vault
from rangkiang.platform.models import Job, today
from rangkiang.platform.month import Month
from rangkiang.programme.models import Fund
from rangkiang.regions.models import Region

from . import actions, forms, incoming, jobs, messages
from . import upload_list as upload_lists
from .cards import cards_of
from .letters import why_letter
from .models import Print
from .queries import letter_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@needs("exchange.upload_list")
def upload_list(request: HttpRequest, fund: int) -> HttpResponse:
    """The upload list of one fund as a workbook; nobody to send becomes the page of refusals, in words."""
    held = get_object_or_404(Fund, pk=fund)
    made = actions.upload_list(fund=held, by=request.user)
    name = f"bpjs-{held.kind}-{held.area}-{today()}.xlsx"
    return HttpResponse(
        made.content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@needs("see.claims")
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """Why this amount, as a letter to the family: in Indonesian, or with ``?language=en`` in English."""
    found = Claim.objects.select_related("person", "event", "fund__programme")
    claim = get_object_or_404(found, pk=key)
    request.shown = (claim.person, "letter")  # type: ignore[attr-defined]  # the frame keeps the look on record
    language = "en" if request.GET.get("language") == "en" else "id"
    return HttpResponse(
        why_letter(letter_of(claim, today()), language),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="mengapa-{claim.pk}.pdf"', "Cache-Control": "no-store"},
    )


@needs("money.active_list")
def bpjs(request: HttpRequest) -> HttpResponse:
    """Files to and from BPJS: what it must register, the numbers it gave, whom it counts as active."""
    error: Refusal | None = None
    taken: incoming.Taken | None = None
    form = forms.FromBpjs(request.POST or None, request.FILES or None, initial={"month": Month.of(today())})
    if request.method == "POST":

        def deed() -> None:
            nonlocal taken
            facts = given(form)
            file = facts.pop("file")
            taken = incoming.take_in(**facts, filename=file.name, content=file.read(), on=today(), by=request.user)

        error = attempt(deed)
    waiting = upload_lists.waiting()
    return render(
        request,
        "exchange/bpjs.html",
        {"form": form, "error": error, "taken": taken, "waiting": waiting},
        status=status_of(error),
    )


def _pdf(content: bytes, area: str) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="kartu-{area}-{today()}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=named)


@needs("exchange.cards")
def families(request: HttpRequest) -> HttpResponse:
    """What families are given and told: cards by nagari as a print, few at once, more in the background; messages."""
    form = forms.Cards(request.POST or None, initial={"since": Month.of(today())})
    form.for_areas(areas_of(request.user, "exchange.cards"))
    error: Refusal | None = None
    made: list[actions.Export] = []
    begun: list[Job] = []
    if request.method == "POST":

        def deed() -> None:
            facts, month, by = given(form), Month.of(today()), request.user
            address = request.build_absolute_uri(reverse("check"))
            told = {"area": facts["area"].code, "since": facts["since"].first, "address": address}
            if len(cards_of(told["area"], month, told["since"])) > jobs.AT_ONCE:
                begun.append(jobs.print_later(**told, by=by))
            else:
                made.append(actions.cards(**told, month=month, on=today(), by=by))

        error = attempt(deed)
    if begun:
        return redirect("job", begun[0].pk)
    if made:
        return _pdf(made[0].content, form.cleaned_data["area"].code)
    return render(
        request,
        "exchange/families.html",
        {"form": form, "error": error, "counts": messages.counts(), "notes": messages.reasons()},
        status=status_of(error),
    )


def _printed(request: HttpRequest, key: int) -> Print:
    """One's own, and only in one's area."""
    return get_object_or_404(Print, pk=key, owner=request.user.pk)


@needs("exchange.cards")
def printed(request: HttpRequest, key: int) -> HttpResponse:
    """What came out of a print in the background, to be fetched."""
    held = _printed(request, key)
    place = Region.objects.filter(code=held.area).values_list("name", flat=True).first()
    told = {"print": held, "place": place, "until": held.recorded_at + actions.KEPT}
    return render(request, "exchange/print.html", told)


@require_POST
@needs("exchange.cards")
def fetch(request: HttpRequest, key: int) -> HttpResponse:
    held = _printed(request, key)
    return _pdf(vault.unseal(held.wrapped, held.ciphertext), held.area)


@require_POST
@needs("exchange.tell")
def tell(request: HttpRequest) -> HttpResponse:
    return redirect("job", jobs.tell_later(by=request.user).pk)
