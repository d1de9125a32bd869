"""What the regulations say, and why: every rupiah with its article, date and confidence.

Standard library only; knows no database, no Django, no clock. Start reading at ``rules.py``, then ``jkm.py``.
"""

from .answer import Answer
from .clock import Clock, PaidMonth, clock
from .contribution import Price, band_of, base_of, contribution, price
from .errors import InvalidCase, InvalidLaw
from .explain import explain
from .jkk import jkk
from .jkm import jkm
from .months import due_date
from .protection import age_limit
from .rules import Step
from .scholarship import scholarship_amount, scholarship_years

__all__ = [
    "Answer", "Clock", "InvalidCase", "InvalidLaw", "PaidMonth", "Price", "Step", "age_limit", "band_of", "base_of",
    "clock", "contribution", "due_date", "explain", "jkk", "jkm", "price", "scholarship_amount", "scholarship_years",
]  # fmt: skip
