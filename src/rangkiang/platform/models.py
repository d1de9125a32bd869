"""The installation, its audit chain, its jobs, and what was asked of its public pages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

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


class Job(Guarded):
    """Long work in the background, with progress that can be left and found again.

    ``arguments`` hold ids, dates and months, never a person's data. ``result`` is the address of what came out;
    ``note`` is why it could not be done, in one sentence; ``reference`` finds a fault of ours in the log; a job that
    failed with neither was given up, since it stopped its workers.
    """

    changes = ("state", "done", "total", "result", "note", "reference", "finished_at")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("working")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    name = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    result = models.CharField(max_length=200, default="")
    note = models.TextField(default="")
    reference = models.CharField(max_length=8, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["started_by", "-started_at"], name="job_by_starter")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "working"), finished_at=None)
                | models.Q(state__in=("done", "failed"), finished_at__isnull=False),
                name="finished_job_has_its_time",
            ),
        ]

    @property
    def finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


class Asked(Guarded):
    """One asking that counts until a moment (see throttle.py). ``key`` is a keyed digest, never who or what it was."""

    removable = True

    key = models.CharField(max_length=64, db_index=True)
    until = models.DateTimeField(db_index=True)
