"""The family of a case: who is entitled by the order of law, whose account it is, the hand-over with its witness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.platform.errors import BadInput
from rangkiang.platform.models import today
from rangkiang.regions.models import Region

from . import hand_over, heirs, heirs_forms
from .documents_kinds import LARGEST
from .documents_views import case, me
from .heirs_models import Account, Petition, Relative
from .models import Claim, Event
from .papers import of_case

ENTER = "claims.heirs"


@dataclass(frozen=True)
class Row:
    """One relative as the page tells of him."""

    one: Relative
    entitled: bool
    said: str
    minor: bool
    account: Account | None
    petitions: list[Petition]


def _rows(found: heirs.Family, language: str) -> list[Row]:
    accounts: dict[int, Account] = {}
    keys = [one.pk for one in found.relatives]
    for account in Account.objects.filter(relative__in=keys).select_related("answered_by", "entered_by").order_by("pk"):
        accounts[account.relative_id] = account
    asked: dict[int, list[Petition]] = {}
    for petition in Petition.objects.filter(relative__in=keys).order_by("pk"):
        asked.setdefault(petition.relative_id, []).append(petition)
    return [
        Row(
            one,
            found.entitled(one),
            found.said(one)[language == "en"],
            heirs.minor(one, today()),
            accounts.get(one.pk),
            asked.get(one.pk, []),
        )
        for one in found.relatives
    ]


def _page(request: HttpRequest, event: Event, error: Refusal | None = None, **bound: Form) -> HttpResponse:
    request.shown = (event.person, "heirs")  # type: ignore[attr-defined]  # the frame keeps the look on record
    language, user = request.LANGUAGE_CODE, me(request)
    found, claim = heirs.family(event), Claim.objects.filter(event=event).first()
    died = event.outcome == "death"
    receivers = found.heirs if died else []
    proof = {paper.name for paper in found.law.proof}
    handed = list(claim.handed.select_related("relative", "by").order_by("pk")) if claim else []
    whole = heirs.lump(claim) if claim else 0
    left = heirs.left_to_hand(claim) if claim else 0
    payable = left > 0 and may(user, "claims.hand_over", event.area)
    shared = bool(handed) and sum(one.share or 0 for one in found.heirs) == whole
    return render(
        request,
        "claims/heirs.html",
        {
            "event": event,
            "claim": claim,
            "place": Region.objects.filter(code=event.area).first(),
            "died": died,
            "told": found.law.told[language == "en"] if found.relatives else "",
            "article": found.article,
            "asked": [said[language == "en"] for said in found.law.asked] if found.relatives else [],
            "rows": _rows(found, language),
            "proof": [paper for paper in of_case(event, language) if paper.name in proof],
            "lump": whole,
            "may_share": claim and len(found.heirs) > 1 and not shared,
            "handed": handed,
            "left": left,
            "forms": {
                "relative": heirs_forms.NewRelative(),
                "guardian": heirs_forms.Guardian(),
                "account": heirs_forms.BankAccount(),
                "answer": heirs_forms.Answer(),
                "withdrawal": heirs_forms.Withdrawal(),
                "shares": heirs_forms.Shares(heirs=found.heirs),
                "hand_over": heirs_forms.HandOver(heirs=receivers, initial={"on": today()}),
                **bound,
            },
            "error": error,
            "may_enter": died and event.state != Event.State.CLOSED and may(user, ENTER, event.area),
            "may_answer": may(user, "claims.answer_account", event.area),
            "may_hand_over": payable and (receivers or not died),
            "may_see": may(user, "claims.see_document", event.area),
        },
        status=status_of(error),
    )


@require_GET
@needs("see.claims")
def family(request: HttpRequest, key: UUID) -> HttpResponse:
    """The family, and what the law says to each."""
    return _page(request, case(key))


def _done(request: HttpRequest, event: Event, deed: Callable[[], object], said: str, **bound: Form) -> HttpResponse:
    if error := attempt(deed):
        return _page(request, event, error, **bound)
    messages.success(request, said)
    return redirect("claims:heirs", event.pk)


def _relative(key: int) -> Relative:
    return get_object_or_404(Relative.objects.select_related("event__person"), pk=key)


@require_POST
@needs(ENTER)
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    held, form = case(key), heirs_forms.NewRelative(request.POST)
    deed = lambda: heirs.add_relative(event=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held, deed, _("Entered."), relative=form)


@require_POST
@needs(ENTER)
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    held, form = _relative(key), heirs_forms.Withdrawal(request.POST)
    deed = lambda: heirs.withdraw_relative(relative=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held.event, deed, _("Withdrawn, with the reason."))


@require_POST
@needs(ENTER)
def guardian(request: HttpRequest, key: int) -> HttpResponse:
    held, form = _relative(key), heirs_forms.Guardian(request.POST)
    deed = lambda: heirs.name_guardian(relative=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held.event, deed, _("The guardian is noted."))


@require_POST
@needs(ENTER)
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody asks for the benefit; the page then shows what the law said."""
    held = _relative(key)
    deed = lambda: heirs.petition(relative=held, on=today(), by=me(request))  # noqa: E731
    return _done(request, held.event, deed, _("Noted, with the law's answer below."))


@require_POST
@needs(ENTER)
def account(request: HttpRequest, key: int) -> HttpResponse:
    held, form = _relative(key), heirs_forms.BankAccount(request.POST)
    deed = lambda: heirs.set_account(relative=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held.event, deed, _("The account is noted."))


@require_POST
@needs("claims.answer_account")
def answer(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(Account.objects.select_related("relative__event__person"), pk=key)
    form = heirs_forms.Answer(request.POST)
    deed = lambda: heirs.answer_account(account=held, **given(form), by=me(request))  # noqa: E731
    return _done(request, held.relative.event, deed, _("The question is answered."))


@require_POST
@needs(ENTER)
def shares(request: HttpRequest, key: UUID) -> HttpResponse:
    held = get_object_or_404(Claim.objects.select_related("event__person"), pk=key)
    form = heirs_forms.Shares(request.POST, heirs=heirs.family(held.event).heirs)

    def deed() -> None:
        given(form)
        heirs.set_shares(claim=held, shares=form.shares(), by=me(request))

    return _done(request, held.event, deed, _("The shares are noted."), shares=form)


@require_POST
@needs("claims.hand_over")
def handed(request: HttpRequest, key: UUID) -> HttpResponse:
    """The money is in the right hands: recorded with its witness, photo and signature."""
    held = get_object_or_404(Claim.objects.select_related("event__person"), pk=key)
    found = heirs.family(held.event).relatives if held.event.outcome == "death" else []
    form = heirs_forms.HandOver(request.POST, request.FILES, heirs=found)

    def deed() -> None:
        told = given(form)
        files = {name: told.pop(name) for name in ("photo", "signature")}
        if any(file.size > LARGEST for file in files.values()):
            raise BadInput(_("A file is larger than 10 MB."), where=_("File"), todo=_("Take the photo smaller."))
        proof = {name: file.read() for name, file in files.items()}
        hand_over.hand_over_to(claim=held, heir=told.pop("heir", None), **told, **proof, by=me(request))

    return _done(request, held.event, deed, _("The hand-over is recorded."), hand_over=form)
