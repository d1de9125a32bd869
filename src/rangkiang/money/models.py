"""Bills, payment orders, receipts, reconciliation, and the ledger under them.

A bill is a roll with a due date and an approval. Money moves as transfers (one debit account, one credit account,
an amount above zero), so the books balance by construction; a correction is another transfer. A bill below zero is a
credit with BPJS; so is what an order paid beyond its bills. A credit is used for another bill or is refunded.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.membership.models import Roll
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund

from . import statements_models  # noqa: F401  its tables are tables of this room


class Price(Guarded):
    """What ``law`` charges for one person-month: filled per month before it is billed, never typed."""

    month = models.DateField()
    fund_kind = models.CharField(max_length=12)
    sector = models.CharField(max_length=15)
    band = models.SmallIntegerField()
    jkk = models.IntegerField()
    jkm = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("month", "fund_kind", "sector", "band", name="one_price")]


class Bill(Guarded):
    """A roll that is owed. Frozen from the start; a check and the approval are added, each by another person.

    Approving issues it: ``sha256`` is over its lines and its head, as they stand from then on. A draft may be withdrawn
    with a reason; its person-months are taken off again by a roll whose bill is withdrawn with it.
    """

    changes = ("state", "approved_by", "approved_at", "billing_code", "checked_by", "checked_at", "sha256",
               "withdrawn_by", "withdrawn_at", "reason")  # fmt: skip

    class State(models.TextChoices):
        DRAFT = "draft", _("waits for approval")
        ISSUED = "issued", _("to be paid")
        SETTLED = "settled", _("paid")
        WITHDRAWN = "withdrawn", _("withdrawn")

    roll = models.OneToOneField(Roll, primary_key=True, on_delete=models.PROTECT, related_name="bill")
    area = models.CharField(max_length=13, db_collation="C")
    due_on = models.DateField()
    billing_code = models.CharField(max_length=12, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, default="", db_default="")
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("approved_by")), name="bill_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "withdrawn"), approved_by=None, approved_at=None)
                | (
                    models.Q(state__in=("issued", "settled"))
                    & models.Q(approved_by__isnull=False, approved_at__isnull=False)
                ),
                name="bill_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None, checked_at=None)
                | models.Q(checked_by__isnull=False, checked_at__isnull=False),
                name="bill_checked_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(prepared_by=models.F("checked_by")), name="bill_checked_by_another"
            ),
            models.CheckConstraint(
                condition=(~models.Q(state="withdrawn") & models.Q(withdrawn_by=None, withdrawn_at=None, reason=""))
                | (
                    models.Q(state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                    & ~models.Q(reason="")
                ),
                name="bill_withdrawn_with_everything",
            ),
            models.CheckConstraint(condition=models.Q(billing_code__regex=r"^(\d{12})?$"), name="bill_code_12_digits"),
        ]

    @property
    def stage(self) -> str:
        """Where it stands, in words: a checked draft says so."""
        if self.state == self.State.DRAFT and self.checked_at:
            return str(_("checked, waits for approval"))
        return str(self.get_state_display())


class PaymentOrder(Guarded):
    """SPP, SPM, SP2D: the money that leaves the fund on a day. It may differ from its bills; that is a finding."""

    changes = ("state", "approved_by", "approved_at", "sp2d", "paid_on")

    class State(models.TextChoices):
        DRAFT = "draft", _("waits for approval")
        PAID = "paid", _("paid")
        VOIDED = "voided", _("reversed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="payment_orders")
    area = models.CharField(max_length=13, db_collation="C")
    spp = models.CharField(max_length=40)
    spp_on = models.DateField(null=True)
    spm = models.CharField(max_length=40)
    spm_on = models.DateField(null=True)
    sp2d = models.CharField(max_length=40, default="")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    paid_on = models.DateField(null=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "spm", name="one_order_per_spm"),
            models.UniqueConstraint("fund", "sp2d", condition=models.Q(state="paid"), name="one_order_per_sp2d"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="order_amount_above_zero"),
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("approved_by")), name="order_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=("draft", "voided"), approved_by=None, approved_at=None, paid_on=None, sp2d=""
                )
                | (
                    models.Q(
                        state__in=("paid", "voided"),
                        approved_by__isnull=False,
                        approved_at__isnull=False,
                        paid_on__isnull=False,
                    )
                    & ~models.Q(sp2d="")
                ),
                name="order_paid_with_everything",
            ),
            models.CheckConstraint(
                condition=models.Q(spp_on=None) | models.Q(spm_on=None) | models.Q(spp_on__lte=models.F("spm_on")),
                name="spp_before_spm",
            ),
            models.CheckConstraint(
                condition=models.Q(spm_on=None) | models.Q(paid_on=None) | models.Q(spm_on__lte=models.F("paid_on")),
                name="spm_before_sp2d",
            ),
        ]


class Allocation(Guarded):
    """How much of what settles which bill: money of a payment order, or the credit of a bill below zero.

    ``used_on`` is the day on which a credit was used; without it the order was drawn up for this bill.
    """

    order = models.ForeignKey(PaymentOrder, null=True, on_delete=models.PROTECT, related_name="allocations")
    credit = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="uses")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="allocations")
    area = models.CharField(max_length=13, db_collation="C")
    amount = models.BigIntegerField()
    used_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "order", "bill", condition=models.Q(used_on=None), name="one_allocation_as_drawn_up"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_above_zero"),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False, credit=None)
                | models.Q(order=None, credit__isnull=False, used_on__isnull=False),
                name="allocation_from_an_order_or_a_credit",
            ),
            models.CheckConstraint(condition=~models.Q(bill=models.F("credit")), name="no_credit_for_itself"),
        ]


class Reversal(Guarded):
    """A payment order that must not count: asked for by one, approved by another. It voids, nothing is erased."""

    changes = ("approved_by", "approved_at", "reversed_on")

    order = models.OneToOneField(PaymentOrder, on_delete=models.PROTECT, related_name="reversal")
    area = models.CharField(max_length=13, db_collation="C")
    reason = models.TextField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    reversed_on = models.DateField(null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reversal_has_its_reason"),
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("approved_by")), name="reversal_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None, reversed_on=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False, reversed_on__isnull=False),
                name="reversal_approved_with_everything",
            ),
        ]


class Refund(Guarded):
    """A credit asked back from BPJS in money: followed from the letter until it is received or refused.

    ``bill`` is the bill below zero (months paid after death, the wrong person), ``order`` what was paid too much.
    """

    changes = ("state", "settled_on", "reference", "closed_by", "closed_at")

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        RECEIVED = "received", _("received")
        REFUSED = "refused", _("refused")

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="refunds")
    area = models.CharField(max_length=13, db_collation="C")
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey(PaymentOrder, null=True, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    letter = models.CharField(max_length=40)
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    settled_on = models.DateField(null=True)
    reference = models.CharField(max_length=200, default="")
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "letter", "bill", "order", nulls_distinct=False, name="one_refund_per_letter"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_above_zero"),
            models.CheckConstraint(
                condition=models.Q(bill__isnull=False, order=None) | models.Q(bill=None, order__isnull=False),
                name="refund_of_a_bill_or_an_order",
            ),
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("closed_by")), name="refund_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(state="asked", settled_on=None, reference="", closed_by=None, closed_at=None)
                | (
                    models.Q(
                        state__in=("received", "refused"),
                        settled_on__isnull=False,
                        closed_by__isnull=False,
                        closed_at__isnull=False,
                    )
                    & ~models.Q(reference="")
                ),
                name="refund_closed_with_everything",
            ),
        ]


class Closing(Guarded):
    """Even ``seq`` closes a fund's month, odd ``seq`` opens it again with a reason; the newest row is how it stands.

    Who compared the lists may not close: ``compared_by`` is another person.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="closings")
    area = models.CharField(max_length=13, db_collation="C")
    month = models.DateField()
    seq = models.SmallIntegerField()
    compared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(default="")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "month", "seq", name="one_closing_per_turn"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="closing_month_is_a_month"),
            models.CheckConstraint(condition=~models.Q(made_by=models.F("compared_by")), name="closing_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(compared_by__isnull=False, reason="")
                | (models.Q(compared_by=None) & ~models.Q(reason="")),
                name="closed_after_a_comparison_opened_with_a_reason",
            ),
        ]

    @property
    def closed(self) -> bool:
        return self.seq % 2 == 0


