"""A death of an accident has its own day: on the report, and on one that tells it again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_benefits_booked"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="died_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="retold",
            name="died_on",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("died_on", None),
                    models.Q(("died_on__gte", models.F("happened_on")), ("kind", "accident"), ("outcome", "death")),
                    _connector="OR",
                ),
                name="died_of_the_accident",
            ),
        ),
    ]
