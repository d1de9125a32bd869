-- Cover by others; a list of all members (but_ours) also names those whom we pay for, which is no news unless it gives
-- their NIK to somebody of another name and birth date. Nor is it a person's when it does.
WITH given AS (
  SELECT g.*, p.id AS person_id, coalesce(g.name_key = '' OR g.name_key = p.name_key OR g.born IS NULL OR g.born = p.birth_date, true) AS fits
  FROM unnest(%(niks)s::text[], %(names)s::text[], %(keys)s::text[], %(born)s::date[], %(sexes)s::text[], %(areas)s::text[],
              %(payers)s::text[], %(firsts)s::date[], %(lasts)s::date[])
       AS g (nik, name, name_key, born, sex, area, payer, first_month, last_month)
  LEFT JOIN people_person p ON p.nik = g.nik
)
INSERT INTO people_knowncover (nik, name, name_key, birth_date, sex, person_id, area, ours, payer, first_month, last_month, source, evidence)
SELECT nik, name, name_key, born, sex, CASE WHEN fits THEN person_id END, area, false, payer, first_month, last_month, %(source)s, %(evidence)s
FROM given g
WHERE NOT (%(but_ours)s AND fits
           AND EXISTS (SELECT FROM people_knowncover k WHERE k.nik = g.nik AND k.ours AND k.withdrawn_at IS NULL
                       AND (k.last_month IS NULL OR k.last_month >= g.first_month)))
ON CONFLICT DO NOTHING
RETURNING id
