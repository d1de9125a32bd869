-- By nagari, in the reader's areas: persons whose month is paid by the main fund and by others, and persons of the same
-- programme without cover that month: enrolled but unpaid, verified and waiting, or not decided yet. One person counts
-- once in each column. All who are enrolled or wait are held against the covered at once, so that those are read once.
WITH paid AS (
  SELECT area, coalesce(sum(persons) FILTER (WHERE roll_id = ANY (%(main)s::uuid[])), 0) AS main, sum(persons) AS persons
  FROM membership_tally WHERE roll_id = ANY (%(rolls)s::uuid[]) AND (%(area)s = '' OR area ^@ %(area)s)
  GROUP BY area HAVING sum(persons) > 0
), uncovered AS MATERIALIZED (
  SELECT u.* FROM (
    SELECT e.area, e.person_id, true AS enrolled, NULL AS nik, false AS verified, false AS register
    FROM membership_enrolment e
    WHERE e.fund_id = ANY (%(funds)s::bigint[]) AND (%(area)s = '' OR e.area ^@ %(area)s) AND e.first_month <= %(month)s
      AND (e.last_month IS NULL OR e.last_month >= %(month)s)
    UNION ALL
    SELECT c.area, c.person_id, false, c.nik, c.state = 'verified', c.decile IS NOT NULL
    FROM intake_candidate c
    WHERE c.fund_id = ANY (%(funds)s::bigint[]) AND (%(area)s = '' OR c.area ^@ %(area)s)
      AND c.state IN ('verified', 'review', 'proposed')
  ) u
  WHERE NOT EXISTS (
    SELECT FROM membership_personmonth m
    WHERE m.person_id = u.person_id AND m.month = %(month)s AND m.roll_id = ANY (%(rolls)s::uuid[]) AND m.seq %% 2 = 0
      AND (%(area)s = '' OR m.area ^@ %(area)s)
      AND NOT EXISTS (SELECT FROM membership_personmonth n
                      WHERE n.month = m.month AND n.person_id = m.person_id AND n.seq = m.seq + 1 AND n.seq IN (1, 3, 5, 7, 9)))
), unpaid AS (
  SELECT DISTINCT u.person_id, u.area FROM uncovered u
  WHERE u.enrolled AND NOT EXISTS (SELECT FROM people_person p WHERE p.id = u.person_id AND p.died_on < %(month)s)
), waiting AS (
  SELECT area, nik, bool_or(verified) AS verified, bool_or(register) AS register
  FROM uncovered WHERE NOT enrolled GROUP BY area, nik
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