class Receipt(Guarded):
    """BPJS's receipt for a payment: its three numbers."""

    order = models.OneToOneField(PaymentOrder, on_delete=models.PROTECT, related_name="receipt")
    area = models.CharField(max_length=13, db_collation="C")
    number = models.CharField(max_length=15)
    billing_code = models.CharField(max_length=12)
    payment_reference = models.CharField(max_length=12)
    received_on = models.DateField()
    amount = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("number", name="one_receipt_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_above_zero"),
            models.CheckConstraint(condition=models.Q(number__regex=r"^\d{15}$"), name="receipt_number_15_digits"),
            models.CheckConstraint(condition=models.Q(billing_code__regex=r"^\d{12}$"), name="billing_code_12_digits"),
            models.CheckConstraint(
                condition=models.Q(payment_reference__regex=r"^\d{12}$"), name="payment_reference_12_digits"
            ),
        ]


class ActiveMember(Guarded):
    """One row of BPJS's active list for a fund and month: the fourth list of the reconciliation.

    Lists are numbered from 0; the newest counts, the earlier ones stay to be read.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    seq = models.SmallIntegerField(db_default=0)
    kpj = models.CharField(max_length=11)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.CharField(max_length=13, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint("fund", "month", "seq", "kpj", name="one_row_of_a_list")]


class Reconciliation(Guarded):
    """One comparison of the four lists of a fund and month: decree, active list, bill, receipt."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="reconciliations")
    area = models.CharField(max_length=13, db_collation="C")
    month = models.DateField()
    seq = models.SmallIntegerField()
    decreed = models.IntegerField()
    active = models.IntegerField()
    billed = models.IntegerField()
    billed_amount = models.BigIntegerField()
    received_amount = models.BigIntegerField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("fund", "month", "seq", name="one_reconciliation")]


