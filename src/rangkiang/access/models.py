"""Users, and the roles they hold in an area of responsibility for a time."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from rangkiang.platform.models import Guarded, RecordedNow


class Role(models.TextChoices):
    """The nine roles; what each may do stands in permissions.toml."""

    OPERATOR = "operator", _("labour office operator")
    NAGARI = "nagari_officer", _("nagari officer")
    VERIFIER = "verifier", _("verifier")
    HEAD = "head", _("head of office")
    TREASURER = "treasurer", _("treasurer")
    BPJS = "bpjs_officer", _("BPJS branch officer")
    AUDITOR = "auditor", _("auditor")
    PLANNER = "planner", _("planner")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """A person of the office, signed in. Rights come from assignments, never from Django's own permissions."""

    changes = ("password", "last_login", "first_name", "last_name", "email", "is_active", "language")
    language = models.CharField(max_length=2, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id")

    live: tuple[Assignment, ...] | None = None  # what rights.py read for this object

    class Meta:
        verbose_name = _("user")

    @property
    def title(self) -> str:
        return self.get_full_name() or self.username


class Assignment(Guarded):
    """``user`` holds ``role`` in ``place`` and below it, from a day until a day."""

    changes = ("until",)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    place = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=RecordedNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", "role", "place", condition=models.Q(until=None), name="one_live_assignment"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="known_role"),
        ]

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)
