"""Counts beside the person-months, so that a page need not read them: by nagari, and who came or left.

What stands already is counted once, here; from now on it is written with the lines.
"""

import django.db.models.deletion
from django.db import migrations, models

COUNT = """
SELECT set_config('rangkiang.areas', '{""}', true);  -- or the owner sees, and counts, nothing
INSERT INTO membership_tally (roll_id, area, persons, jkk, jkm)
SELECT roll_id, area, sum(1 - 2 * (seq % 2)), sum(jkk), sum(jkm) FROM membership_personmonth GROUP BY roll_id, area;
WITH billed AS (
  SELECT r.fund_id, r.month, lag(r.month) OVER (PARTITION BY r.fund_id ORDER BY r.month) AS before
  FROM membership_roll r WHERE EXISTS (SELECT FROM membership_tally t WHERE t.roll_id = r.id)
  GROUP BY r.fund_id, r.month HAVING sum(r.persons) > 0
), standing AS (
  SELECT r.fund_id, m.month, m.person_id, max(m.area) AS area
  FROM membership_personmonth m JOIN membership_roll r ON r.id = m.roll_id
  GROUP BY r.fund_id, m.month, m.person_id HAVING sum(1 - 2 * (m.seq % 2)) > 0
), compared AS (
  SELECT s.fund_id, b.month, s.person_id, s.area, true AS now FROM standing s
  JOIN billed b ON b.fund_id = s.fund_id AND b.month = s.month AND b.before IS NOT NULL
  UNION ALL
  SELECT s.fund_id, b.month, s.person_id, s.area, false FROM standing s
  JOIN billed b ON b.fund_id = s.fund_id AND b.before = s.month
)
INSERT INTO membership_movement (fund_id, month, person_id, area, came)
SELECT fund_id, month, person_id, max(area), bool_or(now) FROM compared
GROUP BY fund_id, month, person_id HAVING count(*) = 1;
COMMENT ON SCHEMA public IS NULL;  -- the mark of the rights that were set: new tables have none
"""


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0005_months_apart"),
        ("people", "0004_deaths_and_members"),
        ("programme", "0004_overspends_and_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("came", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(db_collation="C", max_length=13)),
                ("persons", models.IntegerField()),
                ("jkk", models.BigIntegerField()),
                ("jkm", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(  # altered as a field, the reference would be made and every line checked again
            "DROP INDEX membership_personmonth_roll_id_4f96a091",
            "CREATE INDEX membership_personmonth_roll_id_4f96a091 ON membership_personmonth (roll_id)",
            state_operations=[
                migrations.AlterField(
                    model_name="personmonth",
                    name="roll",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="membership.roll",
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="personmonth",
            index=models.Index(models.F("roll"), models.F("person"), name="line_of_roll"),
        ),
        migrations.AddField(
            model_name="movement",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programme.fund"
            ),
        ),
        migrations.AddField(
            model_name="movement",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="tally",
            name="roll",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tallies",
                to="membership.roll",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                models.F("fund"), models.F("month"), models.F("person"), name="one_movement_per_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                models.F("roll"), models.F("area"), name="one_tally_per_roll_and_nagari"
            ),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
