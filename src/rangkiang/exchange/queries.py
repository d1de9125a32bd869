"""What a letter says of a claim, read from the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rangkiang.claims.models import Claim, HandOver
from rangkiang.claims.payments import payments
from rangkiang.law import Answer
from rangkiang.regions.models import Region

from .letters import Letter

REGENCY = 5  # the length of a regency's code


def letter_of(claim: Claim, on: date) -> Letter:
    """The letter of a claim, dated ``on``."""
    names = dict(Region.objects.filter(code__in=[claim.area, claim.area[:REGENCY]]).values_list("code", "name"))
    handed = HandOver.objects.filter(claim=claim).first()
    answer = Answer.from_json(claim.steps)
    return Letter(
        answer=answer if answer.scheme else replace(answer, scheme=claim.scheme, day=claim.event.happened_on),
        dated=on,
        name=claim.person.name,
        nik=f"{claim.person.nik[:6]}{'*' * 10}" if claim.person.nik else "",
        heir=handed.heir if handed else "",
        residence=names.get(claim.area, ""),
        regency=names.get(claim.area[:REGENCY], ""),
        office=claim.fund.programme.owner_office if claim.fund else "",
        applied=claim.submitted_on,
        decided=claim.decided_on,
        granted=claim.granted,
        paid=next((one.paid_on for one in payments(claim)), claim.paid_on),
        died=claim.event.outcome == "death",
    )
