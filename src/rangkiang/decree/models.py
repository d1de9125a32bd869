"""SK: the list of names that an authority sets, frozen when approved; replacements are a decree of their own."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.intake.models import Candidate
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund


class Decree(Guarded):
    """One SK for one fund. The hash covers every line; who prepared it may not approve it."""

    changes = ("state", "approved_by", "approved_at")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="decrees")
    area = models.CharField(max_length=13, db_collation="C")
    number = models.CharField(max_length=80)
    dated = models.DateField()
    first_month = models.DateField()
    persons = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "number", condition=~models.Q(state="withdrawn"), name="one_decree_per_number"
            ),
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("approved_by")), name="decree_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | (~models.Q(state="approved") & models.Q(approved_by=None, approved_at=None)),
                name="decree_approved_at_and_by",
            ),
            models.CheckConstraint(condition=models.Q(first_month__day=1), name="decree_first_month_is_a_month"),
        ]


class DecreeLine(Guarded):
    """Name by address, as it stood on the day: later corrections of the person do not touch it."""

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="lines")
    line = models.IntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decree_lines")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    nik = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)
    address = models.CharField(max_length=200, default="")
    occupation = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("decree", "line", name="one_line_number"),
            models.UniqueConstraint("decree", "person", name="one_line_per_person"),
        ]
