"""Province, regency, district (kecamatan), village (nagari, desa, kelurahan), by Kemendagri code."""

from __future__ import annotations

from django.db import models

from rangkiang.platform.models import Guarded


class Region(Guarded):
    """``code`` is Kemendagri's with dots; its prefix is the parent's. A BPS code is another system: never mixed."""

    changes = ("name", "bps_code", "until")

    class Level(models.IntegerChoices):
        PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4

    code = models.CharField(max_length=13, primary_key=True, db_collation="C")
    name = models.CharField(max_length=80)
    level = models.SmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    bps_code = models.CharField(max_length=10, null=True, unique=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=1, parent=None) | models.Q(level__gt=1, parent__isnull=False),
                name="every_region_but_a_province_has_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
