"""The few lines that reverse another are found without reading the month."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0007_charged_once")]

    operations = [
        migrations.AddIndex(
            model_name="personmonth",
            index=models.Index("month", "person", name="reversal", condition=models.Q(seq__in=(1, 3, 5, 7, 9))),
        ),
    ]
