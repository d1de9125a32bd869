"""What was said against a report: told with another day, changed by two persons, taken back with its evidence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.people.models import DeathMatch, KnownDeath
from rangkiang.platform.models import Guarded, RecordedNow

from .models import Event


class Retold(Guarded):
    """The same death or accident told once more and otherwise, kept as it was told; the first report stands.

    Another day or outcome is a question until somebody says what is true. ``death``: the row of the list that told it.
    """

    changes = ("settled_by", "settled_at", "settled_why")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="retold")
    area = models.CharField(max_length=13, db_collation="C")
    outcome = models.CharField(max_length=12, default="")
    happened_on = models.DateField()
    died_on = models.DateField(null=True)  # of an accident, where told
    reported_on = models.DateField()
    source = models.CharField(max_length=20)
    notice = models.JSONField(default=dict)  # the data of Pasal 48A, as far as told
    key = models.UUIDField(null=True, unique=True)
    death = models.ForeignKey(KnownDeath, null=True, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("event", "death", name="told_once_by_a_list"),
            models.CheckConstraint(
                condition=models.Q(settled_by=None, settled_at=None, settled_why="")
                | (models.Q(settled_by__isnull=False, settled_at__isnull=False) & ~models.Q(settled_why="")),
                name="retold_settled_with_everything",
            ),
        ]


class Change(Guarded):
    """A change of a report on which it hangs whether, or since when, somebody is dead: asked by one, agreed by another.

    ``was`` keeps what stood before, ``told`` is what shall stand. Only the day of an event whose claim was not sent yet
    is changed by one person.
    """

    changes = ("state", "decided_by", "decided_at", "decided_why")

    class Kind(models.TextChoices):
        RETRACT = "retract", _("taken back")
        OUTCOME = "outcome", _("not fatal")
        FATAL = "fatal", _("died of it")
        DAY = "day", _("another day")
        REOPEN = "reopen", _("claim opened again")

    class State(models.TextChoices):
        OPEN = "open", _("waits for a second person")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="changed")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    was = models.JSONField()
    told = models.JSONField(default=dict)
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("event", condition=models.Q(state="open"), name="one_open_change"),
            models.CheckConstraint(condition=~models.Q(why=""), name="change_has_its_reason"),
            models.CheckConstraint(condition=~models.Q(asked_by=models.F("decided_by")), name="change_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_by=None, decided_at=None)
                | models.Q(~models.Q(state="open"), decided_by__isnull=False, decided_at__isnull=False)
                | models.Q(state="done", kind="day", decided_by=None, decided_at=None),
                name="change_decided_at_and_by",
            ),
        ]


class Answered(Guarded):
    """A list's row that told a death which was taken back: it says nothing any more. A later list's row does."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="answered")
    area = models.CharField(max_length=13, db_collation="C")
    match = models.ForeignKey(DeathMatch, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("event", "match", name="answered_once")]
