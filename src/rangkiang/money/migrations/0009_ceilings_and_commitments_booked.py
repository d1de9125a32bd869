"""Ceilings, what is allowed beyond them and what approved bills take of them stand in memorandum accounts.

Of each year: ``available`` against ``ceiling`` and ``beyond``, ``committed`` against ``available``. A revision books how
the ceiling of each day changes; budgets of before are booked as of the moment they were recorded.
"""

from django.db import migrations

BOOKING = """
CREATE FUNCTION money_book_memo(
  fund bigint, place text, year int, account text, rupiah bigint, day date, named text, moment timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  debit text := 'memo:' || CASE WHEN rupiah > 0 THEN 'available' ELSE account END || ':' || year;
  credit text := 'memo:' || CASE WHEN rupiah > 0 THEN account ELSE 'available' END || ':' || year;
BEGIN
  IF rupiah = 0 THEN
    RETURN;
  END IF;
  INSERT INTO money_account (fund_id, area, code) VALUES (fund, place, debit), (fund, place, credit)
  ON CONFLICT DO NOTHING;
  INSERT INTO money_transfer (debit_id, credit_id, area, amount, happened_on, reference, recorded_at)
  SELECT d.id, c.id, place, abs(rupiah), day, named, moment
  FROM money_account d, money_account c
  WHERE d.fund_id = fund AND d.code = debit AND c.fund_id = fund AND c.code = credit
  ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION money_book_budget(made programme_budget) RETURNS void LANGUAGE sql AS $$
  WITH stood AS (  -- how the ceiling changes, and when, by what was decided before this revision
    SELECT t.happened_on AS day, sum(CASE WHEN c.code LIKE 'memo:ceiling:%' THEN t.amount ELSE -t.amount END) AS rupiah
    FROM programme_budget b
    JOIN money_transfer t ON t.reference ^@ ('budget:' || b.id || ':') JOIN money_account c ON c.id = t.credit_id
    WHERE b.fund_id = made.fund_id AND b.year = made.year AND b.seq < made.seq
    GROUP BY 1
  ), moves AS (  -- from its day on it alone counts: what was to come after is taken back on its own day
    SELECT made.effective_on AS day, made.ceiling - coalesce(sum(rupiah), 0) AS rupiah FROM stood
    WHERE day <= made.effective_on
    UNION ALL
    SELECT day, -rupiah FROM stood WHERE day > made.effective_on
  )
  SELECT money_book_memo(made.fund_id, made.area, made.year, 'ceiling', rupiah::bigint, day,
                         'budget:' || made.id || ':' || day, made.recorded_at)
  FROM moves ORDER BY day
$$;

CREATE FUNCTION money_book_overspend(made programme_overspend) RETURNS void LANGUAGE sql AS $$
  SELECT money_book_memo(made.fund_id, made.area, made.year, 'beyond', made.amount, make_date(made.year, 1, 1),
                         'overspend:' || made.id, made.approved_at)
$$;

CREATE FUNCTION money_budget_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM money_book_budget(NEW); RETURN NULL; END $$;
CREATE FUNCTION money_overspend_booked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM money_book_overspend(NEW); RETURN NULL; END $$;
CREATE TRIGGER budget_booked AFTER INSERT ON programme_budget FOR EACH ROW EXECUTE FUNCTION money_budget_booked();
CREATE TRIGGER overspend_booked AFTER INSERT OR UPDATE ON programme_overspend
FOR EACH ROW WHEN (NEW.approved_at IS NOT NULL) EXECUTE FUNCTION money_overspend_booked();
"""

UNDONE = """
DROP TRIGGER budget_booked ON programme_budget;
DROP TRIGGER overspend_booked ON programme_overspend;
DROP FUNCTION money_budget_booked();
DROP FUNCTION money_overspend_booked();
DROP FUNCTION money_book_budget(programme_budget);
DROP FUNCTION money_book_overspend(programme_overspend);
DROP FUNCTION money_book_memo(bigint, text, int, text, bigint, date, text, timestamptz);
"""

BEFORE = """
SELECT set_config('rangkiang.areas', '{""}', true);
DO $$
DECLARE budget programme_budget; overspend programme_overspend; bill record;
BEGIN
  FOR budget IN SELECT * FROM programme_budget ORDER BY fund_id, year, seq LOOP
    PERFORM money_book_budget(budget);
  END LOOP;
  FOR overspend IN SELECT * FROM programme_overspend WHERE approved_at IS NOT NULL ORDER BY id LOOP
    PERFORM money_book_overspend(overspend);
  END LOOP;
  FOR bill IN  -- as its contributions were booked
    SELECT r.id, r.fund_id, r.area, extract(year FROM r.month)::int AS year, r.jkk + r.jkm AS rupiah,
           min(t.happened_on) AS day, min(t.recorded_at) AS moment
    FROM membership_roll r
    JOIN money_transfer t ON t.reference IN ('bill:' || r.id || ':jkk', 'bill:' || r.id || ':jkm')
    GROUP BY r.id ORDER BY day, r.id
  LOOP
    PERFORM money_book_memo(bill.fund_id, bill.area, bill.year, 'committed', -bill.rupiah, bill.day,
                            'bill:' || bill.id || ':committed', bill.moment);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0006_counts_beside_the_lines"),
        ("money", "0008_codes_and_receipts"),
        ("programme", "0004_overspends_and_settings"),
    ]

    operations = [
        migrations.RunSQL(BOOKING, UNDONE),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
