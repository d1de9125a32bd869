-- One more list of a fund and month; the same as the newest is not kept again. Returns the rows kept, and how many of
-- them the list before did not name.
WITH given AS (
  SELECT DISTINCT unnest(%(kpj)s::text[]) AS kpj
), newest AS (
  SELECT max(seq) AS seq FROM money_activemember WHERE fund_id = %(fund)s AND month = %(month)s
), standing AS (
  SELECT kpj FROM money_activemember
  WHERE fund_id = %(fund)s AND month = %(month)s AND seq = (SELECT seq FROM newest)
), kept AS (
  INSERT INTO money_activemember (fund_id, month, seq, kpj, person_id, area)
  SELECT %(fund)s, %(month)s, coalesce((SELECT seq FROM newest) + 1, 0), given.kpj, e.person_id, coalesce(e.area, %(area)s)
  FROM given LEFT JOIN membership_enrolment e ON e.kpj = given.kpj
  WHERE (SELECT count(*) FROM given) <> (SELECT count(*) FROM standing)
     OR EXISTS (SELECT kpj FROM given EXCEPT SELECT kpj FROM standing)
  RETURNING kpj
)
SELECT count(*), count(*) FILTER (WHERE kpj NOT IN (SELECT kpj FROM standing)) FROM kept
