"""Who saw which person's data, when, and why it was shown."""

from __future__ import annotations

from django.db import models

from rangkiang.access.models import User
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow


class View(Guarded):
    """One look at one person's record."""

    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="views")
    area = models.CharField(max_length=13, db_collation="C")
    what = models.CharField(max_length=30)
    unmasked = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(db_default=RecordedNow())
