-- The next class of every child with a granted scholarship, once: so many classes on as school years have begun since
-- the newest confirmed one (or since the event). From school to university, after the last class, and where no class is
-- known, nobody moves by itself: the row is left without a level, which is a question to the family.
WITH granted AS MATERIALIZED (  -- a family that is still a coalesce reaches no index under row-level security
  SELECT q.event_id, coalesce(l.canonical_id, q.person_id) AS family
  FROM claims_claim q
  JOIN claims_claimpart part ON part.claim_id = q.id AND part.turn = q.turn AND part.code = 'beasiswa'
  LEFT JOIN people_identitylink l ON l.record_id = q.person_id AND l.undone_at IS NULL
  WHERE q.state IN ('granted', 'paid')
)
INSERT INTO claims_schoolyear (child_id, area, year, level, grade, by_id)
SELECT c.id, c.area, %(year)s,
       CASE WHEN next.level = 'PT' AND now.level <> 'PT' THEN '' ELSE coalesce(next.level, '') END,
       CASE WHEN next.level = 'PT' AND now.level <> 'PT' THEN 0 ELSE coalesce(next.grade, 0) END,
       %(by)s
FROM granted q
JOIN claims_event e ON e.id = q.event_id
CROSS JOIN claims_children_of(q.family) c
LEFT JOIN LATERAL (SELECT y.level, y.grade, y.year FROM claims_schoolyear y
                   WHERE y.child_id = c.id AND y.year < %(year)s AND y.confirmed_by_id IS NOT NULL
                   ORDER BY y.year DESC LIMIT 1) known ON true
CROSS JOIN LATERAL (
  SELECT coalesce(known.level, c.level) AS level, coalesce(known.grade, c.grade) AS grade,
         coalesce(known.year, extract(year FROM e.happened_on)::int
                              - (to_char(e.happened_on, 'MMDD')::int < %(begins)s)::int) AS year) now
LEFT JOIN jsonb_to_recordset(%(classes)s::jsonb) AS at (level text, grade int, place int)
       ON at.level = now.level AND at.grade = now.grade
LEFT JOIN jsonb_to_recordset(%(ladder)s::jsonb) AS next (level text, grade int, place int)
       ON next.place = at.place + %(year)s - now.year
WHERE c.ended_on IS NULL AND c.chosen IS NOT FALSE
  AND now.year < %(year)s
  AND c.born + make_interval(years => %(age)s) > %(starts)s
  AND c.born + make_interval(years => %(school_age)s) <= %(starts)s
  AND NOT EXISTS (SELECT FROM claims_pause p WHERE p.child_id = c.id AND p.until IS NULL)
ON CONFLICT (child_id, year) DO NOTHING
RETURNING id
