"""Who dies of an accident after BPJS decided on it is a case again; a closed claim is opened again by two persons."""

from __future__ import annotations

from django.db import migrations, models

LATER = """
CREATE FUNCTION claims_died_later() RETURNS TABLE (claim uuid, since date) LANGUAGE sql STABLE AS $$
  -- Claims that BPJS had paid or refused when two persons said that he died of the accident, and for which the law gives
  -- more by that: until an objection that asks for the difference is answered. Since the day on which they said it.
  SELECT q.id, (max(c.decided_at) AT TIME ZONE 'Asia/Jakarta')::date
  FROM claims_change c JOIN claims_claim q ON q.event_id = c.event_id
  WHERE c.kind = 'fatal' AND c.state = 'done' AND q.state IN ('paid', 'refused')
    AND q.computed > coalesce(q.granted, 0) AND q.decided_on <= (c.decided_at AT TIME ZONE 'Asia/Jakarta')::date
    AND NOT EXISTS (SELECT FROM claims_objection o WHERE o.claim_id = q.id AND o.answered_on IS NOT NULL
                    AND o.filed_on >= (c.decided_at AT TIME ZONE 'Asia/Jakarta')::date)
  GROUP BY q.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_judgements"),
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
                    ("reopen", "claim opened again"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(LATER, "DROP FUNCTION claims_died_later()"),
    ]
