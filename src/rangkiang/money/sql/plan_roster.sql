-- The living whom a fund covers in a month or later, in groups of persons alike, with the months paid for them before.
WITH covered AS (
  SELECT e.person_id, coalesce(l.canonical_id, e.person_id) AS same, e.area, p.decile, e.sector, e.band,
         greatest(e.first_month, %(start)s) AS first_month, e.last_month
  FROM membership_enrolment e JOIN people_person p ON p.id = e.person_id
  LEFT JOIN people_identitylink l ON l.record_id = e.person_id AND l.undone_at IS NULL
  WHERE e.fund_id = %(fund)s AND (e.last_month IS NULL OR (e.last_month >= %(start)s AND e.last_month >= e.first_month))
    AND p.died_on IS NULL
), record AS (
  SELECT same, same AS id FROM covered
  UNION SELECT c.same, l.record_id FROM covered c JOIN people_identitylink l ON l.canonical_id = c.same AND l.undone_at IS NULL
), paid AS (
  SELECT record.same, m.month, p.paid_on
  FROM record JOIN membership_personmonth m ON m.person_id = record.id
  JOIN membership_rollpayment p ON p.roll_id = m.roll_id AND p.voids_id IS NULL
   AND NOT EXISTS (SELECT FROM membership_rollpayment v WHERE v.voids_id = p.id)
  WHERE m.seq %% 2 = 0 AND m.month < %(start)s
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  UNION ALL
  SELECT record.same, f.month, f.paid_on
  FROM record JOIN membership_foreignmonth f ON f.person_id = record.id AND f.withdrawn_at IS NULL
), history AS (
  SELECT same, array_agg(month ORDER BY month, paid_on) AS months, array_agg(paid_on ORDER BY month, paid_on) AS days
  FROM paid GROUP BY same
)
SELECT count(*), area, decile, sector, band, first_month, last_month, coalesce(months, '{}'), coalesce(days, '{}')
FROM covered LEFT JOIN history USING (same)
GROUP BY area, decile, sector, band, first_month, last_month, months, days
ORDER BY area, decile, first_month, months, days
