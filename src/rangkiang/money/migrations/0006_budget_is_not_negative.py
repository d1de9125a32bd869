"""A budget covers what its year's approved bills have taken; earlier differences have their owner and day too."""

from django.db import migrations

GUARD = """
CREATE FUNCTION money_budget_covers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken bigint; beyond bigint;
BEGIN
  SELECT coalesce(sum(r.jkk + r.jkm), 0) INTO taken FROM money_bill b JOIN membership_roll r ON r.id = b.roll_id
  WHERE r.fund_id = NEW.fund_id AND r.month BETWEEN make_date(NEW.year, 1, 1) AND make_date(NEW.year, 12, 31)
    AND b.state IN ('issued', 'settled');
  SELECT coalesce(sum(amount), 0) INTO beyond FROM programme_overspend
  WHERE fund_id = NEW.fund_id AND year = NEW.year AND approved_at IS NOT NULL;
  IF NEW.ceiling + beyond < taken THEN
    RAISE EXCEPTION 'budget_covers_what_is_committed: % of %', taken, NEW.year USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER budget_covers BEFORE INSERT ON programme_budget FOR EACH ROW EXECUTE FUNCTION money_budget_covers();
"""

OWNED = """
SELECT set_config('rangkiang.areas', '{""}', true);
UPDATE money_difference d SET owner_id = r.made_by_id, due_on = (r.recorded_at AT TIME ZONE 'Asia/Jakarta')::date + 14
FROM money_reconciliation r WHERE r.id = d.reconciliation_id AND d.owner_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0005_owned_and_signed"), ("programme", "0004_overspends_and_settings")]

    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER budget_covers ON programme_budget; DROP FUNCTION money_budget_covers();"
        ),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
    ]
