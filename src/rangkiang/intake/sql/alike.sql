-- Whom each row of a batch looks like: persons known, and candidates before it. Blocks: the same NIK under another
-- name, the same birth date with a like name, the same family card with a like name. What looks alike goes to a person.
WITH mine AS (
  SELECT * FROM intake_candidate
  WHERE batch_id = %(batch)s AND (state = 'proposed' OR (state = 'review' AND reason = 'nik_of_another'))
), known AS (
  SELECT id AS person, NULL::bigint AS other, nik, kk, name_key, birth_date, sex, mother, area FROM people_person
), listed AS (
  SELECT NULL::bigint AS person, o.id AS other, o.nik, o.kk, o.name_key, o.birth_date, o.sex, o.mother, o.area
  FROM intake_candidate o WHERE o.state IN ('proposed', 'review') AND o.person_id IS NULL
), pair AS (
  SELECT m.id, k.* FROM mine m JOIN known k ON k.nik = m.nik WHERE m.reason = 'nik_of_another'
  UNION
  SELECT m.id, k.* FROM mine m JOIN known k ON k.birth_date = m.birth_date AND k.nik IS DISTINCT FROM m.nik
  WHERE similarity(k.name_key, m.name_key) >= 0.5
  UNION
  SELECT m.id, k.* FROM mine m JOIN known k ON k.kk = m.kk AND k.nik IS DISTINCT FROM m.nik
  WHERE similarity(k.name_key, m.name_key) >= 0.7
  UNION
  SELECT m.id, o.* FROM mine m JOIN listed o ON o.birth_date = m.birth_date AND o.nik <> m.nik AND o.other < m.id
  WHERE similarity(o.name_key, m.name_key) >= 0.5
  UNION
  SELECT m.id, o.* FROM mine m JOIN listed o ON o.kk = m.kk AND o.nik <> m.nik AND o.other < m.id
  WHERE similarity(o.name_key, m.name_key) >= 0.7
), compared AS (
  SELECT m.id, m.area, p.person, p.other,
    round(100 * similarity(p.name_key, m.name_key))::int AS name,
    similarity(split_part(p.name_key, ' ', 1), split_part(m.name_key, ' ', 1)) < 0.3 AS first_differs,
    CASE WHEN p.nik IS NULL THEN 'missing' WHEN p.nik = m.nik THEN 'same'
         WHEN levenshtein(p.nik, m.nik) <= 2 THEN 'near' ELSE 'other' END AS nik,
    CASE WHEN p.birth_date IS NULL OR m.birth_date IS NULL THEN 'missing' WHEN p.birth_date = m.birth_date THEN 'same'
         WHEN levenshtein(p.birth_date::text, m.birth_date::text) <= 2 THEN 'near' ELSE 'other' END AS birth,
    CASE WHEN p.mother = '' OR m.mother = '' THEN 'missing'
         WHEN similarity(p.mother, m.mother) >= 0.6 THEN 'same' ELSE 'other' END AS mother,
    CASE WHEN p.kk IS NULL OR m.kk IS NULL THEN 'missing' WHEN p.kk = m.kk THEN 'same' ELSE 'other' END AS kk,
    CASE WHEN p.sex IS NULL OR m.sex IS NULL THEN 'missing' WHEN p.sex = m.sex THEN 'same' ELSE 'other' END AS sex,
    CASE WHEN p.area = m.area THEN 'same' ELSE 'other' END AS place
  FROM pair p JOIN mine m ON m.id = p.id
), weighed AS (
  SELECT c.*, least(1000, greatest(0, c.name * 35 / 10
    + CASE nik WHEN 'same' THEN 250 WHEN 'near' THEN 250 ELSE 0 END
    + CASE birth WHEN 'same' THEN 250 WHEN 'near' THEN 120 WHEN 'other' THEN -150 ELSE 0 END
    + CASE mother WHEN 'same' THEN 80 WHEN 'other' THEN -60 ELSE 0 END
    + CASE kk WHEN 'same' THEN 120 ELSE 0 END
    + CASE sex WHEN 'other' THEN -150 ELSE 0 END
    - CASE WHEN first_differs THEN 200 ELSE 0 END)) AS permille
  FROM compared c
), kept AS (
  INSERT INTO intake_likeness (candidate_id, area, person_id, other_id, permille, signs)
  SELECT id, area, person, other, permille,
         jsonb_build_object('nik', nik, 'name', name, 'birth', birth, 'mother', mother, 'kk', kk, 'sex', sex, 'place', place)
  FROM weighed
  WHERE nik = 'same' OR (name = 100 AND birth = 'same') OR permille >= %(least)s
  ON CONFLICT DO NOTHING
  RETURNING candidate_id
)
UPDATE intake_candidate c SET state = 'review', reason = 'alike'
WHERE c.state = 'proposed' AND c.id IN (SELECT candidate_id FROM kept)
