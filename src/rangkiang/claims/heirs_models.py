"""The family of a member who died: who lives, who asked, whose account it is, who received it before which witness."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow

from .documents_models import Document


class Relative(Guarded):
    """A living relative, or the person named in the will. ``share`` in rupiah, where several are entitled.

    One entered by mistake is withdrawn with a reason and stays.
    """

    changes = ("guardian", "guardian_relation", "share", "withdrawn", "withdrawn_by")

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("widow or widower")
        CHILD = "children", _("child")
        PARENT = "parents", _("father or mother")
        GRANDPARENT = "grandparents", _("grandparent")
        GRANDCHILD = "grandchildren", _("grandchild")
        SIBLING = "siblings", _("brother or sister")
        PARENT_IN_LAW = "parents_in_law", _("father- or mother-in-law")
        WILL = "will", _("named in the will")
        FUNERAL = "funeral", _("arranged the funeral, without an heir")

    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="relatives")
    area = models.CharField(max_length=13, db_collation="C")
    relation = models.CharField(max_length=15, choices=Relation.choices)
    name = models.CharField(max_length=120)
    born = models.DateField(null=True)
    guardian = models.CharField(max_length=120, default="")
    guardian_relation = models.CharField(max_length=40, default="")
    share = models.BigIntegerField(null=True)
    withdrawn = models.TextField(default="")
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "event", "relation", "name", "born",
                nulls_distinct=False, condition=models.Q(withdrawn=""), name="one_relative",
            ),
            models.UniqueConstraint(
                "event", condition=models.Q(relation="will", withdrawn=""), name="one_person_of_the_will"
            ),
            models.CheckConstraint(condition=models.Q(share=None) | models.Q(share__gt=0), name="share_above_zero"),
            models.CheckConstraint(
                condition=models.Q(withdrawn="", withdrawn_by=None)
                | (~models.Q(withdrawn="") & models.Q(withdrawn_by__isnull=False)),
                name="withdrawn_with_reason_and_name",
            ),
            models.CheckConstraint(
                condition=models.Q(guardian="", guardian_relation="")
                | (~models.Q(guardian="") & ~models.Q(guardian_relation="")),
                name="guardian_with_relation",
            ),
        ]  # fmt: skip


class Petition(Guarded):
    """Somebody of the family asked for the benefit, and what the law said: kept, so that nobody is told two things."""

    relative = models.ForeignKey(Relative, on_delete=models.PROTECT, related_name="petitions")
    area = models.CharField(max_length=13, db_collation="C")
    on = models.DateField()
    entitled = models.BooleanField()
    said_id = models.TextField()
    said_en = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("relative", "on", "entitled", name="one_petition_a_day")]


class Account(Guarded):
    """A bank account for an heir's money; the newest counts. ``question``: why it may be somebody else's.

    Such an account is used only after a second person answered with a reason.
    """

    changes = ("answered_by", "answer")

    class Question(models.TextChoices):
        NONE = "", _("the heir's own")
        OTHER_NAME = "other_name", _("the holder has another name than the heir")
        GUARDIAN = "guardian", _("the account is the guardian's, the heir is a minor")

    relative = models.ForeignKey(Relative, on_delete=models.PROTECT, related_name="accounts")
    area = models.CharField(max_length=13, db_collation="C")
    bank = models.CharField(max_length=60)
    number = models.CharField(max_length=34)
    holder = models.CharField(max_length=120)
    question = models.CharField(max_length=10, choices=Question.choices, default="")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(default="")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("relative", "bank", "number", "holder", name="one_bank_account"),
            models.CheckConstraint(
                condition=models.Q(answered_by=None, answer="")
                | (models.Q(answered_by__isnull=False) & ~models.Q(answer="") & ~models.Q(question="")),
                name="bank_account_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(answered_by=models.F("entered_by")), name="bank_account_by_a_second_person"
            ),
        ]

    @property
    def settled(self) -> bool:
        """Whether money may go there."""
        return not self.question or self.answered_by_id is not None

    @property
    def masked(self) -> str:
        return "•" * max(len(self.number) - 4, 0) + self.number[-4:]


class Handed(Guarded):
    """Money in one person's hands: how much, when, before which witness, with a photo and the signature.

    ``relative`` is None where the member, alive, received it himself.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="handed")
    area = models.CharField(max_length=13, db_collation="C")
    relative = models.ForeignKey(Relative, null=True, on_delete=models.PROTECT, related_name="handed")
    turn = models.SmallIntegerField(default=0)  # what BPJS paid later is handed over in its turn
    amount = models.BigIntegerField()
    on = models.DateField()
    witness = models.CharField(max_length=120)
    witness_role = models.CharField(max_length=60)
    photo = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    signature = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "relative", "turn", nulls_distinct=False, name="handed_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="handed_above_zero"),
            models.CheckConstraint(condition=~models.Q(witness=""), name="handed_before_a_witness"),
        ]
