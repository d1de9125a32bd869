-- What a batch is compared with: every person known, and the rows of other lists that wait (their id below zero).
SELECT id, nik, kk, name_key, birth_date, sex, nullif(mother, ''), area FROM people_person
UNION ALL
SELECT -id, nik, kk, name_key, birth_date, sex, nullif(mother, ''), area FROM intake_candidate
WHERE batch_id <> %(batch)s AND state IN ('proposed', 'review') AND person_id IS NULL
ORDER BY 1
