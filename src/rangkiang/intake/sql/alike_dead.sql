-- Whom lists of the dead name.
SELECT id, nik, kk, name_key, birth_date, sex, nullif(mother, ''), area FROM people_knowndeath
WHERE withdrawn_at IS NULL AND name_key <> ''
ORDER BY id
