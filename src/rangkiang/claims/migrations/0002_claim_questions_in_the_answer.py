"""A claim's questions stand in the answer it keeps; a second copy that nobody read is gone."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RemoveField("claim", "questions")]
