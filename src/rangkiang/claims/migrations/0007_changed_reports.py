"""Reports told otherwise, changed or taken back; whose months protect a death, in one place."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rangkiang.platform.models

PROTECTS = """
CREATE FUNCTION claims_protects(arrears int) RETURNS TABLE (person_id bigint, since date, until date)
LANGUAGE sql STABLE AS $$
  -- Within cover as far as a list can tell: deaths from a month that stands, ours or paid by somebody else, to the day
  -- before ``until``, the end of the arrears that the law may still forgive. What is owed the law says.
  SELECT m.person_id, m.month, (m.month + make_interval(months => arrears + 1))::date
  FROM membership_personmonth m
  WHERE m.seq % 2 = 0 AND NOT EXISTS (
    SELECT FROM membership_personmonth n
    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  UNION ALL
  SELECT f.person_id, f.month, (f.month + make_interval(months => arrears + 1))::date
  FROM membership_foreignmonth f WHERE f.withdrawn_at IS NULL
$$
"""
ANSWERED = """
SELECT set_config('rangkiang.areas', '{""}', true);
INSERT INTO claims_answered (event_id, area, match_id)
SELECT e.id, m.area, m.id FROM claims_event e JOIN people_deathmatch m ON m.person_id = e.person_id
WHERE e.state = 'closed' AND e.outcome = 'death' AND e.source = 'list' AND m.state = 'same'
"""  # what was taken back before, stays so


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_handed_by_turn"),
        ("people", "0005_death_of_each_list"),
        ("membership", "0005_months_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answered", to="claims.event"
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.deathmatch"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.F("event"), models.F("match"), name="answered_once")],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                (
                    "kind",
                    models.CharField(
                        choices=[("retract", "taken back"), ("outcome", "not fatal"), ("day", "another day")],
                        max_length=10,
                    ),
                ),
                ("was", models.JSONField()),
                ("told", models.JSONField(default=dict)),
                ("why", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for a second person"), ("done", "done"), ("declined", "declined")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_why", models.TextField(default="")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changed", to="claims.event"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("event"), condition=models.Q(("state", "open")), name="one_open_change"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="change_has_its_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("decided_by")), _negated=True), name="change_four_eyes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(("decided_at", None), ("decided_by", None), ("kind", "day"), ("state", "done")),
                            _connector="OR",
                        ),
                        name="change_decided_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Retold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("outcome", models.CharField(default="", max_length=12)),
                ("happened_on", models.DateField()),
                ("reported_on", models.DateField()),
                ("source", models.CharField(max_length=20)),
                ("notice", models.JSONField(default=dict)),
                ("key", models.UUIDField(null=True, unique=True)),
                ("recorded_at", models.DateTimeField(db_default=rangkiang.platform.models.RecordedNow())),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_why", models.TextField(default="")),
                (
                    "death",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.knowndeath"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="retold", to="claims.event"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("event"), models.F("death"), name="told_once_by_a_list"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None), ("settled_why", "")),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("settled_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="retold_settled_with_everything",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PROTECTS, "DROP FUNCTION claims_protects(int)"),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
    ]
