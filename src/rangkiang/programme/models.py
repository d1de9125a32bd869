"""Programmes and what carries them: legal acts, funds (a kind and the authority that pays), budgets, rules, plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.access.models import User
from rangkiang.platform.models import Guarded, RecordedNow

CHECKS = ("dukcapil", "bpjs", "field")  # what terms may ask of a candidate beside the papers


class LegalAct(Guarded):
    """A Perda, Perbup, SK or agreement, by number and date."""

    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=80)
    dated = models.DateField()
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "number", "dated", name="one_legal_act")]


class Programme(Guarded):
    """One government's programme; many may share an installation."""

    changes = ("owner_office",)
    open_to_all = True

    area = models.CharField(max_length=13, db_collation="C")
    name = models.CharField(max_length=120)
    owner_office = models.CharField(max_length=120)
    starts_on = models.DateField()
    legal_act = models.ForeignKey(LegalAct, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("area", "name", name="one_programme_name")]


class FundKind(models.TextChoices):
    """Whose money it is; the codes are those of the law's relief rules."""

    APBD_KAB = "APBD_KAB", _("regency budget (APBD)")
    APBD_PROV = "APBD_PROV", _("provincial budget (APBD)")
    APBN = "APBN", _("state budget (APBN)")
    APB_NAGARI = "APB_NAGARI", _("nagari budget")
    DBH_SAWIT = "DBH_SAWIT", _("palm-oil revenue share")
    DBHCHT = "DBHCHT", _("tobacco excise share")
    CSR = "CSR", _("company donations")
    BAZNAS = "BAZNAS", _("zakat board")
    MANDIRI = "MANDIRI", _("self-paid")


class Fund(Guarded):
    """A purse: a kind and the authority that pays. 61 nagari are 61 funds."""

    changes = ("jkk_account", "jkm_account", "npp")
    open_to_all = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="funds")
    kind = models.CharField(max_length=12, choices=FundKind.choices)
    area = models.CharField(max_length=13, db_collation="C")
    name = models.CharField(max_length=120)
    jkk_account = models.CharField(max_length=30)
    jkm_account = models.CharField(max_length=30)
    npp = models.CharField(max_length=12, default="")

    class Meta:
        constraints = [models.UniqueConstraint("programme", "kind", "area", name="one_fund_per_kind_and_payer")]

    @property
    def code(self) -> str:
        """``APBD_KAB:13.03``; the kind alone names it where only one authority pays by that kind."""
        return f"{self.kind}:{self.area}"

    def __str__(self) -> str:
        return self.name


class Budget(Guarded):
    """A fund's ceiling for a year; a revision (perubahan) is the next ``seq``, never an edit."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="budgets")
    area = models.CharField(max_length=13, db_collation="C")
    year = models.SmallIntegerField()
    seq = models.SmallIntegerField(default=0)
    ceiling = models.BigIntegerField()
    legal_act = models.ForeignKey(LegalAct, null=True, on_delete=models.PROTECT)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "year", "seq", name="one_budget_per_year_and_revision"),
            models.CheckConstraint(condition=models.Q(ceiling__gte=0), name="ceiling_not_negative"),
        ]


class Overspend(Guarded):
    """So much more than its ceiling a fund may commit in a year: one asks for it on a legal act, another approves."""

    changes = ("approved_by", "approved_at")

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="overspends")
    area = models.CharField(max_length=13, db_collation="C")
    year = models.SmallIntegerField()
    amount = models.BigIntegerField()
    reason = models.TextField()
    legal_act = models.ForeignKey(LegalAct, on_delete=models.PROTECT)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "year", "legal_act", name="one_overspend_per_act"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="overspend_above_zero"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="overspend_has_its_reason"),
            models.CheckConstraint(condition=~models.Q(asked_by=models.F("approved_by")), name="overspend_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="overspend_approved_at_and_by",
            ),
        ]


class FundSetting(Guarded):
    """A fund's account codes and the office that owns it, from a day on; what the fund was opened with holds before."""

    open_to_all = True

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="settings")
    area = models.CharField(max_length=13, db_collation="C")
    valid_from = models.DateField()
    jkk_account = models.CharField(max_length=30)
    jkm_account = models.CharField(max_length=30)
    office = models.CharField(max_length=120)
    legal_act = models.ForeignKey(LegalAct, on_delete=models.PROTECT)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("fund", "valid_from", name="one_setting_per_day")]


class RuleSet(Guarded):
    """The terms of eligibility that an act sets for a programme from a day on; the newest valid one decides."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rule_sets")
    valid_from = models.DateField()
    legal_act = models.ForeignKey(LegalAct, on_delete=models.PROTECT)
    age_min = models.SmallIntegerField()
    age_below = models.SmallIntegerField()
    decile_max = models.SmallIntegerField(null=True)
    earners_max = models.SmallIntegerField(null=True)  # covered earners of one family card; null is no limit
    checks = models.CharField(max_length=40, default="")  # beside the papers: dukcapil, bpjs, field; with commas
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("programme", "valid_from", name="one_rule_set_per_day"),
            models.CheckConstraint(condition=models.Q(age_min__lt=models.F("age_below")), name="ages_in_order"),
            models.CheckConstraint(
                condition=models.Q(earners_max=None) | models.Q(earners_max__gte=1), name="an_earner"
            ),
        ]

    @property
    def asked(self) -> list[str]:
        """The checks asked beside the papers."""
        return [one for one in self.checks.split(",") if one]


class SavedPlan(Guarded):
    """Scenarios of a fund as they were asked, and their answers of that day; neither changes afterwards.

    ``asked`` and ``answers`` are lists of the same length, in the words of the room that plans.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="plans")
    area = models.CharField(max_length=13, db_collation="C")
    title = models.CharField(max_length=120)
    asked = models.JSONField()
    answers = models.JSONField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [models.UniqueConstraint("fund", "title", name="one_plan_title")]
