-- Children with a granted scholarship, in the reader's areas: their class of one school year, what is received, applied
-- for and paid, and whether they rest. The family's claim is that of any record of the parent.
WITH granted AS MATERIALIZED (  -- a family that is still a coalesce reaches no index under row-level security
  SELECT q.id, q.event_id, q.person_id, coalesce(l.canonical_id, q.person_id) AS family
  FROM claims_claim q
  JOIN claims_claimpart part ON part.claim_id = q.id AND part.turn = q.turn AND part.code = 'beasiswa'
  LEFT JOIN people_identitylink l ON l.record_id = q.person_id AND l.undone_at IS NULL
  WHERE q.state IN ('granted', 'paid') AND (%(claim)s::uuid IS NULL OR q.id = %(claim)s)
)
SELECT c.id, c.name, c.born, c.area, c.chosen, c.ended_on, c.end_reason, q.id, q.person_id, p.name,
       y.level, y.grade, y.confirmed_by_id IS NOT NULL, scanned.papers, y.applied_on, y.id,
       d.amount, d.paid_on, pause.since, c.level, c.grade,
       extract(year FROM e.happened_on)::int - (to_char(e.happened_on, 'MMDD')::int < %(begins)s)::int,
       count(*) FILTER (WHERE c.ended_on IS NULL) OVER (PARTITION BY q.id), count(*) OVER ()
FROM granted q
JOIN claims_event e ON e.id = q.event_id
JOIN people_person p ON p.id = q.person_id
CROSS JOIN claims_children_of(q.family) c
LEFT JOIN claims_schoolyear y ON y.child_id = c.id AND y.year = %(year)s
LEFT JOIN LATERAL (SELECT sum(d.amount)::bigint AS amount, max(d.paid_on) AS paid_on FROM claims_disbursement d
                   WHERE d.child_id = c.id AND d.school_year = %(year)s) d ON true
LEFT JOIN LATERAL (
  SELECT coalesce(jsonb_agg(paper), '[]') AS papers
  FROM (SELECT DISTINCT ON (m.paper) m.paper, m.state FROM claims_papermark m
        WHERE m.child_id = c.id AND m.school_year = %(year)s ORDER BY m.paper, m.id DESC) m
  WHERE m.state IN ('received', 'accepted', 'not_needed')) scanned ON true
LEFT JOIN claims_pause pause ON pause.child_id = c.id AND pause.until IS NULL
WHERE c.area ^@ %(area)s
ORDER BY c.ended_on IS NOT NULL, p.name, c.born, c.id
LIMIT %(limit)s OFFSET %(offset)s
