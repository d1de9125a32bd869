"""What others say about our money: the bill that BPJS sends, and the statements of the bank and of SIPD.

The bytes are kept as they came, encrypted. A bill of BPJS counts in the reconciliation once a person takes it; a line
of a statement is evidence of a payment once a person says so. Nothing here moves money.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund


class StatementFile(Guarded):
    """A file of one fund, byte for byte, encrypted with a key of its own; the same bytes are one file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    profile = models.CharField(max_length=40)
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("fund", "sha256", name="one_statement_file")]


class BpjsBill(Guarded):
    """BPJS's bill of a fund and month as it came. ``told_`` is what its head says, the others are sums of its lines.

    Several bills of a month stand beside each other when their billing codes differ; of one code the newest stands.
    """

    changes = ("state", "reason", "decided_by", "decided_at")

    class State(models.TextChoices):
        RECEIVED = "received", _("looked at, does not count yet")
        STANDING = "standing", _("counts")
        REPLACED = "replaced", _("replaced by a newer one")
        WITHDRAWN = "withdrawn", _("set aside")

    file = models.OneToOneField(
        StatementFile, primary_key=True, on_delete=models.PROTECT, related_name="bpjs_bill", db_column="id"
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="bpjs_bills")
    area = models.CharField(max_length=13, db_collation="C")
    month = models.DateField()
    npp = models.CharField(max_length=12, default="")
    billing_code = models.CharField(max_length=12, default="")
    due_on = models.DateField(null=True)
    told_persons = models.IntegerField(null=True)
    told_total = models.BigIntegerField(null=True)
    lines = models.IntegerField()
    total = models.BigIntegerField()
    skipped = models.JSONField(default=list)  # rows that are no lines: place and first words
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.TextField(default="")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "month", "billing_code", condition=models.Q(state="standing"), name="one_standing_bpjs_bill"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="bpjs_bill_month_is_a_month"),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn") & ~models.Q(reason="")
                | ~models.Q(state="withdrawn") & models.Q(reason=""),
                name="bpjs_bill_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="received", decided_by=None, decided_at=None)
                | (~models.Q(state="received") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="bpjs_bill_decided_at_and_by",
            ),
        ]


class BpjsBillLine(Guarded):
    """One line of a bill of BPJS; ``jkk`` and ``jkm`` are null where it names the total only."""

    changes = ("person",)

    bill = models.ForeignKey(BpjsBill, on_delete=models.PROTECT, related_name="rows")
    area = models.CharField(max_length=13, db_collation="C")
    sheet = models.CharField(max_length=60, default="")
    row = models.IntegerField()
    month = models.DateField()
    nik = models.CharField(max_length=20, default="")
    kpj = models.CharField(max_length=20, default="")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    jkk = models.BigIntegerField(null=True)
    jkm = models.BigIntegerField(null=True)
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("bill", "sheet", "row", name="one_bpjs_bill_row"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="bpjs_bill_line_not_below_zero"),
        ]


class StatementKind(models.TextChoices):
    BANK = "bank", _("bank statement")
    SP2D = "sp2d", _("register of SP2D (SIPD)")


class Statement(Guarded):
    """A bank statement or a register of SP2D. ``known`` lines stood in an earlier statement already."""

    file = models.OneToOneField(
        StatementFile, primary_key=True, on_delete=models.PROTECT, related_name="statement", db_column="id"
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="statements")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=5, choices=StatementKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    lines = models.IntegerField()
    known = models.IntegerField()
    skipped = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="statement_days_in_order"
            )
        ]


class StatementLine(Guarded):
    """Money that moved on a day, as the bank or SIPD tells it. ``fingerprint`` makes the same line twice impossible."""

    changes = ("reason", "set_aside_by", "set_aside_at")

    class Direction(models.TextChoices):
        OUT = "out", _("out")
        IN = "in", _("in")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="rows")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=5, choices=StatementKind.choices)
    sheet = models.CharField(max_length=60, default="")
    row = models.IntegerField()
    day = models.DateField()
    amount = models.BigIntegerField()
    direction = models.CharField(max_length=3, choices=Direction.choices)
    description = models.CharField(max_length=500, default="")
    reference = models.CharField(max_length=60, default="")
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField(default="")
    set_aside_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "fingerprint", name="one_statement_line"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="statement_line_above_zero"),
            models.CheckConstraint(
                condition=models.Q(reason="", set_aside_by=None, set_aside_at=None)
                | (~models.Q(reason="") & models.Q(set_aside_by__isnull=False, set_aside_at__isnull=False)),
                name="statement_line_set_aside_with_everything",
            ),
        ]
        indexes = [models.Index("fund", "day", name="statement_line_by_day")]


class StatementMatch(Guarded):
    """A line that may be one of our payments: proposed by rule, accepted or refused by a person, undone with a reason.

    ``rules`` are the signs that agree, strongest first. A pair that was undone may be proposed again.
    """

    changes = ("state", "reason", "decided_by", "decided_at")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")

    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="matches")
    order = models.ForeignKey("money.PaymentOrder", on_delete=models.PROTECT, related_name="statement_matches")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=5, choices=StatementKind.choices)
    rules = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField(default="")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "line", "order", condition=~models.Q(state="undone"), name="one_live_match_of_a_pair"
            ),
            models.UniqueConstraint("line", condition=models.Q(state="accepted"), name="one_payment_per_line"),
            models.UniqueConstraint(
                "order", "kind", condition=models.Q(state="accepted"), name="one_line_per_payment_and_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_by=None, decided_at=None)
                | (~models.Q(state="proposed") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="statement_match_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="undone") | ~models.Q(reason=""), name="match_undone_with_a_reason"
            ),
        ]
