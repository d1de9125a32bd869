"""Letters that went out, each with the code by which anybody verifies it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow


class Letter(Guarded):
    """A letter as it was issued. ``serial`` counts within the programme's year; ``code`` is what its QR leads to.

    ``digest`` is of what the letter says, and printed on it; ``sha256`` is of the PDF, kept encrypted.
    """

    class Kind(models.TextChoices):
        MISSING = "missing", _("papers still missing")
        HEIR = "heir", _("to the family: what it is owed and what to do")
        NAGARI = "nagari", _("to the nagari: papers it can issue")
        BPJS = "bpjs", _("to BPJS: cover letter of the claim")
        SUMMARY = "summary", _("summary for the claim form")

    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="letters")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=40)
    dated = models.DateField()
    office = models.CharField(max_length=120, default="")
    regency = models.CharField(max_length=5, db_collation="C")
    code = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("regency", "year", "serial", name="one_letter_number"),
            models.UniqueConstraint("event", "kind", "digest", name="one_letter_of_this_content"),
        ]


class LetterFile(Guarded):
    """The PDF of a letter, encrypted with its case's key."""

    removable = True

    letter = models.OneToOneField(Letter, primary_key=True, on_delete=models.PROTECT, related_name="file")
    area = models.CharField(max_length=13, db_collation="C")
    ciphertext = models.BinaryField()
