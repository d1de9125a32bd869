"""Which joined records a month does not charge again is said once, for the roll and its supplements."""

from __future__ import annotations

from django.db import migrations

ONCE = """
CREATE FUNCTION membership_charged_once(fund bigint, of_month date) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  -- Records that the fund leaves out of a month, since one person is charged once: those joined to one that is charged
  -- already, by whatever fund, and of several in this fund's month all but the first.
  WITH RECURSIVE link AS (
    SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
  ), joined (person_id, root) AS (  -- every joined record with the one at the end of its links
    SELECT canonical_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
    UNION
    SELECT l.record_id, j.root FROM link l JOIN joined j ON j.person_id = l.canonical_id
  ), several AS (
    SELECT j.person_id, j.root FROM joined j JOIN membership_enrolment e ON e.person_id = j.person_id
    JOIN people_person p ON p.id = e.person_id AND (p.died_on IS NULL OR p.died_on >= of_month)
    WHERE e.fund_id = fund AND e.first_month <= of_month AND (e.last_month IS NULL OR e.last_month >= of_month)
  ), charged AS (
    SELECT j.root FROM joined j JOIN membership_personmonth m ON m.month = of_month AND m.person_id = j.person_id
    GROUP BY j.person_id, j.root HAVING sum(m.jkk + m.jkm) > 0
  )
  SELECT s.person_id FROM several s
  WHERE EXISTS (SELECT FROM several o WHERE o.root = s.root AND o.person_id < s.person_id)
     OR s.root IN (SELECT root FROM charged)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("membership", "0006_counts_beside_the_lines"), ("people", "0004_deaths_and_members")]

    operations = [migrations.RunSQL(ONCE, "DROP FUNCTION membership_charged_once(bigint, date)")]
