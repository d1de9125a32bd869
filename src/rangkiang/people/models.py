"""Who someone is: one row per person known, the pointer that joins two rows of one person, and known cover."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.platform.models import Guarded, RecordedNow


class Sex(models.TextChoices):
    MALE = "L", _("male")
    FEMALE = "P", _("female")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    context_field=None,
    obj_field=pghistory.ObjForeignKey(related_name="past", related_query_name="past"),
)
class Person(Guarded):
    """A natural person. Identifiers are text from the first byte. Earlier states are kept as events."""

    changes = (
        "nik",
        "kk",
        "name",
        "name_key",
        "birth_place",
        "birth_date",
        "sex",
        "mother",
        "address",
        "jorong",
        "area",
        "occupation",
        "income",
        "phone",
        "decile",
        "died_on",
    )

    nik = models.CharField(max_length=16, null=True)
    kk = models.CharField(max_length=16, null=True, db_index=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    birth_place = models.CharField(max_length=60, default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, null=True)
    mother = models.CharField(max_length=120, default="")
    address = models.CharField(max_length=200, default="")
    jorong = models.CharField(max_length=80, default="")
    area = models.CharField(max_length=13, db_collation="C", db_index=True)
    occupation = models.CharField(max_length=80, default="")
    income = models.BigIntegerField(null=True)
    phone = models.CharField(max_length=30, default="")
    decile = models.SmallIntegerField(null=True)
    died_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint("nik", name="one_person_per_nik"),
            models.CheckConstraint(condition=models.Q(nik__regex=r"^\d{16}$"), name="nik_is_16_digits"),
            models.CheckConstraint(condition=models.Q(decile__range=(1, 10)), name="decile_1_to_10"),
        ]
        indexes = [
            models.Index("name_key", "birth_date", name="person_by_name"),
            models.Index("birth_date", name="person_by_birth"),
            models.Index("died_on", name="person_by_death", condition=models.Q(died_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class NameWord(Guarded):
    """One word that some name holds: nobody's name, no place, no person. What a mistyped word may have meant is looked
    for here, since under row-level security no index of likeness may be used on the names themselves.

    A trigger on ``Person`` adds what is new. A word may stand twice when two writers meet; nothing waits for another.
    """

    word = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index("word", name="nameword_by_word"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="nameword_by_likeness"),
        ]


class IdentityLink(Guarded):
    """``record`` was found to be the same person as ``canonical``. A pointer: undoing it restores both whole."""

    changes = ("undone_at", "undone_by", "undone_why")

    record = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    canonical = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="linked_records")
    why = models.TextField()
    made_by = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    undone_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("record", condition=models.Q(undone_at=None), name="one_live_link"),
            models.CheckConstraint(condition=~models.Q(record=models.F("canonical")), name="not_linked_to_itself"),
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by=None)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_at_and_by",
            ),
        ]


class LinkProposal(Guarded):
    """A join that touches somebody's cover: one person proposes it, another confirms or declines it."""

    changes = ("state", "decided_by", "decided_at", "decided_why", "link")

    class State(models.TextChoices):
        OPEN = "open", _("waits for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    record = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposed_links")
    canonical = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=13, db_collation="C")
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    proposed_by = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.TextField(default="")
    link = models.OneToOneField(IdentityLink, null=True, on_delete=models.PROTECT, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint("record", condition=models.Q(state="open"), name="one_open_proposal"),
            models.CheckConstraint(condition=~models.Q(record=models.F("canonical")), name="not_joined_to_itself"),
            models.CheckConstraint(condition=~models.Q(proposed_by=models.F("decided_by")), name="second_pair_of_eyes"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_by=None, decided_at=None)
                | models.Q(~models.Q(state="open"), decided_by__isnull=False, decided_at__isnull=False),
                name="decided_proposal_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state="confirmed", link__isnull=False)
                | models.Q(~models.Q(state="confirmed"), link=None),
                name="confirmed_is_linked",
            ),
        ]


