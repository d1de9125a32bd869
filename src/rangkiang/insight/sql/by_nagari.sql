-- By nagari, in the reader's areas: persons whose month is paid by the main fund and by others, and persons of the same
-- programme who wait: verified without cover that month, or not decided yet. One person counts once in each column.
WITH covered AS (
  SELECT m.person_id, m.area, bool_or(m.roll_id = ANY (%(main)s::uuid[])) AS main
  FROM membership_personmonth m
  WHERE m.month = %(month)s AND m.roll_id = ANY (%(rolls)s::uuid[]) AND m.seq %% 2 = 0
    AND NOT EXISTS (SELECT FROM membership_personmonth n
                    WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1)
  GROUP BY m.person_id, m.area
), waiting AS (
  SELECT c.area, c.nik, bool_or(c.state = 'verified') AS verified, bool_or(c.decile IS NOT NULL) AS register
  FROM intake_candidate c
  WHERE c.fund_id = ANY (%(funds)s::bigint[]) AND c.state IN ('verified', 'review', 'proposed')
    AND NOT EXISTS (SELECT FROM covered v WHERE v.person_id = c.person_id)
  GROUP BY c.area, c.nik
)
SELECT area, sum(main)::int, sum(others)::int, sum(verified)::int, sum(undecided)::int, sum(register)::int
FROM (
  SELECT area, (main)::int AS main, (NOT main)::int AS others, 0 AS verified, 0 AS undecided, 0 AS register FROM covered
  UNION ALL
  SELECT area, 0, 0, (verified)::int, (NOT verified)::int, (register)::int FROM waiting
) rows
GROUP BY area ORDER BY area
