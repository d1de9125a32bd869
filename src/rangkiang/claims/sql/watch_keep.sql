-- Pairs of a death and a member, kept once; what a person decided of one stands.
INSERT INTO people_deathmatch (death_id, person_id, area, permille, signs, state, made_by, why)
SELECT g.death, g.person, p.area, g.permille, g.signs::jsonb, g.state, %(by)s, ''
FROM unnest(%(deaths)s::bigint[], %(persons)s::bigint[], %(sure)s::int[], %(signs)s::text[], %(states)s::text[])
     AS g (death, person, permille, signs, state)
JOIN people_person p ON p.id = g.person
ON CONFLICT (death_id, person_id) DO NOTHING
RETURNING state
