-- By nagari, in the reader's areas: persons whose month is paid by the main fund and by others, and persons of the same
-- programme without cover that month: enrolled but unpaid, verified and waiting, or not decided yet. One person counts
-- once in each column.
WITH covered AS MATERIALIZED (
  SELECT m.person_id
  FROM membership_personmonth m
  WHERE m.month = %(month)s AND m.roll_id = ANY (%(rolls)s::uuid[]) AND m.seq %% 2 = 0 AND m.area ^@ %(area)s
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1 AND n.seq %% 2 = 1)
), paid AS (
  SELECT area, coalesce(sum(persons) FILTER (WHERE roll_id = ANY (%(main)s::uuid[])), 0) AS main, sum(persons) AS persons
  FROM membership_tally WHERE roll_id = ANY (%(rolls)s::uuid[]) AND area ^@ %(area)s
  GROUP BY area HAVING sum(persons) > 0
), unpaid AS (
  SELECT DISTINCT e.person_id, e.area
  FROM membership_enrolment e
  WHERE e.fund_id = ANY (%(funds)s::bigint[]) AND e.area ^@ %(area)s AND e.first_month <= %(month)s
    AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    AND NOT EXISTS (SELECT FROM covered v WHERE v.person_id = e.person_id)
    AND NOT EXISTS (SELECT FROM people_person p WHERE p.id = e.person_id AND p.died_on < %(month)s)
), waiting AS (
  SELECT c.area, c.nik, bool_or(c.state = 'verified') AS verified, bool_or(c.decile IS NOT NULL) AS register
  FROM intake_candidate c
  WHERE c.fund_id = ANY (%(funds)s::bigint[]) AND c.area ^@ %(area)s AND c.state IN ('verified', 'review', 'proposed')
    AND NOT EXISTS (SELECT FROM covered v WHERE v.person_id = c.person_id)
  GROUP BY c.area, c.nik
)
SELECT area, sum(main)::int, sum(others)::int, sum(unpaid)::int, sum(verified)::int, sum(undecided)::int, sum(register)::int
FROM (
  SELECT area, main, persons - main AS others, 0 AS unpaid, 0 AS verified, 0 AS undecided, 0 AS register FROM paid
  UNION ALL
  SELECT area, 0, 0, 1, 0, 0, 0 FROM unpaid
  UNION ALL
  SELECT area, 0, 0, 0, verified::int, (NOT verified)::int, register::int FROM waiting
) rows
GROUP BY area ORDER BY area
