INSERT INTO people_knowncover (nik, person_id, area, ours, payer, first_month, last_month, source)
SELECT g.nik, p.id, g.area, false, g.payer, g.first_month, g.last_month, %(source)s
FROM unnest(%(niks)s::text[], %(areas)s::text[], %(payers)s::text[], %(firsts)s::date[], %(lasts)s::date[])
     AS g (nik, area, payer, first_month, last_month)
LEFT JOIN people_person p ON p.nik = g.nik
ON CONFLICT DO NOTHING
RETURNING id
