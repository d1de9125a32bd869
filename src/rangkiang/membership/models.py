"""Enrolments, and the atom of the programme: the person-month.

A roll is the list of one fund for one month. Its lines are person-months; they are charges (even ``seq``) or the
reversal of the charge before (odd ``seq``, the same amounts below zero). So a person has at most one charge standing
in a month, whatever the fund, and nothing is ever edited. A person-month is paid when its roll is; a payment may be
voided and made again, one turn after the other. What a correction will take off or charge anew waits beside the
person-months until it is approved, so a draft changes nobody's cover.

Pages read counts, not lines: a roll's lines by nagari, and who came or left since the month billed before. Both are
written with the person-months, in their transaction, and equal what the person-months say.
"""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.decree.models import DecreeLine
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund


class MonthRange(models.Func):
    """``[first_month, last_month]`` as a range of days; open at the end while there is none."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


class ExitReason(models.TextChoices):
    """Why cover ends (programme facts, section 1b)."""

    DIED = "died", _("died")
    MOVED = "moved", _("moved away")
    AGE = "age_65", _("turned 65")
    FORMAL = "formal_job", _("formal job")
    CIVIL_SERVANT = "civil_servant", _("civil servant, police or army")
    OTHER_FUND = "other_fund", _("covered by another fund")
    SELF_PAID = "self_paid", _("pays for themselves")
    NOT_WORKING = "not_working", _("no longer works")
    NIK = "nik_problem", _("problem with the NIK")
    DECILE = "decile", _("outside the decile limit")
    DECLINED = "declined", _("declined")
    WRONG_PERSON = "wrong_person", _("wrong person")
    NO_BUDGET = "no_budget", _("budget used up")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    context_field=None,
    obj_field=pghistory.ObjForeignKey(related_name="past", related_query_name="past"),
)
class Enrolment(Guarded):
    """A person's cover by one of our funds, from a month on. Two of them never overlap, whatever the fund."""

    changes = ("kpj", "last_month", "exit_reason", "exit_on")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="enrolments")
    decree_line = models.OneToOneField(DecreeLine, on_delete=models.PROTECT, related_name="enrolment")
    area = models.CharField(max_length=13, db_collation="C")
    sector = models.CharField(max_length=15, default="non_transport")
    band = models.SmallIntegerField(default=1)
    first_month = models.DateField()
    last_month = models.DateField(null=True)
    exit_reason = models.CharField(max_length=15, choices=ExitReason.choices, default="")
    exit_on = models.DateField(null=True)
    kpj = models.CharField(max_length=11, null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_of_our_funds_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        MonthRange(
                            "first_month",
                            Coalesce("last_month", models.Value("9999-12-01", output_field=models.DateField())),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(last_month=None) | models.Q(last_month__gte=models.F("first_month")),
            ),
            models.CheckConstraint(
                condition=models.Q(last_month=None, exit_reason="", exit_on=None)
                | (models.Q(last_month__isnull=False, exit_on__isnull=False) & ~models.Q(exit_reason="")),
                name="every_exit_has_its_reason",
            ),
            models.UniqueConstraint("kpj", name="one_kpj"),
        ]
        indexes = [models.Index("fund", "first_month", "last_month", name="enrolment_by_fund")]


class Roll(Guarded):
    """The list of one fund for one month: seq 0 the month itself, 1… its supplements and corrections. Frozen.

    A supplement of latecomers names the month's first roll; a correction names the roll whose lines it takes off or
    charges anew. ``persons``, ``jkk`` and ``jkm`` are what it adds: below zero when it takes off.
    """

    class Kind(models.TextChoices):
        MONTH = "month", _("the month's bill")
        LATE = "late", _("supplement: enrolled late")
        CORRECTION = "correction", _("correction")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="rolls")
    area = models.CharField(max_length=13, db_collation="C")
    month = models.DateField()
    seq = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MONTH, db_default=Kind.MONTH)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    persons = models.IntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "month", "seq", name="one_roll_per_fund_and_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="roll_month_is_a_month"),
            models.CheckConstraint(
                condition=models.Q(kind="month", seq=0, corrects=None)
                | models.Q(kind__in=("late", "correction"), seq__gt=0, corrects__isnull=False),
                name="what_comes_after_names_what_it_corrects",
            ),
        ]

    @property
    def total(self) -> int:
        return self.jkk + self.jkm


