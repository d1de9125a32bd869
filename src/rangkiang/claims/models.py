"""Deaths and accidents, the claims they raise, what the law gives, what BPJS decided, and the hand-over."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.people.models import Person
from rangkiang.platform.models import Guarded, RecordedNow
from rangkiang.programme.models import Fund


class Event(Guarded):
    """A death or an accident, as reported. A person dies once; one accident a day. A closed one was wrong."""

    changes = ("state", "outcome", "facts", "closing_reason", "happened_on", "died_on")

    class Kind(models.TextChoices):
        DEATH = "death", _("death")
        ACCIDENT = "accident", _("work accident")

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        CLAIMED = "claimed", _("claim opened")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="incidents")
    area = models.CharField(max_length=13, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_on = models.DateField()
    died_on = models.DateField(null=True)  # of a fatal accident, where somebody said it; it may come months later
    reported_on = models.DateField()
    source = models.CharField(max_length=20, default="nagari")
    outcome = models.CharField(max_length=12, default="")  # recovered, partial, total, death
    facts = models.JSONField(default=dict)  # loss, incapacity months, transport receipts, as the law's case names them
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    closing_reason = models.TextField(default="")
    key = models.UUIDField(null=True, unique=True)  # made by the form: the same form sent twice is one report
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", condition=models.Q(kind="death") & ~models.Q(state="closed"), name="one_death"
            ),
            models.UniqueConstraint(
                "person", condition=models.Q(outcome="death") & ~models.Q(state="closed"), name="one_fatal_event"
            ),
            models.UniqueConstraint(
                "person",
                "happened_on",
                condition=models.Q(kind="accident") & ~models.Q(state="closed"),
                name="one_accident_a_day",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="closed") & ~models.Q(closing_reason=""))
                | models.Q(~models.Q(state="closed"), closing_reason=""),
                name="event_closed_with_reason",
            ),
            models.CheckConstraint(condition=models.Q(reported_on__gte=models.F("happened_on")), name="reported_after"),
            models.CheckConstraint(
                condition=models.Q(died_on=None)
                | models.Q(kind="accident", outcome="death", died_on__gte=models.F("happened_on")),
                name="died_of_the_accident",
            ),
        ]

    @property
    def day(self) -> date:
        """The day from which the family waits: of the death, else of the accident."""
        return self.death_day or self.happened_on

    @property
    def death_day(self) -> date | None:
        """The day of death as told; an accident's own day where nobody said another."""
        return (self.died_on or self.happened_on) if self.outcome == "death" else None


