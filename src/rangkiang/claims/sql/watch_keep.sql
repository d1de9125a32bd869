-- Pairs of a death and a member, kept once; what a person decided of one stands. Of somebody whose death was taken back
-- no list alone says it again: its row is a question.
WITH back AS (
  SELECT coalesce(l.canonical_id, e.person_id) AS person_id
  FROM claims_event e LEFT JOIN people_identitylink l ON l.record_id = e.person_id AND l.undone_at IS NULL
  WHERE e.outcome = 'death'
     OR EXISTS (SELECT FROM claims_change c WHERE c.event_id = e.id AND c.kind = 'outcome' AND c.state = 'done')
  GROUP BY 1 HAVING bool_and(e.state = 'closed' OR e.outcome <> 'death')
)
INSERT INTO people_deathmatch (death_id, person_id, area, permille, signs, state, made_by, why)
SELECT g.death, g.person, p.area, g.permille, g.signs::jsonb,
       CASE WHEN back.person_id IS NULL THEN g.state ELSE 'asked' END, %(by)s, ''
FROM unnest(%(deaths)s::bigint[], %(persons)s::bigint[], %(sure)s::int[], %(signs)s::text[], %(states)s::text[])
     AS g (death, person, permille, signs, state)
JOIN people_person p ON p.id = g.person
LEFT JOIN people_identitylink l ON l.record_id = p.id AND l.undone_at IS NULL
LEFT JOIN back ON back.person_id = coalesce(l.canonical_id, p.id)
ON CONFLICT (death_id, person_id) DO NOTHING
RETURNING state
