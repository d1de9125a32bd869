"""Whose months protect a death: one look at the few months that may, a third of the time."""

from __future__ import annotations

from django.db import migrations

PROTECTS = """
CREATE OR REPLACE FUNCTION claims_protects(person bigint, died date, arrears int) RETURNS boolean
LANGUAGE sql STABLE COST 1000 AS $$
  -- Within cover as far as a list can tell: a month that stands, ours or paid by somebody else, in the month of death or
  -- in the arrears before it that the law may still forgive. What is owed the law says.
  SELECT EXISTS (
    SELECT FROM (
      SELECT m.seq, lead(m.seq) OVER (PARTITION BY m.month ORDER BY m.seq) AS next FROM membership_personmonth m
      WHERE m.person_id = person AND m.month <= died
        AND m.month >= (date_trunc('month', died) - make_interval(months => arrears))::date) charged
    WHERE seq % 2 = 0 AND next IS DISTINCT FROM seq + 1  -- not reversed
  ) OR EXISTS (
    SELECT FROM membership_foreignmonth f
    WHERE f.person_id = person AND f.withdrawn_at IS NULL AND f.month <= died
      AND f.month >= (date_trunc('month', died) - make_interval(months => arrears))::date)
$$
"""
UNDO = """
CREATE OR REPLACE FUNCTION claims_protects(person bigint, died date, arrears int) RETURNS boolean
LANGUAGE sql STABLE COST 1000 AS $$
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


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_died_later")]

    operations = [migrations.RunSQL(PROTECTS, UNDO)]
