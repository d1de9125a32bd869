"""Person-months by month: one part of the table for each, made when the month is first needed.

The rows are moved and counted again; the rights are set anew after the migration, as after every other.
"""

from django.db import migrations

READY = """
CREATE FUNCTION ready_month(first date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE part text := 'membership_personmonth_' || to_char(first, 'YYYYMM');
BEGIN
  IF first IS NULL OR first <> date_trunc('month', first) OR first NOT BETWEEN '1990-01-01' AND '2199-12-01' THEN
    RAISE EXCEPTION 'no month begins on %', first;
  END IF;
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(7265618);
  IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;  -- whoever held the lock has made it
  EXECUTE format('CREATE TABLE %I (LIKE membership_personmonth INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS)', part);
  EXECUTE format('ALTER TABLE membership_personmonth ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                 part, first, (first + interval '1 month')::date);
END $$;
"""


def _moved(layout: str, prepare: str) -> str:
    """The table laid out anew under its own name, with every key, index and reference that it had."""
    return f"""
DO $do$
DECLARE
  one record;
  again text[] := '{{}}';
  columns text;
BEGIN
  PERFORM set_config('rangkiang.areas', '{{""}}', true);  -- or the owner sees, and moves, nothing
  FOR one IN SELECT conname, pg_get_constraintdef(oid) AS what FROM pg_constraint
             WHERE conrelid = 'membership_personmonth'::regclass AND conparentid = 0 AND contype IN ('p', 'f')
             ORDER BY contype DESC LOOP  -- the key before what refers to it
    again := again || format('ALTER TABLE membership_personmonth ADD CONSTRAINT %I %s', one.conname, one.what);
  END LOOP;
  FOR one IN SELECT replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') AS what FROM pg_index
             WHERE indrelid = 'membership_personmonth'::regclass AND NOT indisprimary LOOP
    again := again || one.what;
  END LOOP;
  SELECT string_agg(attname, ', ') INTO columns FROM pg_attribute
  WHERE attrelid = 'membership_personmonth'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';

  ALTER TABLE membership_personmonth RENAME TO membership_personmonth_before;
  CREATE TABLE membership_personmonth
    (LIKE membership_personmonth_before INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS) {layout};
  {prepare}
  EXECUTE format('INSERT INTO membership_personmonth (%1$s) SELECT %1$s FROM membership_personmonth_before', columns);
  IF (SELECT (count(*), sum(jkk), sum(jkm)) FROM membership_personmonth)
     IS DISTINCT FROM (SELECT (count(*), sum(jkk), sum(jkm)) FROM membership_personmonth_before) THEN
    RAISE EXCEPTION 'the person-months moved are not those that were there';
  END IF;
  DROP TABLE membership_personmonth_before;
  FOREACH columns IN ARRAY again LOOP
    EXECUTE columns;
  END LOOP;
  ANALYZE membership_personmonth;
  COMMENT ON SCHEMA public IS NULL;  -- the mark of the rights that were set: a new table has none
END $do$
"""


class Migration(migrations.Migration):
    dependencies = [("membership", "0004_turns_of_a_payment")]

    operations = [
        migrations.RunSQL(READY, "DROP FUNCTION ready_month"),
        migrations.RunSQL(
            _moved(
                "PARTITION BY RANGE (month)",
                "PERFORM ready_month(month) FROM (SELECT DISTINCT month FROM membership_personmonth_before) m;",
            ),
            _moved("", ""),
        ),
    ]
