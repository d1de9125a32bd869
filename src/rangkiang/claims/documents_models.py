"""The papers of a case: each scan or photo encrypted with the case's own key, and what the office says of each paper.

Throwing the case's key away erases every file of it, backups of the database included.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow


class CaseKey(Guarded):
    """The key of one case's files, wrapped with the installation's."""

    removable = True

    event = models.OneToOneField("claims.Event", primary_key=True, on_delete=models.PROTECT, related_name="file_key")
    area = models.CharField(max_length=13, db_collation="C")
    wrapped = models.BinaryField()


class Document(Guarded):
    """One scan or photo. ``paper`` is a row of the law's list, or a kind of our own (see documents.py).

    ``sha256`` is of the file as it came; ``metadata_kept``: a PDF stays as it is, a photo loses place, time, maker.
    ``elsewhere``: the very same file had come for another case. ``scanned``: the virus scanner that passed it, if any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="documents")
    area = models.CharField(max_length=13, db_collation="C")
    paper = models.CharField(max_length=30)
    child = models.ForeignKey("claims.Child", null=True, on_delete=models.PROTECT, related_name="documents")
    school_year = models.SmallIntegerField(default=0)
    media = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    metadata_kept = models.BooleanField(default=False)
    elsewhere = models.BooleanField(default=False)
    scanned = models.CharField(max_length=60, default="")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "event", "paper", "child", "school_year", "sha256", nulls_distinct=False, name="one_document_per_file"
            ),
            models.CheckConstraint(
                condition=models.Q(media__in=("image/jpeg", "image/png", "application/pdf")), name="known_media"
            ),
        ]
        indexes = [models.Index("sha256", name="document_by_hash")]


class DocumentFile(Guarded):
    """The bytes of a document, encrypted with its case's key."""

    removable = True

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT, related_name="file")
    area = models.CharField(max_length=13, db_collation="C")
    ciphertext = models.BinaryField()


class PaperMark(Guarded):
    """What the office says of a paper: received, accepted, refused with a reason, or not needed. The newest counts."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("sent back")
        NOT_NEEDED = "not_needed", _("not needed")

    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="paper_marks")
    area = models.CharField(max_length=13, db_collation="C")
    paper = models.CharField(max_length=30)
    child = models.ForeignKey("claims.Child", null=True, on_delete=models.PROTECT, related_name="+")
    school_year = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.TextField(default="")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="marks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("received", "accepted")) | ~models.Q(reason=""),
                name="paper_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("received", "accepted", "refused", "not_needed")),
                name="known_paper_state",
            ),
        ]
        indexes = [models.Index("event", "paper", name="mark_by_paper")]
