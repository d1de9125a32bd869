"""The review queue: a doubtful candidate beside whom he looks like, decided by people; and joins, undone at need."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rangkiang.access.deeds import Refusal, attempt, given, status_of
from rangkiang.access.models import User
from rangkiang.access.pages import needs
from rangkiang.access.rights import may
from rangkiang.people import queries as identity
from rangkiang.people.models import IdentityLink, LinkProposal
from rangkiang.regions.models import Region

from . import forms, judging, lists, queries, signs, verification
from .desk import near, reader_of
from .judging import WAITING
from .models import Batch, Candidate, Judgement, Likeness
from .reasons import advice, words

DOUBTS, JOINS = 20, 30
KEYS = {  # of the keyboard, by language: the first letter of what is said
    "id": {"write": "t", "same": "s", "different": "b", "unsure": "r"},
    "en": {"write": "e", "same": "s", "different": "d", "unsure": "u"},
}


@needs("see.intake")
def review(request: HttpRequest) -> HttpResponse:
    """Who waits for a decision and why: the queue."""
    page = Paginator(lists.doubtful(request.GET), DOUBTS).get_page(request.GET.get("page"))
    offered, names = near(request)
    files = dict(Batch.objects.filter(pk__in={c.batch_id for c in page.object_list}).values_list("pk", "filename"))
    told = {
        "page": page,
        "rows": [(c, words(c.reason), names.get(c.area, c.area), files.get(c.batch_id, "")) for c in page.object_list],
        "proposals": identity.proposals().count(),
        "places": [(place.code, place.name) for place in offered],
        "reasons": [(code, words(code)) for code in lists.reasons()],
        "asked": request.GET,
    }
    return render(request, "intake/review.html", told)


def _pair(one: Likeness, candidate: Candidate, me: User, names: dict[str, str]) -> dict[str, Any]:
    """One pair as the page shows it."""
    other = one.person or one.other or one.listed
    said = list(one.judgements.all())
    return {
        "likeness": one,
        "other": other,
        "person": one.person,
        "listed": one.listed,
        "lines": signs.lines(candidate, other, names) if other else [],
        "evidence": signs.evidence(one),
        "said": [(word, Judgement.Answer(word.answer).label) for word in said],
        "spoken": {word.answer for word in said if word.by_id == me.pk},
    }


def _joinable(one: Likeness) -> bool:
    """Whether words on the pair settle it; a row of a list is evidence only."""
    return one.listed is None


def _compare(request: HttpRequest, held: Candidate, error: Refusal | None = None) -> HttpResponse:
    me = reader_of(request)
    pairs = [one for one in queries.likenesses([held])[held.pk] if one.person or one.other or one.listed]
    areas = {held.area, *(found.area for one in pairs if (found := one.person or one.other or one.listed))}
    names = dict(Region.objects.filter(code__in=areas).values_list("code", "name"))
    verification.glance(candidate=held, what="review", by=me)
    if known := next((one.person for one in pairs if one.person), None):
        request.shown = (known, "review")  # type: ignore[attr-defined]  # the frame keeps the look on record
    batch = Batch.objects.filter(pk=held.batch_id).first()  # may lie above the reader's area
    own = batch is not None and me.pk in (batch.received_by_id, batch.owner_id)
    return render(
        request,
        "intake/compare.html",
        {
            "candidate": held,
            "place": names.get(held.area, held.area),
            "why": words(held.reason),
            "advice": advice(held.reason),
            "pairs": [_pair(one, held, me, names) for one in pairs],
            "error": error,
            "open": held.state in ("review", "proposed"),
            "alone": held.reason != WAITING and (held.reason not in judging.BY_PAIRS or not any(map(_joinable, pairs))),
            "batch": batch,
            "may_decide": may(me, "intake.decide", held.area) and not own,
            "own": own,
            "after": queries.after(held),
            "keys": KEYS[request.LANGUAGE_CODE],
        },
        status=status_of(error),
    )


def _held(key: int) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related("decided_by"), pk=key)


@needs("see.intake")
def compare(request: HttpRequest, key: int) -> HttpResponse:
    """One doubtful candidate, side by side with each record that looks like him."""
    return _compare(request, _held(key))


def _next(request: HttpRequest, held: Candidate) -> HttpResponse:
    """On to the next doubtful one; back to the queue when it is empty."""
    following = queries.after(held)
    return redirect("intake:compare", following.pk) if following else redirect("intake:review")


@require_POST
@needs("intake.decide")
def judge(request: HttpRequest, key: int) -> HttpResponse:
    """Same, different or unsure, of one pair."""
    pair, form = get_object_or_404(Likeness.objects.select_related("candidate"), pk=key), forms.Word(request.POST)
    done: list[Candidate] = []

    def deed() -> None:
        facts = given(form)
        done.append(judging.judge(likeness=pair, answer=facts["answer"], why=facts["why"], by=reader_of(request)))

    if error := attempt(deed):
        return _compare(request, _held(pair.candidate_id), error)
    held = done[0]
    if held.state == Candidate.State.REVIEW and held.reason == WAITING:
        messages.warning(request, _("%s: noted. Cover is touched, so a second verifier must say the same.") % held.name)
    elif held.state == Candidate.State.REVIEW:
        messages.success(request, _("%s: noted.") % held.name)
    else:
        told = {"name": held.name, "state": Candidate.State(held.state).label}
        messages.success(request, _("%(name)s: decided and recorded (%(state)s).") % told)
    unfinished = held.state == Candidate.State.REVIEW and request.POST.get("answer") == Judgement.Answer.DIFFERENT
    return redirect("intake:compare", held.pk) if unfinished else _next(request, held)


@require_POST
@needs("intake.decide")
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Accept or refuse, where no other record is in question."""
    candidate, form = get_object_or_404(Candidate, pk=key), forms.Decision(request.POST)

    def deed() -> None:
        facts = given(form)
        accept = facts["decision"] == "accept"
        judging.decide(candidate=candidate, accept=accept, reason=facts["reason"], by=reader_of(request))

    if error := attempt(deed):
        return _compare(request, _held(key), error)
    messages.success(request, _("Decided and recorded."))
    return _next(request, candidate)


