INSERT INTO people_knowndeath (nik, kk, name, name_key, birth_date, sex, mother, died_on, area, source, evidence)
SELECT g.nik, g.kk, coalesce(g.name, ''), coalesce(g.name_key, ''), g.born, g.sex, coalesce(g.mother, ''), g.died,
       CASE WHEN g.area ^@ %(area)s THEN g.area ELSE %(area)s END, %(source)s, %(evidence)s
FROM unnest(%(niks)s::text[], %(kks)s::text[], %(names)s::text[], %(keys)s::text[], %(born)s::date[], %(sexes)s::text[],
            %(mothers)s::text[], %(died)s::date[], %(areas)s::text[])
     AS g (nik, kk, name, name_key, born, sex, mother, died, area)
ON CONFLICT DO NOTHING
RETURNING id