class Notice(Guarded):
    """What a notice must say (Permenaker 1/2025 Pasal 48A), with a disease from work's own facts. The newest counts."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    area = models.CharField(max_length=13, db_collation="C")
    at = models.TimeField(null=True)
    place = models.CharField(max_length=120, default="")
    cause = models.CharField(max_length=200, default="")
    chronology = models.TextField(default="")
    notifier = models.CharField(max_length=120, default="")
    phone = models.CharField(max_length=30, default="")
    diagnosis = models.CharField(max_length=200, default="")
    job = models.CharField(max_length=120, default="")
    exposure = models.CharField(max_length=200, default="")
    years_worked = models.SmallIntegerField(null=True)
    years_in_job = models.SmallIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())


class Child(Guarded):
    """A child of a member, for scholarships. Children's data: seen by right only.

    ``chosen``: by the heirs, where there are more children than scholarships; None: not asked yet.
    """

    changes = (
        "name",
        "born",
        "level",
        "grade",
        "married",
        "working",
        "works_excepted",
        "died_on",
        "chosen",
        "ended_on",
        "end_reason",
    )

    class Ended(models.TextChoices):
        AGE = "age", _("reached the age limit")
        MARRIED = "married", _("married")
        WORKING = "working", _("works")
        DIED = "died", _("died")
        FINISHED = "finished", _("finished school")
        STOPPED = "stopped", _("stopped going to school")

    parent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="children")
    area = models.CharField(max_length=13, db_collation="C")
    name = models.CharField(max_length=120)
    born = models.DateField()
    level = models.CharField(max_length=4, default="")
    grade = models.SmallIntegerField(default=0)
    married = models.BooleanField(default=False)
    working = models.BooleanField(default=False)
    works_excepted = models.BooleanField(null=True)  # Permenaker 1/2025 Pasal 103 (3a); None: not known
    died_on = models.DateField(null=True)
    chosen = models.BooleanField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=Ended.choices, default="")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("parent", "name", "born", name="one_child"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, end_reason="")
                | models.Q(models.Q(ended_on__isnull=False), ~models.Q(end_reason="")),
                name="scholarship_ended_with_reason",
            ),
        ]


class SchoolYear(Guarded):
    """A child's level and class in one school year, named by the year it begins; without a level: what now?

    Proposed by the promotion each July, confirmed by a person; the papers of the yearly claim are the scanned ones.
    """

    changes = ("level", "grade", "confirmed_by", "confirmed_at", "applied_on", "applied_by")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="school_years")
    area = models.CharField(max_length=13, db_collation="C")
    year = models.SmallIntegerField()
    level = models.CharField(max_length=4, default="")
    grade = models.SmallIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    applied_on = models.DateField(null=True)
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("child", "year", name="one_class_a_year"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False), ~models.Q(level="")),
                name="class_confirmed_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(applied_on=None, applied_by=None)
                | models.Q(applied_on__isnull=False, applied_by__isnull=False, confirmed_by__isnull=False),
                name="applied_once_confirmed",
            ),
        ]


class Pause(Guarded):
    """A scholarship at rest: the child is away from school and may come back."""

    changes = ("until",)

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="pauses")
    area = models.CharField(max_length=13, db_collation="C")
    since = models.DateField()
    until = models.DateField(null=True)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("child", condition=models.Q(until=None), name="one_open_pause"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="pause_ends_after"
            ),
        ]


class Claim(Guarded):
    """What the law gives for an event, with its explanation frozen, and its way to the family.

    ``computed`` is ours; ``granted`` is BPJS's decision. The one never overwrites the other.
    """

    changes = (
        "state",
        "fund",
        "case",
        "decision",
        "computed",
        "steps",
        "prepared_by",
        "submitted_on",
        "decided_on",
        "granted",
        "turn",
        "refusal",
        "refusal_note",
        "approved_by",
        "approved_at",
        "paid_on",
        "closed_by",
        "closed_at",
        "closing_reason",
    )

    class Scheme(models.TextChoices):
        JKK = "jkk", _("work accident (JKK)")
        JKM = "jkm", _("death (JKM)")

    class State(models.TextChoices):
        REVIEW = "review", _("needs a decision")
        OPEN = "open", _("papers being gathered")
        SUBMITTED = "submitted", _("at BPJS")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        OBJECTED = "objected", _("refused, objection filed")
        PAID = "paid", _("paid to the family")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="claim")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    area = models.CharField(max_length=13, db_collation="C")
    fund = models.ForeignKey(Fund, null=True, on_delete=models.PROTECT, related_name="+")  # null: none of ours covered
    scheme = models.CharField(max_length=3, choices=Scheme.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    case = models.JSONField()  # the very case given to the law
    decision = models.CharField(max_length=12)
    computed = models.BigIntegerField()
    steps = models.JSONField()  # the whole answer, its questions among it
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    submitted_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    granted = models.BigIntegerField(null=True)
    turn = models.SmallIntegerField(default=0)  # 0: the first decision; one more after each objection that changed it
    refusal = models.CharField(max_length=40, default="")  # a reason of reasons.toml
    refusal_note = models.TextField(default="")
    paid_on = models.DateField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(prepared_by=models.F("approved_by")), name="claim_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="claim_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("granted", "paid")) | models.Q(granted__gt=0, decided_on__isnull=False),
                name="granted_with_amount_and_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal=""), name="refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False), name="paid_has_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (
                    models.Q(closed_by__isnull=False, closed_at__isnull=False)
                    & ~models.Q(closing_reason="")
                    & ~models.Q(closed_by=models.F("prepared_by"))
                ),
                name="closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed") | models.Q(closed_by=None, closed_at=None, closing_reason=""),
                name="only_the_closed_have_a_closing",
            ),
        ]


class ClaimPart(Guarded):
    """One granted part: santunan, berkala, pemakaman, beasiswa, …; those of the claim's turn are the amount granted."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts")
    area = models.CharField(max_length=13, db_collation="C")
    code = models.CharField(max_length=12)
    turn = models.SmallIntegerField(default=0)
    amount = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "code", "turn", name="one_part"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="part_above_zero"),
        ]


