-- The rows of a batch to compare.
SELECT id, nik, kk, name_key, birth_date, sex, nullif(mother, ''), area
FROM intake_candidate WHERE batch_id = %(batch)s AND state = 'proposed'
ORDER BY id
