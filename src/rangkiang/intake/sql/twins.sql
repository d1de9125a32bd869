-- Whom each doubtful candidate looks like: persons known, and candidates before it. Areas: row-level security.
WITH doubtful AS (
  SELECT * FROM intake_candidate WHERE id = ANY (%(candidates)s::bigint[])
)
SELECT d.id, 'person', p.id, p.name, p.nik, p.kk, p.birth_date, p.sex, p.mother, p.address, p.area, p.occupation, p.died_on
FROM doubtful d JOIN people_person p
  ON p.nik = d.nik OR (p.name_key = d.name_key AND p.birth_date = d.birth_date)
UNION ALL
SELECT d.id, 'candidate', o.id, o.name, o.nik, o.kk, o.birth_date, o.sex, o.mother, o.address, o.area, o.occupation, NULL
FROM doubtful d JOIN intake_candidate o
  ON o.name_key = d.name_key AND o.birth_date = d.birth_date AND o.nik <> d.nik AND o.id <> d.id
 AND o.state IN ('proposed', 'verified', 'review') AND o.person_id IS NULL
ORDER BY 1, 2 DESC, 3
