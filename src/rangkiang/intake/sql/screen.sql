-- What the register already knows of each proposed row. The first reason that holds is the one that is told.
WITH mine AS (
  SELECT c.*, p.id AS known, p.died_on, p.name_key AS known_key, p.birth_date AS known_birth
  FROM intake_candidate c LEFT JOIN people_person p ON p.nik = c.nik
  WHERE c.batch_id = %(batch)s AND c.state = 'proposed'
), judged AS (
  SELECT m.id, m.known,
    CASE
      WHEN m.died_on IS NOT NULL THEN 'refused:died'
      WHEN EXISTS (SELECT FROM people_knowncover k WHERE k.nik = m.nik AND k.ours
                   AND (k.last_month IS NULL OR k.last_month >= %(month)s)) THEN 'refused:covered_by_us'
      WHEN EXISTS (SELECT FROM people_knowncover k WHERE k.nik = m.nik AND NOT k.ours
                   AND (k.last_month IS NULL OR k.last_month >= %(month)s)) THEN 'refused:covered_by_others'
      WHEN EXISTS (SELECT FROM intake_candidate o WHERE o.nik = m.nik AND o.id <> m.id
                   AND (o.state IN ('verified', 'review') OR (o.state = 'proposed' AND (o.batch_id <> m.batch_id OR o.id < m.id))))
        THEN 'refused:proposed_twice'
      WHEN m.birth_date <= %(month)s::date - make_interval(years => %(age_below)s) THEN 'refused:too_old'
      WHEN m.decile > %(decile_max)s THEN 'refused:decile'
      WHEN m.decile IS NULL AND %(decile_max)s::int < 10 THEN 'review:decile_unknown'  -- 10 is no limit
      WHEN m.known IS NOT NULL AND m.known_key <> m.name_key AND m.known_birth IS DISTINCT FROM m.birth_date
        THEN 'review:nik_of_another'
      WHEN EXISTS (SELECT FROM people_person p WHERE p.name_key = m.name_key AND p.birth_date = m.birth_date
                   AND p.nik IS DISTINCT FROM m.nik) THEN 'review:same_name_and_birth'
      WHEN EXISTS (SELECT FROM intake_candidate o WHERE o.name_key = m.name_key AND o.birth_date = m.birth_date
                   AND o.nik <> m.nik AND o.id < m.id AND o.state IN ('proposed', 'verified', 'review'))
        THEN 'review:same_name_and_birth'
    END AS verdict
  FROM mine m
)
UPDATE intake_candidate c
SET state = split_part(j.verdict, ':', 1), reason = split_part(j.verdict, ':', 2),
    person_id = j.known,
    decided_at = CASE WHEN j.verdict LIKE 'refused:%%' THEN rangkiang_now() END
FROM judged j WHERE c.id = j.id AND j.verdict IS NOT NULL
