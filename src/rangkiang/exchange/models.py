"""What is told to a family's phone, once; and prints made in the background, kept until they are fetched."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow


class Message(Guarded):
    """One text for one phone or address. ``about`` is what it tells of (``enrolment:17``): told once.

    The text never holds a NIK. ``note`` is why it was not sent, for a person to read.
    """

    changes = ("state", "tries", "sent_at", "note")

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("cover has begun")
        REPORTED = "reported", _("a report was received: the papers to bring")
        PAID = "paid", _("the benefit was paid")
        SCHOOL = "school", _("a school year to apply for")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=80)
    to = models.CharField(max_length=254)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_default=State.WAITING)
    tries = models.SmallIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="", db_default="")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "about", name="one_message_about_one_thing"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="sent_message_has_its_time",
            ),
        ]
        indexes = [models.Index("id", condition=models.Q(state="waiting"), name="messages_waiting")]


class Print(Guarded):
    """A stack of cards for one nagari as a PDF, encrypted with a key of its own, for the officer who asked for it.

    It can be made again at any time, so it goes after a week.
    """

    removable = True

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    persons = models.IntegerField()
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())
