-- A last month before the first is a cover that never began; the row stays and its range is empty of charges.
WITH given AS (
  SELECT * FROM unnest(%(persons)s::bigint[], %(months)s::date[], %(reasons)s::text[], %(days)s::date[])
    AS g (person_id, last_month, reason, day)
), ended AS (
  UPDATE membership_enrolment e SET last_month = g.last_month, exit_reason = g.reason, exit_on = g.day
  FROM given g WHERE e.person_id = g.person_id AND e.fund_id = %(fund)s AND e.last_month IS NULL
  RETURNING e.person_id, e.fund_id, g.last_month, g.reason, g.day
), known AS (
  UPDATE people_knowncover k SET last_month = greatest(x.last_month, k.first_month)
  FROM ended x JOIN programme_fund f ON f.id = x.fund_id
  WHERE k.person_id = x.person_id AND k.ours AND k.payer = f.kind || ':' || f.area AND k.last_month IS NULL
), dead AS (
  UPDATE people_person p SET died_on = x.day FROM ended x
  WHERE p.id = x.person_id AND x.reason = 'died' AND p.died_on IS NULL
)
SELECT person_id FROM ended
