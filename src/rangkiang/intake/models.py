"""Files in: the batch with its file kept byte for byte (encrypted), its findings, and the candidates it proposes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.people.models import KnownCover, KnownDeath, Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund


class Batch(Guarded):
    """One file received for one fund. Nothing of it counts until it is committed; it may be undone while unused."""

    changes = (
        "state",
        "first_month",
        "committed_by",
        "committed_at",
        "undone_by",
        "undone_at",
        "replaces",
        "owner",
        "handed_why",
        "profile",
        "columns",
        "rows",
        "accepted",
        "errors",
        "warnings",
    )

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        FAULTY = "faulty", _("cannot be read")
        COMMITTED = "committed", _("committed")
        REPLACED = "replaced", _("replaced by a corrected list")
        UNDONE = "undone", _("undone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="batches")
    area = models.CharField(max_length=13, db_collation="C")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    profile = models.CharField(max_length=40)
    sender = models.CharField(max_length=80, default="")
    columns = models.JSONField(default=dict)  # header → field, as a person chose for this reading
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=State.choices)
    checked_on = models.DateField()
    first_month = models.DateField(null=True)  # the cover it was screened for
    rows = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # since a hand-over
    handed_why = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    committed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    @property
    def keeper(self) -> User:
        """Who answers for the list: to whom it was handed over last, else who received it."""
        return self.owner or self.received_by

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "sha256", condition=~models.Q(state="undone"), name="one_batch_per_file"),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("id")), name="replaces_another"
            ),
            models.CheckConstraint(
                condition=models.Q(committed_by=None, committed_at=None)
                | models.Q(committed_by__isnull=False, committed_at__isnull=False),
                name="committed_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_by=None, undone_at=None)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undone_batch_at_and_by",
            ),
        ]


class FilePiece(Guarded):
    """A megabyte of a file, encrypted; ``file`` names the pieces that belong together, ``number`` counts from 0."""

    removable = True  # of a file that waited, when it is received

    file = models.UUIDField()
    number = models.IntegerField()
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("file", "number", name="one_piece_per_number")]


IN_PIECES_OR_ONE = models.Q(ciphertext=None, pieces__isnull=False) | models.Q(ciphertext__isnull=False, pieces=None)


class BatchFile(Guarded):
    """The bytes as they came, encrypted with the batch's own key: in pieces, or in one as they once were kept."""

    batch = models.OneToOneField(Batch, primary_key=True, on_delete=models.PROTECT, related_name="file")
    ciphertext = models.BinaryField(null=True)
    pieces = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=IN_PIECES_OR_ONE, name="kept_in_pieces_or_in_one")]


class BatchKey(models.Model):
    """The batch's key, wrapped with the installation's. Throwing it away erases the file."""

    changes: tuple[str, ...] = ()
    removable = True

    batch = models.OneToOneField(Batch, primary_key=True, on_delete=models.PROTECT, related_name="key")
    wrapped = models.BinaryField()


class WaitingFile(Guarded):
    """A file that was handed in and not yet read: encrypted like a batch's, gone as soon as the batch holds it."""

    removable = True

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    filename = models.CharField(max_length=200)
    sender = models.CharField(max_length=80, default="")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField(null=True)
    pieces = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=IN_PIECES_OR_ONE, name="waits_in_pieces_or_in_one")]


class Finding(Guarded):
    """What is wrong in one cell (or with the file: row 0), in words that say what to do."""

    removable = True  # with its key, when a batch is erased

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="findings")
    area = models.CharField(max_length=13, db_collation="C")
    sheet = models.CharField(max_length=60, default="")
    row = models.IntegerField()
    letter = models.CharField(max_length=3, default="")
    column = models.CharField(max_length=60, default="")
    value = models.CharField(max_length=200, default="")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    message_id = models.TextField()
    message_en = models.TextField()

    class Meta:
        indexes = [models.Index("batch", "row", name="finding_by_row")]
        constraints = [
            models.CheckConstraint(condition=models.Q(severity__in=("error", "warning", "info")), name="known_severity")
        ]


