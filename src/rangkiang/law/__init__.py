"""What the regulations say, and why: every rupiah with its article, date and confidence.

Standard library only; knows no database, no Django, no clock. Start reading at ``rules.py``, then ``jkm.py``.
"""

from .answer import Answer, Step
from .bands import band_of, base_of
from .calendar import is_working_day, next_working_day
from .catalogue import catalogue, impact
from .check import check_bounds, check_law
from .clock import Clock, PaidMonth, clock
from .contribution import Price, contribution, price
from .deadlines import Deadline, deadlines, late_interest, late_payment
from .documents import Document, documents
from .eligibility import eligibility
from .errors import InvalidCase, InvalidLaw
from .explain import Explanation, ask, explain
from .heirs import Heirs, heirs
from .jkk import jkk
from .jkm import jkm
from .months import due_date
from .parameters import revised
from .protection import age_limit
from .scholarship import scholarship_amount, scholarship_years

__all__ = [
    "Answer", "Clock", "Deadline", "Document", "Explanation", "Heirs", "InvalidCase", "InvalidLaw", "PaidMonth",
    "Price", "Step", "age_limit", "ask", "band_of", "base_of", "catalogue", "check_bounds", "check_law", "clock",
    "contribution", "deadlines", "documents", "due_date", "eligibility", "explain", "heirs", "impact",
    "is_working_day", "jkk", "jkm", "late_interest", "late_payment", "next_working_day", "price", "revised",
    "scholarship_amount", "scholarship_years",
]  # fmt: skip

check_law()
