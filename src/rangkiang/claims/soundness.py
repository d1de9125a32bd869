"""What a deed on a claim cannot be true without: asked before it is recorded, and refused in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rangkiang.platform.errors import Refused

from .care_models import Rating
from .models import Claim

RATED = ("partial", "total")


def rated(claim: Claim) -> None:
    """A disability is computed as a doctor rated it: the form of a report alone moves no money."""
    outcome = claim.case.get("outcome")
    if outcome not in RATED:
        return
    newest = Rating.objects.filter(event=claim.event_id).order_by("pk").last()
    if newest is None:
        raise Refused(_("No doctor has rated this disability yet; note the rating on the accident's page first."))
    if newest.total != (outcome == "total"):
        raise Refused(_("The doctor rated this disability otherwise; compute the claim again first."))
