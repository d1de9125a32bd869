"""A grey zone of the law: its questions as they are spelled out, and what a person answered, on what evidence."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from rangkiang.access.models import User
from rangkiang.law import Answer
from rangkiang.platform.errors import BadInput

from .models import Claim, Judgement

NOTHING = (
    "Menurut yang diketahui, aturan tidak memberi apa-apa di sini. Mengapa tetap diajukan?",
    "By what is known the law gives nothing here. Why is it sent all the same?",
)


def open_questions(claim: Claim) -> tuple[tuple[str, str], ...]:
    """(Indonesian, English) of each question on which the claim's approval hangs; none where the law is sure."""
    if claim.state != Claim.State.REVIEW:
        return ()
    return Answer.from_json(claim.steps).asked or (NOTHING,)


def judge(claim: Claim, answers: Sequence[str], by: User) -> None:
    """Within the approval: keep the answer to each open question, in their order. Raises BadInput where one lacks."""
    asked = open_questions(claim)
    said = [answer.strip() for answer in answers]
    if len(said) != len(asked) or not all(said):
        raise BadInput(
            _("Each question that the law leaves open needs its answer."),
            where=_("What the evidence shows"),
            todo=_("Say what you decided, and which paper or whose word shows it."),
        )
    Judgement.objects.bulk_create(
        [
            Judgement(claim=claim, area=claim.area, question_id=in_id, question_en=in_en, answer=answer, by=by)
            for (in_id, in_en), answer in zip(asked, said, strict=True)
        ]
    )


def judged(claim: Claim, language: str) -> list[tuple[str, Judgement]]:
    """(question in the reader's language, answer), oldest first. One statement."""
    kept = claim.judgements.select_related("by").order_by("pk")
    return [(one.question_en if language == "en" else one.question_id, one) for one in kept]
