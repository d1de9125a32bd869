"""What a reader keeps for the next day: a list with its filters, under a name of one's own."""

from __future__ import annotations

from django.db import models

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow


class SavedView(Guarded):
    """``query`` is what stands in the address bar of ``page``. It belongs to one user and nobody else sees it.

    It holds filters and words typed, never a result: what it shows is asked anew, by the rights of the day. ``area``
    is where its owner works: who leaves that area leaves the view there.
    """

    removable = True

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    area = models.CharField(max_length=13, db_collation="C")
    page = models.CharField(max_length=30, default="people:search")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("owner", "area", "page", "name", name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name