def _joins(request: HttpRequest, error: Refusal | None = None) -> HttpResponse:
    me = reader_of(request)
    page = Paginator(identity.joined(), JOINS).get_page(request.GET.get("page"))
    waiting = list(identity.proposals()[:JOINS])
    keys: set[int | None] = {one.proposed_by for one in waiting}
    for one in page.object_list:
        keys |= {one.made_by, one.undone_by, _proposer(one)}
    names: dict[int | None, str] = {user.pk: user.title for user in User.objects.filter(pk__in=filter(None, keys))}
    may_link = may(me, "people.link")
    return render(
        request,
        "intake/joins.html",
        {
            "page": page,
            "rows": [
                (one, names.get(one.made_by, ""), names.get(_proposer(one), ""), names.get(one.undone_by, ""))
                for one in page.object_list
            ],
            "waiting": [
                (one, names.get(one.proposed_by, ""), may_link and one.proposed_by != me.pk) for one in waiting
            ],
            "may_link": may_link,
            "error": error,
        },
        status=status_of(error),
    )


def _proposer(one: IdentityLink) -> int | None:
    """Who proposed the join, where two persons made it."""
    proposal = getattr(one, "proposal", None)
    return proposal.proposed_by if proposal else None


@needs("see.intake")
def joins(request: HttpRequest) -> HttpResponse:
    """Joins that wait for a second person, and every join made and undone."""
    return _joins(request)


def _decided(request: HttpRequest, deed: Any, said: str) -> HttpResponse:
    def done() -> None:
        deed(given(forms.Why(request.POST))["why"])

    if error := attempt(done):
        return _joins(request, error)
    messages.success(request, said)
    return redirect("intake:joins")


@require_POST
@needs("people.link")
def confirm(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(LinkProposal, pk=key)
    said = _("The two records are joined.")
    return _decided(request, lambda why: judging.confirm(proposal=held, why=why, by=reader_of(request)), said)


@require_POST
@needs("people.link")
def decline(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(LinkProposal, pk=key)
    said = _("The two records stay two.")
    return _decided(request, lambda why: judging.decline(proposal=held, why=why, by=reader_of(request)), said)


@require_POST
@needs("people.link")
def part(request: HttpRequest, key: int) -> HttpResponse:
    held = get_object_or_404(IdentityLink, pk=key)
    said = _("The two records are parted again; both are whole.")
    return _decided(request, lambda why: judging.part(link=held, why=why, by=reader_of(request)), said)
