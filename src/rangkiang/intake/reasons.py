"""Why screening stopped a candidate, in words; a reason typed by a person is shown as typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REASONS = {
    "died": _("is known to have died"),
    "covered_by_us": _("is covered by one of our funds already"),
    "covered_by_others": _("is covered by somebody else (self-paid, employer or another government)"),
    "proposed_twice": _("is proposed on another row or list already"),
    "too_old": _("is too old on the first day of cover"),
    "decile": _("is outside the poverty decile of the programme"),
    "decile_unknown": _("has no poverty decile on the list, and the programme asks for one"),
    "nik_of_another": _("has the NIK of a person with another name and birth date"),
    "same_name_and_birth": _("has the name and birth date of somebody known under another NIK"),
}


def words(reason: str) -> str:
    return str(REASONS.get(reason, reason))
