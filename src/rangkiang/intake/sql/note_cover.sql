-- Cover by others; a list of all members (but_ours) also names those whom we pay for, which is no news.
INSERT INTO people_knowncover (nik, person_id, area, ours, payer, first_month, last_month, source, evidence)
SELECT g.nik, p.id, g.area, false, g.payer, g.first_month, g.last_month, %(source)s, %(evidence)s
FROM unnest(%(niks)s::text[], %(areas)s::text[], %(payers)s::text[], %(firsts)s::date[], %(lasts)s::date[])
     AS g (nik, area, payer, first_month, last_month)
LEFT JOIN people_person p ON p.nik = g.nik
WHERE NOT (%(but_ours)s AND EXISTS (SELECT FROM people_knowncover k WHERE k.nik = g.nik AND k.ours AND k.withdrawn_at IS NULL
                                    AND (k.last_month IS NULL OR k.last_month >= g.first_month)))
ON CONFLICT DO NOTHING
RETURNING id
