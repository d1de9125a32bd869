INSERT INTO people_knowndeath (nik, name, name_key, birth_date, died_on, area, source, evidence)
SELECT g.nik, coalesce(g.name, ''), coalesce(g.name_key, ''), g.born, g.died,
       CASE WHEN g.area ^@ %(area)s THEN g.area ELSE %(area)s END, %(source)s, %(evidence)s
FROM unnest(%(niks)s::text[], %(names)s::text[], %(keys)s::text[], %(born)s::date[], %(died)s::date[], %(areas)s::text[])
     AS g (nik, name, name_key, born, died, area)
ON CONFLICT DO NOTHING
RETURNING id
