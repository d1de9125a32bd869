-- The dead who are still charged, and those who were dead before they were registered: longest ago first, in the
-- reader's areas; joined records are one person. Months after the day of death, and their rupiah, that still stand.
WITH dead AS (
  SELECT coalesce(l.canonical_id, p.id) AS id, min(p.died_on) AS died_on
  FROM people_person p LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
  WHERE p.died_on <= %(on)s GROUP BY 1
), record AS (
  SELECT id AS person_id, id FROM dead
  UNION ALL
  SELECT l.canonical_id, l.record_id FROM people_identitylink l JOIN dead ON dead.id = l.canonical_id
  WHERE l.undone_at IS NULL
), billed AS (
  SELECT d.id, count(*)::int AS months, sum(m.jkk + m.jkm)::bigint AS amount, min(m.month) AS first
  FROM dead d JOIN record r ON r.person_id = d.id
  JOIN membership_personmonth m ON m.person_id = r.id AND m.month > d.died_on AND m.seq %% 2 = 0
  WHERE NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  GROUP BY 1
), began AS (
  SELECT d.id, min(e.first_month) AS first FROM dead d JOIN record r ON r.person_id = d.id
  JOIN membership_enrolment e ON e.person_id = r.id AND (e.last_month IS NULL OR e.last_month >= e.first_month)
  GROUP BY 1
)
SELECT p.id, p.name, p.area, d.died_on, coalesce(began.first > d.died_on, false) AS before_cover,
       coalesce(billed.months, 0), coalesce(billed.amount, 0), billed.first
FROM dead d JOIN people_person p ON p.id = d.id LEFT JOIN billed ON billed.id = d.id LEFT JOIN began ON began.id = d.id
WHERE p.area ^@ %(area)s AND (billed.months > 0 OR began.first > d.died_on)
ORDER BY d.died_on, p.id
