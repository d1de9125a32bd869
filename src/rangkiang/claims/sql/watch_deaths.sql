-- The deaths that lists tell, of one list or of all.
SELECT id, nik, kk, name_key AS name, birth_date, sex, nullif(mother, '') AS mother, area AS village_code
FROM people_knowndeath
WHERE withdrawn_at IS NULL AND (%(evidence)s::uuid IS NULL OR evidence = %(evidence)s::uuid)
ORDER BY id