class Difference(Guarded):
    """One thing that does not agree. It stays open until a person explains it or an action solves it.

    Its ``owner`` answers for it until the day it is due. What one person explained another signs off. A later
    comparison opens it again when it is true again, or when what was explained has changed: ``persons``, or ``who``,
    the md5 of the cards, persons, orders or lines that one row stands for; without it, the amount.
    """

    changes = ("reconciliation", "persons", "amount", "who", "state", "explanation", "closed_by", "closed_at", "owner",
               "due_on", "signed_by", "signed_at")  # fmt: skip
    GONE = "no_longer_found"  # what a comparison writes as the explanation of what it solved; shown in words

    class Kind(models.TextChoices):
        MISSING_AT_BPJS = "missing_at_bpjs", _("billed but not on the active list")
        LIST_MISSING = "active_list_missing", _("billed, and no active list of BPJS at all")
        NOT_ENROLLED = "decreed_not_enrolled", _("decreed but not enrolled")
        EXTRA_AT_BPJS = "extra_at_bpjs", _("on the active list but not billed")
        NOT_BILLED = "not_billed", _("decreed but not billed")
        AMOUNT = "payment_differs", _("payment differs from its bills")
        UNPAID = "unpaid", _("billed but not paid")
        UNDATED = "held_undated", _("held back: told dead, the day not known")
        DEAD = "billed_after_death", _("billed after death")
        TWICE = "billed_twice", _("two records of one person billed")
        RECEIPT = "receipt_differs", _("receipt differs from the payment")
        RECEIPT_MISSING = "receipt_missing", _("paid, and no receipt of BPJS")
        CREDIT = "credit_open", _("credit with BPJS not used or refunded yet")
        BPJS_MISSING = "bpjs_missing", _("BPJS bill: somebody whom we bill is not on it")
        BPJS_EXTRA = "bpjs_extra", _("BPJS bill: somebody whom we do not bill")
        BPJS_AMOUNT = "bpjs_amount", _("BPJS bill: other amount")
        BPJS_MONTH = "bpjs_month", _("BPJS bill: line of another month")
        BPJS_FUND = "bpjs_fund", _("BPJS bill: somebody whom another fund pays")
        BPJS_DEAD = "bpjs_dead", _("BPJS bill: line after death")
        BPJS_TWICE = "bpjs_twice", _("BPJS bill: one person twice")
        BPJS_TOTAL = "bpjs_total", _("BPJS bill: its head is not the sum of its lines")
        LINE_OPEN = "statement_unmatched", _("statement: line that belongs to no payment")
        LINE_DIFFERS = "statement_differs", _("statement: other amount than the payment")
        UNSEEN = "payment_unseen", _("payment that the bank statement does not show")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        EXPLAINED = "explained", _("explained")
        SOLVED = "solved", _("solved")

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="differences")
    month = models.DateField()
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    persons = models.IntegerField(default=1)
    amount = models.BigIntegerField(default=0)
    who = models.CharField(max_length=32, default="", db_default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    explanation = models.TextField(default="")
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by=None, signed_at=None)
                | models.Q(state="explained", signed_by__isnull=False, signed_at__isnull=False),
                name="only_what_is_explained_is_signed_off",
            ),
            models.CheckConstraint(condition=~models.Q(closed_by=models.F("signed_by")), name="difference_four_eyes"),
            models.UniqueConstraint("fund", "month", "kind", "person", nulls_distinct=False, name="one_difference"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_by=None, closed_at=None)
                | (
                    ~models.Q(state="open")
                    & models.Q(closed_by__isnull=False, closed_at__isnull=False)
                    & ~models.Q(explanation="")
                ),
                name="difference_closed_with_everything",
            ),
        ]

    @property
    def said(self) -> str:
        """The explanation in the reader's language, when it is ours; a person's words as they are."""
        if self.state == self.State.SOLVED and self.explanation == self.GONE:
            return str(_("No longer found when the lists were compared."))
        return self.explanation


ACCOUNTS = {
    "payable": _("Owed to BPJS"),
    "cash": _("Cash"),
    "unallocated": _("Paid beyond the bills"),
    "contributions:jkk": _("JKK contributions"),
    "contributions:jkm": _("JKM contributions"),
    "memo:committed": _("Committed of the ceiling"),
    "memo:available": _("Left of the ceiling"),
}


class Account(Guarded):
    """A ledger account of one fund: ``payable``, ``cash``, ``unallocated``, ``contributions``, ``memo``."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="accounts")
    area = models.CharField(max_length=13, db_collation="C")
    code = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint("fund", "code", name="one_account")]

    @property
    def title(self) -> str:
        """The account in the reader's words; its code is what journals are exported with."""
        name, _colon, year = self.code.rpartition(":")
        return f"{ACCOUNTS[name]} {year}" if year.isdigit() else str(ACCOUNTS[self.code])


class Transfer(Guarded):
    """Value moves from the credit account to the debit account. ``reference`` makes writing it twice impossible."""

    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credits")
    area = models.CharField(max_length=13, db_collation="C")
    amount = models.BigIntegerField()
    happened_on = models.DateField()
    reference = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("reference", name="one_transfer_per_reference"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_above_zero"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="transfer_between_two"),
        ]
