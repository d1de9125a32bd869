"""Whose months protect a death is asked of one person at a time: of all at once, every month there is would be read."""

from __future__ import annotations

from django.db import migrations

PROTECTS = """
DROP FUNCTION claims_protects(int);
CREATE FUNCTION claims_protects(person bigint, died date, arrears int) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
  -- Within cover as far as a list can tell: a month that stands, ours or paid by somebody else, in the month of death or
  -- in the arrears before it that the law may still forgive. What is owed the law says.
  SELECT EXISTS (
    SELECT FROM membership_personmonth m
    WHERE m.person_id = person AND m.seq % 2 = 0 AND m.month <= died
      AND m.month >= (date_trunc('month', died) - make_interval(months => arrears))::date
      AND NOT EXISTS (SELECT FROM membership_personmonth n
                      WHERE n.person_id = person AND n.month = m.month AND n.seq = m.seq + 1)
  ) OR EXISTS (
    SELECT FROM membership_foreignmonth f
    WHERE f.person_id = person AND f.withdrawn_at IS NULL AND f.month <= died
      AND f.month >= (date_trunc('month', died) - make_interval(months => arrears))::date)
$$
"""
UNDO = """
DROP FUNCTION claims_protects(bigint, date, int);
CREATE FUNCTION claims_protects(arrears int) RETURNS TABLE (person_id bigint, since date, until date)
LANGUAGE sql STABLE AS $$
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


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_changed_reports"),
    ]

    operations = [
        migrations.RunSQL(PROTECTS, UNDO),
    ]
