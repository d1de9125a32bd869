"""What the law cannot answer, in the reader's words: its own, which name the field of a case, are for commands."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rangkiang.law import InvalidCase

WORDS = {  # the last part of the field's name
    "units": gettext_lazy("The table does not count this part so."),
    "percent": gettext_lazy(
        "The table gives this part another percentage; leave the part out if the doctor rates another loss."
    ),
    "born": gettext_lazy("A child's day of birth does not fit: it is more than 300 days after the event."),
    "class": gettext_lazy("A child's class does not exist at its level."),
    "level": gettext_lazy("A child is too young for its class."),
    "death": gettext_lazy("Before July 2015 the rules are not known here."),
    "accident": gettext_lazy("Before July 2015 the rules are not known here."),
    "outcome": gettext_lazy("How the accident ended is not noted yet."),
    "income_base": gettext_lazy("The income on which the benefit is reckoned is not known."),
    "home_months": gettext_lazy("For how many months care was given at home is not noted yet."),
    "received": gettext_lazy("The first report to BPJS is dated before the accident."),
    "decided": gettext_lazy("The decision on a suspected accident is dated before the report."),
    "ended": gettext_lazy("The end of the care is dated before the accident."),
    "claimed": gettext_lazy("The claim was sent on a day before the accident, or before the care ended."),
    "requirements_met": gettext_lazy("The papers were complete on a day before the accident."),
    "paid_on": gettext_lazy("A payment is dated before the papers were complete."),
}


def in_words(error: InvalidCase) -> str:
    """What is wrong and where; the law's own words for what no page can send."""
    field = error.field.rpartition(".")[2]
    return _(WORDS[field]) if field in WORDS else str(error)  # type: ignore[arg-type]
