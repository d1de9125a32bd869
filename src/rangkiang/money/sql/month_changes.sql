-- Who came into a billed month of a fund and who left: counts by reason (left only), and the first few by name.
WITH reasoned AS (
  SELECT o.person_id, o.came, CASE WHEN o.came THEN '' ELSE coalesce(e.exit_reason, '') END AS reason
  FROM membership_movement o
  LEFT JOIN LATERAL (SELECT exit_reason FROM membership_enrolment e WHERE e.person_id = o.person_id AND e.fund_id = o.fund_id
                     ORDER BY e.first_month DESC LIMIT 1) e ON NOT o.came
  WHERE o.fund_id = %(fund)s AND o.month = %(month)s
), numbered AS (
  SELECT r.*, row_number() OVER (PARTITION BY came, reason ORDER BY person_id) AS number,
         count(*) OVER (PARTITION BY came, reason) AS persons
  FROM reasoned r
)
SELECT n.came, n.reason, n.persons::int, p.id, p.name, g.name AS place
FROM numbered n JOIN people_person p ON p.id = n.person_id LEFT JOIN regions_region g ON g.code = p.area
WHERE n.number <= %(shown)s
ORDER BY n.came DESC, n.persons DESC, n.reason, n.number
