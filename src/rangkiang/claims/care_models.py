"""Around an accident: BPJS's first decision, guarantee letters, receipts, months unable to work, the rating."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow

from .models import Event


class OfAccident(Guarded):
    """A row about one accident, signed; its area is the event's."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        abstract = True


class StageOne(OfAccident):
    """The first report at BPJS. ``suspected``: if work was the cause is in doubt, and BPJS decides within 30 days."""

    changes = ("suspected", "decided_on", "from_work")

    received_on = models.DateField()
    suspected = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    from_work = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("event", name="one_stage_one"),
            models.CheckConstraint(
                condition=models.Q(decided_on=None, from_work=None)
                | models.Q(decided_on__gte=models.F("received_on"), from_work__isnull=False, suspected=True),
                name="suspicion_decided_with_day",
            ),
        ]


class GuaranteeLetter(OfAccident):
    """BPJS guarantees the care at a facility before anything is decided."""

    number = models.CharField(max_length=60)
    facility = models.CharField(max_length=120)
    issued_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("event", "number", name="one_guarantee_letter")]


class Receipt(OfAccident):
    """What the family paid itself, by the law's kinds; one entered wrongly is withdrawn, not changed."""

    changes = ("withdrawn_by",)

    class Kind(models.TextChoices):
        LAND = "land", _("transport by land")
        SEA = "sea", _("transport by water")
        AIR = "air", _("transport by air")
        HOME = "home", _("care at home")
        PROSTHESIS = "prosthesis_price", _("orthosis or prosthesis, price of the rehabilitation centre")
        DENTURE = "denture", _("denture")
        HEARING = "hearing_aid", _("hearing aid")
        GLASSES = "glasses", _("glasses")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount = models.BigIntegerField()
    on = models.DateField()
    issuer = models.CharField(max_length=120)
    months = models.SmallIntegerField(default=0)  # of care at home
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_above_zero"),
            models.UniqueConstraint(
                "event", "kind", "on", "issuer", "amount", condition=models.Q(withdrawn_by=None), name="one_receipt"
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="home") & models.Q(months__gt=0))
                | (~models.Q(kind="home") & models.Q(months=0)),
                name="months_of_care_at_home",
            ),
        ]


class UnableToWork(OfAccident):
    """A time in which the doctor forbade work; open while it lasts."""

    changes = ("until",)

    since = models.DateField()
    until = models.DateField(null=True)
    doctor = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("event", condition=models.Q(until=None), name="one_open_incapacity"),
            models.UniqueConstraint("event", "since", name="incapacity_begins_once"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="incapacity_ends_after"
            ),
        ]


class Rating(OfAccident):
    """A doctor's word on what is lost: rows of the law's table, or a percentage. The newest counts."""

    class Role(models.TextChoices):
        TREATING = "treating", _("treating doctor")
        ADVISER = "adviser", _("adviser doctor of the ministry")

    total = models.BooleanField()
    losses = models.JSONField(default=list)  # as the law's case names them
    doctor = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=True) | ~models.Q(losses=[]), name="partial_rating_names_its_losses"
            ),
        ]


class Milestone(OfAccident):
    """The way back: declared healed, in training, at work again."""

    class Kind(models.TextChoices):
        HEALED = "healed", _("declared healed, or as well as can be")
        TRAINING = "training", _("training for other work began")
        RETURNED = "returned", _("works again")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    said = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint("event", "kind", name="one_milestone")]
