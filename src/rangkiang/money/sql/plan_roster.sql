-- The living whom a fund covers in a month or later, in groups of persons alike, with the months paid for them before.
-- ``named``: with the persons themselves.
-- Materialized and hashed throughout: the planner knows neither the areas nor the CTEs, and would go person by person.
WITH RECURSIVE covered AS MATERIALIZED (
  SELECT e.person_id, e.area, p.decile, e.sector, e.band, greatest(e.first_month, %(start)s) AS first_month, e.last_month
  FROM membership_enrolment e JOIN people_person p ON p.id = e.person_id
  WHERE e.fund_id = %(fund)s AND (e.last_month IS NULL OR (e.last_month >= %(start)s AND e.last_month >= e.first_month))
    AND p.died_on IS NULL
), standing AS MATERIALIZED (
  SELECT p.roll_id, p.paid_on FROM membership_rollpayment p
  WHERE p.voids_id IS NULL AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
), reversed AS MATERIALIZED (
  SELECT month, person_id, seq - 1 FROM membership_personmonth WHERE seq %% 2 = 1
), paid AS MATERIALIZED (
  SELECT m.person_id, m.month, standing.paid_on
  FROM membership_personmonth m JOIN standing ON standing.roll_id = m.roll_id
  WHERE m.seq %% 2 = 0 AND m.month < %(start)s AND (m.month, m.person_id, m.seq) NOT IN (TABLE reversed)
  UNION ALL
  SELECT person_id, month, paid_on FROM membership_foreignmonth WHERE withdrawn_at IS NULL
), link AS MATERIALIZED (
  SELECT record_id, canonical_id FROM people_identitylink WHERE undone_at IS NULL
), same (record_id, canonical_id) AS (  -- every joined record with the one at the end of its links
  SELECT record_id, canonical_id FROM link WHERE canonical_id NOT IN (SELECT record_id FROM link)
  UNION
  SELECT l.record_id, same.canonical_id FROM link l JOIN same ON same.record_id = l.canonical_id
), history AS MATERIALIZED (
  SELECT coalesce(same.canonical_id, paid.person_id) AS person, array_agg(month ORDER BY month, paid_on) AS months,
         array_agg(paid_on ORDER BY month, paid_on) AS days
  FROM paid LEFT JOIN same ON same.record_id = paid.person_id
  GROUP BY 1
)
SELECT count(*), area, decile, sector, band, first_month, last_month, coalesce(months, '{}'), coalesce(days, '{}'),
       coalesce(array_agg(covered.person_id) FILTER (WHERE %(named)s), '{}')
FROM covered LEFT JOIN same ON same.record_id = covered.person_id
LEFT JOIN history ON history.person = coalesce(same.canonical_id, covered.person_id)
GROUP BY area, decile, sector, band, first_month, last_month, months, days
ORDER BY area, decile, first_month, months, days
