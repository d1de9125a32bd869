"""What a person decides of a question that the law leaves open is kept, with its evidence."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rangkiang.platform.models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_children_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("question_id", models.TextField()),
                ("question_en", models.TextField()),
                ("answer", models.TextField()),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="judgements", to="claims.claim"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("answer", ""), _negated=True), name="judged_in_words")
                ],
            },
        ),
    ]
