"""Why screening or a check stopped a candidate, in words a village officer can act on; a typed reason stays as typed.

The short word says what; the advice says what to do. Both exist in Indonesian whatever the reader's language, since
files for the field are Indonesian.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, tuple[Promise, Promise]] = {
    "died": (_("is known to have died"), _("If he or she is alive, bring the KTP-el to Dukcapil to be put right.")),
    "covered_by_us": (
        _("is covered by one of our funds already"),
        _("Nothing to do: one cover per person is enough."),
    ),
    "covered_by_others": (
        _("is covered by somebody else (self-paid, employer or another government)"),
        _("If that cover has ended, bring BPJS's word on it and propose again."),
    ),
    "proposed_twice": (_("is proposed on another row or list already"), _("Nothing to do: the other row counts.")),
    "too_old": (_("is too old on the first day of cover"), _("Propose another worker of the family, if there is one.")),
    "decile": (
        _("is outside the poverty decile of the programme"),
        _("If the family became poorer, ask the SIKS-NG operator for a new decile; anyone may pay for himself."),
    ),
    "decile_unknown": (
        _("has no poverty decile on the list, and the programme asks for one"),
        _("Ask the SIKS-NG operator of the nagari for the decile."),
    ),
    "nik_of_another": (
        _("has the NIK of a person with another name or birth date"),
        _("Copy the NIK again from the KTP-el; it was probably taken from another member of the family."),
    ),
    "same_name_and_birth": (
        _("has the name and birth date of somebody known under another NIK"),
        _("Compare the two and decide."),
    ),
    "alike": (_("looks like somebody known under another NIK"), _("Compare the two and decide.")),
    "death_alike": (
        _("has the name and birth date of somebody on a list of the dead"),
        _("See the person, and bring a photo."),
    ),
    "cover_alike": (
        _("looks like somebody on a list of those whom others cover"),
        _("Compare with the row of that list; its NIK, name or birth date differs."),
    ),
    "same_person": (
        _("is the same person as somebody covered or waiting already"),
        _("Nothing to do: the earlier record counts."),
    ),
    "join_waiting": (
        _("was found to be a known person; a second verifier must agree"),
        _("Nothing to do until the second verifier has looked."),
    ),
    "family_full": (
        _("has as many covered earners in the family as the programme allows"),
        _("Say which earner of the family is to be covered."),
    ),
    "kept_earlier": (
        _("stands already on the earlier list, and something rests on that row"),
        _("Nothing to do: the earlier row counts. A change is made on the person's own record."),
    ),
    "replaced": (_("was replaced by a corrected list"), _("See the corrected list.")),
    "moved": (_("has moved away"), _("The new nagari may propose the person.")),
    "not_working": (_("does not work"), _("Propose again when the person works.")),
    "sick": (
        _("is ill and cannot work"),
        _("Cover cannot begin while somebody is ill; propose again after recovery."),
    ),
    "civil_servant": (_("is a civil servant, soldier or police"), _("Nothing to do: the state covers these.")),
    "employed": (_("works for wages"), _("The employer must register this person at BPJS.")),
    "declined": (_("does not want to be covered"), _("Ask again when another list is made.")),
    "dukcapil_name": (
        _("has another name at Dukcapil"),
        _("Copy the name from the KTP-el, or have it put right at Dukcapil."),
    ),
    "dukcapil_birth": (
        _("has another birth date at Dukcapil"),
        _("Copy the birth date from the KTP-el, or have it put right at Dukcapil."),
    ),
    "dukcapil_not_found": (_("has a NIK that Dukcapil does not know"), _("Copy the NIK again from the KTP-el.")),
    "dukcapil_double": (_("has a NIK that Dukcapil holds twice"), _("The person goes to Dukcapil with KTP-el and KK.")),
    "dukcapil_not_recorded": (
        _("has no KTP-el recorded, so the NIK is blocked"),
        _("The person goes to Dukcapil for recording; then ask again."),
    ),
    "bpjs_invalid": (_("has data that BPJS does not accept"), _("Compare name, NIK and birth date with the KTP-el.")),
}


def words(reason: str) -> str:
    """What stopped the candidate."""
    return str(REASONS[reason][0]) if reason in REASONS else reason


def advice(reason: str) -> str:
    """What to do about it; empty for a typed reason."""
    return str(REASONS[reason][1]) if reason in REASONS else ""


def indonesian(reason: str) -> str:
    """Both in Indonesian, for files."""
    with translation.override("id"):
        told = advice(reason)
        return f"{words(reason)}. {told}" if told else words(reason)
