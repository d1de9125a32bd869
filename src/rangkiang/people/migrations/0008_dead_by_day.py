"""The few who died are found without reading everybody."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_names_of_the_covered")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index("died_on", name="person_by_death", condition=models.Q(died_on__isnull=False)),
        ),
    ]
