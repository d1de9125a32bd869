"""The installation, its audit chain and its jobs."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import Now

OFFICE = ZoneInfo("Asia/Jakarta")


class RecordedNow(models.Func):
    """When we knew: the database's clock, or the story's clock in a database its owner marked as a demo."""

    function = "rangkiang_now"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class Guarded(models.Model):
    """A table that may only grow. A room lists in ``changes`` the columns that may change after all.

    The database enforces it (see guard.py): the application's role has no other right.
    """

    changes: tuple[str, ...] = ()
    removable = False

    class Meta:
        abstract = True


class Installation(Guarded):
    """One row. ``demo`` and ``demo_day`` are set by the owner only: they let the story set the clock."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField(default=False)
    demo_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_installation"),
            models.CheckConstraint(condition=models.Q(demo=True) | models.Q(demo_day=None), name="day_only_in_demo"),
        ]


def today() -> date:
    """The office's date: views and commands read it once and pass it on; rules never ask."""
    demo_day = Installation.objects.filter(demo=True).values_list("demo_day", flat=True).first()
    return demo_day or datetime.now(OFFICE).date()


class AuditEntry(Guarded):
    """One deed: who, when, what, on which object. Holds ids and figures, never a NIK or a name.

    Written by the database function ``audit_append`` only, which chains each entry to the one before.
    """

    seq = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    facts = models.TextField()  # canonical JSON, kept as the very text that was hashed
    previous = models.BinaryField()
    digest = models.BinaryField()


class Job(models.Model):
    """Long work in the background, with progress that can be left and found again."""

    changes = ("state", "done", "total", "note", "finished_at")
    removable = False

    name = models.CharField(max_length=60)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    note = models.TextField(default="")
    finished_at = models.DateTimeField(null=True)
