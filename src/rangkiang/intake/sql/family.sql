-- Families of which more would be covered than the terms allow: the rows beyond the limit go to a person.
WITH mine AS (
  SELECT id, kk, nik, row_number() OVER (PARTITION BY kk ORDER BY decile NULLS LAST, id) AS place
  FROM intake_candidate WHERE batch_id = %(batch)s AND state = 'proposed' AND kk IS NOT NULL
), taken AS (
  SELECT f.kk, count(DISTINCT f.nik) AS n FROM (
    SELECT p.kk, p.nik FROM people_person p JOIN people_knowncover k ON k.nik = p.nik
    WHERE k.ours AND k.withdrawn_at IS NULL AND (k.last_month IS NULL OR k.last_month >= %(month)s) AND p.kk IN (SELECT kk FROM mine)
    UNION ALL
    SELECT o.kk, o.nik FROM intake_candidate o
    WHERE o.kk IN (SELECT kk FROM mine)
      AND (o.state = 'verified' OR (o.state = 'proposed' AND o.batch_id <> %(batch)s))
  ) f GROUP BY f.kk
)
UPDATE intake_candidate c SET state = 'review', reason = 'family_full'
FROM mine m LEFT JOIN taken t ON t.kk = m.kk
WHERE c.id = m.id AND m.place + coalesce(t.n, 0) > %(earners_max)s