class PersonMonth(Guarded):
    """One person, one month, one fund, with its price. The table is partitioned by month; the key leads with it."""

    pk = models.CompositePrimaryKey("month", "person_id", "seq")
    month = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="months", db_index=True)
    seq = models.SmallIntegerField(default=0)
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="lines", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="months", db_index=False)
    area = models.CharField(max_length=13, db_collation="C")
    jkk = models.IntegerField()
    jkm = models.IntegerField()

    class Meta:
        indexes = [
            models.Index("roll", "person", name="line_of_roll"),
            models.Index("month", "person", name="reversal", condition=models.Q(seq__in=(1, 3, 5, 7, 9))),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seq__in=(0, 2, 4, 6, 8), jkk__gte=0, jkm__gte=0)
                | models.Q(seq__in=(1, 3, 5, 7, 9), jkk__lte=0, jkm__lte=0),
                name="charge_or_its_reversal",
            ),
        ]


class Tally(Guarded):
    """A roll's person-months of one nagari, counted when they were written: charges less what is taken off."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    area = models.CharField(max_length=13, db_collation="C")
    persons = models.IntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("roll", "area", name="one_tally_per_roll_and_nagari")]


class Movement(Guarded):
    """Who ``came`` into a fund's month, or left, since the month it billed before; found anew by ``movements.tell``."""

    changes = ("came", "area")
    removable = True

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    came = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint("fund", "month", "person", name="one_movement_per_month")]


class Correction(Guarded):
    """A line that a correction will add to the person-months once it is approved: the same shape, the same ``seq``."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="proposed")
    month = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seq = models.SmallIntegerField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=13, db_collation="C")
    jkk = models.IntegerField()
    jkm = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("roll", "person", "seq", name="one_correction_line")]


class RollPayment(Guarded):
    """The day on which a roll was paid in full: from then on its person-months protect.

    Even ``seq`` is a payment, odd ``seq`` voids the one before, so at most one payment of a roll stands. A correction
    is paid when the roll that it corrects is, on the same day: what is taken off was never protected.
    """

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="payments")
    area = models.CharField(max_length=13, db_collation="C")
    paid_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    seq = models.SmallIntegerField(default=0, db_default=0)
    voids = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="voided_by")

    class Meta:
        constraints = [
            models.UniqueConstraint("roll", "seq", name="one_payment_per_roll_and_turn"),
            models.CheckConstraint(
                condition=models.Q(seq__in=(0, 2, 4, 6, 8), voids=None)
                | models.Q(seq__in=(1, 3, 5, 7, 9), voids__isnull=False),
                name="payment_or_what_voids_it",
            ),
        ]


class ForeignMonth(Guarded):
    """A month that others paid (self-paid, an employer): not ours to pay, but it moves the person's clock.

    ``source`` says where it was read. A note that was wrong is withdrawn by another person than who made it, with a
    reason, and stays visible.
    """

    changes = ("withdrawn_by", "withdrawn_at", "reason")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="foreign_months")
    area = models.CharField(max_length=13, db_collation="C")
    month = models.DateField()
    payer = models.CharField(max_length=40)
    paid_on = models.DateField()
    source = models.CharField(max_length=120, default="", db_default="")
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "month", "payer", condition=models.Q(withdrawn_at=None), name="one_foreign_month_standing"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="foreign_month_is_a_month"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_by=None, withdrawn_at=None, reason="")
                | (models.Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~models.Q(reason="")),
                name="foreign_month_withdrawn_with_everything",
            ),
            models.CheckConstraint(
                condition=~models.Q(noted_by=models.F("withdrawn_by")), name="foreign_month_four_eyes"
            ),
        ]