class Candidate(Guarded):
    """One row of a committed batch: a person proposed for a fund, and what was decided about him and why."""

    changes = ("state", "reason", "person", "decided_by", "decided_at", "evidence", "was", "was_reason", "held")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        REVIEW = "review", _("needs a decision")
        VERIFIED = "verified", _("verified, waiting")
        REFUSED = "refused", _("refused")
        DECREED = "decreed", _("decreed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="candidates")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="candidates")
    area = models.CharField(max_length=13, db_collation="C")
    sheet = models.CharField(max_length=60, default="")
    row = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=40, default="")
    was = models.CharField(max_length=10, default="")  # the state before a corrected list took its place
    was_reason = models.CharField(max_length=40, default="")
    held = models.CharField(max_length=80, default="")  # by what rests on it, as a decree's number; empty: nothing does
    evidence = models.TextField(default="")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="candidacies")
    nik = models.CharField(max_length=16)
    kk = models.CharField(max_length=16, null=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    birth_place = models.CharField(max_length=60, default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, null=True)
    mother = models.CharField(max_length=120, default="")
    address = models.CharField(max_length=200, default="")
    jorong = models.CharField(max_length=80, default="")
    occupation = models.CharField(max_length=80, default="")
    income = models.BigIntegerField(null=True)
    phone = models.CharField(max_length=30, default="")
    decile = models.SmallIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("batch", "sheet", "row", name="one_candidate_per_row"),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="every_refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("verified", "decreed")) | models.Q(person__isnull=False),
                name="verified_is_a_person",
            ),
        ]
        indexes = [
            models.Index("nik", name="candidate_by_nik"),
            models.Index("name_key", "birth_date", name="candidate_by_name"),
            models.Index("fund", "state", "area", name="candidate_queue"),
            models.Index("birth_date", name="candidate_by_birth"),
            models.Index("kk", name="candidate_by_kk"),
        ]


class HeaderChoice(Guarded):
    """What a person said a sender's column means; the newest word for a header counts. ``field`` "" leaves it out."""

    open_to_all = True

    area = models.CharField(max_length=13, db_collation="C")
    sender = models.CharField(max_length=80)
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=20, default="")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="header_choices")
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        indexes = [models.Index("sender", "header", name="choice_by_sender")]


class Likeness(Guarded):
    """Two records that may be one person: a candidate beside a known person, beside another candidate, or beside a row
    of a list of the dead or of the covered.

    ``permille`` is how sure, of 1,000; ``signs`` are the comparisons it rests on, field → how it compares.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="likenesses")
    area = models.CharField(max_length=13, db_collation="C")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Candidate, null=True, on_delete=models.PROTECT, related_name="+")
    death = models.ForeignKey(KnownDeath, null=True, on_delete=models.PROTECT, related_name="+")
    cover = models.ForeignKey(KnownCover, null=True, on_delete=models.PROTECT, related_name="+")
    permille = models.SmallIntegerField()
    signs = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    @property
    def listed(self) -> KnownDeath | KnownCover | None:
        """The row of a list, when it is one."""
        return self.death or self.cover

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "candidate", "person", "other", "death", "cover", nulls_distinct=False, name="one_likeness"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, other=None, death=None, cover=None)
                | models.Q(person=None, other__isnull=False, death=None, cover=None)
                | models.Q(person=None, other=None, death__isnull=False, cover=None)
                | models.Q(person=None, other=None, death=None, cover__isnull=False),
                name="like_one_record",
            ),
            models.CheckConstraint(condition=models.Q(permille__range=(0, 1000)), name="permille_of_1000"),
        ]


class Judgement(Guarded):
    """One person's word on a pair: same, different or unsure, with what the evidence shows. Words are never changed."""

    class Answer(models.TextChoices):
        SAME = "same", _("one and the same person")
        DIFFERENT = "different", _("two persons")
        UNSURE = "unsure", _("not sure")

    likeness = models.ForeignKey(Likeness, on_delete=models.PROTECT, related_name="judgements")
    area = models.CharField(max_length=13, db_collation="C")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("likeness", "by", "answer", name="one_word_per_person")]


class Enquiry(Guarded):
    """A list of candidates that was taken out to be held against Dukcapil's or BPJS's register."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="enquiries")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10)
    persons = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())


class Verification(Guarded):
    """One check of one candidate: which, with what result, when, by whom, on what evidence. The newest counts."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "admin", _("papers")
        DUKCAPIL = "dukcapil", _("Dukcapil")
        BPJS = "bpjs", _("BPJS")
        FIELD = "field", _("field visit")

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="verifications")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    result = models.CharField(max_length=20)
    on = models.DateField()
    note = models.TextField(default="")
    answer = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="answers")
    carried = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # from a replaced row
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "candidate", "kind", "result", "on", "by", "answer", nulls_distinct=False, name="one_verification"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("admin", "dukcapil", "bpjs", "field")), name="known_verification"
            ),
        ]

    @property
    def evidence(self) -> QuerySet[Proof]:
        """Its photos and scans; of a check that came along from a replaced row, that row's."""
        return (self.carried or self).proofs.all()


class Proof(Guarded):
    """A photo or scan taken at a check, encrypted with a key of its own. Removable, so that it can be erased."""

    removable = True

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="proofs")
    area = models.CharField(max_length=13, db_collation="C")
    media = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("verification", "sha256", name="one_proof_per_file")]


class Glance(Guarded):
    """One look at one candidate's record: who, what, and whether the whole NIK or a proof was shown."""

    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="glances")
    area = models.CharField(max_length=13, db_collation="C")
    what = models.CharField(max_length=20)
    unmasked = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(db_default=RecordedNow())