class KnownDeath(Guarded):
    """A death that a list told us of: asked before anyone is proposed, and held against the members.

    A list may lack the NIK or hold it mistyped; the rest of the row says who it may be. ``evidence`` is its batch: what
    two lists tell stands when one of them is taken back.
    """

    changes = ("withdrawn_at",)

    nik = models.CharField(max_length=16, null=True, db_index=True)
    kk = models.CharField(max_length=16, null=True)
    name = models.CharField(max_length=120, default="")
    name_key = models.CharField(max_length=120, default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, null=True)
    mother = models.CharField(max_length=120, default="")
    died_on = models.DateField(null=True)
    area = models.CharField(max_length=13, db_collation="C")
    source = models.CharField(max_length=80)
    evidence = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "nik",
                "died_on",
                "evidence",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at=None, nik__isnull=False),
                name="one_known_death",
            ),
            models.UniqueConstraint(
                "name_key",
                "birth_date",
                "area",
                "died_on",
                "evidence",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at=None, nik=None),
                name="one_known_death_by_name",
            ),
        ]


class DeathMatch(Guarded):
    """A death of a list and the person who may be the dead, with the evidence of the comparison.

    ``same`` and ``different`` are what the comparison or a person holds; ``asked`` waits for a person, and not for the
    one who brought the list.
    """

    changes = ("state", "decided_by", "decided_at", "why")

    class State(models.TextChoices):
        SAME = "same", _("the same person")
        ASKED = "asked", _("to be decided")
        DIFFERENT = "different", _("another person")

    death = models.ForeignKey(KnownDeath, on_delete=models.PROTECT, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="death_matches")
    area = models.CharField(max_length=13, db_collation="C")
    permille = models.SmallIntegerField()
    signs = models.JSONField()  # the level of each comparison, how like the names are, and the rule that held it back
    state = models.CharField(max_length=10, choices=State.choices)
    made_by = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=RecordedNow())
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("death", "person", name="one_match"),
            models.CheckConstraint(condition=~models.Q(made_by=models.F("decided_by")), name="match_four_eyes"),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_by=None)
                | models.Q(state="same")
                | models.Q(state="different", decided_by__isnull=False),
                name="match_asked_is_undecided",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, why="")
                | (models.Q(decided_by__isnull=False, decided_at__isnull=False) & ~models.Q(why="")),
                name="match_decided_at_by_and_why",
            ),
        ]


class KnownCover(Guarded):
    """Cover that we know of, ours or paid by others: what intake asks before anyone is proposed.

    ``payer`` is a fund's code for ours, otherwise who pays (``MANDIRI``, ``PU``, another government). What a list says
    of the person comes along, since its NIK may lack, be mistyped or be another's; ours stand by the NIK of their
    person. ``evidence`` is the list's batch: what two lists tell stands when one of them is taken back.
    """

    changes = ("last_month", "withdrawn_at")

    nik = models.CharField(max_length=16, null=True, db_index=True)
    name = models.CharField(max_length=120, default="", db_default="")
    name_key = models.CharField(max_length=120, default="", db_default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="known_cover")
    area = models.CharField(max_length=13, db_collation="C")
    ours = models.BooleanField()
    payer = models.CharField(max_length=40)
    first_month = models.DateField()
    last_month = models.DateField(null=True)
    source = models.CharField(max_length=80)
    evidence = models.UUIDField(null=True)  # the batch whose file said so
    withdrawn_at = models.DateTimeField(null=True)  # the file was taken back: this row counts no more
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "nik",
                "name_key",
                "birth_date",
                "payer",
                "first_month",
                "evidence",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at=None, nik__isnull=False),
                name="one_cover_row",
            ),
            models.UniqueConstraint(
                "name_key",
                "birth_date",
                "area",
                "payer",
                "first_month",
                "evidence",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at=None, nik=None),
                name="one_cover_row_by_name",
            ),
            models.CheckConstraint(
                condition=models.Q(last_month=None) | models.Q(last_month__gte=models.F("first_month")),
                name="cover_ends_after_it_begins",
            ),
        ]
