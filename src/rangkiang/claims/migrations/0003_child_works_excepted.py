"""Whether a child that works is one of the exceptions of Permenaker 1/2025 Pasal 103 (3a): yes, no, not known."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_claim_questions_in_the_answer")]

    operations = [migrations.AddField("child", "works_excepted", models.BooleanField(null=True))]
