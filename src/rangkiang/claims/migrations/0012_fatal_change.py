"""A change says that somebody died of an accident on which a claim rests already."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_died_on"),
    ]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("retract", "taken back"),
                    ("outcome", "not fatal"),
                    ("fatal", "died of it"),
                    ("day", "another day"),
                ],
                max_length=10,
            ),
        ),
    ]
