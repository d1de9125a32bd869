"""A death is noted once for each list that tells it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_deaths_and_members"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="knowndeath",
            name="one_known_death",
        ),
        migrations.RemoveConstraint(
            model_name="knowndeath",
            name="one_known_death_by_name",
        ),
        migrations.AddConstraint(
            model_name="knowndeath",
            constraint=models.UniqueConstraint(
                models.F("nik"),
                models.F("died_on"),
                models.F("evidence"),
                condition=models.Q(("nik__isnull", False), ("withdrawn_at", None)),
                name="one_known_death",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="knowndeath",
            constraint=models.UniqueConstraint(
                models.F("name_key"),
                models.F("birth_date"),
                models.F("area"),
                models.F("died_on"),
                models.F("evidence"),
                condition=models.Q(("nik", None), ("withdrawn_at", None)),
                name="one_known_death_by_name",
                nulls_distinct=False,
            ),
        ),
    ]
