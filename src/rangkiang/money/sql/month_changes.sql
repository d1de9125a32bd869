-- Who came and who left between two billed months of a fund: counts by reason (left only), and the first few by name.
WITH standing AS (
  SELECT DISTINCT m.person_id, m.month FROM membership_personmonth m JOIN membership_roll r ON r.id = m.roll_id
  WHERE r.fund_id = %(fund)s AND m.month IN (%(month)s, %(previous)s) AND m.seq %% 2 = 0
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
), now AS (
  SELECT person_id FROM standing WHERE month = %(month)s
), before AS (
  SELECT person_id FROM standing WHERE month = %(previous)s
), changed AS (
  SELECT coalesce(n.person_id, b.person_id) AS person_id, CASE WHEN b.person_id IS NULL THEN 'came' ELSE 'left' END AS change
  FROM now n FULL JOIN before b ON b.person_id = n.person_id
  WHERE n.person_id IS NULL OR b.person_id IS NULL
), reasoned AS (
  SELECT DISTINCT ON (c.person_id) c.person_id, c.change, CASE WHEN c.change = 'left' THEN coalesce(e.exit_reason, '') ELSE '' END AS reason
  FROM changed c LEFT JOIN membership_enrolment e ON c.change = 'left' AND e.person_id = c.person_id AND e.fund_id = %(fund)s
  ORDER BY c.person_id, e.first_month DESC
), numbered AS (
  SELECT r.*, row_number() OVER (PARTITION BY change, reason ORDER BY person_id) AS number,
         count(*) OVER (PARTITION BY change, reason) AS persons
  FROM reasoned r
)
SELECT n.change, n.reason, n.persons::int, p.id, p.name, g.name AS place
FROM numbered n JOIN people_person p ON p.id = n.person_id LEFT JOIN regions_region g ON g.code = p.area
WHERE n.number <= %(shown)s
ORDER BY n.change, n.persons DESC, n.reason, n.number