class Disbursement(Guarded):
    """Cash handed over: the lump parts once, a scholarship year by year. To the heir's account only."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="disbursements")
    area = models.CharField(max_length=13, db_collation="C")
    part = models.CharField(max_length=12)
    child = models.ForeignKey(Child, null=True, on_delete=models.PROTECT, related_name="disbursements")
    school_year = models.SmallIntegerField(default=0)
    turn = models.SmallIntegerField(default=0)  # what a later decision added is paid in its turn
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "claim", "part", "child", "school_year", "turn", nulls_distinct=False, name="one_disbursement"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="disbursement_above_zero"),
        ]


class HandOver(Guarded):
    """Who received it, in what relation, when: the record that no broker stood between."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="hand_over")
    area = models.CharField(max_length=13, db_collation="C")
    heir = models.CharField(max_length=120)
    relation = models.CharField(max_length=40)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())


class EarlierAnswer(Guarded):
    """What the law had answered before new facts were known; the claim holds the answer that counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="earlier")
    area = models.CharField(max_length=13, db_collation="C")
    case = models.JSONField()
    decision = models.CharField(max_length=12)
    computed = models.BigIntegerField()
    steps = models.JSONField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())


class Judgement(Guarded):
    """A person's answer to a question that the law left open, with the evidence; the newest of a question counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="judgements")
    area = models.CharField(max_length=13, db_collation="C")
    question_id = models.TextField()  # as it was spelled out, in Indonesian
    question_en = models.TextField()
    answer = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(answer=""), name="judged_in_words")]


class Question(Guarded):
    """What BPJS asked about a claim, and what was answered."""

    changes = ("answered_on", "answer", "answered_by")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="questions")
    area = models.CharField(max_length=13, db_collation="C")
    asked_on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    answered_on = models.DateField(null=True)
    answer = models.TextField(default="")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "asked_on", "text", name="asked_once"),
            models.CheckConstraint(
                condition=models.Q(answered_on=None, answered_by=None, answer="")
                | models.Q(
                    models.Q(answered_on__gte=models.F("asked_on"), answered_by__isnull=False), ~models.Q(answer="")
                ),
                name="answered_with_words_and_day",
            ),
        ]


class Difference(Guarded):
    """Why BPJS granted another amount for a part than the law gives by our reckoning. The newest counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="differences")
    area = models.CharField(max_length=13, db_collation="C")
    turn = models.SmallIntegerField()
    code = models.CharField(max_length=12)
    computed = models.BigIntegerField()
    granted = models.BigIntegerField()
    reason = models.CharField(max_length=40)  # of reasons.toml
    note = models.TextField(default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())


class Objection(Guarded):
    """The family does not agree with a decision: what it said then, the grounds, and what BPJS answered."""

    changes = ("answered_on", "outcome", "answer", "answered_by")

    class Outcome(models.TextChoices):
        CHANGED = "changed", _("BPJS changed its decision")
        KEPT = "kept", _("BPJS keeps its decision")
        WITHDRAWN = "withdrawn", _("taken back by the family")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="objections")
    area = models.CharField(max_length=13, db_collation="C")
    turn = models.SmallIntegerField()
    filed_on = models.DateField()
    grounds = models.TextField()
    was_granted = models.BigIntegerField(null=True)
    was_refusal = models.CharField(max_length=40, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    answered_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="")
    answer = models.TextField(default="")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", condition=models.Q(answered_on=None), name="one_open_objection"),
            models.CheckConstraint(
                condition=models.Q(answered_on=None, answered_by=None, outcome="")
                | models.Q(
                    models.Q(answered_on__gte=models.F("filed_on"), answered_by__isnull=False), ~models.Q(outcome="")
                ),
                name="objection_answered_with_outcome",
            ),
        ]
